package workspace

import (
	"cmp"
	"slices"
	"strings"

	"unpw/migrate/fail"
)

// Flags are the choices of the command line. Empty means not given.
type Flags struct {
	Org     string
	Flow    string
	KeyPath string
}

// For gives the settings of one integration, each from the first that says
// something: flag, integration, defaults, built in. An id that unpw.yaml does
// not name has the defaults. Org, User and Owner stay empty where nobody says
// them; App may still be AppPerIntegration or AppPerOwner, which AppsOf
// resolves.
func (c *Config) For(id string, flags Flags) Integration {
	i := Integration{ID: id}
	if at := slices.IndexFunc(c.Integrations, func(i Integration) bool { return i.ID == id }); at >= 0 {
		i = c.Integrations[at]
	}
	builtIn := Choices{
		Decision: Migrate, Flow: FlowAuto, App: AppPerIntegration, KeyPath: c.Keys.Path, Confirm: []string{}, Secrets: SecretsAsBefore,
	}
	i.Choices = merge(Choices{Org: flags.Org, Flow: flags.Flow, KeyPath: flags.KeyPath}, i.Choices, c.Defaults, builtIn)
	return i
}

// CheckFlags refuses flags whose values unpw.yaml would refuse too, and an org
// that it does not have.
func (c *Config) CheckFlags(f Flags) error {
	if f.Flow != "" && !slices.Contains([]string{FlowAuto, FlowJWTBearer, FlowClientCredentials}, f.Flow) {
		e := fail.New(fail.Usage, "--flow: must be one of auto, jwt-bearer, client-credentials")
		if w := nearest(f.Flow, []string{FlowAuto, FlowJWTBearer, FlowClientCredentials}); w != "" {
			e.Hint("did you mean %s?", w)
		}
		return e
	}
	if rest := ExpandKeyPath(f.KeyPath, "", "", ""); strings.ContainsAny(rest, "{}\n") {
		return fail.New(fail.Usage, "--key-path: may hold only {app}, {id}, {ext} in braces").Hint("remove the other braces")
	}
	if _, ok := c.Org(f.Org); f.Org != "" && !ok {
		return fail.New(fail.Usage, "--org: no such org in %s", c.Path).Hint("add it under orgs")
	}
	return nil
}

// merge takes each field from the first layer that has it.
func merge(layers ...Choices) (out Choices) {
	for _, l := range layers {
		for _, f := range []struct {
			to   *string
			from string
		}{
			{&out.Decision, l.Decision}, {&out.Org, l.Org}, {&out.Flow, l.Flow}, {&out.App, l.App},
			{&out.User, l.User}, {&out.KeyPath, l.KeyPath}, {&out.Secrets, l.Secrets}, {&out.Owner, l.Owner},
		} {
			*f.to = cmp.Or(*f.to, f.from)
		}
		if out.Confirm == nil {
			out.Confirm = l.Confirm
		}
	}
	return out
}

// Confirmed tells whether a person has confirmed what.
func (c Choices) Confirmed(what string) bool { return slices.Contains(c.Confirm, what) }

// AppsOf gives the app of each integration by id. It wants the whole set, since
// a name may collide, and fails where an app is to be one a team and an
// integration has no owner.
func (c *Config) AppsOf(integrations []Integration) (map[string]string, error) {
	var own []string
	apps := make(map[string]string, len(integrations))
	for _, i := range integrations {
		switch i.App {
		case AppPerIntegration:
			own = append(own, i.ID)
		case AppPerOwner:
			if Slug(i.Owner) == "" {
				return nil, fail.At(fail.Usage, c.Path, i.Line, "integrations.%s: its app is one a team, and it has no owner", i.ID).
					Hint("set integrations.%s.owner, or its app", i.ID)
			}
			apps[i.ID] = AppName(i.Owner)
		default:
			apps[i.ID] = i.App
		}
	}
	for id, name := range AppNames(own) {
		apps[id] = name
	}
	return apps, nil
}

// App gives an app with its defaults: as written under `apps`, or as one that
// is not written there. Scopes stay nil where not written: see Scopes.
func (c *Config) App(name string) App {
	a := App{Name: name}
	if at := slices.IndexFunc(c.Apps, func(a App) bool { return a.Name == name }); at >= 0 {
		a = c.Apps[at]
	}
	key := name
	if c.Keys.Share {
		key = "shared"
	}
	a.Type = cmp.Or(a.Type, ExternalClientApp)
	a.Label = cmp.Or(a.Label, strings.ReplaceAll(name, "_", " "))
	a.PermissionSet = cmp.Or(a.PermissionSet, name+"_Login")
	a.IP = cmp.Or(a.IP, IPEnforce)
	a.Key = cmp.Or(a.Key, key)
	return a
}

// Scopes gives the OAuth scopes of an app for a flow: as written, else those
// the flow needs. The names are those of the token endpoint (api,
// refresh_token), not those of the metadata.
func (c *Config) Scopes(a App, flow string) []string {
	if a.Scopes != nil {
		return slices.Clone(a.Scopes)
	}
	return slices.Clone(c.facts.Scopes[flow].Are)
}

// ExpandKeyPath fills {app}, {id} and {ext} into a template of Keys.Path.
func ExpandKeyPath(template, app, id, ext string) string {
	return strings.NewReplacer("{app}", app, "{id}", id, "{ext}", ext).Replace(template)
}

// SubjectOf gives the subject of an app's certificate.
func (k Keys) SubjectOf(app string) string { return strings.ReplaceAll(k.Subject, "{app}", app) }
