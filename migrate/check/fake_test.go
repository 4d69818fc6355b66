package check_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/check"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

const (
	myDomain     = "acme.my.salesforce.com"
	clientSecret = "example-client-secret"
	password     = "example-password"
	newToken     = "00D000000000001AAA!example.access.token.of.a.test"
	oldToken     = "00D000000000001AAA!example.session.of.the.old.login"
	userID       = "005000000000001AAA"
	orgID        = "00D000000000001AAA"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// fake is an org under every name: it answers by path, and what a test changes
// in answers counts. "token" is taken from tokens, one after the other.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]string // "GET /path" → "STATUS BODY"
	tokens  []string          // the last one for ever
	skew    time.Duration     // of the org's clock
	asked   []string
	logins  []url.Values
	slept   []time.Duration
}

func tokenFor(access string) string {
	return fmt.Sprintf(`200 {"access_token":%q,"instance_url":"https://%s","id":"https://%s/id/%s/%s","scope":"api"}`, access, myDomain, myDomain, orgID, userID)
}

func refused(code, description string) string {
	return fmt.Sprintf(`400 {"error":%q,"error_description":%q}`, code, description)
}

func records(rows ...string) string {
	return `200 {"done":true,"totalSize":1,"records":[` + strings.Join(rows, ",") + `]}`
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{tokens: []string{tokenFor(newToken)}, answers: map[string]string{
		"GET /services/data":                                        `200 [{"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"}]`,
		"GET /id/" + orgID + "/" + userID:                           `200 {"user_id":"` + userID + `","organization_id":"` + orgID + `","username":"etl@acme.example","active":true}`,
		"GET /services/data/v66.0/":                                 `200 {"limits":"x","query":"y"}`,
		"GET /services/data/v66.0/limits":                           `200 {"DailyApiRequests":{"Max":15000,"Remaining":14000}}`,
		"FROM LoginHistory":                                         records(`{"UserId":"` + userID + `","LoginTime":"2026-11-23T10:00:00.000+0000","LoginType":"Remote Access 2.0","LoginSubType":null,"Status":"Success"}`),
		"FROM PermissionSetAssignment":                              records(`{"Id":"0Pa1"}`),
		"FROM Organization":                                         records(`{"Id":"` + orgID + `"}`),
		"GET /services/data/v66.0/sobjects/":                        `200 {"sobjects":[{"name":"Account","queryable":true,"createable":true}]}`,
		"GET /services/data/v66.0/sobjects/A/describe":              `200 {"fields":[{"name":"Name","type":"string","length":80,"createable":true},{"name":"Note","type":"string","createable":true,"nillable":true}]}`,
		"POST /services/data/v66.0/sobjects/A/":                     `201 {"id":"001000000000001AAA","success":true}`,
		"DELETE /services/data/v66.0/sobjects/A/001000000000001AAA": `204 `,
	}}
	f.Server = httptest.NewUnstartedServer(f)
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.StartTLS()
	t.Cleanup(f.Close)
	return f
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := r.Method + " " + r.URL.Path
	f.asked = append(f.asked, key)
	text, known := f.answers[key]
	switch {
	case r.URL.Path == "/services/oauth2/token":
		_ = r.ParseForm()
		f.logins = append(f.logins, r.PostForm)
		text, known = f.tokens[min(len(f.logins), len(f.tokens))-1], true
	case strings.HasSuffix(r.URL.Path, "/query"):
		for from, answer := range f.answers {
			if strings.Contains(r.URL.Query().Get("q"), from) {
				text, known = answer, true
			}
		}
	case r.Header.Get("Authorization") == "Bearer "+oldToken:
		if old, has := f.answers["old "+key]; has {
			text = old
		}
	}
	if !known {
		text = `404 [{"errorCode":"NOT_FOUND","message":"no"}]`
	}
	var status int
	_, _ = fmt.Sscanf(text, "%d ", &status)
	w.Header().Set("Date", now.Add(f.skew).Format(http.TimeFormat))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text[4:])
}

// env reaches the fake under every host's name.
func (f *fake) env() check.Env {
	transport := f.Client().Transport.(*http.Transport).Clone()
	address := f.Listener.Addr().String()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	transport.TLSClientConfig.ServerName = "example.com" // which the certificate of httptest names
	return check.Env{HTTP: &http.Client{Transport: transport}, Now: func() time.Time { return now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			f.slept = append(f.slept, d)
			return ctx.Err()
		}}
}

// rsaKey makes one key for all tests of a run: making one takes a while.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func certificateOf(t *testing.T, key *rsa.PrivateKey, subject string, from, to time.Time) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: subject}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func jwtTarget() check.Target {
	return check.Target{ID: "billing-etl", Org: "prod", Login: oauth.Login{Flow: oauth.JWTBearer, Host: myDomain,
		ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example", Key: rsaKey()}}
}

func credentialsTarget() check.Target {
	return check.Target{ID: "worker", Org: "prod", ExpectUser: "etl@acme.example", Login: oauth.Login{Flow: oauth.ClientCredentials, Host: myDomain,
		ClientID: "EXAMPLE_CONSUMER_KEY", ClientSecret: secret.New(clientSecret)}}
}

// named gives one check of a result.
func named(t *testing.T, r check.Result, name string) check.Check {
	t.Helper()
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %s", name)
	return check.Check{}
}

// summary gives the names of the checks by what they came to, skipped ones
// left out: "ok host tls; failed token".
func summary(r check.Result) string {
	var parts []string
	for _, kind := range []string{check.OK, check.Warning, check.Failed} {
		names := kind
		for _, c := range r.Checks {
			if c.Result == kind {
				names += " " + c.Name
			}
		}
		if names != kind {
			parts = append(parts, names)
		}
	}
	return strings.Join(parts, "; ")
}
