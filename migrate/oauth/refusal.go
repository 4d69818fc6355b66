package oauth

import (
	"regexp"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Refusal is an org's no: the error and error_description of the token
// endpoint, the exceptionCode and exceptionMessage of a SOAP fault, or the
// errorCode and message of the REST API. The texts are the org's own, cleaned
// and scrubbed; they are hints to match by substring, never by equality, since
// Salesforce lists them nowhere.
type Refusal struct {
	Flow        string // "" for a REST call
	Host        string
	Status      int // HTTP status
	Code        string
	Description string
}

// Error gives "code: description".
func (r *Refusal) Error() string { return join(r.Code, r.Description) }

func join(code, description string) string {
	switch {
	case code == "":
		return description
	case description == "":
		return code
	}
	return code + ": " + description
}

// NewRefusal makes the error of an answer that says no: a fail.Error of the
// code fail.Refused with a *Refusal in it. code and description are taken as
// the other side sent them; secrets are those of the request, which it may
// have echoed.
func NewRefusal(flow string, a *Answer, code, description string, secrets ...secret.Secret) error {
	r := &Refusal{Flow: flow, Host: a.Host, Status: a.Status,
		Code: cleanCode(code, secrets), Description: Scrub(description, secrets...)}
	e := fail.New(fail.Refused, "%s", r.Error()).Because(r)
	e.Op, e.Path = "ask", Clean(a.Host)
	if flow != "" {
		e.Op = "log in"
	}
	return e
}

// PasswordExpired and the others are codes of our own making, for answers that
// say no without a code.
const (
	PasswordExpired  = "password_expired"
	TooManyRequests  = "too_many_requests"
	unrecognisedCode = "unrecognised_error_code"
)

// cleanCode keeps a code only if it looks like one.
func cleanCode(code string, secrets []secret.Secret) string {
	if code == "" {
		return ""
	}
	if scrubbed := Scrub(code, secrets...); scrubbed != code || !codeShape(code) {
		return unrecognisedCode
	}
	return code
}

func codeShape(code string) bool {
	ok, err := regexp.MatchString(`^[A-Za-z][A-Za-z0-9_.:-]{0,63}$`, code)
	return err == nil && ok
}
