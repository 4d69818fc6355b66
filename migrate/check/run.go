package check

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// resource is the word for a REST call where a flow is asked for.
const resource = "resource"

// run is one pass through the checks: what the earlier ones found out.
type run struct {
	env    Env
	target Target
	facts  *facts
	advice map[string]advice
	budget *oauth.Budget
	checks []Check
	code   fail.Code // of the first failure

	probe     *org.Probe // nil: the host did not answer
	probedAt  time.Time  // local time of the answer
	probeErr  error
	startedAt time.Time // local time of the login
	audience  string
	token     *oauth.Token
	refusal   *oauth.Refusal // the org's no to the login
	who       *org.Identity
}

func newRun(env Env, target Target, budget *oauth.Budget) *run {
	if env.Now == nil {
		env.Now = time.Now
	}
	return &run{env: env, target: target, budget: budget, facts: readFacts(), advice: readAdvice()}
}

func (r *run) result() Result {
	result := Result{ID: r.target.ID, Org: r.target.Org, Flow: r.target.Login.Flow, Attempts: r.budget.Used(), Checks: r.checks,
		Code: r.code, Token: r.token, Audience: r.audience}
	result.OK = r.token != nil && r.code == fail.Done
	result.NotYet = r.refusal != nil && r.facts.notYet(r.refusal, r.target.CertificateChanged)
	return result
}

// client sends the logins of this run.
func (r *run) client() *oauth.Client {
	return &oauth.Client{HTTP: r.env.HTTP, Now: r.env.Now, Random: r.env.Random, Sleep: r.env.Sleep, Budget: r.budget}
}

// session talks to the org with the new token, in its newest API version.
func (r *run) session() *org.Session { return r.sessionOf(r.token) }

func (r *run) sessionOf(token *oauth.Token) *org.Session {
	s := org.NewSession(r.env.HTTP, token)
	s.Now, s.Sleep = r.env.Now, r.env.Sleep
	if r.probe != nil {
		s.Version = r.probe.Newest()
	}
	return s
}

// userID is whom the token is for; "" where the org did not say.
func (r *run) userID() string {
	if r.token.UserID == "" && r.who != nil {
		return r.who.UserID
	}
	return r.token.UserID
}

// is tells whether the new login is of that flow.
func (r *run) is(flow string) bool { return r.target.Login.Flow == flow }

func ok(seen string) Check { return Check{Result: OK, Seen: seen} }

// warning gives what was seen with the advice of that name; values fill its
// placeholders, a name and a text each.
func (r *run) warning(seen, name string, values ...string) Check {
	why, do := r.advice[name].fill(values)
	return Check{Result: Warning, Seen: seen, Why: why, Do: do}
}

func skipped(seen string) Check { return Check{Result: Skipped, Seen: seen} }

// failed is warning for what was found wrong without the org's word, or
// against it.
func (r *run) failed(seen, name string, values ...string) Check {
	r.failure(fail.Partial)
	c := r.warning(seen, name, values...)
	c.Result = Failed
	return c
}

func (r *run) failure(code fail.Code) {
	if r.code == fail.Done {
		r.code = code
	}
}

// failedBy records a failure that err tells of, with the reason and the remedy
// of the catalogue where it has one.
func (r *run) failedBy(flow string, err error) Check {
	r.failure(fail.CodeOf(err))
	return r.told(Failed, flow, err)
}

// told puts an error into the words of a check.
func (r *run) told(result, flow string, err error) Check {
	e := fail.Of(err)
	c := Check{Result: result, Seen: e.Cause, Do: strings.Join(e.Hints, "; ")}
	var refusal *oauth.Refusal
	var unreachable *oauth.Unreachable
	switch {
	case errors.As(err, &refusal):
		c.Why, c.Do = r.explain(flow, refusal)
	case errors.As(err, &unreachable) && r.env.Explain != nil:
		why, do := r.env.Explain(flow, "", unreachable.Detail)
		c.Why, c.Do = cmp.Or(c.Why, why), cmp.Or(c.Do, do)
	}
	return c
}

// explain asks the catalogue for what the org refused.
func (r *run) explain(flow string, refusal *oauth.Refusal) (why, do string) {
	if r.env.Explain != nil {
		why, do = r.env.Explain(flow, refusal.Code, refusal.Description)
	}
	unknown := r.advice["unknown-refusal"]
	if flow == resource {
		unknown = r.advice["unknown-refusal-rest"]
	}
	return cmp.Or(why, unknown.Why), cmp.Or(do, unknown.Do)
}
