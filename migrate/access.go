package migrate

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// Access says how a command gets into an org. The zero value is what unpw.yaml
// says (`access`), else the token in the environment.
type Access struct {
	Alias  string // of the sf command line: its login is used
	Legacy bool   // the old login of an integration of the org is used
}

// The variables that the sf command line takes a token and its org from, too
// (sf org login access-token).
const (
	tokenVariable    = "SF_ACCESS_TOKEN"
	instanceVariable = "SF_ORG_INSTANCE_URL"
)

// Session gives a session of an org as unpw.yaml, or the environment, lets unpw
// in; nil where neither does.
func (p *Project) Session(ctx context.Context, name string) (*org.Session, error) {
	return p.SessionBy(ctx, name, Access{}, nil)
}

// SessionBy gives a session of an org by the access asked for. made is the plan
// whose integrations may lend their old login. It is nil where nothing lets unpw
// in.
func (p *Project) SessionBy(ctx context.Context, name string, a Access, made *plan.Plan) (*org.Session, error) {
	o, _ := p.Config.Org(name)
	client, err := p.client(o.CAFile)
	if err != nil {
		return nil, err
	}
	s := &org.Session{HTTP: client, Now: p.Now, Sleep: p.Sleep}
	switch {
	case a.Alias != "":
		err = p.sfLogin(ctx, a.Alias, s)
	case a.Legacy:
		err = p.legacyLogin(ctx, name, made, s)
	case o.Access.SF != "":
		err = p.sfLogin(ctx, o.Access.SF, s)
	case o.Access.Token != nil:
		if o.MyDomain == "" {
			return nil, fail.At(fail.Usage, p.Config.Path, o.Line, "org %s has an access token but no my-domain", name).Hint("set orgs.%s.my-domain", name)
		}
		s.Instance = "https://" + o.MyDomain
		s.Token, err = o.Access.Token.Resolve(ctx, p.Secrets)
	default:
		if !p.environmentLogin(o, s) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return s, p.sameOrg(o, s)
}

// environmentLogin takes the token of the environment, where there is one and
// it is known what org it is for.
func (p *Project) environmentLogin(o workspace.Org, s *org.Session) bool {
	if p.Secrets.Lookup == nil {
		return false
	}
	token, ok := p.Secrets.Lookup(tokenVariable)
	if !ok || token == "" {
		return false
	}
	instance, _ := p.Secrets.Lookup(instanceVariable)
	if s.Instance = origin(instance); s.Instance == "" && o.MyDomain != "" {
		s.Instance = "https://" + o.MyDomain
	}
	s.Token = secret.New(token)
	return s.Instance != ""
}

// sameOrg refuses a login that belongs to another org than the one that
// unpw.yaml describes: what is deployed there would be deployed to a stranger.
func (p *Project) sameOrg(o workspace.Org, s *org.Session) error {
	u, err := url.Parse(s.Instance)
	if err != nil {
		return fail.New(fail.Usage, "the login names no address of an org")
	}
	host := u.Hostname()
	if o.MyDomain != "" && !strings.EqualFold(host, o.MyDomain) {
		return fail.New(fail.Usage, "org %s is %s, and the login is for %s", o.Name, o.MyDomain, oauth.Clean(host)).
			Hint("use the login of org %s, or correct orgs.%s.my-domain in unpw.yaml", o.Name, o.Name)
	}
	if o.Line > 0 && plan.IsMyDomain(host) && p.Config.KindOf(host) != o.Kind {
		return fail.New(fail.Usage, "org %s is a %s org, and the login is for %s", o.Name, o.Kind, oauth.Clean(host)).
			Hint("use the login of org %s, or correct orgs.%s.kind in unpw.yaml", o.Name, o.Name)
	}
	return nil
}

// sfPatience is how long a call of the sf command line may take.
const sfPatience = 2 * time.Minute

// sfLogin takes the login that the sf command line keeps under an alias. The
// token is on its standard output only, never in an argument. Since 2026 sf org
// display hides it, and another command shows it.
func (p *Project) sfLogin(ctx context.Context, alias string, s *org.Session) error {
	var shown struct {
		Result struct{ AccessToken, InstanceURL, Username string }
	}
	if err := p.sf(ctx, &shown, alias, "sf", "org", "display", "--target-org", alias, "--json"); err != nil {
		return err
	}
	if s.Instance = origin(shown.Result.InstanceURL); s.Instance == "" {
		return fail.New(fail.Usage, "the sf login %s names no address of an org", alias).Hint("log in again: sf org login web --alias %s", alias)
	}
	token := shown.Result.AccessToken
	if token == "" || strings.HasPrefix(token, "[") {
		shown.Result.AccessToken = ""
		if err := p.sf(ctx, &shown, alias, "sf", "org", "auth", "show-access-token", "--target-org", alias, "--json"); err != nil {
			return err
		}
		token = shown.Result.AccessToken
	}
	if token == "" || strings.HasPrefix(token, "[") {
		return fail.New(fail.Usage, "sf gives no access token for %s", alias).Hint("log in again: sf org login web --alias %s", alias)
	}
	s.Token = secret.New(token)
	return nil
}

// sf runs a program of the sf command line and reads its JSON. What it printed
// is not shown: it may be the token.
func (p *Project) sf(ctx context.Context, into any, alias string, argv ...string) error {
	if strings.HasPrefix(alias, "-") {
		return fail.New(fail.Usage, "%q is no alias of the sf command line", alias)
	}
	limited, cancel := context.WithTimeout(ctx, sfPatience)
	defer cancel()
	command := strings.Join(argv, " ")
	if p.Secrets.Run == nil {
		return fail.New(fail.Usage, "the sf command line cannot be run here")
	}
	out, err := p.Secrets.Run(limited, argv)
	switch {
	case ctx.Err() != nil:
		return fail.New(fail.Interrupted, "interrupted").Because(ctx.Err())
	case limited.Err() != nil:
		return fail.New(fail.Usage, "%s did not end within %s", command, sfPatience).Hint("run it by hand and see what it waits for")
	case err != nil:
		return fail.New(fail.Usage, "%s failed, or sf is not installed", command).Because(err).
			Hint("run it by hand; log in with: sf org login web --alias %s", alias)
	}
	if json.Unmarshal(out, into) != nil {
		return fail.New(fail.Usage, "%s printed no JSON", command).Hint("run it by hand; unpw was tried with @salesforce/cli 2.146.3")
	}
	return nil
}

// legacyLogin logs in as an integration of the org does today. That its user may
// deploy is not certain, and is told apart when the org says no.
func (p *Project) legacyLogin(ctx context.Context, name string, made *plan.Plan, s *org.Session) error {
	if made == nil {
		return fail.New(fail.Bug, "no plan says whose login is used")
	}
	scanned, err := p.ScanRoots(ctx, made.Roots)
	if err != nil {
		return err
	}
	for i := range made.Integrations {
		in := &made.Integrations[i]
		found := findScanned(scanned, in.ID)
		if in.Org != name || found == nil {
			continue
		}
		old := p.legacy(ctx, found)
		if old == nil {
			continue
		}
		c, err := p.oauth(name)
		if err != nil {
			return err
		}
		token, err := c.Login(ctx, *old)
		if err != nil {
			return fail.Of(err).Hint("the old login of %s was tried; use --target-org ALIAS instead", in.ID)
		}
		s.Instance, s.Token = token.InstanceURL, token.Access
		return nil
	}
	return fail.New(fail.Usage, "no integration of org %s has all of its old login in the files or in values", name).
		Hint("name what is missing under values in unpw.yaml, or use --target-org ALIAS")
}

// origin gives scheme and host of an https address, "" for anything else.
func origin(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return "https://" + u.Host
}
