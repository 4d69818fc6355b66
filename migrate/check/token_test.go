package check_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"unpw/migrate/check"
	"unpw/migrate/fail"
)

// Each refusal fails the token check, and the app check where it is about the
// app; it is "not yet" only where the contract says so, and costs one attempt.
func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		target            check.Target
		code, description string
		app               string
		notYet            bool
	}{
		{jwtTarget(), "app_not_found", "External client app is not installed in this org", check.Failed, true},
		{jwtTarget(), "invalid_client_id", "client identifier invalid", check.Failed, true},
		{jwtTarget(), "invalid_grant", "user hasn't approved this consumer", check.Failed, true},
		{jwtTarget(), "invalid_app_access", "user is not admin approved to access this app", check.Failed, true},
		{credentialsTarget(), "invalid_app_access", "User Is Not Admin Approved to access this app", check.Failed, true},
		{jwtTarget(), "invalid_request", "refresh_token scope is required and the connected app should be installed and preauthorized", check.Failed, false},
		{jwtTarget(), "invalid_grant", "invalid assertion", check.Skipped, false},
		{jwtTarget(), "invalid_client", "invalid client credentials", check.Skipped, false},
		{jwtTarget(), "invalid_grant", "ip restricted", check.Skipped, false},
		{credentialsTarget(), "invalid_client", "invalid client credentials", check.Skipped, false},
		{credentialsTarget(), "invalid_grant", "no client credentials user enabled", check.Failed, false},
		{credentialsTarget(), "invalid_grant", "client credentials flow not enabled", check.Failed, false},
		{credentialsTarget(), "invalid_grant", "no valid scopes defined", check.Failed, false},
		{credentialsTarget(), "invalid_grant", "request not supported on this domain", check.Skipped, false},
		{credentialsTarget(), "invalid_grant", "audience is invalid", check.Skipped, false},
	} {
		t.Run(row.target.Login.Flow+" "+row.description, func(t *testing.T) {
			f := newFake(t)
			f.tokens = []string{refused(row.code, row.description)}
			r := check.Run(t.Context(), f.env(), row.target)
			token := named(t, r, "token")
			if token.Result != check.Failed || token.Seen != row.code+": "+row.description || named(t, r, "app").Result != row.app {
				t.Errorf("token %+v, app %+v", token, named(t, r, "app"))
			}
			if r.OK || r.Code != fail.Refused || r.NotYet != row.notYet || r.Attempts != 1 || len(f.logins) != 1 {
				t.Errorf("ok %v, code %d, not yet %v, attempts %d, logins %d", r.OK, r.Code, r.NotYet, r.Attempts, len(f.logins))
			}
		})
	}
}

// What the app may do is in the scopes of the token, where the org names them.
func TestScopes(t *testing.T) {
	for _, row := range []struct{ scope, result, seen string }{
		{"api", check.OK, "scopes api"},
		{"id refresh_token full", check.OK, "scopes id refresh_token full"},
		{"id openid", check.Warning, "scopes id openid"},
		{"", check.OK, "lets it log in"},
	} {
		f := newFake(t)
		f.tokens = []string{strings.Replace(tokenFor(newToken), `"scope":"api"`, `"scope":"`+row.scope+`"`, 1)}
		r := check.Run(t.Context(), f.env(), jwtTarget())
		if c := named(t, r, "app"); c.Result != row.result || !strings.HasSuffix(c.Seen, row.seen) || (c.Result == check.Warning) != (c.Do != "") {
			t.Errorf("%q: %+v", row.scope, c)
		}
	}
}

func TestTokenUnreachable(t *testing.T) {
	f := newFake(t)
	f.tokens = []string{"503 <html>Data Not Available</html>"}
	r := check.Run(t.Context(), f.env(), jwtTarget())
	if c := named(t, r, "token"); c.Result != check.Failed || !strings.Contains(c.Seen, "maintenance") || c.Do == "" || r.Code != fail.Unreachable || r.NotYet {
		t.Errorf("code %d, %+v", r.Code, c)
	}
}

// audienceOf reads the claim of an assertion.
func audienceOf(t *testing.T, form url.Values) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(form.Get("assertion"), ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Aud string }
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims.Aud
}

// An audience that is refused is tried once more as documented, and only then:
// two attempts at most.
func TestAudience(t *testing.T) {
	no, bad := refused("invalid_grant", "audience is invalid"), refused("invalid_grant", "Audience validation failed")
	yes := tokenFor(newToken)
	const login, test, sandbox = "https://login.salesforce.com", "https://test.salesforce.com", "acme--dev.sandbox.my.salesforce.com"
	for _, row := range []struct {
		name, host, audience string
		answers              []string
		sent                 string
		result               string
	}{
		{"accepted", myDomain, "", []string{yes}, "https://" + myDomain, check.OK},
		{"production", myDomain, "", []string{no, yes}, "https://" + myDomain + " " + login, check.Warning},
		{"sandbox", sandbox, "", []string{bad, yes}, "https://" + sandbox + " " + test, check.Warning},
		{"login for a sandbox", sandbox, login, []string{no, yes}, login + " " + test, check.Warning},
		{"nothing else to try", myDomain, login, []string{no, yes}, login, check.Failed},
		{"never a third time", myDomain, "", []string{no, no, yes}, "https://" + myDomain + " " + login, check.Failed},
		{"another refusal", myDomain, "", []string{refused("invalid_grant", "ip restricted"), yes}, "https://" + myDomain, check.Failed},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newFake(t)
			f.tokens = row.answers
			target := jwtTarget()
			target.Login.Host, target.Login.Audience = row.host, row.audience
			r := check.Run(t.Context(), f.env(), target)
			var sent []string
			for _, form := range f.logins {
				sent = append(sent, audienceOf(t, form))
			}
			c := named(t, r, "token")
			if strings.Join(sent, " ") != row.sent || c.Result != row.result || r.Attempts != len(sent) || r.Audience != sent[len(sent)-1] {
				t.Errorf("sent %v, attempts %d, %+v", sent, r.Attempts, c)
			}
			if row.result == check.Warning && (!r.OK || !strings.Contains(c.Do, "orgs.prod.audience") || !strings.Contains(c.Seen, "accepted with the audience "+r.Audience)) {
				t.Errorf("which worked is not said: %+v", c)
			}
		})
	}
}
