package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// app looks at the consumer key alone. Whether the org knows the app, and lets
// the user use it, only the login shows: see judgeApp.
func (r *run) app(context.Context) Check {
	id := r.target.Login.ClientID
	switch {
	case id == "":
		return r.failed("no consumer key", "no-client-id")
	case strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' }):
		return r.failed("the consumer key holds a blank or a character that is none of a key's", "odd-client-id")
	}
	return skipped("not tried")
}

// judgeApp puts into the app check what the login showed of the app.
func (r *run) judgeApp() {
	at := slices.IndexFunc(r.checks, func(c Check) bool { return c.Name == "app" })
	if at < 0 || r.checks[at].Result == Failed {
		return
	}
	id := r.target.Login.ClientID
	c := &r.checks[at]
	switch {
	case r.token != nil:
		c.Result, c.Seen = OK, fmt.Sprintf("the org knows the app (%s) and lets it log in", short(id))
		if r.token.Scope == "" {
			return
		}
		c.Seen += ", scopes " + r.token.Scope
		if !slices.ContainsFunc(strings.Fields(r.token.Scope), r.facts.opensAPI) {
			*c = r.warning(c.Seen, "no-api-scope")
			c.Name = "app"
		}
	case r.refusal != nil && r.facts.means(r.refusal, "app"):
		c.Result, c.Seen = Failed, fmt.Sprintf("the app (%s) cannot be used by this user here", short(id))
		c.Why, c.Do = r.explain(r.refusal.Flow, r.refusal)
	case r.refusal != nil:
		c.Seen = "the org's answer does not say whether it knows the app"
	}
}

// short shows a consumer key well enough to tell it from others.
func short(id string) string {
	if len(id) <= 12 {
		return id
	}
	return id[:8] + "…"
}
