package oauth_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// Each flow sends what the platform asks for, and nothing more.
func TestLoginSends(t *testing.T) {
	for flow, want := range map[string]url.Values{
		oauth.OAuthPassword: {"grant_type": {"password"}, "client_id": {"EXAMPLE_CONSUMER_KEY"}, "client_secret": {clientSecret},
			"username": {"etl@acme.example"}, "password": {password + token}},
		oauth.ClientCredentials: {"grant_type": {"client_credentials"}, "client_id": {"EXAMPLE_CONSUMER_KEY"}, "client_secret": {clientSecret}},
		oauth.JWTBearer:         {"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {"checked in TestAssertion"}},
	} {
		t.Run(flow, func(t *testing.T) {
			o := newOrg(t, json(200, goodToken))
			if _, err := o.client().Login(t.Context(), logins(o.host())[flow]); err != nil {
				t.Fatal(err)
			}
			got := o.received[0]
			if got.method != "POST" || got.path != "/services/oauth2/token" || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("%s %s as %s", got.method, got.path, got.header.Get("Content-Type"))
			}
			form, err := url.ParseQuery(got.body)
			if err != nil {
				t.Fatal(err)
			}
			if form.Has("assertion") {
				form.Set("assertion", "checked in TestAssertion")
			}
			if diff := cmp.Diff(want, form); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoginGivesToken(t *testing.T) {
	type shown struct {
		Access, Instance, Identity, Scope, Username, UserID, OrgID string
		Date                                                       time.Time
	}
	oauthToken := shown{accessToken, "https://acme.my.salesforce.com", "https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA",
		"api refresh_token", "etl@acme.example", "005000000000001AAA", "00D000000000001AAA", now.Add(7 * time.Second)}
	withoutUser := oauthToken
	withoutUser.Username = ""
	soapToken := oauthToken
	soapToken.Identity, soapToken.Scope = "", ""
	for flow, want := range map[string]shown{
		oauth.OAuthPassword: oauthToken, oauth.JWTBearer: oauthToken, oauth.ClientCredentials: withoutUser, oauth.SOAPLogin: soapToken,
	} {
		t.Run(flow, func(t *testing.T) {
			good := json(200, goodToken)
			if flow == oauth.SOAPLogin {
				good = xml(200, goodSOAP)
			}
			o := newOrg(t, good)
			got, err := o.client().Login(t.Context(), logins(o.host())[flow])
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, shown{got.Access.Reveal(), got.InstanceURL, got.IdentityURL, got.Scope, got.Username, got.UserID, got.OrgID, got.Date}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A login that lacks something is refused before anything is sent.
func TestLoginIncomplete(t *testing.T) {
	o := newOrg(t, json(200, goodToken))
	all := logins(o.host())
	for _, row := range []struct {
		flow  string
		spoil func(*oauth.Login)
		want  string
	}{
		{oauth.JWTBearer, func(l *oauth.Login) { l.Key = nil }, "jwt-bearer needs a private key"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.ClientID = "" }, "jwt-bearer needs a client-id"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Username = "" }, "jwt-bearer needs a username"},
		{oauth.ClientCredentials, func(l *oauth.Login) { l.ClientSecret = secret.Secret{} }, "client-credentials needs a client-secret"},
		{oauth.OAuthPassword, func(l *oauth.Login) { l.Password = secret.Secret{} }, "oauth-password needs a password"},
		{oauth.SOAPLogin, func(l *oauth.Login) { l.Username = "" }, "soap-login needs a username"},
		{oauth.SOAPLogin, func(l *oauth.Login) { l.APIVersion = "v59/../x" }, "is not an API version"},
		{oauth.SOAPLogin, func(l *oauth.Login) { l.Password = secret.New("example\x01password") }, "a character that XML cannot carry"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Flow = "device" }, `unknown flow "device"`},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Host = "https://acme.my.salesforce.com" }, "is not a host"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Host = "acme.my.salesforce.com/x" }, "is not a host"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Host = "acme@evil.example" }, "is not a host"},
		{oauth.JWTBearer, func(l *oauth.Login) { l.Host = "" }, "is not a host"},
	} {
		l := all[row.flow]
		row.spoil(&l)
		_, err := o.client().Login(t.Context(), l)
		if fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %q", row.flow, err, row.want)
		}
	}
	if len(o.received) != 0 {
		t.Errorf("%d requests were sent", len(o.received))
	}
}
