package plan

import "testing"

// What a name says about a setting, and what stands before that.
func TestGuessRole(t *testing.T) {
	for _, c := range []struct{ key, role, prefix string }{
		{"password", "password", ""},
		{"CRM_PASSWORD", "password", "CRM_"},
		{"sf.src.password", "password", "sf.src."},
		{"CrmUserName", "username", "Crm"},
		{"securityToken", "security-token", ""},
		{"CRM_TOKEN", "security-token", "CRM_"},
		{"client_secret", "client-secret", ""},
		{"CRM_SECRET", "client-secret", "CRM_"},
		{"consumerKey", "client-id", ""},
		{"loginUrl", "login-url", ""},
		{"CRM_LOGIN", "username", "CRM_"},
		{"DB_HOST", "login-url", "DB_"},
		{"apiKey", "", ""},
		{"schedule", "", ""},
		{"", "", ""},
	} {
		if role, prefix := GuessRole(c.key); role != c.role || prefix != c.prefix {
			t.Errorf("%q: %q of %q, want %q of %q", c.key, role, prefix, c.role, c.prefix)
		}
	}
}

func TestNewKey(t *testing.T) {
	for _, c := range []struct{ password, role, want string }{
		{"CRM_PASSWORD", "client-id", "CRM_CLIENT_ID"},
		{"SF_PASSWORD", "client-id", "SF_CONSUMER_KEY"},
		{"crm.password", "private-key-file", "crm.privateKeyFile"},
		{"password", "client-secret", "clientSecret"},
	} {
		if got := NewKey(c.password, c.role, []string{c.password}); got != c.want {
			t.Errorf("%s beside %s: %s, want %s", c.role, c.password, got, c.want)
		}
	}
}
