package rehearsal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"unpw/migrate/secret"
)

// User is a user before the org starts.
type User struct {
	Username       string
	Password       secret.Secret
	SecurityToken  secret.Secret // accepted behind the password; needed with Org.RequireToken
	Profile        string        // "": "Standard User"
	Inactive       bool
	ModifyMetadata bool // may deploy, assign permission sets and see everybody's logins
}

// App is a connected app that is there already.
type App struct {
	Name           string // "": made from the consumer key
	ConsumerKey    string
	ConsumerSecret secret.Secret
	SecretOptional bool     // "Require Secret for Web Server Flow" is off
	ApprovedBy     []string // usernames that approved the app in an earlier web-server login
}

type user struct {
	id             string
	username       string
	password       secret.Secret
	token          secret.Secret
	profile        string
	active         bool
	modifyMetadata bool
	failures       int // wrong passwords in a row

	frozen, passwordExpired bool
	noAPI, noSOAPAuth       bool // lacks API Enabled; lacks Use Any API Auth
	apiOnly                 bool
	multiFactor             bool // Multi-Factor Authentication for API Logins
	readOnly                bool // may create, change and delete no record
	hours                   *Hours
	loginIPs                []IPRange // of the profile, in life; none is no restriction
}

// org is one running org. World.mu guards it.
type org struct {
	w        *World
	id       string
	name     string
	kind     Kind
	myDomain string

	users       []*user
	assignments []assignment
	records     []*stored
	jobs        []*job // of the Bulk API
	history     []Login
	deploys     map[string]*deployment
	above       policies
	state       // what a metadata deploy can change

	blockSOAP           bool
	requireToken        bool      // from everywhere
	trustedIPs          []IPRange // none: every address is trusted, but for requireToken
	createConnectedApps bool

	created       *Release // nil: not said
	condition     State    // "": Active
	noGeneric     bool     // logins on login. and test.salesforce.com are refused
	sites         []string // further hosts, of sites and custom domains
	noAPI         bool     // the edition has no API
	newest        int      // newest API version; 0: the schema's
	daily         Daily
	loginsPerHour int // of one user; 0: no limit
	loginsPerDay  int
	maxFailures   int // wrong passwords until a user is locked out
}

// state is what a metadata deploy changes: all of it, or nothing.
type state struct {
	apps           []*app
	permissionSets []permissionSet
	components     map[member]*node // as deployed, for who reads them back
	blockPassword  bool
	blockUserAgent bool
	pkceRequired   bool
	hideSecrets    bool
}

func (s state) clone() state {
	copied := s
	copied.permissionSets = slices.Clone(s.permissionSets)
	copied.components = maps.Clone(s.components)
	copied.apps = nil
	for _, a := range s.apps {
		b := *a
		b.permissionSets, b.profiles, b.scopes = slices.Clone(a.permissionSets), slices.Clone(a.profiles), slices.Clone(a.scopes)
		copied.apps = append(copied.apps, &b)
	}
	return copied
}

type permissionSet struct {
	id, name, label string
	apiUserOnly     bool
}

type assignment struct{ id, userID, permissionSetID string }

func newOrg(w *World, cfg Org) *org {
	o := &org{
		w:        w,
		id:       w.random.id("00D"),
		name:     cfg.Name,
		kind:     cfg.Kind,
		myDomain: cfg.MyDomain,
		deploys:  map[string]*deployment{},
		state: state{
			components:    map[member]*node{},
			blockPassword: cfg.BlockPassword,
			hideSecrets:   cfg.HideSecrets,
		},
		blockSOAP:           cfg.BlockSOAP,
		requireToken:        cfg.RequireToken,
		createConnectedApps: cfg.CreateConnectedApps,
		daily:               Daily{15000, 14998}, // a Developer Edition org
		maxFailures:         w.maxFailures,
	}
	o.furnish()
	return o
}

func (o *org) url() string { return "https://" + o.myDomain }

func (o *org) addUser(cfg User) error {
	if cfg.Username == "" {
		return fmt.Errorf("a user has no username")
	}
	if o.user(cfg.Username) != nil {
		return fmt.Errorf("user %s is there twice", cfg.Username)
	}
	u := &user{
		id:             o.w.random.id("005"),
		username:       cfg.Username,
		password:       cfg.Password,
		token:          cfg.SecurityToken,
		profile:        cfg.Profile,
		active:         !cfg.Inactive,
		modifyMetadata: cfg.ModifyMetadata,
	}
	if u.profile == "" {
		u.profile = "Standard User"
	}
	o.users = append(o.users, u)
	return nil
}

// user finds by username, whatever its case, as the platform does.
func (o *org) user(username string) *user {
	for _, u := range o.users {
		if strings.EqualFold(u.username, username) {
			return u
		}
	}
	return nil
}

func (o *org) userByID(id string) *user {
	for _, u := range o.users {
		if sameID(u.id, id) {
			return u
		}
	}
	return nil
}

func (s *state) permissionSet(name string) *permissionSet {
	for i := range s.permissionSets {
		if s.permissionSets[i].name == name {
			return &s.permissionSets[i]
		}
	}
	return nil
}

func (o *org) permissionSetByID(id string) *permissionSet {
	for i := range o.permissionSets {
		if sameID(o.permissionSets[i].id, id) {
			return &o.permissionSets[i]
		}
	}
	return nil
}

// holds tells whether the permission set of that name is assigned to u.
func (o *org) holds(u *user, name string) bool {
	set := o.permissionSet(name)
	return set != nil && slices.ContainsFunc(o.assignments, func(a assignment) bool {
		return a.userID == u.id && a.permissionSetID == set.id
	})
}

// takes tells whether the password, sent from that address, is right, and
// whether only its security token is missing.
func (o *org) takes(u *user, password, address string) (right, tokenMissing bool) {
	plain, token := u.password.Reveal(), u.token.Reveal()
	switch {
	case plain == "":
		return false, false
	case password == plain+token:
		return true, false
	case password == plain:
		missing := o.requireToken || len(o.trustedIPs) > 0 && !among(o.trustedIPs, address)
		return !missing, missing
	}
	return false, false
}

// timestamp is how the data API writes times.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000+0000") }
