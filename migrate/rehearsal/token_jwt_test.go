package rehearsal_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"unpw/migrate/rehearsal"
)

// What real clients send, and what the org must take.
func TestJWTAccepted(t *testing.T) {
	prod := "https://" + prodHost
	for _, tt := range []struct {
		name, host, key, user, audience string
		alter                           func(*assertion)
	}{
		{"External Client App on the My Domain", prodHost, ecaKey, etl, prod, nil},
		{"with the generic audience", prodHost, ecaKey, etl, "https://login.salesforce.com", nil},
		{"connected app on the My Domain", prodHost, caKey, etl, prod, nil},
		{"connected app on the generic host", "login.salesforce.com", caKey, etl, "https://login.salesforce.com", nil},
		{"generic host, My Domain audience", "login.salesforce.com", caKey, etl, prod, nil},
		{"sandbox on the generic host", "test.salesforce.com", caKey + "dev", boxEtl, "https://test.salesforce.com", nil},
		{"sandbox on its My Domain", boxHost, ecaKey + "dev", boxEtl, "https://" + boxHost, nil},
		{"host in capitals, with port", "ACME.my.salesforce.com:443", ecaKey, etl, prod, nil},
		{"audience without scheme", prodHost, ecaKey, etl, prodHost, nil},
		{"audience with a slash", prodHost, ecaKey, etl, prod + "/", nil},
		{"audience with the token path", prodHost, ecaKey, etl, prod + "/services/oauth2/token", nil},
		{"audience as a list", prodHost, ecaKey, etl, "", func(a *assertion) { a.claims["aud"] = []string{prod} }},
		{"username in capitals", prodHost, ecaKey, strings.ToUpper(etl), prod, nil},
		{"exp as a string", prodHost, ecaKey, etl, prod, func(a *assertion) { a.claims["exp"] = strconv.FormatInt(noon.Unix()+60, 10) }},
		{"exp in milliseconds", prodHost, ecaKey, etl, prod, func(a *assertion) { a.claims["exp"] = noon.UnixMilli() + 300 }},
		{"exp with a fraction", prodHost, ecaKey, etl, prod, func(a *assertion) { a.claims["exp"] = float64(noon.Unix()) + 60.5 }},
		{"exp just within the skew", prodHost, ecaKey, etl, prod, func(a *assertion) { a.claims["exp"] = noon.Add(-179 * time.Second).Unix() }},
		{"no jti", prodHost, ecaKey, etl, prod, func(a *assertion) { delete(a.claims, "jti") }},
		{"typ, kid, iat and nbf", prodHost, ecaKey, etl, prod, func(a *assertion) {
			a.header["typ"], a.header["kid"] = "JWT", "1"
			a.claims["iat"], a.claims["nbf"] = noon.Unix()+3600, noon.Unix()+3600
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.jwtWorld()
			a := f.assertion(tt.key, tt.user, tt.audience)
			if tt.alter != nil {
				tt.alter(&a)
			}
			refused, answer := f.grant(tt.host, bearer(a.String()))
			if refused != "" {
				t.Fatal(refused)
			}
			org := f.prod
			if strings.Contains(tt.user, ".dev") {
				org = f.box
			}
			if answer["instance_url"] != "https://"+org.MyDomain() || answer["scope"] != "api" || answer["token_type"] != "Bearer" {
				t.Errorf("answer %v", answer)
			}
			if answer["refresh_token"] != nil || answer["signature"] != nil {
				t.Errorf("this flow gives neither refresh token nor signature: %v", answer)
			}
			if got := lastLogin(org); got != "Remote Access 2.0/ Success" {
				t.Errorf("history %q", got)
			}
		})
	}
}

