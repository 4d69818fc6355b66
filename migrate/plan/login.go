package plan

import (
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// newHost gives the org, and the host and audience of the new login: My Domain
// from unpw.yaml, the files, or the answer of the old login. Without one, JWT
// keeps the old host with a warning and client credentials is blocked.
func (d *decision) newHost() (org workspace.Org, host, audience string) {
	name := d.p.Org
	if name == "" {
		candidates := d.Config.OrgsFor(d.in.Host)
		if len(candidates) == 0 {
			d.block("add an org with hosts: ["+d.in.Host+"] to unpw.yaml, or set org for this integration", "no org in unpw.yaml is reached at %s", orUnknown(d.in.Host))
		} else {
			d.block("set org for this integration", "several orgs may be meant by %s", orUnknown(d.in.Host))
		}
		return org, "", ""
	}
	org, ok := d.Config.Org(name)
	if !ok {
		d.block("name an org of unpw.yaml", "there is no org %q", name)
		return org, "", ""
	}
	if name == workspace.DefaultOrg && org.Line == 0 {
		_, org = d.Config.OrgFor(d.in.Host)
	}
	host = org.MyDomain
	if host == "" && IsMyDomain(d.in.Host) {
		host = d.in.Host
	}
	if host == "" {
		host = d.hosts[OrgKey(name, org.Kind)]
	}
	if host == "" {
		host = d.MyDomains[OrgKey(name, org.Kind)]
	}
	if host != "" {
		audience = strings.TrimPrefix(org.Audience(), "https://")
		if org.MyDomain == "" {
			audience = host
		}
		return org, host, audience
	}
	if d.p.Flow == recipe.ClientCredentials {
		d.block("set orgs."+name+".my-domain or pass --my-domain", "my-domain of org %s is unknown, and client credentials works nowhere else", name)
		return org, "", ""
	}
	d.warn("my-domain of org %s is unknown, the login host stays: an External Client App may answer app_not_found there; set orgs.%s.my-domain or pass --my-domain", name, name)
	return org, "", ""
}

func orUnknown(host string) string {
	if host == "" {
		return "an unknown host"
	}
	return host
}

// app gives the app of the integration and adds it to the plan.
func (d *decision) app(org workspace.Org) workspace.App {
	app := d.Config.App(d.apps[d.p.ID])
	if known := d.plan.App(app.Name); app.Org == "" && known != nil {
		app.Org = known.Org
	} else if app.Org == "" {
		app.Org = d.p.Org
	}
	if app.Org != d.p.Org && d.p.Org != "" {
		d.block("give it an app of its own", "app %s belongs to org %s, this integration to %s", app.Name, app.Org, d.p.Org)
	}
	if d.Config.Keys.Share {
		app.Key = "shared"
	}
	key := app.ConsumerKey
	if key == "" {
		key = d.ID.ConsumerKey(app.Org, app.Name)
	}
	app.ConsumerKey = key
	d.addApp(app)
	return app
}

func (d *decision) addApp(app workspace.App) {
	user := d.user()
	p := d.plan.App(app.Name)
	if p == nil {
		d.plan.Apps = append(d.plan.Apps, App{Name: app.Name, Type: app.Type, Existing: app.Existing, Org: app.Org, Flow: d.p.Flow,
			ConsumerKey: app.ConsumerKey, Scopes: d.scopes(app, nil), PermissionSet: app.PermissionSet, Users: slices.Clone(app.Users)})
		p = d.plan.App(app.Name)
		if p.Users == nil {
			p.Users = []string{}
		}
		if p.Scopes == nil {
			p.Scopes = []string{}
		}
	} else if p.Flow != d.p.Flow {
		d.block("give it an app of its own", "app %s is for %s, this integration needs %s", app.Name, p.Flow, d.p.Flow)
	}
	p.Scopes = d.scopes(app, p.Scopes)
	if d.p.Flow == recipe.JWTBearer {
		p.Key = app.Key
	} else {
		runAs := app.RunAs
		if runAs == "" {
			runAs = user
		}
		switch {
		case p.RunAs == nil || *p.RunAs == "":
			p.RunAs = &runAs
		case *p.RunAs != runAs:
			d.block("give it an app of its own", "app %s runs as %s, this integration as %s", app.Name, *p.RunAs, runAs)
		}
	}
	if len(app.Users) == 0 && user != "" && !slices.Contains(p.Users, user) {
		p.Users = append(p.Users, user)
	}
	switch {
	case user != "":
	case d.p.Flow == recipe.ClientCredentials && app.RunAs == "":
		d.block("set user for this integration, or run-as for its app, in unpw.yaml", "the user name is not in the files, and the app has to run as somebody")
	default:
		d.warn("the user name is not in the files: unpw can try the new login once user is set for this integration in unpw.yaml")
	}
}

// scopes adds what the integration calls, as its recipe says, to the scopes of an
// app; what unpw.yaml says of the app stands. The flow's own come first.
func (d *decision) scopes(app workspace.App, has []string) []string {
	all := d.Config.Scopes(app, d.p.Flow)
	if app.Scopes != nil {
		return all
	}
	calls := d.recipe.Scopes
	if calls == nil {
		calls = []string{"api"}
	}
	if !slices.Contains(calls, "api") && !slices.Contains(has, "api") {
		all = slices.DeleteFunc(all, func(s string) bool { return s == "api" })
	}
	for _, s := range append(slices.Clone(has), calls...) {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// user gives the user that logs in.
func (d *decision) user() string {
	switch {
	case d.set.User != "":
		return d.set.User
	case d.in.Username != "":
		return d.in.Username
	}
	return d.Usernames[d.p.ID]
}

// values gives the facts of the new login in the integration's own terms.
func (d *decision) values(org workspace.Org, app workspace.App, host, audience string) Values {
	template := d.Config.Keys.Path
	if d.set.KeyPath != "" {
		template = d.set.KeyPath
	}
	v := Values{App: app.Name, ClientID: app.ConsumerKey, Username: d.user(), Host: host, Audience: audience, Set: map[string]string{},
		KeyPath: func(ext string) string { return workspace.ExpandKeyPath(template, app.Name, d.p.ID, ext) },
		Alias: func(format string) string {
			if format == "jks" {
				return strings.ToLower(app.Name)
			}
			return "1"
		}}
	v.InStore = func(file string, ref format.Ref) bool { return d.Stores.of(file, ref) != nil }
	for role, value := range d.set.Set {
		if value.Secret == nil {
			v.Set[role] = value.Text
		}
	}
	if d.set.User != "" {
		v.Set["username"] = d.set.User
	}
	return v
}

// newLogin says where the key lies at run time and here, and which containers
// the recipe wants.
func (d *decision) newLogin(app workspace.App, host, audience string) *NewLogin {
	n := &NewLogin{Host: host, Audience: "https://" + audience}
	if host == "" {
		n.Host = d.in.Host
		n.Audience = "https://" + d.in.Host
		if d.in.Host == "" {
			n.Host, n.Audience = "login.salesforce.com", "https://login.salesforce.com"
		}
	}
	if d.p.Flow != recipe.JWTBearer {
		n.Audience = ""
		return n
	}
	ext := "key"
	for _, r := range d.flow.Rules {
		for _, s := range r.Settings {
			if container := containerOf(r.Role, s); container != "" {
				if d.used[app.Name] == nil {
					d.used[app.Name] = map[string]bool{}
				}
				d.used[app.Name][container] = true
				if r.Role == "keystore-file" {
					ext = map[string]string{"pkcs12": "p12", "jks": "jks"}[container]
				}
			}
		}
	}
	template := d.Config.Keys.Path
	if d.set.KeyPath != "" {
		template = d.set.KeyPath
	}
	n.KeyAtRunTime = workspace.ExpandKeyPath(template, app.Name, d.p.ID, ext)
	n.KeyHere = workspace.KeyPath(app.Key, ext)
	return n
}

// containerOf gives the key container that a role asks for, "" for none.
func containerOf(role string, s recipe.Setting) string {
	switch role {
	case "keystore-file":
		return keystore(s.Format)
	case "private-key", "private-key-file":
		if s.Format != "" && s.Format != "der" {
			return s.Format
		}
		return "pkcs8"
	}
	return ""
}
