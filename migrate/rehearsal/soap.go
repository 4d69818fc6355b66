package rehearsal

import (
	"net/http"
	"strconv"
)

// soap is POST /services/Soap/u/NN.0 (partner) and /c/NN.0 (enterprise), of
// which only login() is served.
func (w *World) soap(r *request, wsdl, version string) response {
	if r.Method != http.MethodPost {
		return w.dataRefusal(refuse(methodNotAllowed, "method", r.Method, "allowed", http.MethodPost))
	}
	a := &attempt{w: w, r: r, row: Login{Type: "Other Apex API", APIType: "SOAP Partner", APIVersion: version}}
	if wsdl == "c" {
		a.row.APIType = "SOAP Enterprise"
	}
	login, ok := parseLogin(r.body)
	if !ok {
		return w.fault(wsdl, refuse(soapMalformed))
	}
	a.row.ClientVersion = login.client
	s, refused := a.soapLogin(login, version)
	a.record(refused)
	switch {
	case refused != nil && refused.id == pageInstead:
		return w.maintenancePage()
	case refused != nil:
		return w.fault(wsdl, refused)
	}
	return loggedIn(wsdl, version, s)
}

var soapVerdicts = verdicts{soapWrong, soapLockedOut, soapInactive, soapTokenMissing}

func (a *attempt) soapLogin(login soapLogin, version string) (*session, *refusal) {
	a.org, a.user = a.r.site.userOf(login.username, func(o *org, u *user) bool {
		right, _ := o.takes(u, login.password, a.r.address())
		return right
	})
	number, err := strconv.ParseFloat(version, 64)
	switch {
	case err != nil, number < float64(a.w.schema.Versions.Oldest):
		return nil, refuse(soapVersionRetired)
	case number > float64(a.w.schema.Versions.SOAPLogin):
		return nil, refuse(soapVersion, "version", version)
	}
	if a.org != nil {
		if refused := a.theOrg(); refused != nil {
			return nil, asFault(refused)
		}
	}
	// The switch is looked at before the password: a made-up user tells whether
	// the org still offers login(). A generic host knows no org without a user.
	switch {
	case a.user != nil && a.org.blockSOAP, a.user == nil && !a.r.site.generic && a.r.site.orgs[0].blockSOAP:
		return nil, refuse(soapDisabled)
	case a.user == nil:
		return nil, refuse(soapWrong)
	}
	if refused := a.judgePassword(login.password, soapVerdicts); refused != nil {
		return nil, refused
	}
	if refused := a.theSOAPUser(); refused != nil {
		return nil, refused
	}
	return a.w.open(a.org, a.user, "", ""), nil
}

// theSOAPUser gives what speaks against the user of a login() whose password
// is right.
func (a *attempt) theSOAPUser() *refusal {
	u := a.user
	switch {
	case u.noAPI:
		return refuse(apiDisabled)
	case u.noSOAPAuth:
		return refuse(soapAuthMissing)
	case u.multiFactor:
		return refuse(multiFactorDue).answeredAs(soapWrong)
	case u.hours != nil && !u.hours.holds(a.w.now()):
		return refuse(soapRestrictedTime)
	case len(u.loginIPs) > 0 && !among(u.loginIPs, a.r.address()):
		return refuse(soapRestrictedIP)
	}
	if refused := a.tooOften(); refused != nil {
		// The code of such a fault is in no source that was read.
		return refused.answeredAs(soapWrong)
	}
	return nil
}

// asFault words what an org has against every login for login().
func asFault(r *refusal) *refusal {
	switch r.id {
	case pageInstead:
		return r
	case serverError:
		return refuse(soapServerDown)
	case orgInactive, orgState:
		return r.answeredAs(soapOrgLocked)
	}
	return r.answeredAs(soapWrong)
}
