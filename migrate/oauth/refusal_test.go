package oauth_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// The refusals of the token endpoint and of SOAP login() that the reference
// lists: each arrives as what the org said, with exit code 7.
func TestRefusals(t *testing.T) {
	const j, c, p, s = oauth.JWTBearer, oauth.ClientCredentials, oauth.OAuthPassword, oauth.SOAPLogin
	for _, row := range []struct{ flow, code, description string }{
		{j, "invalid_grant", "user hasn't approved this consumer"},
		{j, "invalid_app_access", "user is not admin approved to access this app"},
		{c, "invalid_app_access", "user is not admin approved to access this app"},
		{j, "app_not_found", "External client app is not installed in this org"},
		{j, "invalid_grant", "audience is invalid"},
		{j, "invalid_grant", "Audience validation failed"},
		{j, "invalid_grant", "invalid assertion"},
		{j, "invalid_client", "invalid client credentials"},
		{j, "invalid_grant", "assertion expired"},
		{j, "invalid_client_id", "client identifier invalid"},
		{c, "invalid_grant", "request not supported on this domain"},
		{c, "invalid_grant", "no client credentials user enabled"},
		{c, "invalid_grant", "client credentials flow not enabled"},
		{c, "invalid_grant", "no valid scopes defined"},
		{c, "invalid_request", "scope parameter not supported"},
		{c, "invalid_client", "invalid client credentials"},
		{p, "invalid_grant", "authentication failure"},
		{p, "invalid_grant", "ip restricted"},
		{p, "inactive_user", "user is inactive"},
		{p, "unsupported_grant_type", "grant type not supported"},
		{j, "invalid_request", ""},
		{j, "inactive_org", "organization is inactive"},
		{j, "rate_limit_exceeded", "login rate exceeded"},
		{c, "unauthorized_client", ""},
		{s, "INVALID_OPERATION", "The SOAP Login operation is not available in the API version specified (65.0). Refer to the documentation for supported versions."},
		{s, "INVALID_OPERATION", "SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login()."},
		{s, "INSUFFICIENT_ACCESS", "Use Any API Auth"},
		{s, "INVALID_LOGIN", "Invalid username, password, security token; or user locked out."},
		{s, "UNSUPPORTED_API_VERSION", ""},
	} {
		t.Run(row.flow+" "+row.code+" "+row.description, func(t *testing.T) {
			no := json(400, fmt.Sprintf(`{"error":%q,"error_description":%q}`, row.code, row.description))
			if row.flow == s {
				no = xml(500, soapFault(row.code, row.description))
			}
			o := newOrg(t, no)
			_, err := o.client().Login(t.Context(), logins(o.host())[row.flow])
			var refusal *oauth.Refusal
			if !errors.As(err, &refusal) || fail.CodeOf(err) != fail.Refused {
				t.Fatalf("got %v, code %d", err, fail.CodeOf(err))
			}
			if refusal.Flow != row.flow || refusal.Host != o.host() || refusal.Code != row.code || refusal.Description != row.description {
				t.Errorf("got %+v", refusal)
			}
			want := strings.TrimSuffix(row.code+": "+row.description, ": ")
			if refusal.Error() != want || err.Error() != "log in "+o.host()+": "+want {
				t.Errorf("%q and %q", refusal, err)
			}
			if len(o.received) != 1 {
				t.Errorf("asked %d times: a refused login is never repeated", len(o.received))
			}
		})
	}
}

