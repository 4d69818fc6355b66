package migrate

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"unpw/migrate/audit"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
)

// LockdownOptions say what is blocked, or allowed again.
type LockdownOptions struct {
	Org       string // "": the only one with access
	UserAgent bool   // also the user-agent flow
	Undo      bool
	Deploy    bool
	QuietDays int // days without a login by password that the audit must show
	Step      func(text string)
}

// Lockdown is unpw/lockdown/v1.
type Lockdown struct {
	Schema    string         `json:"schema"`
	Org       *string        `json:"org"` // null: files only, of no org
	Undo      bool           `json:"undo"`
	UserAgent bool           `json:"userAgent"`
	QuietDays int            `json:"quietDays"`
	Clean     bool           `json:"clean"`
	Loud      []audit.Caller `json:"loud"`     // who keeps the org from being locked down
	Trying    []audit.Caller `json:"trying"`   // who tries by password and is refused already: no obstacle
	Before    *Switches      `json:"before"`   // null: not asked, or not shown
	After     *Switches      `json:"after"`    // null: not deployed, or not shown
	Deployed  bool           `json:"deployed"` // by this command
	Deploy    string         `json:"deploy"`   // id of the deploy in the org; "" without one
	Files     []string       `json:"files"`
	Warnings  []string       `json:"warnings"`
	Steps     []LockdownStep `json:"steps"` // left to people
	Back      string         `json:"back"`  // the command that takes it back

	files   []metadata.File
	session *org.Session
	options LockdownOptions
}

// Switches are the org-wide switches that a lockdown is about; null where the org
// does not name one.
type Switches struct {
	BlockPassword  *bool `json:"blockOAuthUnPwFlow"`
	BlockUserAgent *bool `json:"blockOAuthUsrAgtFlow"`
}

// MetadataFiles gives what is to be written: the lockdown, and below undo/ what
// takes it back.
func (l *Lockdown) MetadataFiles() []metadata.File { return l.files }

// PrepareLockdown audits the org and makes the files. While somebody logs in by
// password the error has code Findings and names who; the result is there all the
// same, without files. Undo asks for no audit.
func (p *Project) PrepareLockdown(ctx context.Context, o LockdownOptions) (*Lockdown, error) {
	facts, err := readLockdownFacts()
	if err != nil {
		return nil, err
	}
	l := &Lockdown{Schema: "unpw/lockdown/v1", Undo: o.Undo, UserAgent: o.UserAgent, QuietDays: o.QuietDays, Loud: []audit.Caller{}, Trying: []audit.Caller{}, Files: []string{},
		Warnings: []string{}, Steps: []LockdownStep{}, options: o}
	if o.Undo {
		err = l.undo(ctx, p)
	} else {
		err = l.lock(ctx, p, facts)
	}
	if err != nil {
		if fail.CodeOf(err) == fail.Findings {
			return l, err
		}
		return nil, err
	}
	l.Before = l.switches(ctx)
	if o.UserAgent {
		l.Warnings = append(l.Warnings, warnings(facts.UserAgent)...)
	}
	l.Warnings = append(l.Warnings, warnings(facts.Deploy)...)
	return l, l.make()
}

func (l *Lockdown) undo(ctx context.Context, p *Project) error {
	if !l.options.Deploy && l.options.Org == "" {
		return nil // the same files for every org
	}
	name, s, err := p.orgToAsk(ctx, l.options.Org)
	l.Org, l.session = &name, s
	return err
}

