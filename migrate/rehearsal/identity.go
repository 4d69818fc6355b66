package rehearsal

import (
	"net/http"
	"slices"
	"strings"
)

// identityRefusal is the identity service's one word of plain text.
func (w *World) identityRefusal() response {
	r := refuse(identityTokenBad)
	return answer(w.entry(r).HTTP, "text/plain;charset=UTF-8", w.textOf(r))
}

// identity is GET /id/ORG/USER, on the generic host and on the My Domain.
func (w *World) identity(r *request) response {
	if r.Method != http.MethodGet {
		return w.dataRefusal(refuse(methodNotAllowed, "method", r.Method, "allowed", http.MethodGet))
	}
	s := w.bearer(r)
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/id/"), "/")
	if s == nil || len(parts) != 2 || !sameID(parts[0], s.org.id) || !sameID(parts[1], s.user.id) {
		return w.identityRefusal()
	}
	rest := s.org.url() + "/services/data/v{version}/"
	return reply(http.StatusOK, map[string]any{
		"id":              s.identity(),
		"asserted_user":   true,
		"user_id":         s.user.id,
		"organization_id": s.org.id,
		"username":        s.user.username,
		"display_name":    s.user.username,
		"email":           s.user.username,
		"active":          s.user.active,
		"user_type":       "STANDARD",
		"language":        "en_US",
		"locale":          "en_US",
		"urls": map[string]string{
			"enterprise":    s.org.url() + "/services/Soap/c/{version}/" + s.org.id[:15],
			"metadata":      s.org.url() + "/services/Soap/m/{version}/" + s.org.id[:15],
			"partner":       s.org.url() + "/services/Soap/u/{version}/" + s.org.id[:15],
			"rest":          rest,
			"sobjects":      rest + "sobjects/",
			"query":         rest + "query/",
			"custom_domain": s.org.url(),
		},
	})
}

// userinfo is GET or POST /services/oauth2/userinfo.
func (w *World) userinfo(r *request) response {
	if !slices.Contains([]string{http.MethodGet, http.MethodPost}, r.Method) {
		return w.dataRefusal(refuse(methodNotAllowed, "method", r.Method, "allowed", "GET, POST"))
	}
	s := w.bearer(r)
	if s == nil {
		return w.identityRefusal()
	}
	return reply(http.StatusOK, map[string]any{
		"sub":                s.identity(),
		"user_id":            s.user.id,
		"organization_id":    s.org.id,
		"preferred_username": s.user.username,
		"name":               s.user.username,
		"email":              s.user.username,
		"active":             s.user.active,
		"user_type":          "STANDARD",
	})
}

// introspect is POST /services/oauth2/introspect. A session of a password login
// is opaque to it, and another app's token needs isIntrospectAllTokens.
func (w *World) introspect(r *request) response {
	if r.Method != http.MethodPost {
		return w.tokenRefusal(refuse(methodNotPost))
	}
	form, ok := r.form()
	if !ok {
		return w.tokenRefusal(refuse(parameterMissing, "parameter", "token"))
	}
	key, secret := r.client(form)
	var client *app
	for _, o := range r.site.orgs {
		if a := o.app(key); a != nil && (client == nil || a.secretIs(secret)) {
			client = a
		}
	}
	switch {
	case client == nil:
		return w.tokenRefusal(refuse(clientUnknown))
	case !client.secretIs(secret):
		return w.tokenRefusal(refuse(secretWrong))
	}
	s := w.session(form.Get("token"))
	if s == nil || s.client == "" || s.flow == flowPassword || s.client != client.key && !client.introspectAll || !slices.Contains(r.site.orgs, s.org) {
		return reply(http.StatusOK, map[string]any{"active": false})
	}
	return reply(http.StatusOK, map[string]any{
		"active":     true,
		"scope":      strings.Join(s.scopes, " "),
		"client_id":  s.client,
		"username":   s.user.username,
		"sub":        s.identity(),
		"token_type": "access_token",
		"exp":        s.expires.Unix(),
		"iat":        s.issued.Unix(),
		"nbf":        s.issued.Unix(),
	})
}

// revoke is POST /services/oauth2/revoke. As RFC 7009 has it, a token that is
// none is revoked too.
func (w *World) revoke(r *request) response {
	if r.Method != http.MethodPost {
		return w.tokenRefusal(refuse(methodNotPost))
	}
	form, ok := r.form()
	if !ok || form.Get("token") == "" {
		return w.tokenRefusal(refuse(parameterMissing, "parameter", "token"))
	}
	delete(w.sessions, form.Get("token"))
	return response{status: http.StatusOK}
}
