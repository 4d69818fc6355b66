package rehearsal

import (
	"slices"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Tenant is a running org as seen from outside: what a rehearsal sets up, and
// what a test wants to look at. Its methods may be called concurrently.
type Tenant struct{ o *org }

// Name gives the org's name in the world.
func (t *Tenant) Name() string { return t.o.name }

// Kind gives the kind of the org.
func (t *Tenant) Kind() Kind { return t.o.kind }

// MyDomain gives the org's own host.
func (t *Tenant) MyDomain() string { return t.o.myDomain }

// ID gives the org's id, 18 characters.
func (t *Tenant) ID() string { return t.o.id }

// AddUser adds a user; one of that username there already is an error.
func (t *Tenant) AddUser(u User) error {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	if err := t.o.addUser(u); err != nil {
		return fail.New(fail.Usage, "org %s: %s", t.o.name, err).In("rehearsal")
	}
	return nil
}

// SetPassword gives a user another password and unlocks the user.
func (t *Tenant) SetPassword(username string, password, token secret.Secret) error {
	return t.change(username, func(u *user) { u.password, u.token, u.failures = password, token, 0 })
}

// SetActive activates or deactivates a user.
func (t *Tenant) SetActive(username string, active bool) error {
	return t.change(username, func(u *user) { u.active = active })
}

func (t *Tenant) change(username string, set func(*user)) error {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	u := t.o.user(username)
	if u == nil {
		return fail.New(fail.Usage, "org %s: no user %s", t.o.name, username).In("rehearsal")
	}
	set(u)
	return nil
}

// AddApp adds a connected app that was there before.
func (t *Tenant) AddApp(a App) error {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	if err := t.o.addApp(a); err != nil {
		return fail.New(fail.Usage, "org %s: %s", t.o.name, err).In("rehearsal")
	}
	return nil
}

// Assign gives a permission set of the org to a user; twice is once.
func (t *Tenant) Assign(permissionSet, username string) error {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	u, set := t.o.user(username), t.o.permissionSet(permissionSet)
	if u == nil || set == nil {
		return fail.New(fail.Usage, "org %s: no user %s or no permission set %s", t.o.name, username, permissionSet).In("rehearsal")
	}
	if !t.o.holds(u, permissionSet) {
		t.o.assignments = append(t.o.assignments, assignment{t.o.w.random.id("0Pa"), u.id, set.id})
	}
	return nil
}

// BlockPassword switches the OAuth username-password flow off or on. A deploy
// of OauthOidcSettings does the same.
func (t *Tenant) BlockPassword(block bool) {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	t.o.blockPassword = block
}

// BlockSOAP switches SOAP login() off or on. No metadata does that in life: it
// is a switch of Setup.
func (t *Tenant) BlockSOAP(block bool) {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	t.o.blockSOAP = block
}

// Lockdown switches both password logins off.
func (t *Tenant) Lockdown() {
	t.BlockPassword(true)
	t.BlockSOAP(true)
}

// adminUsername is the user behind AdminToken. It has no password.
const adminUsername = "administrator@rehearsal.example"

// AdminToken gives an access token of an administrator, who may deploy
// metadata, assign permission sets and see everybody's logins. It makes that
// user at the first call, and a new token at each.
func (t *Tenant) AdminToken() secret.Secret {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	u := t.o.user(adminUsername)
	if u == nil {
		u = &user{
			id:             t.o.w.random.id("005"),
			username:       adminUsername,
			profile:        "System Administrator",
			active:         true,
			modifyMetadata: true,
		}
		t.o.users = append(t.o.users, u)
	}
	return t.o.w.open(t.o, u, "", "").token
}

// History gives the login history, oldest first.
func (t *Tenant) History() []Login {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	return slices.Clone(t.o.history)
}

// Deployed is an app as a test sees it.
type Deployed struct {
	Name           string
	External       bool // an External Client App
	ConsumerKey    string
	HasCertificate bool
	AdminApproved  bool
	PermissionSets []string
	Scopes         []string
	RunAs          string
}

// Apps gives the apps of the org in the order in which they came.
func (t *Tenant) Apps() []Deployed {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	var all []Deployed
	for _, a := range t.o.apps {
		all = append(all, Deployed{
			Name:           a.name,
			External:       a.external,
			ConsumerKey:    a.key,
			HasCertificate: a.certificate != nil,
			AdminApproved:  a.adminApproved,
			PermissionSets: slices.Clone(a.permissionSets),
			Scopes:         slices.Clone(a.scopes),
			RunAs:          a.runAs,
		})
	}
	return all
}