// One row an alteration: what the org says, and what its history keeps.
func TestJWTRefused(t *testing.T) {
	prod := "https://" + prodHost
	const (
		invalid     = "invalid_grant: invalid assertion"
		notApproved = "invalid_grant: user hasn't approved this consumer"
		noAdmin     = "invalid_app_access: user is not admin approved to access this app"
		noApp       = "app_not_found: External client app is not installed in this org"
		noClient    = "invalid_client_id: client identifier invalid"
		badAudience = "invalid_grant: audience is invalid"
		badKey      = "invalid_client: invalid client credentials"
		expired     = "invalid_grant: assertion expired"
	)
	claim := func(name string, value any) func(*fixture, *assertion) {
		return func(_ *fixture, a *assertion) {
			if a.claims[name] = value; value == nil {
				delete(a.claims, name)
			}
		}
	}
	edit := func(change func(string) string) func(*fixture, *assertion) {
		return func(_ *fixture, a *assertion) { a.edit = change }
	}
	header := func(alg string) func(*fixture, *assertion) {
		return func(_ *fixture, a *assertion) { a.header["alg"] = alg }
	}
	for _, tt := range []struct {
		name  string
		host  string
		key   string
		alter func(*fixture, *assertion)
		want  string
		row   string // status in the history; "": no row
	}{
		{"iss missing", prodHost, ecaKey, claim("iss", nil), invalid, ""},
		{"iss unknown", prodHost, ecaKey, claim("iss", "NoSuchConsumerKey"), noClient, ""},
		{"iss of an External Client App elsewhere", prodHost, ecaKey, claim("iss", ecaKey+"dev"), noApp, ""},
		{"iss of a connected app elsewhere", prodHost, ecaKey, claim("iss", caKey+"dev"), noClient, ""},
		{"sub missing", prodHost, ecaKey, claim("sub", nil), invalid, ""},
		{"sub unknown", prodHost, ecaKey, claim("sub", "nobody@acme.example"), invalid, ""},
		{"sub of the sandbox", prodHost, ecaKey, claim("sub", boxEtl), invalid, ""},
		{"sub not assigned", prodHost, ecaKey, claim("sub", "other@acme.example"), noAdmin, "Failed: Not approved for access"},
		{"sub inactive", prodHost, ecaKey, claim("sub", "gone@acme.example"), "inactive_user: user is inactive", "User is inactive"},
		{"aud missing", prodHost, ecaKey, claim("aud", nil), badAudience, ""},
		{"aud of the other kind", prodHost, ecaKey, claim("aud", "https://test.salesforce.com"), badAudience, ""},
		{"aud Lightning", prodHost, ecaKey, claim("aud", "https://acme.lightning.force.com"), badAudience, ""},
		{"aud with another path", prodHost, ecaKey, claim("aud", prod+"/services/oauth2/authorize"), badAudience, ""},
		{"aud by http", prodHost, ecaKey, claim("aud", "http://"+prodHost), badAudience, ""},
		{"aud of another org", prodHost, ecaKey, claim("aud", "https://"+boxHost), badAudience, ""},
		{"exp missing", prodHost, ecaKey, claim("exp", nil), invalid, ""},
		{"exp no number", prodHost, ecaKey, claim("exp", "soon"), invalid, ""},
		{"exp four minutes past", prodHost, ecaKey, claim("exp", noon.Add(-4*time.Minute).Unix()), expired, "Failed: Invalid Token"},
		{"clock of the client slow", prodHost, ecaKey, func(f *fixture, _ *assertion) { f.now = f.now.Add(10 * time.Minute) }, expired, "Failed: Invalid Token"},
		{"jti used before", prodHost, ecaKey, func(f *fixture, a *assertion) {
			if refused, _ := f.grant(prodHost, bearer(a.String())); refused != "" {
				f.Fatal(refused)
			}
		}, invalid, "Failed: Invalid Token"},
		{"alg none", prodHost, ecaKey, header("none"), invalid, "Failed: Invalid Token"},
		{"alg HS256", prodHost, ecaKey, header("HS256"), invalid, "Failed: Invalid Token"},
		{"alg PS256", prodHost, ecaKey, header("PS256"), invalid, "Failed: Invalid Token"},
		{"signature by another key", prodHost, ecaKey, func(_ *fixture, a *assertion) { a.key = theirs().key }, badKey, "Failed: Signature Invalid"},
		{"signature cut off", prodHost, ecaKey, edit(func(s string) string { return s[:strings.LastIndex(s, ".")+1] }), badKey, "Failed: Signature Invalid"},
		{"payload exchanged", prodHost, ecaKey, func(f *fixture, a *assertion) {
			other := f.assertion(ecaKey, etl, prod).String()
			a.edit = func(s string) string {
				mine, yours := strings.Split(s, "."), strings.Split(other, ".")
				return mine[0] + "." + yours[1] + "." + mine[2]
			}
		}, badKey, "Failed: Signature Invalid"},
		{"padded base64", prodHost, ecaKey, edit(func(s string) string { return s + "==" }), invalid, "Failed: Invalid Token"},
		{"no JWT", prodHost, ecaKey, edit(func(string) string { return "example" }), invalid, ""},
		{"empty", prodHost, ecaKey, edit(func(string) string { return "" }), invalid, ""},
		{"certificate not deployed", prodHost, oldKey, nil, invalid, "Failed: Signature Invalid"},
		{"certificate left out of a redeploy", prodHost, ecaKey, func(f *fixture, _ *assertion) {
			f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, "", "Api, RefreshToken", "")))
		}, invalid, "Failed: Signature Invalid"},
		{"External Client App on login", "login.salesforce.com", ecaKey, nil, noApp, ""},
		{"External Client App on test", "test.salesforce.com", ecaKey + "dev", func(_ *fixture, a *assertion) {
			a.claims["sub"], a.claims["aud"] = boxEtl, "https://test.salesforce.com"
		}, noApp, ""},
		{"production user on test", "test.salesforce.com", caKey, nil, badAudience, ""},
		{"production app on test, audience test", "test.salesforce.com", caKey, claim("aud", "https://test.salesforce.com"), noClient, ""},
		{"sandbox user on login", "login.salesforce.com", caKey + "dev", claim("sub", boxEtl), noClient, ""},
		{"another org's host", boxHost, caKey, claim("aud", "https://"+boxHost), noClient, ""},
		{"open policy", prodHost, ecaKey, func(f *fixture, _ *assertion) {
			f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "open")))
		}, notApproved, "Failed: Not approved for access"},
		{"scope refresh_token missing", prodHost, ecaKey, func(f *fixture, _ *assertion) {
			f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api", "")))
		}, "invalid_request: refresh_token scope is required and the connected app should be installed and preauthorized", "Failed: Not approved for access"},
		{"scope refresh_token alone", prodHost, ecaKey, func(f *fixture, _ *assertion) {
			f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "RefreshToken", "")))
		}, notApproved, "Failed: Not approved for access"},
		{"app switched off", prodHost, ecaKey, func(f *fixture, _ *assertion) {
			f.must(f.deploy(f.prod, map[string]string{"extlClntAppPolicies/Billing_defaultPolicy.ecaPlcy": metadata("ExtlClntAppConfigurablePolicies",
				"<externalClientApplication>Billing</externalClientApplication><isEnabled>false</isEnabled>")}))
		}, noApp, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.jwtWorld()
			a := f.assertion(tt.key, etl, prod)
			if tt.alter != nil {
				tt.alter(f, &a)
			}
			refused, answer := f.grant(tt.host, bearer(a.String()))
			if refused != tt.want {
				t.Errorf("got %q, want %q (%v)", refused, tt.want, answer)
			}
			want := ""
			if tt.row != "" {
				want = "Remote Access 2.0/ " + tt.row
			}
			if got := lastLogin(f.prod); got != want {
				t.Errorf("history %q, want %q", got, want)
			}
			if got := lastLogin(f.box); got != "" {
				t.Errorf("a row in the other org: %q", got)
			}
		})
	}
}

