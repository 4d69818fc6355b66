// Package rehearsal is a world of Salesforce orgs on loopback that really
// verify: the token endpoint, SOAP login(), the identity and data resources,
// metadata deploys over REST, and an HTTPS proxy with a CA of its own, so that
// files keep the hosts of real life and unpatched clients reach it.
//
// It must not grade its own work: it imports no code that makes a login
// (migrate/oauth), and checks JWTs with another library than the one that
// signs them. Every refusal takes its text from the error catalogue.
//
// How an org differs from what the files of integrations say of it is data:
// org.yaml (OrgFile), which may change while the world runs.
//
// What it does not have: a user interface, authorization by a person, record
// sharing, field-level security, profiles beyond their name (what a profile
// says is said of the user), and metadata types beside ConnectedApp, the five of an External Client App, PermissionSet
// and three Settings. Where sources disagree on what the platform does, it
// takes the stricter reading, so that what works here has a chance in life.
package rehearsal

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	crand "crypto/rand"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/templates"
)

// Kind is what sort of org it is: it decides the generic login host.
type Kind string

// The kinds of org.
const (
	Production Kind = "production" // login.salesforce.com
	Sandbox    Kind = "sandbox"    // test.salesforce.com
)

// DefaultMyDomain gives the My Domain of an org of the kind where nothing names
// another one.
func (k Kind) DefaultMyDomain() string {
	if k == Sandbox {
		return "rehearsal--dev.sandbox.my.salesforce.com"
	}
	return "rehearsal.my.salesforce.com"
}

// host gives the generic login host of the kind.
func (k Kind) host() string {
	if k == Sandbox {
		return "test.salesforce.com"
	}
	return "login.salesforce.com"
}

// Config is a world before it starts.
type Config struct {
	Orgs        []Org
	Now         func() time.Time // nil: time.Now
	Random      io.Reader        // 32 bytes are read from it; nil: crypto/rand
	MaxFailures int              // wrong passwords until a user is locked out; 0: 10
	Propagation time.Duration    // how long a deployed app or certificate takes to work
	BatchSize   int              // rows of one query answer; 0: 2000
}

// Org is an org before it starts. The zero values are an org as Salesforce
// makes one today, but that password logins are still allowed.
type Org struct {
	Name     string // how Tenants are asked for; unique
	Kind     Kind   // "": by MyDomain
	MyDomain string // host, without scheme; "": Kind.DefaultMyDomain
	Users    []User
	Apps     []App // the connected apps that are there already

	BlockPassword       bool // the OAuth username-password flow is off
	BlockSOAP           bool // SOAP login() is off
	RequireToken        bool // no trusted network: a password needs its security token
	CreateConnectedApps bool // new connected apps may be created (off since Spring '26)
	HideSecrets         bool // enableClientSecretInRestApiAccess is off
}

// World is the running orgs. Its methods may be called concurrently.
type World struct {
	clock       func() time.Time
	maxFailures int
	batchSize   int
	catalogue   *explain.Catalogue
	schema      *schema
	random      *source
	skew        atomic.Int64 // nanoseconds that the orgs' clocks are ahead

	mu       sync.Mutex // guards everything below, and the orgs
	orgs     []*org
	sessions map[string]*session
	replayed map[string]bool    // org, consumer key and jti of every assertion taken
	cursors  map[string]*cursor // of queries that were not read to their end

	propagation time.Duration
	gateway     *Gateway
	undo        []func() // takes back what the last org.yaml set
	made        []made   // by an org.yaml: the orgs, users, apps and permission sets
	file        *OrgFile // the last one
}

// New makes a world. It fails with code Usage where cfg contradicts itself
// (no org, a name, My Domain or username twice, a host that is none).
func New(cfg Config) (*World, error) {
	catalogue, err := explain.Load(templates.Errors)
	if err != nil {
		return nil, err
	}
	for _, id := range refusals {
		if catalogue.ByID(id) == nil {
			return nil, fail.New(fail.Bug, "the error catalogue lacks %s", id).In("rehearsal")
		}
	}
	schema, err := loadSchema()
	if err != nil {
		return nil, err
	}
	if cfg.Random == nil {
		cfg.Random = crand.Reader
	}
	random, err := newSource(cfg.Random)
	if err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	w := &World{
		clock:       cfg.Now,
		maxFailures: cmp.Or(cfg.MaxFailures, 10),
		propagation: cfg.Propagation,
		batchSize:   cmp.Or(cfg.BatchSize, 2000),
		catalogue:   catalogue,
		schema:      schema,
		random:      random,
		sessions:    map[string]*session{},
		replayed:    map[string]bool{},
		cursors:     map[string]*cursor{},
	}
	if len(cfg.Orgs) == 0 {
		return nil, fail.New(fail.Usage, "a rehearsal needs an org").In("rehearsal")
	}
	for _, o := range cfg.Orgs {
		if err := w.AddOrg(o); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// now is the time by the clock of the orgs.
func (w *World) now() time.Time { return w.clock().Add(time.Duration(w.skew.Load())) }

// AddOrg adds an org to a world, running or not.
func (w *World) AddOrg(cfg Org) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.addOrg(cfg)
	return err
}

func (w *World) addOrg(cfg Org) (*org, error) {
	cfg.MyDomain = strings.ToLower(cfg.MyDomain)
	if cfg.Kind == "" {
		cfg.Kind = Production
		if strings.Contains(cfg.MyDomain, ".sandbox.") {
			cfg.Kind = Sandbox
		}
	}
	cfg.MyDomain = cmp.Or(cfg.MyDomain, cfg.Kind.DefaultMyDomain())
	wrong := func(format string, args ...any) (*org, error) {
		return nil, fail.New(fail.Usage, "org %s: %s", cfg.Name, fmt.Sprintf(format, args...)).In("rehearsal")
	}
	switch {
	case cfg.Name == "":
		return wrong("it has no name")
	case cfg.Kind != Production && cfg.Kind != Sandbox:
		return wrong("kind %q is neither production nor sandbox", cfg.Kind)
	case !served(cfg.MyDomain) || cfg.MyDomain == Production.host() || cfg.MyDomain == Sandbox.host():
		return wrong("my-domain %q is not a host below salesforce.com or force.com", cfg.MyDomain)
	}
	for _, o := range w.orgs {
		if o.name == cfg.Name {
			return wrong("there is one of that name")
		}
		if o.myDomain == cfg.MyDomain {
			return wrong("%s has the same my-domain", o.name)
		}
	}
	o := newOrg(w, cfg)
	for _, u := range cfg.Users {
		if err := o.addUser(u); err != nil {
			return wrong("%s", err)
		}
	}
	for _, a := range cfg.Apps {
		if err := o.addApp(a); err != nil {
			return wrong("%s", err)
		}
	}
	w.orgs = append(w.orgs, o)
	return o, nil
}

// Org gives the org of that name, or nil.
func (w *World) Org(name string) *Tenant {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.orgs {
		if o.name == name {
			return &Tenant{o}
		}
	}
	return nil
}

// Orgs gives all orgs in the order in which they were added.
func (w *World) Orgs() []*Tenant {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []*Tenant
	for _, o := range w.orgs {
		all = append(all, &Tenant{o})
	}
	return all
}
