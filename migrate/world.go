package migrate

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/login"
	"unpw/migrate/metadata"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/rehearsal"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// Flags are choices of a command line; see workspace.Flags.
type Flags = workspace.Flags

// world is the orgs of a rehearsal and which integration belongs to which.
type world struct {
	world  *rehearsal.World
	server *rehearsal.Server
	p      *Project
	orgOf  map[string]string // id → org in unpw.yaml's words
	tenant map[string]*rehearsal.Tenant
	main   map[string]string // kind → name of the first org of that kind
}

// newWorld makes one production and one sandbox org, and one more for every
// further My Domain that unpw.yaml or the files name.
func newWorld(p *Project, scanned []Scanned, o RehearseOptions) (*world, error) {
	domains := map[string][]string{}
	add := func(host string) {
		host = strings.ToLower(host)
		if kind := p.Config.KindOf(host); plan.IsMyDomain(host) && !slices.Contains(domains[kind], host) {
			domains[kind] = append(domains[kind], host)
		}
	}
	if o.MyDomain != "" {
		if !plan.IsMyDomain(o.MyDomain) {
			return nil, fail.New(fail.Usage, "--my-domain %s is not a My Domain host", o.MyDomain).Hint("write it like acme.my.salesforce.com")
		}
		add(o.MyDomain)
	}
	for _, org := range p.Config.Orgs {
		add(org.MyDomain)
	}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			add(in.Host)
		}
	}
	w := &world{p: p, orgOf: map[string]string{}, tenant: map[string]*rehearsal.Tenant{}, main: map[string]string{}}
	var orgs []rehearsal.Org
	for _, kind := range []string{workspace.Production, workspace.Sandbox} {
		list := domains[kind]
		if len(list) == 0 {
			list = []string{rehearsal.Kind(kind).DefaultMyDomain()}
		}
		w.main[kind] = list[0]
		for _, host := range list {
			orgs = append(orgs, rehearsal.Org{Name: host, Kind: rehearsal.Kind(kind), MyDomain: host, CreateConnectedApps: true})
		}
	}
	var err error
	if w.world, err = rehearsal.New(rehearsal.Config{Orgs: orgs, Now: p.Now, Random: p.Random}); err != nil {
		return nil, err
	}
	listen := o.Listen
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	w.server, err = w.world.Serve(listen)
	return w, err
}

func (w *world) close() {
	if w.server != nil {
		w.server.Close()
	}
}

// know makes the org of an integration know its user, password and old app.
func (w *world) know(p *Project, in *scan.Integration, old *login.Read) error {
	set := p.Config.For(in.ID, Flags{})
	name := set.Org
	if name == "" {
		name, _ = p.Config.OrgFor(in.Host)
	}
	w.orgOf[in.ID] = name
	t := w.tenantFor(p, name, old.Host)
	w.tenant[in.ID] = t
	if old.Username == "" {
		return nil
	}
	err := t.AddUser(rehearsal.User{Username: old.Username, Password: old.Password, SecurityToken: old.SecurityToken})
	if err != nil { // two integrations of one user: the org knows the first one's password
		if fail.CodeOf(err) != fail.Usage {
			return err
		}
	}
	if old.Flow == recipe.OAuthPassword && old.ClientID != "" {
		if err := t.AddApp(rehearsal.App{ConsumerKey: old.ClientID, ConsumerSecret: old.ClientSecret}); err != nil && fail.CodeOf(err) != fail.Usage {
			return err
		}
	}
	return nil
}

// tenantFor gives the org that an integration logs in to.
func (w *world) tenantFor(p *Project, name, host string) *rehearsal.Tenant {
	if o, ok := p.Config.Org(name); ok && o.MyDomain != "" {
		if t := w.world.Org(o.MyDomain); t != nil {
			return t
		}
	}
	if t := w.world.Org(host); t != nil {
		return t
	}
	return w.world.Org(w.main[p.Config.KindOf(host)])
}

// deploy puts every app of the plan into its org, assigns the permission set,
// and reads the consumer secrets that client credentials needs.
func (r *rehearsing) deploy(ctx context.Context) error {
	byTenant := map[*rehearsal.Tenant][]plan.App{}
	var order []*rehearsal.Tenant
	for _, a := range r.plan.Apps {
		t := r.tenantOfApp(a)
		if t == nil || a.Existing {
			continue
		}
		if _, ok := byTenant[t]; !ok {
			order = append(order, t)
		}
		byTenant[t] = append(byTenant[t], a)
	}
	for _, t := range order {
		if err := r.deployTo(ctx, t, byTenant[t]); err != nil {
			return err
		}
	}
	return nil
}

func (r *rehearsing) tenantOfApp(a plan.App) *rehearsal.Tenant {
	for _, in := range r.plan.Integrations {
		if in.App == a.Name {
			return r.world.tenant[in.ID]
		}
	}
	return nil
}

func (r *rehearsing) deployTo(ctx context.Context, t *rehearsal.Tenant, apps []plan.App) error {
	client, err := r.client()
	if err != nil {
		return err
	}
	s := &org.Session{HTTP: client.HTTP, Instance: "https://" + t.MyDomain(), Token: t.AdminToken(), Now: r.p.Now, Sleep: r.p.Sleep}
	done, err := r.p.Deploy(ctx, r.plan, apps, DeployOptions{Contact: "owner@rehearsal.example",
		Session: func(context.Context, string) (*org.Session, error) { return s, nil }})
	if err == nil {
		for _, d := range done {
			if d.Why != "" {
				r.p.warn("app " + d.App + ": " + d.Why)
			}
		}
	}
	return err
}

// lockdown blocks the OAuth username-password flow by the metadata that unpw
// makes for it, and SOAP login() by its switch, in every org.
func (w *world) lockdown(ctx context.Context) error {
	files, err := metadata.Lockdown(metadata.Lock{}, metadata.Options{Layout: metadata.Zipped})
	if err != nil {
		return err
	}
	client, err := w.p.client("")
	if err != nil {
		return err
	}
	for _, t := range w.world.Orgs() {
		s := &org.Session{HTTP: client, Instance: "https://" + t.MyDomain(), Token: t.AdminToken(), Now: w.p.Now, Sleep: w.p.Sleep}
		if _, err := s.Deploy(ctx, files[0].Data, org.DeployOptions{}); err != nil {
			return err
		}
		t.BlockSOAP(true)
	}
	return nil
}

// lastStatus gives the status of a user's latest password login.
func (w *world) lastStatus(id, username string) string {
	for _, row := range slices.Backward(w.tenant[id].History()) {
		if row.Username == username && row.SubType == "OauthUsernamePassword" {
			return row.Status
		}
	}
	return NotTried
}

// audit counts the logins of each org since the cut-over.
func (w *world) audit(since time.Time) []Audited {
	out := []Audited{}
	for _, t := range w.world.Orgs() {
		a := Audited{Org: t.MyDomain()}
		for _, row := range t.History() {
			if row.Time.Before(since) {
				continue
			}
			password := row.SubType == "OauthUsernamePassword" || row.Type == "Other Apex API"
			switch {
			case password && row.Status == "Success":
				a.PasswordLogins++
			case password:
				a.PasswordRefused++
			case row.Status == "Success":
				a.SecureLogins++
			}
		}
		out = append(out, a)
	}
	return out
}

func inventText(random io.Reader) (string, error) {
	b := make([]byte, 12)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	return hex.EncodeToString(b), nil
}

func asRefusal(err error, to **oauth.Refusal) bool { return errors.As(err, to) }
