// Package check tries a new login and says what is wrong and how to mend it:
// fifteen named checks in a fixed order, each in a file of its own, from the
// host's name to a record written and removed.
//
// A check that fails makes those that build on it be skipped, so that no login
// attempt is spent on one that cannot work: an org counts each against the
// user. At most two are spent (oauth.Budget).
//
// What may not enter: the catalogue of errors (it is handed in as
// Env.Explain), plans, files, printing. No result holds a secret.
package check

import (
	"context"
	"crypto/x509"
	"io"
	"net/http"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// What a check comes to.
const (
	OK      = "ok"
	Warning = "warning"
	Failed  = "failed"
	Skipped = "skipped"
)

// Check is what one check came to, as in unpw/check/v1.
type Check struct {
	Name   string `json:"name"`
	Result string `json:"result"` // one of the constants above
	Seen   string `json:"seen"`   // what was found, in the org's own words where it spoke
	Why    string `json:"why"`    // what that means; "" where it is plain
	Do     string `json:"do"`     // what to do, imperative; "" where nothing is
}

// Result is one integration of unpw/check/v1.
type Result struct {
	ID       string  `json:"id"`
	Org      string  `json:"org"`
	Flow     string  `json:"flow"`
	OK       bool    `json:"ok"`       // the new login was accepted and no check failed
	Attempts int     `json:"attempts"` // login requests that may have reached the org
	Checks   []Check `json:"checks"`

	Code     fail.Code    `json:"-"`                // of the first check that failed; fail.Done without one
	Token    *oauth.Token `json:"-"`                // nil where the login was not accepted
	Audience string       `json:"-"`                // jwt-bearer: the one last sent; "" where none was
	NotYet   bool         `json:"notYet,omitempty"` // refused by an answer that means "not there yet"
}

// Target is one integration to check.
type Target struct {
	ID                 string
	Org                string            // its name in unpw.yaml
	Login              oauth.Login       // the new login
	Certificate        *x509.Certificate // jwt-bearer; nil skips the check
	CertificateChanged bool              // a certificate was put into the app just now: "invalid assertion" may be "not yet"
	ExpectUser         string            // username that must come out; "" is Login.Username
	Legacy             *oauth.Login      // the old login, for parity; nil does not try it
	Parity             bool              // parity was asked for, whether or not Legacy is known
	Read               bool              // read a record
	Write              Write             // write one; zero writes none
}

// Write names an object of which one record is made and removed again.
type Write struct {
	Object string
	Fields map[string]any // nil: what the object requires is filled with a text of ours
}

// Env is the world that a check looks at.
type Env struct {
	HTTP   *http.Client
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Sleep  oauth.Sleep      // nil: a timer
	// Explain says what a refusal means and what to do. flow is a word of the
	// contract, or "resource" for a REST call. "" for both where it knows none.
	Explain func(flow, code, description string) (why, do string)
}

// step is one check: its name, the checks whose failure makes it pointless, and
// how to look.
type step struct {
	name  string
	after []string
	look  func(*run, context.Context) Check
}

// steps is the order of the contract.
func steps() []step {
	token := []string{"token"}
	return []step{
		{"host", nil, (*run).host},
		{"tls", nil, (*run).tls},
		{"clock", []string{"host", "tls"}, (*run).clock},
		{"key", nil, (*run).key},
		{"certificate", []string{"key"}, (*run).certificate},
		{"app", nil, (*run).app},
		{"token", []string{"host", "tls", "clock", "key", "certificate", "app"}, (*run).login},
		{"identity", token, (*run).identity},
		{"api", token, (*run).api},
		{"limits", token, (*run).limits},
		{"run-as", token, (*run).runAs},
		{"login-history", token, (*run).loginHistory},
		{"parity", token, (*run).parity},
		{"read", token, (*run).read},
		{"write", token, (*run).write},
	}
}

// Run makes all checks of one integration.
func Run(ctx context.Context, env Env, target Target) Result {
	return runWith(ctx, env, target, oauth.NewBudget(2))
}

func runWith(ctx context.Context, env Env, target Target, budget *oauth.Budget) Result {
	r := newRun(env, target, budget)
	stopped := map[string]string{} // name of a check that failed or was not reached → the one that failed
	for _, s := range steps() {
		c := Check{Result: Skipped}
		cause := ""
		for _, earlier := range s.after {
			if cause == "" {
				cause = stopped[earlier]
			}
		}
		switch {
		case ctx.Err() != nil:
			c.Seen = "interrupted"
			r.code = fail.Interrupted
		case cause != "":
			stopped[s.name] = cause
			c.Seen = "not tried: " + cause + " failed"
		default:
			c = s.look(r, ctx)
			if c.Result == Failed {
				stopped[s.name] = s.name
			}
		}
		c.Name = s.name
		r.checks = append(r.checks, c)
	}
	r.judgeApp()
	return r.result()
}