// Answers that say no in another form.
func TestRefusalForms(t *testing.T) {
	for _, row := range []struct {
		name, flow string
		answer     http.HandlerFunc
		want       string
	}{
		{"status 200", oauth.JWTBearer, json(200, `{"error":"invalid_grant","error_description":"audience is invalid"}`), "invalid_grant: audience is invalid"},
		{"status 401", oauth.JWTBearer, json(401, `{"error":"invalid_client"}`), "invalid_client"},
		{"REST list", oauth.JWTBearer, json(403, `[{"errorCode":"API_DISABLED_FOR_ORG","message":"off"}]`), "API_DISABLED_FOR_ORG: off"},
		{"REST object", oauth.JWTBearer, json(403, `{"errorCode":"API_DISABLED_FOR_ORG","message":"off"}`), "API_DISABLED_FOR_ORG: off"},
		{"no JSON, 429", oauth.JWTBearer, answer(429, "text/plain", "slow down"), "too_many_requests: the org answered with status 429"},
		{"expired password", oauth.SOAPLogin, xml(200, strings.Replace(goodSOAP, "<passwordExpired>false", "<passwordExpired>true", 1)),
			"password_expired: the org answered passwordExpired: the session is good for a new password only"},
		{"fault without detail", oauth.SOAPLogin, xml(500, `<e:Envelope xmlns:e="x"><e:Body><e:Fault><faultcode>soapenv:Client</faultcode><faultstring>no</faultstring></e:Fault></e:Body></e:Envelope>`), "Client: no"},
		{"code that is none", oauth.JWTBearer, json(400, `{"error":"<b>no\u001b[31m","error_description":"x"}`), "unrecognised_error_code: x"},
		{"control characters", oauth.JWTBearer, json(400, `{"error":"invalid_grant","error_description":"a\u001b[2J\u202e\r\nb\u0000"}`), "invalid_grant: a[2J b"},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := newOrg(t, row.answer)
			_, err := o.client().Login(t.Context(), logins(o.host())[row.flow])
			var refusal *oauth.Refusal
			if !errors.As(err, &refusal) || refusal.Error() != row.want || fail.CodeOf(err) != fail.Refused {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}

func TestRefusalIsBounded(t *testing.T) {
	o := newOrg(t, json(400, `{"error":"invalid_grant","error_description":"`+strings.Repeat("long ", 10000)+`"}`))
	_, err := o.client().Login(t.Context(), logins(o.host())[oauth.JWTBearer])
	if n := len([]rune(err.Error())); n < 300 || n > 400 {
		t.Errorf("%d characters", n)
	}
}

// Answers that are neither yes nor no: exit code 8, and no crash.
func TestNotAnAnswer(t *testing.T) {
	page := "<!DOCTYPE html><html><body>Data Not Available</body></html>"
	for _, row := range []struct {
		name, flow string
		answer     http.HandlerFunc
		kind       string
		want       string
	}{
		{"maintenance page", oauth.JWTBearer, answer(503, "text/html", page), oauth.KindHTML, "web page (status 503): the org may be in maintenance"},
		{"page with status 200", oauth.ClientCredentials, answer(200, "text/html", "\n "+page), oauth.KindHTML, "web page (status 200)"},
		{"page for SOAP", oauth.SOAPLogin, answer(200, "text/html", page), oauth.KindHTML, "web page (status 200)"},
		{"server error", oauth.JWTBearer, json(500, `{"error":"server_error","error_description":"try again"}`), oauth.KindServerError, "server error (status 500): server_error: try again"},
		{"empty 502", oauth.SOAPLogin, answer(502, "", ""), oauth.KindServerError, "server error (status 502)"},
		{"no token in it", oauth.JWTBearer, json(200, `{"ok":true}`), oauth.KindNotAnAnswer, "not one of the Salesforce API (status 200)"},
		{"no JSON", oauth.JWTBearer, answer(404, "text/plain", "not found"), oauth.KindNotAnAnswer, "status 404"},
		{"wrong types", oauth.JWTBearer, json(200, `{"access_token":{"a":1}}`), oauth.KindNotAnAnswer, "status 200"},
		{"instance over http", oauth.JWTBearer, json(200, strings.Replace(goodToken, "https://acme", "http://acme", 1)), oauth.KindNotAnAnswer, "status 200"},
		{"instance with a user in it", oauth.JWTBearer, json(200, strings.Replace(goodToken, "https://acme", "https://x@acme", 1)), oauth.KindNotAnAnswer, "status 200"},
		{"deep XML", oauth.SOAPLogin, xml(200, "<Envelope>"+strings.Repeat("<a>", 100000)), oauth.KindNotAnAnswer, "status 200"},
		{"deep XML that is closed", oauth.SOAPLogin, xml(200, strings.Replace(strings.Replace(goodSOAP, "<result>", strings.Repeat("<a>", 70)+"<result>", 1), "</result>", "</result>"+strings.Repeat("</a>", 70), 1)),
			oauth.KindNotAnAnswer, "status 200"},
		{"deep JSON", oauth.JWTBearer, json(200, strings.Repeat("[", 1000000)), oauth.KindNotAnAnswer, "status 200"},
		{"too large", oauth.JWTBearer, json(200, strings.Repeat(" ", 1<<20+1)), oauth.KindTooLarge, "larger than 1048576 bytes"},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := newOrg(t, row.answer)
			_, err := o.client().Login(t.Context(), logins(o.host())[row.flow])
			var u *oauth.Unreachable
			if !errors.As(err, &u) || fail.CodeOf(err) != fail.Unreachable || u.Kind != row.kind || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s: %q", err, row.kind, row.want)
			}
			if len(fail.Of(err).Hints) == 0 {
				t.Error("no hint")
			}
			if len(o.received) != 1 {
				t.Errorf("asked %d times", len(o.received))
			}
		})
	}
}

