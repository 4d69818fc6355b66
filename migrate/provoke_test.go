package migrate_test

import (
	"context"
	"crypto/rsa"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/check"
	"unpw/migrate/explain"
	"unpw/migrate/oauth"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

// sound is an org in which every login of the provocations works.
const sound = `
schema: unpw/org/v1
orgs:
  acme.my.salesforce.com:
    users:
      etl@acme.example: {password: {env: PASSWORD}, security-token: {env: TOKEN}, permission-sets: [New_Login]}
    apps:
      New: {type: external-client-app, consumer-key: ConsumerKeyOfNew, certificate-file: ours.crt, scopes: [api, refresh_token], permitted-users: admin-approved, permission-sets: [New_Login]}
      Bridge: {type: connected-app, consumer-key: ConsumerKeyOfBridge, certificate-file: ours.crt, permitted-users: admin-approved, permission-sets: [New_Login]}
      Worker: {type: external-client-app, consumer-key: ConsumerKeyOfWorker, consumer-secret: {env: SECRET}, scopes: [api], run-as: etl@acme.example}
      Old: {type: connected-app, consumer-key: ConsumerKeyOfOld, consumer-secret: {env: SECRET}}
  acme--dev.sandbox.my.salesforce.com:
    users: {etl@acme.example.dev: {permission-sets: [New_Login]}}
    apps: {New: {type: external-client-app, consumer-key: ConsumerKeyOfDev, certificate-file: ours.crt, scopes: [api, refresh_token], permitted-users: admin-approved, permission-sets: [New_Login]}}
`

// scene is a sound org, what a provocation changes of it, and the login that
// check tries there.
type scene struct {
	t      *testing.T
	world  *rehearsal.World
	target check.Target
	key    *rsa.PrivateKey
	http   *http.Client
	before int // logins that check makes ahead of the one that counts
}

// provocation is how a row of the catalogue comes about.
type provocation struct {
	row   string
	org   string // org.yaml, laid over the sound one
	login func(*scene)
}

func jwt(s *scene) {
	s.target.Login = oauth.Login{Flow: oauth.JWTBearer, Host: "acme.my.salesforce.com", ClientID: "ConsumerKeyOfNew", Username: "etl@acme.example", Key: s.key}
}

func credentials(s *scene) {
	s.target.Login = oauth.Login{Flow: oauth.ClientCredentials, Host: "acme.my.salesforce.com", ClientID: "ConsumerKeyOfWorker", ClientSecret: secret.New("example-secret")}
}

// password is the old OAuth login, tried beside a new one that works.
func password(s *scene) {
	jwt(s)
	s.target.Login.ClientID = "ConsumerKeyOfBridge"
	s.target.Legacy = &oauth.Login{Flow: oauth.OAuthPassword, Host: "acme.my.salesforce.com", ClientID: "ConsumerKeyOfOld", ClientSecret: secret.New("example-secret"),
		Username: "etl@acme.example", Password: secret.New("example-password"), SecurityToken: secret.New("ExampleToken")}
}

func soap(s *scene) {
	jwt(s)
	s.target.Legacy = &oauth.Login{Flow: oauth.SOAPLogin, Host: "acme.my.salesforce.com", Username: "etl@acme.example",
		Password: secret.New("example-password"), SecurityToken: secret.New("ExampleToken")}
}

// but is a login with one thing changed.
func but(login func(*scene), change func(*check.Target)) func(*scene) {
	return func(s *scene) {
		login(s)
		change(&s.target)
	}
}

func legacy(login func(*scene), change func(*oauth.Login)) func(*scene) {
	return but(login, func(t *check.Target) { change(t.Legacy) })
}

// twice is a login after another one of the same user.
func twice(login func(*scene)) func(*scene) {
	return func(s *scene) {
		login(s)
		s.before = 1
	}
}

// etl, newApp, worker and theOrg write the lines of an org.yaml about one thing.
func theOrg(lines string) string { return "orgs: {acme.my.salesforce.com: {" + lines + "}}" }
func etl(lines string) string    { return theOrg("users: {etl@acme.example: {" + lines + "}}") }
func newApp(lines string) string { return theOrg("apps: {New: {" + lines + "}}") }
func worker(lines string) string { return theOrg("apps: {Worker: {" + lines + "}}") }

const elsewhere = "[{start: 203.0.113.1, end: 203.0.113.9}]"

// provocations are one or more for every row that a JWT bearer, client
// credentials, OAuth password or SOAP login can meet.
func provocations() []provocation {
	return []provocation{
		{"jwt-user-not-approved", newApp("permitted-users: self-authorize"), jwt},
		{"jwt-refresh-token-scope", newApp("scopes: [api]"), jwt},
		{"jwt-only-refresh-token-scope", newApp("scopes: [refresh_token]"), jwt},
		{"jwt-app-not-installed", "", but(jwt, func(t *check.Target) { t.Login.Host = "login.salesforce.com" })},
		{"jwt-app-not-installed", newApp("enabled: false"), jwt},
		{"jwt-app-not-installed", "{propagation: 10m, orgs: {acme.my.salesforce.com: {apps: {New: {new: true}}}}}", jwt},
		{"jwt-app-not-installed", "", but(jwt, func(t *check.Target) { t.Login.ClientID = "ConsumerKeyOfDev" })},
		{"jwt-audience-invalid", "", but(jwt, func(t *check.Target) { t.Login.Audience = "https://test.salesforce.com" })},
		{"jwt-assertion-invalid", "gateway: {pad-assertion: true}", jwt},
		{"jwt-assertion-certificate-missing", newApp("certificate-file: ''"), jwt},
		{"jwt-assertion-replayed", "gateway: {twice: true}", jwt},
		{"jwt-subject-unknown", "", but(jwt, func(t *check.Target) { t.Login.Username = "etl@mail.example" })},
		{"jwt-signature-mismatch", newApp("certificate-file: theirs.crt"), jwt},
		{"jwt-assertion-expired", "gateway: {delay: 10m}", jwt},
		{"jwt-scope-parameter", "gateway: {set: {scope: api}}", jwt},

		{"client-credentials-wrong-domain", theOrg("sites: [acme.secure.force.com]"), but(credentials, func(t *check.Target) { t.Login.Host = "acme.secure.force.com" })},
		{"client-credentials-no-user", worker("run-as: '', flows: [client-credentials]"), credentials},
		{"client-credentials-no-user", worker("run-as: owner@mail.example"), credentials},
		{"client-credentials-no-user", etl("active: false"), credentials},
		{"client-credentials-not-enabled", worker("flows: [jwt-bearer]"), credentials},
		{"client-credentials-no-scope", worker("scopes: [full]"), credentials},
		{"client-credentials-scope-parameter", "gateway: {set: {scope: api}}", credentials},
		{"client-credentials-secret-wrong", worker("consumer-secret: {env: OTHER}"), credentials},

		{"any-user-not-admin-approved", newApp("permission-sets: [Other]"), jwt},
		{"any-user-not-admin-approved", worker("permitted-users: admin-approved"), credentials},
		{"any-client-unknown", "", but(jwt, func(t *check.Target) { t.Login.ClientID = "ConsumerKeyOfNobody" })},
		{"any-client-unknown", "{propagation: 10m, orgs: {acme.my.salesforce.com: {apps: {Worker: {new: true}}}}}", credentials},
		{"any-grant-unsupported", "gateway: {form-to-json: true}", jwt},
		{"any-method-not-post", "gateway: {post-to-get: true}", credentials},
		{"any-parameter-missing", "gateway: {drop: [client_id]}", credentials},
		{"any-user-inactive", etl("active: false"), jwt},
		{"any-ip-restricted", etl("login-ip-ranges: " + elsewhere), jwt},
		{"any-ip-restricted", etl("login-ip-ranges: " + elsewhere), credentials},
		{"any-org-inactive", theOrg("state: inactive"), jwt},
		{"any-rate-exceeded", theOrg("logins-per-hour: 1"), twice(jwt)},
		{"any-client-unauthorized", newApp("flows: [client-credentials]"), jwt},
		{"any-html-page", theOrg("state: maintenance"), jwt},
		{"any-server-error", theOrg("state: failing"), jwt},
		{"any-tls", "", func(s *scene) {
			jwt(s)
			s.http = strangersClient(s.t, s.world)
		}},

		{"password-flow-blocked", theOrg("oauth-password: blocked"), password},
		{"password-flow-blocked", theOrg("created: Summer '23"), password},
		{"password-wrong", "", legacy(password, func(l *oauth.Login) { l.Password = secret.New("wrong-password") })},
		{"password-app-unsupported", "", legacy(password, func(l *oauth.Login) { l.ClientID = "ConsumerKeyOfWorker" })},
		{"password-token-missing", theOrg("trusted-ip-ranges: " + elsewhere), legacy(password, func(l *oauth.Login) { l.SecurityToken = secret.Secret{} })},
		{"password-locked-out", etl("locked-out: true"), password},
		{"password-user-unknown", "", legacy(password, func(l *oauth.Login) { l.Username = "etl@mail.example" })},

		{"soap-login-disabled", theOrg("soap-login: blocked"), soap},
		{"soap-login-disabled", theOrg("created: Winter '26"), soap},
		{"soap-version-without-login", "", legacy(soap, func(l *oauth.Login) { l.APIVersion = "65.0" })},
		{"soap-version-retired", "", legacy(soap, func(l *oauth.Login) { l.APIVersion = "20.0" })},
		{"soap-credentials-wrong", "", legacy(soap, func(l *oauth.Login) { l.Password = secret.New("wrong-password") })},
		{"soap-locked-out", etl("locked-out: true"), soap},
		{"soap-user-inactive", theOrg("users: {gone@acme.example: {active: false, password: {env: PASSWORD}}}"), legacy(soap, func(l *oauth.Login) { l.Username = "gone@acme.example" })},
		{"soap-token-missing", theOrg("trusted-ip-ranges: " + elsewhere), legacy(soap, func(l *oauth.Login) { l.SecurityToken = secret.Secret{} })},
		{"soap-any-api-auth-missing", etl("any-api-auth: false"), soap},
		{"soap-password-expired", etl("password-expired: true"), soap},
		{"soap-request-malformed", "gateway: {cut: true}", soap},
		{"soap-restricted-ip", theOrg("users: {old@acme.example: {password: {env: PASSWORD}, login-ip-ranges: " + elsewhere + "}}"), legacy(soap, oldUser)},
		{"soap-restricted-time", theOrg("users: {old@acme.example: {password: {env: PASSWORD}, login-hours: 01:00-02:00}}"), legacy(soap, oldUser)},
		{"soap-org-locked", "orgs: {acme--old.sandbox.my.salesforce.com: {state: locked, users: {old@acme.example: {password: {env: PASSWORD}}}}}", legacy(soap, oldOrg)},
		{"soap-server-unavailable", "orgs: {acme--old.sandbox.my.salesforce.com: {state: failing, users: {old@acme.example: {password: {env: PASSWORD}}}}}", legacy(soap, oldOrg)},

		{"history-success", "", jwt},
		{"history-restricted-time", etl("login-hours: 01:00-02:00"), jwt},
		{"history-logins-exceeded", theOrg("logins-per-day: 1"), twice(jwt)},
		{"history-user-frozen", etl("frozen: true"), jwt},
		{"history-org-state", theOrg("state: locked"), jwt},
		{"history-org-state", theOrg("state: closed"), jwt},
		{"history-restricted-domain", theOrg("generic-hosts: false"), but(jwt, func(t *check.Target) { t.Login.Host, t.Login.ClientID = "login.salesforce.com", "ConsumerKeyOfBridge" })},
		{"history-api-access-disabled", etl("api-enabled: false"), jwt},
		{"history-consumer-deleted", newApp("deleted: true"), jwt},
		{"history-consumer-key-missing", "gateway: {drop: [client_id]}", password},
		{"history-oauth-ip", newApp("ip-ranges: " + elsewhere), jwt},
		{"history-package", newApp("installed: false"), jwt},
		{"history-multi-factor", etl("multi-factor: true"), password},
	}
}

func oldUser(l *oauth.Login) { l.Username, l.SecurityToken = "old@acme.example", secret.Secret{} }

func oldOrg(l *oauth.Login) {
	oldUser(l)
	l.Host = "acme--old.sandbox.my.salesforce.com"
}

// TestEveryRowIsProvoked makes every row of the catalogue happen in an org that
// an org.yaml describes, and demands that check shows the org's words with what
// they mean, and that Login History has the row's status.
func TestEveryRowIsProvoked(t *testing.T) {
	catalogue := errorCatalogue(t)
	ours, theirs := newPair(t), newPair(t)
	provoked := map[string]bool{}
	for _, p := range provocations() {
		provoked[p.row] = true
		t.Run(p.row, func(t *testing.T) {
			entry := catalogue.ByID(p.row)
			if entry == nil {
				t.Fatal("the catalogue has no such row")
			}
			s := &scene{t: t, key: ours.key, world: worldOf(t, merged(t, sound, p.org), map[string]string{"ours.crt": ours.pem, "theirs.crt": theirs.pem})}
			s.http = &http.Client{Transport: inProcess{s.world.Handler()}}
			p.login(s)
			s.target.ID = "one"
			env := check.Env{HTTP: s.http, Now: noon, Explain: explained(catalogue), Sleep: func(context.Context, time.Duration) error { return nil }}
			for range s.before {
				check.Run(t.Context(), env, s.target)
			}
			r := check.Run(t.Context(), env, s.target)
			if s.target.Legacy == nil && r.OK != (p.row == "history-success" || p.row == "jwt-audience-invalid") {
				t.Errorf("ok %v", r.OK)
			}
			if r.Attempts > 2 {
				t.Errorf("%d logins were sent", r.Attempts)
			}
			seen, explained := told(r)
			if len(entry.Description) > 0 && !slices.ContainsFunc(entry.Description, func(d string) bool { return holds(seen, d) }) ||
				len(entry.Description) == 0 && entry.Status == "" && !holds(seen, entry.Error) {
				t.Errorf("check does not show it: %s", seen)
			}
			if !explained && p.row != "history-success" {
				t.Errorf("check does not say what it means: %+v", r.Checks)
			}
			status := lastStatus(s.world)
			if entry.Status != "" && status != entry.Status && !slices.Contains(entry.Also, status) {
				t.Errorf("login history says %q, not %q", status, entry.Status)
			}
			// With what check shows and Login History says, the catalogue finds the
			// row again: as the first where the status is its own.
			q := explain.Query{Flow: s.target.Login.Flow, Description: seen}
			if s.target.Legacy != nil {
				q.Flow = s.target.Legacy.Flow
			}
			if entry.Status != "" {
				q.Status = status
			}
			if !slices.Contains(catalogue.Match(q), entry) {
				t.Errorf("explain does not find the row by %+v", q)
			}
		})
	}
	for _, e := range catalogue.Entries() {
		met := slices.ContainsFunc([]string{"jwt-bearer", "client-credentials", "oauth-password", "soap-login", "any"}, func(f string) bool { return slices.Contains(e.Flows, f) })
		switch {
		case met && e.NotRehearsed == "" && !provoked[e.ID]:
			t.Errorf("nothing provokes %s: add a provocation, or say not-rehearsed and why", e.ID)
		case e.NotRehearsed != "" && (provoked[e.ID] || !met):
			t.Errorf("%s says not-rehearsed, and is", e.ID)
		}
	}
}

// told gives what the checks saw that did not go well, and whether one of them
// says what it means.
func told(r check.Result) (seen string, explained bool) {
	var all []string
	for _, c := range r.Checks {
		if c.Result == check.OK || c.Result == check.Skipped && c.Name != "parity" {
			continue
		}
		all = append(all, c.Name+": "+c.Seen)
		explained = explained || c.Why != "" && c.Do != ""
	}
	return strings.Join(all, "\n"), explained
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// TestWhatIsTakenOutIsTakenBack makes every provocation of one org in turn and
// takes it out again: afterwards every login works as it did before.
func TestWhatIsTakenOutIsTakenBack(t *testing.T) {
	ours, theirs := newPair(t), newPair(t)
	files := map[string]string{"ours.crt": ours.pem, "theirs.crt": theirs.pem}
	w := worldOf(t, sound, files)
	works := func(after string) {
		t.Helper()
		for name, login := range map[string]func(*scene){"jwt": jwt, "credentials": credentials, "password": password, "soap": soap} {
			s := &scene{t: t, key: ours.key}
			login(s)
			s.target.ID = name
			r := check.Run(t.Context(), check.Env{HTTP: &http.Client{Transport: inProcess{w.Handler()}}, Now: noon}, s.target)
			parity := r.Checks[slices.IndexFunc(r.Checks, func(c check.Check) bool { return c.Name == "parity" })]
			if !r.OK || s.target.Legacy != nil && parity.Result != check.OK {
				t.Fatalf("after %s: %s does not work: %+v", after, name, r.Checks)
			}
		}
	}
	works("nothing")
	for _, p := range provocations() {
		useOrgFile(t, w, merged(t, sound, p.org), files)
		useOrgFile(t, w, sound, files)
		works(p.row + " " + p.org)
	}
}
