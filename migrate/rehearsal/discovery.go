package rehearsal

import "net/http"

// discovery is GET /.well-known/openid-configuration of RFC 8414, on every host.
func (w *World) discovery(r *request) response {
	if r.Method != http.MethodGet {
		return w.dataRefusal(refuse(methodNotAllowed, "method", r.Method, "allowed", http.MethodGet))
	}
	host := "https://" + r.site.host
	return reply(http.StatusOK, map[string]any{
		"issuer":                                host,
		"authorization_endpoint":                host + "/services/oauth2/authorize",
		"token_endpoint":                        host + "/services/oauth2/token",
		"revocation_endpoint":                   host + "/services/oauth2/revoke",
		"introspection_endpoint":                host + "/services/oauth2/introspect",
		"userinfo_endpoint":                     host + "/services/oauth2/userinfo",
		"jwks_uri":                              host + "/id/keys",
		"scopes_supported":                      []string{"api", "web", "full", "refresh_token", "id", "openid", "profile", "email"},
		"response_types_supported":              []string{"code", "token", "token id_token"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic", "private_key_jwt"},
	})
}