// lock judges the audit. Both logins by password count, though the metadata blocks
// one of them only: an org is locked down when it is done with passwords.
func (l *Lockdown) lock(ctx context.Context, p *Project, facts *lockdownFacts) error {
	a, err := p.auditing(ctx, AuditOptions{Org: l.options.Org, Step: l.options.Step})
	if err != nil {
		return err
	}
	l.Org, l.session = &a.org, a.session
	quiet := time.Duration(l.QuietDays) * 24 * time.Hour
	l.Loud = append(l.Loud, a.tally.Loud(quiet, a.until)...)
	l.Trying = a.tally.Trying(quiet, a.until)
	if l.UserAgent {
		l.Loud = append(l.Loud, a.tally.LoudByUserAgent(quiet, a.until)...)
	}
	if n := a.tally.Users(); n < 2 {
		l.Warnings = append(l.Warnings, fmt.Sprintf("Login History shows API logins of %d users in six months: make sure that the user of the access token may see those of others", n))
	}
	for _, s := range append(a.facts.Spots(a.concerns...), a.spots...) {
		if s.ID == "own-rows" || s.ID == "six-months" {
			l.Warnings = append(l.Warnings, s.Text+" ("+strings.Join(s.Source, "; ")+")")
		}
	}
	found, err := p.integrationsOf(ctx, a.org)
	if err != nil {
		return err
	}
	l.Steps = append(l.Steps, facts.steps(a.org, owed(a.tally.PasswordUsers(), found))...)
	l.Clean = len(l.Loud) == 0
	if l.Clean {
		return nil
	}
	var who []string
	for _, c := range l.Loud {
		who = append(who, fmt.Sprintf("%s (%s, %s)", c.User, c.Login, c.LastPassword.Format(time.DateOnly)))
	}
	return fail.New(fail.Findings, "org %s is not clean: in the last %d days %s", a.org, l.QuietDays, strings.Join(who, ", ")).In("lock down").
		Hint("move them first; unpw audit --org %s says which integrations they are", a.org)
}

// owed is whose passwords are still to be reset: who used one, and whose stood in
// files.
func owed(users []string, found []audit.Integration) []string {
	for _, in := range found {
		if in.User != "" && !slices.ContainsFunc(users, func(u string) bool { return strings.EqualFold(u, in.User) }) {
			users = append(users, in.User)
		}
	}
	slices.SortFunc(users, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return users
}

// make renders the metadata and the way back.
func (l *Lockdown) make() error {
	for _, one := range []struct {
		folder string
		undo   bool
	}{{"", false}, {"undo", true}} {
		files, err := metadata.Lockdown(metadata.Lock{UserAgent: l.UserAgent, Undo: one.undo}, metadata.Options{})
		if err != nil {
			return err
		}
		for _, f := range files {
			f.Path = path.Join(one.folder, f.Path)
			l.files = append(l.files, f)
			l.Files = append(l.Files, f.Path)
		}
	}
	if l.Undo {
		return nil
	}
	l.Back = "unpw lockdown --undo --deploy --org " + *l.Org
	if l.UserAgent {
		l.Back += " --user-agent"
	}
	return nil
}

// switches asks the org for them; nil where it does not show them.
func (l *Lockdown) switches(ctx context.Context) *Switches {
	if l.session == nil {
		return nil
	}
	s, err := l.session.OAuthSettings(ctx)
	if err != nil {
		return nil
	}
	return &Switches{s.BlockPassword, s.BlockUserAgent}
}

// DeployLockdown deploys what was prepared and reads the switches back.
func (p *Project) DeployLockdown(ctx context.Context, l *Lockdown) error {
	files, err := metadata.Lockdown(metadata.Lock{UserAgent: l.UserAgent, Undo: l.Undo}, metadata.Options{Layout: metadata.Zipped})
	if err != nil {
		return err
	}
	if l.options.Step != nil {
		l.options.Step("deploy to org " + *l.Org)
	}
	status, err := l.session.Deploy(ctx, files[0].Data, org.DeployOptions{})
	if status != nil {
		l.Deploy = status.ID
	}
	if err != nil {
		return err
	}
	l.Deployed, l.After = true, l.switches(ctx)
	switch {
	case l.After == nil:
		l.Warnings = append(l.Warnings, "the org took the deploy and does not show its switches: look at Setup → OAuth and OpenID Connect Settings")
	case l.After.BlockPassword == nil || *l.After.BlockPassword == l.Undo:
		return fail.New(fail.Refused, "the org took the deploy and its switch blockOAuthUnPwFlow did not change").In("lock down").
			Hint("look at Setup → OAuth and OpenID Connect Settings → Allow OAuth Username-Password Flows; a policy of the org may hold it")
	}
	return nil
}
