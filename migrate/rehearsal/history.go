package rehearsal

import (
	"net"
	"time"
)

// Login is a row of the login history.
type Login struct {
	ID            string
	UserID        string
	Username      string
	Time          time.Time
	Type          string // LoginType: Remote Access 2.0, Other Apex API
	SubType       string // LoginSubType: OauthUsernamePassword, OauthClientCredentials; "" for JWT bearer
	Status        string // Success, or the status of the catalogue
	Application   string
	URL           string // the host that was asked
	APIType       string // SOAP Partner, SOAP Enterprise
	APIVersion    string
	ClientVersion string
	Browser       string
	SourceIP      string
}

// address gives the caller's address, without the port.
func (r *request) address() string {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return ip
}

// attempt is a login while it is judged.
type attempt struct {
	w    *World
	r    *request
	org  *org  // nil until known
	user *user // nil until known
	row  Login
}

// record writes the row, if the org knows whose login it was. refused is nil
// for a login that worked. A refusal without a status in the catalogue leaves
// no row.
func (a *attempt) record(refused *refusal) {
	if a.org == nil || a.user == nil {
		return
	}
	status := a.w.catalogue.ByID(loginSucceeded).Status
	if refused != nil {
		status = a.w.cause(refused).Status
	}
	if status == "" {
		return
	}
	row := a.row
	row.ID = a.w.random.id("0Ya")
	row.UserID, row.Username = a.user.id, a.user.username
	row.Time = a.w.now()
	row.Status = status
	row.URL = a.r.site.host
	row.Browser = a.r.UserAgent()
	row.SourceIP = a.r.address()
	if row.Application == "" {
		row.Application = "N/A"
	}
	a.org.history = append(a.org.history, row)
}
