package rehearsal

import (
	"crypto/rsa"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// skew is how far past exp may lie (Identity guide, Spring '26).
const skew = 3 * time.Minute

// jwt is the JWT bearer grant. The checks run from the outside in: what the
// assertion is, where it was sent, which app it is of, who signed it, when, and
// for whom.
func (a *attempt) jwt(form url.Values) (*session, *refusal) {
	if form.Has("scope") {
		return nil, refuse(jwtScopeParameter)
	}
	signed, err := jose.ParseSignedCompact(form.Get("assertion"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		a.whoseIsIt(form.Get("assertion"))
		return nil, refuse(assertionInvalid)
	}
	c, ok := parseClaims(signed.UnsafePayloadWithoutVerification())
	if !ok {
		return nil, refuse(assertionInvalid)
	}
	orgs := a.addressed(c.audiences)
	if len(orgs) == 0 {
		return nil, refuse(audienceInvalid)
	}
	app, refused := a.issuer(orgs, c)
	if refused != nil {
		return nil, refused
	}
	a.row.Application = app.label
	if refused := a.theApp(app); refused != nil {
		return nil, refused
	}
	if !app.has(flowJWT) {
		return nil, refuse(clientUnauthorized)
	}
	now := a.w.now().Add(a.w.gateway.late())
	certificate := app.current(now)
	if certificate == nil {
		return nil, refuse(certificateMissing)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, refuse(signatureMismatch)
	}
	if _, err := signed.Verify(key); err != nil {
		return nil, refuse(signatureMismatch)
	}
	if now.After(c.expires.Add(skew)) {
		return nil, refuse(assertionExpired)
	}
	if c.id != "" {
		used := a.org.id + "\x00" + c.issuer + "\x00" + c.id
		if a.w.replayed[used] {
			return nil, refuse(assertionReplayed)
		}
		a.w.replayed[used] = true
	}
	return a.admitJWT(app)
}

// whoseIsIt finds the user of an assertion that is none, for the login history:
// its payload may be readable all the same.
func (a *attempt) whoseIsIt(assertion string) {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return
	}
	if c, ok := parseClaims(payload); ok {
		a.org, a.user = a.r.site.userOf(c.subject, func(o *org, _ *user) bool { return o.app(c.issuer) != nil })
	}
}

// addressed gives the orgs for which the host and the audience stand together:
// a generic host takes its own name and the My Domains of its kind, a My Domain
// takes itself and the generic host of its kind.
func (a *attempt) addressed(audiences []string) []*org {
	for _, audience := range audiences {
		name := audienceHost(audience)
		var orgs []*org
		for _, o := range a.r.site.orgs {
			if name == o.myDomain || name == o.kind.host() || a.r.site.other && name == a.r.site.host {
				orgs = append(orgs, o)
			}
		}
		if len(orgs) > 0 {
			return orgs
		}
	}
	return nil
}

// issuer finds the app of iss, and with it org and user of the attempt. On a
// generic host users decide which org it is.
func (a *attempt) issuer(orgs []*org, c claims) (*app, *refusal) {
	reachable := site{a.r.site.host, a.r.site.generic, a.r.site.other, orgs}
	a.org, a.user = reachable.userOf(c.subject, func(o *org, _ *user) bool { return o.app(c.issuer) != nil })
	var app *app
	for _, o := range orgs {
		if found := o.app(c.issuer); found != nil && (app == nil || o == a.org) {
			app = found
			if a.user == nil {
				a.org = o
			}
		}
	}
	if app != nil && a.user != nil && a.org.app(c.issuer) == nil {
		// The key is of an app in another org than the user.
		app = nil
	}
	if a.org != nil {
		if refused := a.theOrg(); refused != nil {
			return nil, refused
		}
	}
	switch {
	case app == nil && a.w.external(c.issuer):
		return nil, refuse(appNotInstalled)
	case app == nil:
		return nil, refuse(clientUnknown)
	case app.external && (a.r.site.generic || !app.ready() || a.w.now().Before(app.live)):
		return nil, refuse(appNotInstalled)
	case a.w.now().Before(app.live):
		return nil, refuse(clientUnknown)
	}
	return app, nil
}

// external tells whether the key is that of an External Client App anywhere.
func (w *World) external(key string) bool {
	for _, o := range w.orgs {
		if a := o.app(key); a != nil && a.external {
			return true
		}
	}
	return false
}

// admitJWT asks whether the user may use the app, the signature being right.
func (a *attempt) admitJWT(app *app) (*session, *refusal) {
	if a.user == nil {
		return nil, refuse(subjectUnknown)
	}
	if refused := a.theUser(app); refused != nil {
		return nil, refused
	}
	if barred := a.org.admits(app, a.user); barred != "" {
		return nil, refuse(barred)
	}
	granted := without(app.scopes, "refresh_token", "offline_access")
	switch {
	case len(granted) == len(app.scopes):
		return nil, refuse(refreshScopeMissing)
	case len(granted) == 0:
		return nil, refuse(onlyRefreshScope)
	}
	s := a.w.open(a.org, a.user, app.key, flowJWT)
	s.scopes = granted
	return s, nil
}
