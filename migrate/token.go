package migrate

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// Token is an access token for an integration that only takes one.
type Token struct {
	ID          string
	InstanceURL string // where the token is good: https://acme.my.salesforce.com
	User        string // "" where the org's answer does not say
	Access      secret.Secret
}

// Token logs in with the new login of the integration id and gives what the org
// answers: of one that is planned, one that is migrated, or one that takes only a
// token (outcome bridge), which has an app, a key and a user as the others have.
// The error has code Refused or Unreachable where the org is the reason, and
// Usage where the login is not complete yet.
func (p *Project) Token(ctx context.Context, id string) (*Token, error) {
	made, scanned, err := p.Plan(ctx, PlanOptions{})
	if err != nil {
		return nil, err
	}
	login, org, err := p.newLogin(ctx, made, scanned, id)
	if err != nil {
		e := fail.Of(err)
		if e.Code == fail.Partial {
			e.Code = fail.Usage // nothing was asked of the org
		}
		return nil, e
	}
	client, err := p.oauth(org)
	if err != nil {
		return nil, err
	}
	token, err := client.Login(ctx, login)
	if err != nil {
		return nil, err
	}
	return &Token{ID: id, InstanceURL: token.InstanceURL, User: token.Username, Access: token.Access}, nil
}

// newLogin gives the login that takes the place of the password of id, and its
// org.
func (p *Project) newLogin(ctx context.Context, made *plan.Plan, scanned []Scanned, id string) (oauth.Login, string, error) {
	if i := slices.IndexFunc(made.Integrations, func(in plan.Integration) bool { return in.ID == id }); i >= 0 {
		in := &made.Integrations[i]
		if in.NewLogin == nil && in.Flow != recipe.AccessToken {
			return oauth.Login{}, "", notPlanned(in)
		}
		if in.NewLogin != nil {
			t, err := p.Target(ctx, made, in)
			return t.Login, in.Org, err
		}
	}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			switch {
			case in.ID != id:
			case in.Match.Flow.Name == recipe.AccessToken || in.Finding() && preferredIs(in, recipe.AccessToken):
				return p.bridged(ctx, scanned, id, in.Host, in.Username)
			case in.State == "migrated":
				c := p.written(ctx, s.Dir, in)
				return c.Target.Login, c.Target.Org, c.Err
			}
		}
	}
	if slices.ContainsFunc(p.Config.Integrations, func(i workspace.Integration) bool { return i.ID == id }) {
		return p.bridged(ctx, scanned, id, "", "") // its files hold no login any more
	}
	return oauth.Login{}, "", fail.New(fail.Usage, "no integration with a new login is called %s", id).Hint("see the ids: unpw scan --all")
}

func preferredIs(in *scan.Integration, flow string) bool {
	f := in.Match.Recipe.Preferred()
	return f != nil && f.Name == flow
}

// bridged gives the login of the integration id, which takes only a token: JWT
// bearer with the key of its app, or client credentials where the app has a
// secret and no key. oldHost and username are what its files say, or "".
func (p *Project) bridged(ctx context.Context, scanned []Scanned, id, oldHost, username string) (oauth.Login, string, error) {
	set := p.Config.For(id, Flags{})
	org := set.Org
	if org == "" {
		org, _ = p.Config.OrgFor(oldHost)
	}
	o, ok := p.Config.Org(org)
	if !ok {
		return oauth.Login{}, "", fail.New(fail.Usage, "the org of %s is not known", id).Hint("set integrations.%s.org in unpw.yaml", id)
	}
	if org == workspace.DefaultOrg && o.Line == 0 {
		_, o = p.Config.OrgFor(oldHost)
	}
	app, err := p.appOf(scanned, set, org)
	if err != nil {
		return oauth.Login{}, org, err
	}
	host := o.MyDomain
	if plan.IsMyDomain(oldHost) {
		host = cmp.Or(host, oldHost)
	}
	l := oauth.Login{Host: host, ClientID: app.ConsumerKey}
	if s, err := p.clientSecret(ctx, app.Name); err == nil && !p.hasKey(app.Key) {
		if l.Flow, l.ClientSecret = recipe.ClientCredentials, s; host == "" {
			return l, org, fail.New(fail.Usage, "my-domain of org %s is unknown, and client credentials works nowhere else", org).Hint("set orgs.%s.my-domain in unpw.yaml", org)
		}
		return l, org, nil
	}
	l.Flow, l.Username = recipe.JWTBearer, cmp.Or(set.User, username)
	if l.Username == "" && len(app.Users) == 1 {
		l.Username = app.Users[0]
	}
	if l.Username == "" {
		return l, org, fail.New(fail.Usage, "the user name of %s is not in the files", id).Hint("set integrations.%s.user in unpw.yaml", id)
	}
	if l.Host = cmp.Or(host, oldHost); l.Host == "" {
		l.Host = o.Hosts[0]
	}
	l.Audience = strings.TrimPrefix(cmp.Or(host, l.Host), "https://")
	if host == o.MyDomain && host != "" {
		l.Audience = strings.TrimPrefix(o.Audience(), "https://")
	}
	pair, _, err := p.openPair(app.Key)
	l.Key = pair.Key
	if err != nil {
		return l, org, fail.Of(err).Hint("make it: unpw keys create %s, then unpw app generate --name %s --user %s", app.Key, app.Name, l.Username)
	}
	return l, org, nil
}

// appOf gives the app of an integration: the one that unpw.yaml names, or its
// own, whose name depends on what else is there.
func (p *Project) appOf(scanned []Scanned, set workspace.Integration, org string) (plan.App, error) {
	var all []workspace.Integration
	found := false
	for _, s := range scanned {
		for _, other := range s.Result.Integrations {
			all = append(all, p.Config.For(other.ID, Flags{}))
			found = found || other.ID == set.ID
		}
	}
	if !found {
		all = append(all, set)
	}
	names, err := p.Config.AppsOf(all)
	if err != nil {
		return plan.App{}, err
	}
	app, _, err := p.NewApp(AppChoice{Name: names[set.ID], Org: org})
	return app, err
}
