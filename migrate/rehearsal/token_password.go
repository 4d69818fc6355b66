package rehearsal

import "net/url"

// password is grant_type=password: connected apps only, on a generic host or a
// My Domain, and only while the org allows it. All its refusals but those of
// the app read the same; the login history tells them apart.
func (a *attempt) password(form url.Values) (*session, *refusal) {
	for _, name := range []string{"username", "password"} {
		if form.Get(name) == "" {
			return nil, refuse(parameterMissing, "parameter", name)
		}
	}
	key, secret := a.r.client(form)
	given := form.Get("password")
	a.org, a.user = a.r.site.userOf(form.Get("username"), func(o *org, u *user) bool {
		right, _ := o.takes(u, given, a.r.address())
		return right
	})
	if key == "" {
		missing := refuse(consumerKeyMissing, "parameter", "client_id").answeredAs(parameterMissing)
		return nil, missing
	}
	if a.org != nil {
		if refused := a.theOrg(); refused != nil {
			return nil, refused
		}
	}
	if a.user == nil {
		for _, o := range a.r.site.orgs {
			if o.app(key) != nil {
				return nil, refuse(passwordUserUnknown)
			}
		}
		return nil, refuse(clientUnknown)
	}
	app := a.org.app(key)
	if app == nil || a.w.now().Before(app.live) {
		return nil, refuse(clientUnknown)
	}
	a.row.Application = app.label
	if refused := a.theApp(app); refused != nil {
		return nil, refused
	}
	switch {
	case app.external:
		return nil, refuse(passwordUnsupported)
	case a.org.blockPassword, !app.has(flowPassword):
		return nil, refuse(passwordBlocked)
	case secret == "" && !app.secretOptional, secret != "" && !app.secretIs(secret):
		return nil, refuse(secretWrong)
	}
	if refused := a.judgePassword(given, passwordVerdicts); refused != nil {
		return nil, refused
	}
	if a.user.multiFactor {
		return nil, refuse(multiFactorDue).answeredAs(passwordWrong)
	}
	if refused := a.theUser(app); refused != nil {
		return nil, refused
	}
	if a.user.passwordExpired {
		return nil, refuse(passwordWrong)
	}
	return a.w.open(a.org, a.user, app.key, flowPassword), nil
}

// verdicts are the refusals for what may be wrong with user and password.
type verdicts struct{ wrong, locked, inactive, tokenMissing string }

var passwordVerdicts = verdicts{passwordWrong, passwordLockedOut, userInactive, passwordTokenMissing}

// judgePassword counts wrong passwords and locks the user out after too many,
// as an org's default password policy does.
func (a *attempt) judgePassword(given string, v verdicts) *refusal {
	right, tokenMissing := a.org.takes(a.user, given, a.r.address())
	switch {
	case !a.user.active:
		return refuse(v.inactive)
	case a.user.failures >= a.org.maxFailures:
		return refuse(v.locked)
	case tokenMissing:
		return refuse(v.tokenMissing)
	case !right:
		a.user.failures++
		return refuse(v.wrong)
	}
	a.user.failures = 0
	return nil
}
