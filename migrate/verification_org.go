package migrate

import (
	"context"
	"strings"
	"time"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/migrate/org"
)

// verifyDays is how far back a refused login is looked for.
const verifyDays = 30

// mostVerified is how many logins are gone through.
const mostVerified = 20

// Verify goes through the verification list against an org, for every password
// login of the workspace that is meant for it and for every other user whose
// password login it refused in the last thirty days. It sends no login. What the
// org does not show is "cannot be asked", the whole org included.
func (p *Project) Verify(ctx context.Context, list *explain.Verification, orgName string) (*Verification, error) {
	name, session, err := p.orgToAsk(ctx, orgName)
	if err != nil {
		return nil, err
	}
	v := &verifying{p: p, list: list, name: name, session: session, out: &Verification{Org: &name, Title: list.Title, Meaning: list.Meaning}}
	if err := v.common(ctx); err != nil {
		return nil, err
	}
	logins, err := v.logins(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range logins {
		one := Verify{Integration: l.integration, User: l.evidence.User}
		for i, j := range list.Judge(p.Explain, l.evidence) {
			one.Lines = append(one.Lines, claimSeen(list.Lines[i], j.Result, j.Seen))
		}
		v.out.Logins = append(v.out.Logins, one)
	}
	return v.out, nil
}

type verifying struct {
	p       *Project
	list    *explain.Verification
	name    string
	session *org.Session
	out     *Verification

	org      explain.Evidence  // what holds for all logins
	appTypes map[string]string // by name; "" where two apps have it
	rows     map[string]*lastLogin
}

// lastLogin is a user's last login by password.
type lastLogin struct {
	id, name string
	row      org.LoginRow
}

type verified struct {
	integration string
	evidence    explain.Evidence
}

// shown tells whether the org answered, and warns where it did not: its silence
// is part of the answer. Only an interruption ends the whole.
func (v *verifying) shown(what string, err error) (bool, error) {
	if err == nil || fail.CodeOf(err) == fail.Interrupted {
		return err == nil, err
	}
	v.p.warn(what + " could not be asked: " + fail.Of(err).Error())
	return false, nil
}

// common asks what holds for every login of the org.
func (v *verifying) common(ctx context.Context) error {
	o, _ := v.p.Config.Org(v.name)
	v.org = explain.Evidence{MyDomain: o.MyDomain, GenericHosts: map[string]bool{"login.salesforce.com": false, "test.salesforce.com": true}}
	dates, err := v.p.Deadlines([]string{v.list.Since, "oauth-password"})
	if err != nil {
		return err
	}
	for _, d := range dates {
		day, err := time.Parse(time.DateOnly, d.Date)
		if err != nil {
			return fail.At(fail.Bug, "dates.yaml", 0, "%s is no day", d.Login)
		}
		if d.Login == v.list.Since {
			v.org.OffSince = day
		} else {
			v.org.Ended = !v.p.Now().Before(day)
		}
	}
	about, err := v.session.Organization(ctx)
	if ok, err := v.shown("the age of the org", err); err != nil {
		return err
	} else if ok {
		v.org.Sandbox, v.org.Created = &about.Sandbox, about.Created
	}
	settings, err := v.session.OAuthSettings(ctx)
	if ok, err := v.shown("the switch of the flow", err); err != nil {
		return err
	} else if ok {
		v.org.Blocked = settings.BlockPassword
	}
	apps, _, _, err := v.session.OAuthApps(ctx)
	if ok, err := v.shown("the apps of the org", err); err != nil || !ok {
		return err
	}
	v.appTypes = map[string]string{}
	for _, a := range apps {
		v.appTypes[a.Name] = a.Type // of several apps with one name, Judge says that it cannot tell
	}
	return nil
}

// logins gives what is gone through: the integrations first, by id, then users
// whom no file names.
func (v *verifying) logins(ctx context.Context) ([]verified, error) {
	if err := v.history(ctx); err != nil {
		return nil, err
	}
	var out []verified
	known := map[string]bool{}
	scanned, err := v.p.Scan(ctx, ScanOptions{})
	if err != nil {
		return nil, err
	}
	for _, root := range scanned {
		for _, in := range root.Result.Integrations {
			set := v.p.Config.For(in.ID, Flags{})
			at := set.Org
			if at == "" {
				at, _ = v.p.Config.OrgFor(in.Host)
			}
			if !in.Finding() || in.Login == "soap-login" || at != v.name && at != "" {
				continue
			}
			e, err := v.evidence(ctx, in.Username)
			if err != nil {
				return nil, err
			}
			e.Host = in.Host
			known[strings.ToLower(in.Username)] = true
			out = append(out, verified{in.ID, e})
		}
	}
	for _, key := range sortedKeys(v.rows) {
		if r := v.rows[key]; !known[key] && !r.row.Succeeded {
			e, err := v.evidence(ctx, r.name)
			if err != nil {
				return nil, err
			}
			out = append(out, verified{"", e})
		}
	}
	if len(out) == 0 {
		out = append(out, verified{"", v.org})
	}
	if len(out) > mostVerified {
		v.p.warn("more than twenty password logins are in question; the first twenty are gone through")
		out = out[:mostVerified]
	}
	return out, nil
}

// history reads the last password login of every user.
func (v *verifying) history(ctx context.Context) error {
	byID := map[string]org.LoginRow{}
	err := v.session.EachLogin(ctx, org.LoginFilter{Since: v.p.Now().AddDate(0, 0, -verifyDays), Types: []string{"Oauth2"}}, func(row org.LoginRow) error {
		if _, newer := byID[row.UserID]; !newer && row.Kind == "oauth-password" {
			byID[row.UserID] = row
		}
		return nil
	})
	if ok, err := v.shown("Login History", err); err != nil || !ok {
		return err
	}
	ids := sortedKeys(byID)
	names, err := v.session.Usernames(ctx, ids)
	if ok, err := v.shown("the users of the org", err); err != nil || !ok {
		return err
	}
	v.rows = map[string]*lastLogin{}
	for _, id := range ids {
		if name := names[id]; name != "" {
			v.rows[strings.ToLower(name)] = &lastLogin{id, name, byID[id]}
		}
	}
	return nil
}

// evidence puts what is known of a user's login to what is known of the org.
func (v *verifying) evidence(ctx context.Context, username string) (explain.Evidence, error) {
	e := v.org
	e.User = username
	if username == "" {
		return e, nil
	}
	there, err := v.session.HasUser(ctx, username)
	if ok, err := v.shown("the user "+username, err); err != nil {
		return e, err
	} else if ok {
		e.UserThere = &there
	}
	last := v.rows[strings.ToLower(username)]
	if last == nil {
		return e, nil
	}
	e.App, e.AppType = last.row.Application, v.appTypes[last.row.Application]
	if last.row.Succeeded {
		e.Accepted = last.row.Time
	} else {
		e.Status, e.At = last.row.Status, last.row.Time
	}
	return e, nil
}
