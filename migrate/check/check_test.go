package check_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// Everything works: every check that applies says ok, in the contract's order,
// for one login attempt.
func TestAllIsWell(t *testing.T) {
	jwt := jwtTarget()
	jwt.Certificate = certificateOf(t, rsaKey(), "Billing_Etl", now.AddDate(0, 0, -1), now.AddDate(1, 0, 0))
	jwt.Read, jwt.Write = true, check.Write{Object: "A"}
	credentials := credentialsTarget()
	for _, row := range []struct {
		target  check.Target
		subType string
		want    string
	}{
		{jwt, `null`, "ok host tls clock key certificate app token identity api limits login-history read write"},
		{credentials, `"OauthClientCredentials"`, "ok host tls clock app token identity api limits run-as login-history"},
	} {
		t.Run(row.target.Login.Flow, func(t *testing.T) {
			f := newFake(t)
			f.answers["FROM LoginHistory"] = strings.Replace(f.answers["FROM LoginHistory"], "null", row.subType, 1)
			r := check.Run(t.Context(), f.env(), row.target)
			if got := summary(r); got != row.want {
				t.Errorf("got  %s\nwant %s\n%+v", got, row.want, r.Checks)
			}
			if !r.OK || r.Code != fail.Done || r.Attempts != 1 || len(f.logins) != 1 || r.Token == nil || r.NotYet {
				t.Errorf("ok %v, code %d, attempts %d, logins %d", r.OK, r.Code, r.Attempts, len(f.logins))
			}
		})
	}
}

// The names and their order are the contract's, whatever happens.
func TestOrder(t *testing.T) {
	const want = "host tls clock key certificate app token identity api limits run-as login-history parity read write"
	broken := jwtTarget()
	broken.Login.Host = "acme.lightning.force.com"
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	f := newFake(t)
	for name, r := range map[string]check.Result{
		"well":        check.Run(t.Context(), f.env(), jwtTarget()),
		"broken":      check.Run(t.Context(), f.env(), broken),
		"interrupted": check.Run(cancelled, f.env(), jwtTarget()),
	} {
		var names []string
		for _, c := range r.Checks {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if r := check.Run(cancelled, f.env(), jwtTarget()); r.OK || r.Code != fail.Interrupted {
		t.Errorf("interrupted: ok %v, code %d", r.OK, r.Code)
	}
}

// The JSON has the fields of unpw/check/v1 and no other.
func TestJSON(t *testing.T) {
	f := newFake(t)
	text, err := json.Marshal(check.Run(t.Context(), f.env(), jwtTarget()))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"id", "org", "flow", "ok", "attempts", "checks"} {
		if _, has := got[field]; !has {
			t.Errorf("no field %s", field)
		}
	}
	first, _ := got["checks"].([]any)[0].(map[string]any)
	if len(got) != 6 || len(first) != 5 {
		t.Errorf("got %s", text)
	}
}

// No secret is in a result, though the org echoes all it got.
func TestResultHoldsNoSecret(t *testing.T) {
	f := newFake(t)
	everything := password + " " + clientSecret + " " + newToken + " " + oldToken
	for path := range f.answers {
		if path != "GET /services/data" {
			f.answers[path] = `403 [{"errorCode":"X","message":"` + everything + `"}]`
		}
	}
	target := credentialsTarget()
	target.Read, target.Write = true, check.Write{Object: "A"}
	target.Legacy = &oauth.Login{Flow: oauth.OAuthPassword, Host: myDomain, ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example",
		Password: secret.New(password), ClientSecret: secret.New(clientSecret)}
	for _, tokens := range [][]string{
		{tokenFor(newToken), refused("invalid_grant", everything)},       // the old login is refused
		{refused("invalid_grant", clientSecret+" "+newToken+" refused")}, // the new one
	} {
		f.tokens, f.logins = tokens, nil
		text, err := json.Marshal(check.Run(t.Context(), f.env(), target))
		if err != nil {
			t.Fatal(err)
		}
		for _, canary := range []string{"example.access", "example.session"} {
			if strings.Contains(string(text), canary) {
				t.Errorf("%s is in %s", canary, text)
			}
		}
		var r check.Result
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"token", "parity"} {
			if seen := named(t, r, name).Seen; strings.Contains(seen, password) || strings.Contains(seen, clientSecret) {
				t.Errorf("%s: a secret is in %s", name, seen)
			}
		}
	}
}

// The catalogue's words are used where it has any.
func TestExplain(t *testing.T) {
	f := newFake(t)
	f.tokens = []string{refused("invalid_grant", "ip restricted")}
	env := f.env()
	env.Explain = func(flow, code, description string) (string, string) {
		return "why " + flow, "do " + code + " " + description
	}
	c := named(t, check.Run(t.Context(), env, jwtTarget()), "token")
	if c.Seen != "invalid_grant: ip restricted" || c.Why != "why jwt-bearer" || c.Do != "do invalid_grant ip restricted" {
		t.Errorf("got %+v", c)
	}
	env.Explain = func(string, string, string) (string, string) { return "", "" }
	if c = named(t, check.Run(t.Context(), env, jwtTarget()), "token"); c.Why == "" || c.Do == "" {
		t.Errorf("an unknown refusal says nothing: %+v", c)
	}
}

// What is wrong on this side spends no login attempt.
func TestNoLoginThatCannotWork(t *testing.T) {
	f := newFake(t)
	for name, spoil := range map[string]func(*check.Target){
		"key":         func(x *check.Target) { x.Login.Key = nil },
		"certificate": func(x *check.Target) { x.Certificate = f.Certificate() },
		"app":         func(x *check.Target) { x.Login.ClientID = "EXAMPLE KEY\n" },
		"host":        func(x *check.Target) { x.Login.Host = "na139.salesforce.com" },
		"clock":       func(*check.Target) { f.skew = time.Hour },
	} {
		f.skew = 0
		target := jwtTarget()
		spoil(&target)
		r := check.Run(t.Context(), f.env(), target)
		if named(t, r, name).Result != check.Failed || named(t, r, "token").Seen != "not tried: "+name+" failed" ||
			named(t, r, "read").Seen != "not tried: "+name+" failed" || r.OK || r.Attempts != 0 || r.Code != fail.Partial {
			t.Errorf("%s: code %d, %+v", name, r.Code, r.Checks)
		}
	}
	if len(f.logins) != 0 {
		t.Errorf("%d logins were sent", len(f.logins))
	}
}
