package rehearsal

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The flows that the token endpoint serves, by the contract's words.
const (
	flowPassword    = "oauth-password"
	flowJWT         = "jwt-bearer"
	flowCredentials = "client-credentials"
	flowRefresh     = "refresh-token"
)

// token is POST /services/oauth2/token.
func (w *World) token(r *request) response {
	if r.Method != http.MethodPost {
		return w.tokenRefusal(refuse(methodNotPost))
	}
	form, ok := r.form()
	if !ok {
		return w.tokenRefusal(refuse(grantUnsupported))
	}
	if form.Get("response_type") == "device_code" || form.Get("grant_type") == "device" {
		// The device flow is for local External Client Apps with a localhost
		// callback only, and for a person.
		return w.tokenRefusal(refuse(grantUnsupported))
	}
	a := &attempt{w: w, r: r, row: Login{Type: "Remote Access 2.0"}}
	var grant func(*attempt, url.Values) (*session, *refusal)
	flow := ""
	switch form.Get("grant_type") {
	case "password":
		flow, grant, a.row.SubType = flowPassword, (*attempt).passwordByPolicy, "OauthUsernamePassword"
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		// No LoginSubType is documented for this flow.
		flow, grant = flowJWT, (*attempt).jwt
	case "client_credentials":
		flow, grant, a.row.SubType = flowCredentials, (*attempt).credentials, "OauthClientCredentials"
	case "refresh_token":
		flow, grant, a.row.SubType = flowRefresh, (*attempt).refresh, "OauthRefreshToken"
	default:
		return w.tokenRefusal(refuse(grantUnsupported))
	}
	s, refused := grant(a, form)
	a.record(refused)
	if refused != nil {
		return w.tokenRefusal(refused)
	}
	return w.granted(s, flow)
}

// form reads a form-encoded body. The query string is not looked at: secrets do
// not belong there.
func (r *request) form() (url.Values, bool) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, false
	}
	form, err := url.ParseQuery(string(r.body))
	return form, err == nil
}

// granted is the answer that carries a token. issued_at and signature are
// promised for the password grant and client credentials only.
func (w *World) granted(s *session, flow string) response {
	body := map[string]string{
		"access_token": s.token.Reveal(),
		"instance_url": s.org.url(),
		"id":           s.identity(),
		"token_type":   "Bearer",
	}
	if flow != flowPassword {
		body["scope"] = strings.Join(s.scopes, " ")
	}
	if flow != flowJWT {
		issued := strconv.FormatInt(s.issued.UnixMilli(), 10)
		key := ""
		if a := s.org.app(s.client); a != nil {
			key = a.secret.Reveal()
		}
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(s.identity() + issued))
		body["issued_at"] = issued
		body["signature"] = base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return reply(http.StatusOK, body)
}

// identity gives the identity URL, which is on the generic host of the kind.
func (s *session) identity() string {
	return "https://" + s.org.kind.host() + "/id/" + s.org.id + "/" + s.user.id
}

// client reads the consumer key and secret from the body, or from the header
// Authorization: Basic.
func (r *request) client(form url.Values) (key, secret string) {
	if key, secret, ok := r.BasicAuth(); ok {
		return unescaped(key), unescaped(secret)
	}
	return form.Get("client_id"), form.Get("client_secret")
}

// unescaped undoes the form encoding that RFC 6749 2.3.1 asks of Basic and that
// many clients leave out.
func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil && strings.Contains(s, "%") {
		return plain
	}
	return s
}

// secretIs compares without telling by its time how much is right.
func (a *app) secretIs(given string) bool {
	return !a.secret.Empty() && subtle.ConstantTimeCompare([]byte(a.secret.Reveal()), []byte(given)) == 1
}

// without gives scopes less those named.
func without(scopes []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(names, s) })
}
