package audit

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"unpw/migrate/org"
)

// mostSamples is how many different applications, clients, addresses and hosts of
// one user are kept.
const mostSamples = 8

// Tally counts rows of Login History by user and login. It holds no row.
type Tally struct {
	byUser map[string]*user // by username in lower case, or by id
	Rows   int
	Oldest time.Time
}

// NewTally makes an empty one.
func NewTally() *Tally { return &Tally{byUser: map[string]*user{}} }

type user struct {
	name   string
	logins map[string]*count // by login: oauth-password, soap-login, user-agent, Undecided
	first  time.Time         // secure
	last   time.Time
}

type count struct {
	accepted, refused                 int
	first, last, lastTry              time.Time
	status                            string // of the last try
	apps, clients, addresses, version map[string]bool
	hosts                             map[string]bool
}

// UndecidedOAuth is the kind of an OAuth login of a file that does not say which.
const UndecidedOAuth = "undecided"

// Add counts a row; name is the user's, or the id where no name is known.
func (t *Tally) Add(name string, row org.LoginRow) {
	t.Rows++
	if t.Oldest.IsZero() || row.Time.Before(t.Oldest) {
		t.Oldest = row.Time
	}
	u := t.byUser[strings.ToLower(name)]
	if u == nil {
		u = &user{name: name, logins: map[string]*count{}}
		t.byUser[strings.ToLower(name)] = u
	}
	switch row.Kind {
	case "jwt-bearer", "client-credentials":
		if !row.Succeeded {
			return
		}
		if u.first.IsZero() || row.Time.Before(u.first) {
			u.first = row.Time
		}
		if row.Time.After(u.last) {
			u.last = row.Time
		}
	case "oauth-password", "soap-login", "user-agent", UndecidedOAuth:
		c := u.logins[row.Kind]
		if c == nil {
			c = &count{apps: map[string]bool{}, clients: map[string]bool{}, addresses: map[string]bool{}, version: map[string]bool{}, hosts: map[string]bool{}}
			u.logins[row.Kind] = c
		}
		c.add(row)
	}
}

func (c *count) add(row org.LoginRow) {
	if row.Succeeded {
		c.accepted++
		if c.first.IsZero() || row.Time.Before(c.first) {
			c.first = row.Time
		}
		if row.Time.After(c.last) {
			c.last = row.Time
		}
	} else {
		c.refused++
	}
	if !row.Time.Before(c.lastTry) {
		c.lastTry, c.status = row.Time, row.Status
	}
	sample(c.apps, row.Application)
	sample(c.clients, row.ClientVersion)
	sample(c.addresses, row.SourceIP)
	sample(c.version, row.APIVersion)
	sample(c.hosts, row.LoginURL)
}

func sample(set map[string]bool, text string) {
	text = strings.TrimSpace(text)
	if text != "" && !strings.EqualFold(text, "N/A") && !strings.EqualFold(text, "Unknown") && len(set) < mostSamples {
		set[text] = true
	}
}

// seen puts counts of one user together.
func (u *user) seen(until time.Time, counts ...*count) Seen {
	s := Seen{}
	lists := [5]map[string]bool{}
	for i := range lists {
		lists[i] = map[string]bool{}
	}
	var first, last, try time.Time
	for _, c := range counts {
		s.PasswordLogins += c.accepted
		s.PasswordRefused += c.refused
		if !c.first.IsZero() && (first.IsZero() || c.first.Before(first)) {
			first = c.first
		}
		if c.last.After(last) {
			last = c.last
		}
		if !c.lastTry.Before(try) {
			try, s.LastStatus = c.lastTry, c.status
		}
		for i, set := range []map[string]bool{c.apps, c.clients, c.addresses, c.version, c.hosts} {
			maps.Copy(lists[i], set)
		}
	}
	s.FirstPassword, s.LastPassword, s.LastTry = stamp(first), stamp(last), stamp(try)
	if u != nil {
		s.FirstSecure, s.LastSecure = stamp(u.first), stamp(u.last)
	}
	if !last.IsZero() {
		days := int(until.Sub(last).Hours() / 24)
		s.SilentDays = &days
	}
	s.Applications, s.Clients, s.Addresses, s.APIVersions, s.Hosts = sorted(lists[0]), sorted(lists[1]), sorted(lists[2]), sorted(lists[3]), sorted(lists[4])
	return s
}

func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for text := range set {
		list = append(list, text)
	}
	slices.Sort(list)
	return list
}

// callers gives those who logged in by kind, the latest first.
func (t *Tally) callers(until time.Time, kind string) []Caller {
	out := []Caller{}
	for _, u := range t.byUser {
		if c := u.logins[kind]; c != nil && c.accepted > 0 {
			out = append(out, Caller{User: u.name, Login: kind, Seen: u.seen(until, c)})
		}
	}
	slices.SortFunc(out, byLast)
	return out
}

func byLast(a, b Caller) int {
	return cmp.Or(-compareTimes(a.LastPassword, b.LastPassword), cmp.Compare(a.User, b.User), cmp.Compare(a.Login, b.Login))
}

func compareTimes(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Compare(*b)
}

// Users is how many users were counted.
func (t *Tally) Users() int { return len(t.byUser) }

// Client adds the software that a user was seen to log in with, where such a login
// was counted.
func (t *Tally) Client(name, login, software string) {
	if u := t.byUser[strings.ToLower(name)]; u != nil && u.logins[login] != nil {
		sample(u.logins[login].clients, software)
	}
}
