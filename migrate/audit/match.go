package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// passwords are the logins that end.
var passwords = []string{"oauth-password", "soap-login"}

// Match puts what was counted beside the integrations that were found. A login
// belongs to an integration of its user that logs in that way; integrations that
// share both share the logins, and say so.
func (t *Tally) Match(found []Integration, since, until time.Time) *Report {
	r := &Report{Schema: "unpw/audit/v1", Since: since.UTC(), Until: until.UTC(), Rows: t.Rows, Oldest: stamp(t.Oldest),
		Integrations: []Use{}, NotFound: []Caller{}, Apps: []App{}, BlindSpots: []Spot{}, Dates: []Date{}}
	taken := map[string]bool{} // user and login
	for _, in := range found {
		r.Integrations = append(r.Integrations, t.use(in, found, until, taken))
	}
	for key, u := range t.byUser {
		for _, login := range passwords {
			c := u.logins[login]
			if c == nil || taken[key+" "+login] {
				continue
			}
			r.NotFound = append(r.NotFound, Caller{User: u.name, Login: login, Note: otherwise(key, found), Seen: u.seen(until, c)})
		}
	}
	slices.SortFunc(r.NotFound, byLast)
	r.UserAgent, r.Undecided = t.callers(until, "user-agent"), t.callers(until, UndecidedOAuth)
	r.count()
	r.Clean = r.Findings() == 0 && len(r.Undecided) == 0
	return r
}

func (t *Tally) use(in Integration, found []Integration, until time.Time, taken map[string]bool) Use {
	use := Use{ID: in.ID, Recipe: in.Recipe, Login: in.Login, State: in.State, Verdict: Unknown, Note: "the files do not name its user"}
	if in.User == "" {
		use.Seen = (*user)(nil).seen(until)
		return use
	}
	use.User, use.Verdict, use.Note = &in.User, Unused, ""
	key := strings.ToLower(in.User)
	u := t.byUser[key]
	var counts []*count
	for _, login := range passwords {
		if u != nil && u.logins[login] != nil && in.logsInBy(login) {
			counts = append(counts, u.logins[login])
			taken[key+" "+login] = true
		}
	}
	use.Seen = u.seen(until, counts...)
	switch {
	case use.PasswordLogins > 0:
		use.Verdict = Used
	case use.PasswordRefused > 0:
		use.Verdict = Refused
	}
	var others []string
	for _, other := range found {
		if other.ID != in.ID && strings.EqualFold(other.User, in.User) && slices.ContainsFunc(passwords, func(l string) bool { return in.logsInBy(l) && other.logsInBy(l) }) {
			others = append(others, other.ID)
		}
	}
	switch {
	case use.Verdict == Used && in.State == "migrated":
		use.Note = "migrated in the files: the old configuration still runs somewhere, or another client has its user"
	case use.Verdict != Unused && len(others) > 0:
		use.Note = "its user is also that of " + strings.Join(others, ", ") + ": which of them it was, the logins do not say"
	case use.Verdict == Unused && use.LastSecure == nil && in.State == "migrated":
		use.Note = "no login of its user at all: it may not have run yet"
	}
	return use
}

// logsInBy tells whether a login may be this integration's. What is migrated may
// have logged in either way before.
func (in Integration) logsInBy(login string) bool {
	return in.Login == login || in.Login == "unknown-password" || in.Login == "" || in.State == "migrated"
}

// otherwise says that integrations were found for a user, with another login.
func otherwise(key string, found []Integration) string {
	var ids []string
	for _, in := range found {
		if strings.ToLower(in.User) == key {
			ids = append(ids, in.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "its user is that of " + strings.Join(ids, ", ") + ", which logs in another way"
}

func (r *Report) count() {
	for _, use := range r.Integrations {
		switch use.Verdict {
		case Used:
			r.Summary.Used++
		case Refused:
			r.Summary.Refused++
		case Unused:
			r.Summary.Unused++
		case Unknown:
			r.Summary.Unknown++
		}
	}
	for _, c := range r.NotFound {
		if c.PasswordLogins > 0 {
			r.Summary.NotFound++
		} else {
			r.Summary.Refused++
		}
	}
	r.Summary.UserAgent = len(r.UserAgent)
}

// Loud is who logged in by password less than quiet ago, the latest first. Those
// of whom a file does not say how they logged in are among them.
func (t *Tally) Loud(quiet time.Duration, until time.Time) []Caller {
	var out []Caller
	for _, kind := range append(slices.Clone(passwords), UndecidedOAuth) {
		out = append(out, recent(t.callers(until, kind), quiet, until)...)
	}
	slices.SortFunc(out, byLast)
	return out
}

// Trying is who tried by password less than quiet ago and was refused every time,
// the latest first.
func (t *Tally) Trying(quiet time.Duration, until time.Time) []Caller {
	out := []Caller{}
	for _, u := range t.byUser {
		for _, login := range passwords {
			if c := u.logins[login]; c != nil && until.Sub(c.lastTry) < quiet && (c.last.IsZero() || until.Sub(c.last) >= quiet) {
				out = append(out, Caller{User: u.name, Login: login, Seen: u.seen(until, c)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Caller) int {
		return cmp.Or(-compareTimes(a.LastTry, b.LastTry), cmp.Compare(a.User, b.User), cmp.Compare(a.Login, b.Login))
	})
	return out
}

// LoudByUserAgent is the same of the user-agent flow.
func (t *Tally) LoudByUserAgent(quiet time.Duration, until time.Time) []Caller {
	return recent(t.callers(until, "user-agent"), quiet, until)
}

func recent(callers []Caller, quiet time.Duration, until time.Time) []Caller {
	return slices.DeleteFunc(callers, func(c Caller) bool { return until.Sub(*c.LastPassword) >= quiet })
}

// PasswordUsers gives everybody who tried to log in by password.
func (t *Tally) PasswordUsers() []string {
	var names []string
	for _, u := range t.byUser {
		if u.logins["oauth-password"] != nil || u.logins["soap-login"] != nil {
			names = append(names, u.name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return names
}
