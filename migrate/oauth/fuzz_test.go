package oauth_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// transport answers every request with one body.
type transport struct {
	status int
	body   []byte
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: t.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(t.body)), Request: r}, nil
}

// Whatever an org answers, Login gives a usable token or an error that can be
// printed on one line and holds no secret.
func FuzzAnswer(f *testing.F) {
	for _, status := range []int{200, 400, 500} {
		for _, body := range []string{goodToken, goodSOAP, soapFault("INVALID_LOGIN", password), `[{"errorCode":"A","message":"b"}]`,
			`{"error":"` + clientSecret + `","error_description":"\u0000` + token + `"}`, "<html>", "", "null", "[]", `{"access_token":1}`} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, flow := range []string{oauth.OAuthPassword, oauth.SOAPLogin, oauth.ClientCredentials} {
			c := &oauth.Client{HTTP: &http.Client{Transport: transport{status, body}}, Now: func() time.Time { return now },
				Sleep: func(context.Context, time.Duration) error { return nil }}
			got, err := c.Login(t.Context(), oauth.Login{Flow: flow, Host: "acme.my.salesforce.com", ClientID: "EXAMPLE_CONSUMER_KEY", Username: "etl@acme.example",
				Password: secret.New(password), SecurityToken: secret.New(token), ClientSecret: secret.New(clientSecret)})
			if err == nil {
				if got.Access.Empty() || !strings.HasPrefix(got.InstanceURL, "https://") {
					t.Fatalf("%s: a token that cannot be used", flow)
				}
				continue
			}
			if code := fail.CodeOf(err); code != fail.Refused && code != fail.Unreachable {
				t.Fatalf("%s: code %d", flow, code)
			}
			text := err.Error()
			for _, canary := range []string{password, token, clientSecret, "\n", "\x00", "\x1b"} {
				if strings.Contains(text, canary) {
					t.Fatalf("%s: %q is in %q", flow, canary, text)
				}
			}
		}
	})
}