// An earlier approval stands in for the administrator's, as for an app that the
// user authorised in a browser once.
func TestJWTEarlierApproval(t *testing.T) {
	f := newFixture(t, func(c *rehearsal.Config) { c.Orgs[0].Apps[0].ApprovedBy = []string{etl} })
	f.must(f.deploy(f.prod, connectedApp("Old", "", ours().pem, "Api RefreshToken", false, "")))
	if refused, _ := f.grant("login.salesforce.com", bearer(f.assertion(oldKey, etl, "https://login.salesforce.com").String())); refused != "" {
		t.Error(refused)
	}
	if refused, _ := f.grant("login.salesforce.com", bearer(f.assertion(oldKey, "other@acme.example", "https://login.salesforce.com").String())); refused != "invalid_grant: user hasn't approved this consumer" {
		t.Error(refused)
	}
}

func TestJWTTakesNoScope(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	form := bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String())
	form.Set("scope", "api")
	if refused, _ := f.grant(prodHost, form); refused != "invalid_request: scope parameter not supported" {
		t.Error(refused)
	}
}

// A new app and a new certificate take their time; until then the org answers
// as if it did not know them.
func TestPropagation(t *testing.T) {
	f := newFixture(t, func(c *rehearsal.Config) { c.Propagation = 10 * time.Minute })
	f.jwtWorld()
	login := func(host, key string, p pair) string {
		a := f.assertion(key, etl, "https://"+prodHost)
		a.key = p.key
		refused, _ := f.grant(host, bearer(a.String()))
		return refused
	}
	want := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	want("new External Client App", login(prodHost, ecaKey, ours()), "app_not_found: External client app is not installed in this org")
	want("new connected app", login("login.salesforce.com", caKey, ours()), "invalid_client_id: client identifier invalid")
	f.now = f.now.Add(10 * time.Minute)
	want("known app", login(prodHost, ecaKey, ours()), "")
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, theirs().pem, "Api, RefreshToken", "")))
	want("old certificate, just replaced", login(prodHost, ecaKey, ours()), "")
	want("new certificate, too early", login(prodHost, ecaKey, theirs()), "invalid_client: invalid client credentials")
	f.now = f.now.Add(10 * time.Minute)
	want("new certificate", login(prodHost, ecaKey, theirs()), "")
	want("old certificate", login(prodHost, ecaKey, ours()), "invalid_client: invalid client credentials")
}

