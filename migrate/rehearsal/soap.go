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
	if refused != nil {
		return w.fault(wsdl, refused)
	}
	return loggedIn(wsdl, version, s)
}

var soapVerdicts = verdicts{soapWrong, soapLockedOut, soapInactive, soapTokenMissing}

func (a *attempt) soapLogin(login soapLogin, version string) (*session, *refusal) {
	a.org, a.user = a.r.site.userOf(login.username, func(o *org, u *user) bool {
		right, _ := o.takes(u, login.password)
		return right
	})
	number, err := strconv.ParseFloat(version, 64)
	switch {
	case err != nil, number < float64(a.w.schema.Versions.Oldest):
		return nil, refuse(soapVersionRetired)
	case number > float64(a.w.schema.Versions.SOAPLogin):
		return nil, refuse(soapVersion, "version", version)
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
	return a.w.open(a.org, a.user, "", ""), nil
}
