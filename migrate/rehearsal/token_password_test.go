package rehearsal_test

import (
	"net/http"
	"net/url"
	"testing"

	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

func password(username, pass, key, secret string) url.Values {
	return url.Values{"grant_type": {"password"}, "username": {username}, "password": {pass}, "client_id": {key}, "client_secret": {secret}}
}

const oauthRow = "Remote Access 2.0/OauthUsernamePassword "

func TestPassword(t *testing.T) {
	const failure = "invalid_grant: authentication failure"
	for _, tt := range []struct {
		name, host string
		form       url.Values
		before     func(*fixture)
		want, row  string
	}{
		{"right, generic host", "login.salesforce.com", password(etl, "example-password", oldKey, "old-secret"), nil, "", oauthRow + "Success"},
		{"right, token behind it", "login.salesforce.com", password(etl, "example-passwordExampleToken", oldKey, "old-secret"), nil, "", oauthRow + "Success"},
		{"right, My Domain", prodHost, password(etl, "example-password", oldKey, "old-secret"), nil, "", oauthRow + "Success"},
		{"wrong password", "login.salesforce.com", password(etl, "guess", oldKey, "old-secret"), nil, failure, oauthRow + "Invalid Password"},
		{"blank between password and token", "login.salesforce.com", password(etl, "example-password ExampleToken", oldKey, "old-secret"), nil, failure, oauthRow + "Invalid Password"},
		{"unknown user", "login.salesforce.com", password("nobody@acme.example", "x", oldKey, "old-secret"), nil, failure, ""},
		{"sandbox user on login", "login.salesforce.com", password(boxEtl, "example-password", oldKey, "old-secret"), nil, failure, ""},
		{"inactive user", prodHost, password("gone@acme.example", "gone-password", oldKey, "old-secret"), nil, "inactive_user: user is inactive", oauthRow + "User is inactive"},
		{"unknown key", prodHost, password(etl, "example-password", "NoSuchConsumerKey", "old-secret"), nil, "invalid_client_id: client identifier invalid", ""},
		{"wrong secret", prodHost, password(etl, "example-password", oldKey, "guess"), nil, "invalid_client: invalid client credentials", ""},
		{"no secret", prodHost, password(etl, "example-password", oldKey, ""), nil, "invalid_client: invalid client credentials", ""},
		{"no password", prodHost, password(etl, "", oldKey, "old-secret"), nil, "invalid_request: missing required parameter: password", ""},
		{"blocked", prodHost, password(etl, "example-password", oldKey, "old-secret"),
			func(f *fixture) { f.prod.BlockPassword(true) }, failure, oauthRow + "Username-Password Flow Disabled"},
		{"blocked by a deploy", "login.salesforce.com", password(etl, "example-password", oldKey, "old-secret"),
			func(f *fixture) {
				f.must(f.deploy(f.prod, map[string]string{"settings/OauthOidc.settings": metadata("OauthOidcSettings", "<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>")}))
			}, failure, oauthRow + "Username-Password Flow Disabled"},
		{"External Client App", prodHost, password(etl, "example-password", ecaKey, "x"),
			(*fixture).jwtWorld, failure, oauthRow + "Username-Password Flow Disabled"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			if tt.before != nil {
				tt.before(f)
			}
			refused, answer := f.grant(tt.host, tt.form)
			if refused != tt.want {
				t.Errorf("got %q, want %q", refused, tt.want)
			}
			if got := lastLogin(f.prod); got != tt.row {
				t.Errorf("history %q, want %q", got, tt.row)
			}
			if tt.want == "" && (answer["instance_url"] != "https://"+prodHost || answer["signature"] == nil || answer["issued_at"] == nil || answer["scope"] != nil) {
				t.Errorf("answer %v", answer)
			}
		})
	}
}

func TestPasswordLockout(t *testing.T) {
	f := newFixture(t)
	right := password(etl, "example-password", oldKey, "old-secret")
	for range 9 {
		f.grant(prodHost, password(etl, "guess", oldKey, "old-secret"))
	}
	if refused, _ := f.grant(prodHost, right); refused != "" {
		t.Fatalf("after nine failures the right password still counts: %s", refused)
	}
	for range 10 {
		f.grant(prodHost, password(etl, "guess", oldKey, "old-secret"))
	}
	if refused, _ := f.grant(prodHost, right); refused != "invalid_grant: authentication failure" {
		t.Errorf("after ten failures in a row the user is locked out, got %q", refused)
	}
	if got := lastLogin(f.prod); got != oauthRow+"Password lockout" {
		t.Errorf("history %q", got)
	}
	if err := f.prod.SetPassword(etl, secret.New("example-password"), secret.Secret{}); err != nil {
		t.Fatal(err)
	}
	if refused, _ := f.grant(prodHost, right); refused != "" {
		t.Errorf("a new password unlocks: %s", refused)
	}
}

func TestPasswordNeedsTokenWithoutTrust(t *testing.T) {
	f := newFixture(t, func(c *rehearsal.Config) { c.Orgs[0].RequireToken = true })
	if refused, _ := f.grant(prodHost, password(etl, "example-password", oldKey, "old-secret")); refused == "" {
		t.Error("without the token the login should fail")
	}
	if got := lastLogin(f.prod); got != oauthRow+"Failed: API security token required" {
		t.Errorf("history %q", got)
	}
	if refused, _ := f.grant(prodHost, password(etl, "example-passwordExampleToken", oldKey, "old-secret")); refused != "" {
		t.Error(refused)
	}
}

