package migrate

import (
	"context"
	"io"
	"strings"
	"time"

	"unpw/migrate/audit"
	"unpw/migrate/fail"
	"unpw/migrate/org"
)

// AuditOptions say what to look at.
type AuditOptions struct {
	Org   string        // "": the only one that unpw.yaml knows
	Since time.Duration // how far back; 0: as far as Login History goes
	// CSV is an exported Login History to read in place of asking an org; Name is
	// how errors call it.
	CSV  io.Reader
	Name string
	// Step hears what is being done.
	Step func(text string)
}

// Audit says who still logs in by password, and which of the integrations that a
// scan finds it is. It changes nothing. An org that says no or cannot be reached
// is an error of code Refused or Unreachable.
func (p *Project) Audit(ctx context.Context, o AuditOptions) (*audit.Report, error) {
	a, err := p.auditing(ctx, o)
	if err != nil {
		return nil, err
	}
	found, err := p.integrationsOf(ctx, a.org)
	if err != nil {
		return nil, err
	}
	r := a.tally.Match(found, a.since, a.until)
	r.Source, r.Apps = a.source, append(r.Apps, a.apps...)
	if a.org != "" {
		r.Org = &a.org
	}
	r.BlindSpots = append(a.facts.Spots(a.concerns...), a.spots...)
	return r, p.datesOf(r)
}

// audited is what was counted before it is put beside anything.
type audited struct {
	org          string // "": not one of unpw.yaml's
	facts        *audit.Facts
	tally        *audit.Tally
	since, until time.Time
	source       string
	apps         []audit.App
	concerns     []string
	spots        []audit.Spot // of this org or file
	session      *org.Session // nil for a file
}

func (p *Project) auditing(ctx context.Context, o AuditOptions) (*audited, error) {
	facts, err := audit.ReadFacts()
	if err != nil {
		return nil, err
	}
	a := &audited{facts: facts, tally: audit.NewTally(), until: p.Now()}
	if o.Since == 0 || o.Since > facts.Keeps() {
		o.Since = facts.Keeps()
	}
	a.since = a.until.Add(-o.Since)
	if o.CSV != nil {
		a.org = o.Org
		if _, ok := p.Config.Org(o.Org); o.Org != "" && !ok {
			return nil, noSuchOrg(p, o.Org)
		}
		a.source, a.concerns = "csv", []string{"csv"}
		return a, a.readCSV(o)
	}
	if a.org, a.session, err = p.orgToAsk(ctx, o.Org); err != nil {
		return nil, err
	}
	a.source, a.concerns = "login-history", []string{"history", "apps"}
	return a, p.ask(ctx, a, o)
}

// readCSV counts the rows of an exported file and says from which day it knows.
func (a *audited) readCSV(o AuditOptions) error {
	var oldest time.Time
	err := a.facts.ReadCSV(o.Name, o.CSV, func(user string, row org.LoginRow) {
		if oldest.IsZero() || row.Time.Before(oldest) {
			oldest = row.Time
		}
		if !row.Time.Before(a.since) && !row.Time.After(a.until.Add(24*time.Hour)) {
			a.tally.Add(user, row)
		}
	})
	if err == nil && oldest.After(a.since.Add(24*time.Hour)) {
		a.spots = append(a.spots, audit.Spot{ID: "file-begins", Text: "the oldest API login in the file is of " + oldest.Format(time.DateOnly) + ": what was before that day is not known",
			Source: []string{"the file"}, Confidence: "seen"})
	}
	return err
}

// orgToAsk gives the org that a command means, and a session in it.
func (p *Project) orgToAsk(ctx context.Context, name string) (string, *org.Session, error) {
	if name == "" {
		for _, o := range p.Config.Orgs {
			if o.Access.None() {
				continue
			}
			if name != "" {
				return "", nil, fail.New(fail.Usage, "unpw.yaml gives access to more than one org").Hint("pass --org NAME")
			}
			name = o.Name
		}
		if name == "" && len(p.Config.Orgs) == 1 {
			name = p.Config.Orgs[0].Name
		}
	}
	if name == "" {
		return "", nil, fail.New(fail.Usage, "unpw has access to no org").
			Hint("set orgs.NAME.access in unpw.yaml to {sf: ALIAS} or {token: {env: NAME}}, or read an exported Login History: unpw audit --csv FILE")
	}
	if _, ok := p.Config.Org(name); !ok {
		return "", nil, noSuchOrg(p, name)
	}
	s, err := p.Session(ctx, name)
	if err == nil && s == nil {
		err = fail.At(fail.Usage, p.Config.Path, 0, "org %s gives no access token", name).
			Hint("set orgs.%s.access in unpw.yaml to {sf: ALIAS}, {token: {env: NAME}}, or {token: {command: [...]}} with a program that prints one", name)
	}
	return name, s, err
}

func noSuchOrg(p *Project, name string) error {
	var names []string
	for _, o := range p.Config.Orgs {
		names = append(names, o.Name)
	}
	e := fail.New(fail.Usage, "there is no org %s in unpw.yaml", name)
	if len(names) > 0 {
		return e.Hint("use one of %s", strings.Join(names, ", "))
	}
	return e.Hint("write it under orgs: with its my-domain and access")
}

// integrationsOf gives what a scan finds for an org: what logs in by password, and
// what is migrated. "" is every org.
func (p *Project) integrationsOf(ctx context.Context, name string) ([]audit.Integration, error) {
	scanned, err := p.Scan(ctx, ScanOptions{})
	if err != nil {
		return nil, err
	}
	var out []audit.Integration
	for _, root := range scanned {
		for _, in := range root.Result.Integrations {
			migrated := in.State == "migrated"
			if !in.Finding() && !migrated {
				continue
			}
			set := p.Config.For(in.ID, Flags{})
			at := set.Org
			if at == "" {
				at, _ = p.Config.OrgFor(in.Host)
			}
			// A host that says nothing may mean any org of its kind.
			if name != "" && at != "" && at != name {
				continue
			}
			one := audit.Integration{ID: in.ID, Recipe: in.Match.Recipe.ID, Login: in.Login, State: in.State, User: in.Username}
			if set.User != "" {
				one.User = set.User
			}
			if migrated {
				one.Login = ""
				if one.User == "" && set.App != "" {
					one.User = p.Config.App(set.App).RunAs
				}
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// datesOf puts the days on which the logins end into a report.
func (p *Project) datesOf(r *audit.Report) error {
	logins := []string{"oauth-password", "soap-login"}
	if len(r.UserAgent) > 0 {
		logins = append(logins, "user-agent")
	}
	list, err := p.Deadlines(logins)
	for _, d := range list {
		r.Dates = append(r.Dates, audit.Date{Login: d.Login, Date: d.Date, About: d.Precision != "day", What: d.What, Source: d.Sources()})
	}
	return err
}
