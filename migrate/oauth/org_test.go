package oauth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// The plainly fake credentials of every test here.
const (
	password     = "example-password&<1>"
	token        = "ExampleSecurityToken0001"
	clientSecret = "example-client-secret"
	accessToken  = "00D000000000001AAA!example.access.token.of.a.test"
)

// now is the time of every test here.
var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// request is what the scripted org received.
type request struct {
	method, path string
	header       http.Header
	body         string
}

// org is a scripted one: it answers with one handler after the other, the last
// one for ever, and keeps what it received.
type org struct {
	*httptest.Server
	mu       sync.Mutex
	received []request
	slept    []time.Duration
}

func newOrg(t *testing.T, answers ...http.HandlerFunc) *org {
	t.Helper()
	o := &org{}
	o.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		n := len(o.received)
		o.received = append(o.received, request{r.Method, r.URL.RequestURI(), r.Header, string(body)})
		o.mu.Unlock()
		answers[min(n, len(answers)-1)](w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

// host gives the host, as a Login wants it.
func (o *org) host() string { return strings.TrimPrefix(o.URL, "https://") }

// client gives one that trusts the org and never really sleeps.
func (o *org) client() *oauth.Client {
	return &oauth.Client{
		HTTP: o.Client(),
		Now:  func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error {
			o.slept = append(o.slept, d)
			return nil
		},
	}
}

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Date", now.Add(7*time.Second).Format(http.TimeFormat))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func json(status int, body string) http.HandlerFunc { return answer(status, "application/json", body) }

func xml(status int, body string) http.HandlerFunc { return answer(status, "text/xml", body) }

const goodToken = `{"access_token":"` + accessToken + `","scope":"api refresh_token","instance_url":"https://acme.my.salesforce.com",` +
	`"id":"https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA","token_type":"Bearer"}`

const goodSOAP = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">` +
	`<soapenv:Body><loginResponse><result><metadataServerUrl>https://acme.my.salesforce.com/services/Soap/m/59.0/00D000000000001</metadataServerUrl>` +
	`<passwordExpired>false</passwordExpired><sandbox>false</sandbox><serverUrl>https://acme.my.salesforce.com/services/Soap/u/59.0/00D000000000001</serverUrl>` +
	`<sessionId>` + accessToken + `</sessionId><userId>005000000000001AAA</userId><userInfo><organizationId>00D000000000001AAA</organizationId>` +
	`<userName>etl@acme.example</userName></userInfo></result></loginResponse></soapenv:Body></soapenv:Envelope>`

// soapFault is a fault as the partner API sends it, with status 500.
func soapFault(code, message string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com">` +
		`<soapenv:Body><soapenv:Fault><faultcode>sf:` + code + `</faultcode><faultstring>` + code + `: ` + message + `</faultstring><detail>` +
		`<sf:LoginFault><sf:exceptionCode>` + code + `</sf:exceptionCode><sf:exceptionMessage>` + message + `</sf:exceptionMessage></sf:LoginFault>` +
		`</detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
}

// rsaKey makes one key for all tests of a run: making one takes a while.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// logins gives a complete login of each flow.
func logins(host string) map[string]oauth.Login {
	return map[string]oauth.Login{
		oauth.OAuthPassword: {Flow: oauth.OAuthPassword, Host: host, ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example",
			Password: secret.New(password), SecurityToken: secret.New(token), ClientSecret: secret.New(clientSecret)},
		oauth.SOAPLogin: {Flow: oauth.SOAPLogin, Host: host, Username: "etl@acme.example", Password: secret.New(password), SecurityToken: secret.New(token)},
		oauth.JWTBearer: {Flow: oauth.JWTBearer, Host: host, ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example", Key: rsaKey()},
		oauth.ClientCredentials: {Flow: oauth.ClientCredentials, Host: host, ClientID: "EXAMPLE_CONSUMER_KEY",
			ClientSecret: secret.New(clientSecret)},
	}
}