// The rollback of a lockdown is the same file with false; elements that are not
// there change nothing.
func TestBlockAndUnblockByDeploy(t *testing.T) {
	f := newFixture(t)
	settings := func(content string) {
		f.must(f.deploy(f.prod, map[string]string{"settings/OauthOidc.settings": metadata("OauthOidcSettings", content)}))
	}
	login := func() bool {
		refused, _ := f.grant(prodHost, password(etl, "example-password", oldKey, "old-secret"))
		return refused == ""
	}
	settings("<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>")
	settings("<blockOAuthUsrAgtFlow>true</blockOAuthUsrAgtFlow>")
	if login() {
		t.Error("another setting unblocked the flow")
	}
	settings("<blockOAuthUnPwFlow>false</blockOAuthUnPwFlow>")
	if !login() {
		t.Error("the flow should be open again")
	}
}

const credentialsRow = "Remote Access 2.0/OauthClientCredentials "

func TestClientCredentials(t *testing.T) {
	const user = "other@acme.example"
	deployed := func(global, scopes, policy string) func(*fixture) {
		return func(f *fixture) {
			f.must(f.deploy(f.prod, externalApp("Orders", ccKey, global, scopes, policy)))
			f.assign(f.prod, user)
		}
	}
	good := deployed("credentials", "Api", user)
	for _, tt := range []struct {
		name, host string
		before     func(*fixture)
		alter      func(*fixture, url.Values)
		want, row  string
	}{
		{"right", prodHost, good, nil, "", credentialsRow + "Success"},
		{"login host", "login.salesforce.com", good, nil, "invalid_grant: request not supported on this domain", ""},
		{"test host", "test.salesforce.com", good, nil, "invalid_grant: request not supported on this domain", ""},
		{"another org", boxHost, good, nil, "invalid_client_id: client identifier invalid", ""},
		{"scope sent", prodHost, good, func(_ *fixture, v url.Values) { v.Set("scope", "api") }, "invalid_request: scope parameter not supported", ""},
		{"wrong secret", prodHost, good, func(_ *fixture, v url.Values) { v.Set("client_secret", "guess") }, "invalid_client: invalid client credentials", ""},
		{"no secret", prodHost, good, func(_ *fixture, v url.Values) { v.Del("client_secret") }, "invalid_client: invalid client credentials", ""},
		{"unknown key", prodHost, good, func(_ *fixture, v url.Values) { v.Set("client_id", "NoSuchConsumerKey") }, "invalid_client_id: client identifier invalid", ""},
		{"flow off in the settings", prodHost, deployed("", "Api", user), nil, "invalid_grant: client credentials flow not enabled", ""},
		{"flow off in the policy", prodHost, deployed("credentials", "Api", ""), nil, "invalid_grant: no client credentials user enabled", ""},
		{"run-as user inactive", prodHost, good, func(f *fixture, _ url.Values) {
			if err := f.prod.SetActive(user, false); err != nil {
				f.Fatal(err)
			}
		}, "invalid_grant: no client credentials user enabled", ""},
		{"no usable scope", prodHost, deployed("credentials", "Full, RefreshToken", user), nil, "invalid_grant: no valid scopes defined", ""},
		{"run-as user not assigned", prodHost, func(f *fixture) {
			f.must(f.deploy(f.prod, externalApp("Orders", ccKey, "credentials", "Api", user)))
		}, nil, "invalid_app_access: user is not admin approved to access this app", credentialsRow + "Failed: Not approved for access"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			tt.before(f)
			form := url.Values{"grant_type": {"client_credentials"}, "client_id": {ccKey}, "client_secret": {f.consumerSecret(f.prod, "Orders")}}
			if tt.alter != nil {
				tt.alter(f, form)
			}
			refused, answer := f.grant(tt.host, form)
			if refused != tt.want {
				t.Errorf("got %q, want %q", refused, tt.want)
			}
			if got := lastLogin(f.prod); got != tt.row {
				t.Errorf("history %q, want %q", got, tt.row)
			}
			if tt.want == "" && (answer["scope"] != "api" || answer["signature"] == nil || answer["refresh_token"] != nil) {
				t.Errorf("answer %v", answer)
			}
		})
	}
}

// The secret may come in a header as well, encoded or not; in the query string
// it counts for nothing.
func TestClientCredentialsByBasic(t *testing.T) {
	f := newFixture(t)
	f.must(f.deploy(f.prod, connectedApp("Orders", ccKey, "", "Api", true,
		"<consumerSecret>Example9Secret9Of9The9Orders9App</consumerSecret><isClientCredentialEnabled>true</isClientCredentialEnabled><oauthClientCredentialUser>"+etl+"</oauthClientCredentialUser>")))
	f.assign(f.prod, etl)
	for _, tt := range []struct {
		name, query, user, pass string
		want                    int
	}{
		{"header", "", ccKey, "Example9Secret9Of9The9Orders9App", 200},
		{"header, encoded", "", ccKey, "%45xample9Secret9Of9The9Orders9App", 200},
		{"query string", "?client_id=" + ccKey + "&client_secret=Example9Secret9Of9The9Orders9App", "", "", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.NewRequest("POST", "https://"+prodHost+"/services/oauth2/token"+tt.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.user != "" {
				r.SetBasicAuth(tt.user, tt.pass)
			}
			r.Header.Set("Content-Type", formKind)
			status, body := f.sendRequest(r, "grant_type=client_credentials")
			if status != tt.want {
				t.Errorf("got %d %s, want %d", status, body, tt.want)
			}
		})
	}
}