// What is wrong with the request itself.
func TestTokenRequestRefused(t *testing.T) {
	const noGrant = "unsupported_grant_type: grant type not supported"
	good := func(f *fixture) string {
		return bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()).Encode()
	}
	for _, tt := range []struct {
		name, method, query, kind string
		body                      func(*fixture) string
		want                      string
	}{
		{"GET", "GET", "", formKind, good, "invalid_request: must use HTTP POST"},
		{"JSON body", "POST", "", "application/json", func(*fixture) string { return `{"grant_type":"password"}` }, noGrant},
		{"no Content-Type", "POST", "", "", good, noGrant},
		{"grant in the query string", "POST", "?grant_type=password", formKind, func(*fixture) string { return "" }, noGrant},
		{"no grant", "POST", "", formKind, func(*fixture) string { return "assertion=x" }, noGrant},
		{"grant misspelt", "POST", "", formKind, func(*fixture) string { return "grant_type=jwt-bearer" }, noGrant},
		{"broken escape", "POST", "", formKind, func(*fixture) string { return "grant_type=%zz" }, noGrant},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.jwtWorld()
			status, body := f.send(tt.method, "https://"+prodHost+"/services/oauth2/token"+tt.query, tt.kind, "", []byte(tt.body(f)))
			answer := f.object(body)
			if got := answer["error"].(string) + ": " + answer["error_description"].(string); got != tt.want || status != 400 {
				t.Errorf("got %d %q, want 400 %q", status, got, tt.want)
			}
		})
	}
}

func TestUnknownHostAnswersWithAPage(t *testing.T) {
	f := newFixture(t)
	for _, host := range []string{"acme.lightning.force.com", "typo.my.salesforce.com", "acme.my.salesforce-setup.com"} {
		status, body := f.send("POST", "https://"+host+"/services/oauth2/token", formKind, "", []byte(url.Values{"grant_type": {"password"}}.Encode()))
		if status != 404 || !strings.Contains(string(body), "<html>") {
			t.Errorf("%s: %d %s", host, status, body)
		}
	}
}
