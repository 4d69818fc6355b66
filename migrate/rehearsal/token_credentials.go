package rehearsal

import (
	"net/url"
	"slices"
)

// credentials is grant_type=client_credentials: on the My Domain only, for the
// one run-as user of the app.
func (a *attempt) credentials(form url.Values) (*session, *refusal) {
	if a.r.site.generic {
		return nil, refuse(wrongDomain)
	}
	if form.Has("scope") {
		return nil, refuse(credentialsScopeParam)
	}
	key, secret := a.r.client(form)
	if key == "" {
		return nil, refuse(parameterMissing, "parameter", "client_id")
	}
	a.org = a.r.site.orgs[0]
	if a.r.site.other {
		return nil, refuse(wrongDomain)
	}
	if refused := a.theOrg(); refused != nil {
		return nil, refused
	}
	app := a.org.app(key)
	if app == nil || !app.ready() || a.w.now().Before(app.live) {
		return nil, refuse(clientUnknown)
	}
	a.row.Application = app.label
	// From here on the run-as user is known, so that the row is theirs.
	a.user = a.org.user(app.runAs)
	if refused := a.theApp(app); refused != nil {
		return nil, refused
	}
	usable := without(app.scopes, "full", "refresh_token", "offline_access")
	switch {
	case !app.secretIs(secret):
		return nil, refuse(secretWrong)
	case !app.credentialsApp, !app.has(flowCredentials):
		return nil, refuse(credentialsOff)
	case !app.credentialsPolicy, a.user == nil, !a.user.active:
		return nil, refuse(noRunAs)
	case !slices.ContainsFunc(usable, func(s string) bool { return s == "api" || s == "web" || s == "lightning" }):
		return nil, refuse(credentialsNoScope)
	}
	if refused := a.theUser(app); refused != nil {
		return nil, refused
	}
	if app.adminApproved {
		if barred := a.org.admits(app, a.user); barred != "" {
			return nil, refuse(barred)
		}
	}
	s := a.w.open(a.org, a.user, app.key, flowCredentials)
	s.scopes = usable
	return s, nil
}
