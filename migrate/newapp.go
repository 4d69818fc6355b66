package migrate

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// AppChoice is an app that no plan speaks of. Empty fields are those of unpw.yaml
// or its defaults.
type AppChoice struct {
	Name   string // any text: what an org cannot take as a name becomes the label
	Flow   string
	Type   string
	Org    string
	Users  []string
	Scopes []string

	Label, PermissionSet, IP, SessionLevel string

	IPRanges       []metadata.IPRange
	SessionTimeout int // minutes
}

// IPRange reads START-END, or one address.
func (c *AppChoice) IPRange(text string) error {
	from, to, ok := strings.Cut(text, "-")
	if !ok {
		to = from
	}
	start, err1 := netip.ParseAddr(strings.TrimSpace(from))
	end, err2 := netip.ParseAddr(strings.TrimSpace(to))
	if err1 != nil || err2 != nil {
		return fail.New(fail.Usage, "%q is no range of addresses", text).Hint("write it like 203.0.113.10-203.0.113.20")
	}
	c.IPRanges = append(c.IPRanges, metadata.IPRange{Start: start.String(), End: end.String()})
	return nil
}

// refine puts what no plan holds into the description of the app.
func (c *AppChoice) refine(a *metadata.App) {
	a.Label = cmp.Or(c.Label, a.Label)
	a.IP = cmp.Or(c.IP, a.IP)
	a.SessionLevel = cmp.Or(c.SessionLevel, a.SessionLevel)
	a.SessionTimeout = cmp.Or(c.SessionTimeout, a.SessionTimeout)
	if len(c.IPRanges) > 0 {
		a.IPRanges = c.IPRanges
	}
}

// named gives the choice with a name that an org takes. One that had to be made
// is no other app's of unpw.yaml.
func (c AppChoice) named(apps []workspace.App) AppChoice {
	text := c.Name
	if metadata.APIName(text) == text {
		return c
	}
	c.Name = metadata.FreeName(text, func(name string) bool {
		return slices.ContainsFunc(apps, func(a workspace.App) bool { return strings.EqualFold(a.Name, name) })
	})
	c.Label = cmp.Or(c.Label, metadata.LabelOf(text))
	return c
}

// NewApp gives an app as a plan would hold it, and the choice with the name that
// it got.
func (p *Project) NewApp(c AppChoice) (plan.App, *AppChoice, error) {
	c = c.named(p.Config.Apps)
	app, err := p.newApp(c)
	return app, &c, err
}

func (p *Project) newApp(c AppChoice) (plan.App, error) {
	app := p.Config.App(c.Name)
	orgName := cmp.Or(c.Org, app.Org)
	switch {
	case orgName == "" && len(p.Config.Orgs) > 1:
		return plan.App{}, fail.New(fail.Usage, "app %s: no org is named, and unpw.yaml has several", c.Name).Hint("pass --org NAME")
	case orgName == "" && len(p.Config.Orgs) == 1:
		orgName = p.Config.Orgs[0].Name
	case orgName == "":
		orgName = "default"
	}
	if err := p.Config.CheckFlags(Flags{Org: c.Org, Flow: c.Flow}); err != nil {
		return plan.App{}, err
	}
	out := plan.App{Name: c.Name, Type: cmp.Or(c.Type, app.Type), Org: orgName, Flow: cmp.Or(c.Flow, recipe.JWTBearer),
		ConsumerKey: app.ConsumerKey, Scopes: c.Scopes, PermissionSet: cmp.Or(c.PermissionSet, app.PermissionSet), Users: append([]string{}, c.Users...)}
	if out.ConsumerKey == "" {
		id, err := p.Workspace.ID()
		if err != nil {
			return plan.App{}, err
		}
		out.ConsumerKey = id.ConsumerKey(orgName, c.Name)
	}
	if len(out.Scopes) == 0 {
		out.Scopes = p.Config.Scopes(app, out.Flow)
	}
	if len(out.Users) == 0 {
		out.Users = append(out.Users, app.Users...)
	}
	if out.Flow == recipe.JWTBearer {
		out.Key = app.Key
		return out, nil
	}
	runAs := app.RunAs
	if runAs == "" && len(out.Users) == 1 {
		runAs = out.Users[0]
	}
	if runAs == "" {
		return plan.App{}, fail.New(fail.Usage, "app %s: client-credentials needs the one user that it runs as", c.Name).Hint("pass --user USERNAME once")
	}
	out.RunAs = &runAs
	return out, nil
}
