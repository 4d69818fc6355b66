package rehearsal

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"unpw/migrate/secret"
)

// app is a connected app or an External Client App, as one: what the token
// endpoint asks of either is the same.
type app struct {
	id         string // 0H4 connected app, 0xI External Client App
	consumerID string // 888
	external   bool
	name       string
	label      string

	key            string
	secret         secret.Secret
	secretOptional bool
	introspectAll  bool

	certificate    *x509.Certificate
	oldCertificate *x509.Certificate // in force until certificateLive
	live           time.Time         // when the token endpoint knows the app
	certificateAt  time.Time         // when it knows the certificate

	scopes         []string // as the token endpoint writes them
	adminApproved  bool
	permissionSets []string
	profiles       []string
	approvedBy     []string // user ids, earlier approvals

	credentialsApp    bool // client credentials, switch of the developer
	credentialsPolicy bool // client credentials, switch of the administrator
	runAs             string

	disabled bool // an External Client App switched off by its policy

	flows       []Flow // that the app has; none: all that its sort can have
	ipPolicy    IPPolicy
	ipRanges    []IPRange
	uninstalled bool // the package of the app is not installed
	deleted     bool
	refresh     []refreshToken

	// The files an External Client App consists of, by the names under which
	// the org keeps them; "" where one is missing.
	globalName, settingsName, oauthPolicyName, policyName string
}

func (o *org) addApp(cfg App) error {
	if cfg.ConsumerKey == "" {
		return fmt.Errorf("an app has no consumer key")
	}
	if o.app(cfg.ConsumerKey) != nil {
		return fmt.Errorf("app %s is there twice", cfg.ConsumerKey)
	}
	a := &app{
		id:             o.w.random.id("0H4"),
		consumerID:     o.w.random.id("888"),
		name:           cfg.Name,
		key:            cfg.ConsumerKey,
		secret:         cfg.ConsumerSecret,
		secretOptional: cfg.SecretOptional,
		scopes:         []string{"api", "refresh_token"},
	}
	if a.name == "" {
		a.name = "Old_App_" + cfg.ConsumerKey[:min(8, len(cfg.ConsumerKey))]
	}
	a.label = a.name
	for _, username := range cfg.ApprovedBy {
		u := o.user(username)
		if u == nil {
			return fmt.Errorf("app %s is approved by %s, who is no user", a.name, username)
		}
		a.approvedBy = append(a.approvedBy, u.id)
	}
	o.apps = append(o.apps, a)
	return nil
}

// refreshToken is what an earlier web-server login left with a client.
type refreshToken struct {
	userID string
	token  secret.Secret
}

// has tells whether the flow is switched on for the app.
func (a *app) has(f Flow) bool { return len(a.flows) == 0 || slices.Contains(a.flows, f) }

// app finds by consumer key.
func (s *state) app(key string) *app {
	for _, a := range s.apps {
		if a.key != "" && a.key == key {
			return a
		}
	}
	return nil
}

// named finds by API name and sort.
func (s *state) named(name string, external bool) *app {
	for _, a := range s.apps {
		if a.name == name && a.external == external {
			return a
		}
	}
	return nil
}

// ready tells whether an External Client App has all that it needs to be one
// for the token endpoint. Connected apps always have.
func (a *app) ready() bool {
	return !a.external || a.globalName != "" && a.settingsName != "" && !a.disabled
}

// current gives the certificate in force, or nil.
func (a *app) current(now time.Time) *x509.Certificate {
	if a.oldCertificate != nil && now.Before(a.certificateAt) {
		return a.oldCertificate
	}
	return a.certificate
}

// admits gives the id of the refusal that bars u, or "".
func (o *org) admits(a *app, u *user) string {
	if a.adminApproved {
		if slices.Contains(a.profiles, u.profile) {
			return ""
		}
		for _, name := range a.permissionSets {
			if o.holds(u, name) {
				return ""
			}
		}
		return userNotAdminApproved
	}
	if slices.Contains(a.approvedBy, u.id) {
		return ""
	}
	return userNotApproved
}
