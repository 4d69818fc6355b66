package rehearsal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Gateway is what a broken client, or a proxy between it and the org, does to
// each login on its way: what the catalogue knows of such mistakes cannot be
// provoked by settings of an org.
type Gateway struct {
	Get   bool              `yaml:"post-to-get"`   // a redirect was followed: POST has become GET
	JSON  bool              `yaml:"form-to-json"`  // the form is sent as JSON
	Drop  []string          `yaml:"drop"`          // parameters that get lost
	Set   map[string]string `yaml:"set"`           // parameters that are added or overwritten
	Pad   bool              `yaml:"pad-assertion"` // base64 with padding, which a JWT must not have
	Twice bool              `yaml:"twice"`         // each login is sent twice, and the second answer comes back
	Delay Span              `yaml:"delay"`         // how long a login waits in a queue
	Cut   bool              `yaml:"cut"`           // the second half of a SOAP body gets lost
}

// isLogin tells whether a request asks for a token or a session.
func (r *request) isLogin() bool {
	return r.URL.Path == "/services/oauth2/token" || soapPath.MatchString(r.URL.Path)
}

// through gives what is left of a login behind the gateway. It does not change
// r itself.
func (g *Gateway) through(r *request) *request {
	sent := *r
	sent.Request = r.Request.Clone(r.Context())
	if sent.Host == "" {
		sent.Host = r.Host
	}
	if soapPath.MatchString(r.URL.Path) {
		if g.Cut {
			sent.body = r.body[:len(r.body)/2]
		}
		return &sent
	}
	form, ok := r.form()
	if ok {
		for _, name := range g.Drop {
			form.Del(name)
		}
		for name, value := range g.Set {
			form.Set(name, value)
		}
		if g.Pad {
			form.Set("assertion", strings.ReplaceAll(form.Get("assertion"), ".", "=."))
		}
		sent.body = []byte(form.Encode())
	}
	switch {
	case g.JSON && ok:
		sent.Header.Set("Content-Type", "application/json")
		sent.body = asJSON(form)
	case g.Get:
		sent.Method, sent.body = http.MethodGet, nil
	}
	return &sent
}

func asJSON(form url.Values) []byte {
	flat := map[string]string{}
	for name, values := range form {
		flat[name] = values[0]
	}
	text, _ := json.Marshal(flat) // texts marshal
	return text
}

// late tells how much later than now the login arrives.
func (g *Gateway) late() time.Duration {
	if g == nil {
		return 0
	}
	return time.Duration(g.Delay)
}