// A hostile or careless server echoes what it got: in no form may it come
// through an error.
func TestErrorsHoldNoSecret(t *testing.T) {
	all := logins("x")
	for flow := range all {
		for _, status := range []int{200, 400, 401, 429, 500, 503, 302} {
			echo := func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				echoed := password + " " + token + " " + password + token + " " + clientSecret + " " + accessToken + " " + r.PostFormValue("assertion")
				w.Header().Set("Location", "https://"+clientSecret+".example/"+clientSecret)
				if flow == oauth.SOAPLogin {
					escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(echoed)
					xml(status, soapFault("X", escaped+" "+strings.ReplaceAll(escaped, "&", "&amp;")))(w, r)
					return
				}
				json(status, fmt.Sprintf(`{"error":%q,"error_description":%q}`, clientSecret, echoed+" "+r.PostForm.Encode()))(w, r)
			}
			o := newOrg(t, echo)
			l := all[flow]
			l.Host, l.Password, l.SecurityToken, l.ClientSecret = o.host(), secret.New(password), secret.New(token), secret.New(clientSecret)
			_, err := o.client().Login(t.Context(), l)
			if err == nil {
				t.Fatalf("%s %d: no error", flow, status)
			}
			var refusal *oauth.Refusal
			errors.As(err, &refusal)
			shown := fmt.Sprintf("%v %+v %#v %v %v", err, err, refusal, fail.Of(err).Hints, errors.Unwrap(err))
			for _, canary := range []string{"example-password", token, clientSecret, "example.access.token", "eyJ", "example%26"} {
				if strings.Contains(shown, canary) {
					t.Errorf("%s %d: %q is in %s", flow, status, canary, shown)
				}
			}
		}
	}
}

func TestScrub(t *testing.T) {
	hidden := secret.New(`pa"ss  w<ö>rd`)
	for _, text := range []string{
		`pa"ss  w<ö>rd`, `pa\"ss  w\u003cö\u003erd`, `pa&#34;ss  w&lt;ö&gt;rd`, `pa&quot;ss  w&lt;ö&gt;rd`,
		"pa%22ss++w%3C%C3%B6%3Erd", "pa%22ss%20%20w%3C%C3%B6%3Erd", "cGEic3MgIHc8w7Y+cmQ=", "pa\"ss  \x00w<ö>r\u200bd", "pa\"ss\n w<ö>rd",
	} {
		if got := oauth.Scrub("before "+text+" after", hidden); got != "before "+secret.Mask+" after" {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := oauth.Scrub("a user is a user", secret.New("a"), secret.Secret{}); got != "a user is a user" {
		t.Errorf("a short secret blanked out %q", got)
	}
}
