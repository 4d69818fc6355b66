package plan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"unpw/migrate/recipe"
)

// What stands before the role's word in the model's name, then the new role's
// words, joined as the names around are: docs/recipe-language.md 4.
func TestNamesOfNewVariables(t *testing.T) {
	for _, c := range []struct{ model, modelRole, role, as, around, want string }{
		{"CRM_PASSWORD", "password", "client-secret", "", "", "CRM_CLIENT_SECRET"},
		{"CRM_PASSWORD", "password", "keystore-password", "", "", "CRM_KEYSTORE_PASSWORD"},
		{"CrmPassword", "password", "client-secret", "", "", "CrmClientSecret"},
		{"crmPassword", "password", "client-secret", "", "", "crmClientSecret"},
		{"crm_password", "password", "client-secret", "", "", "crm_client_secret"},
		{"crm-password", "password", "client-secret", "", "", "crm-client-secret"},
		{"crm.a.user", "username", "keystore-file", "", "crm.a.token", "crm.a.keystoreFile"},
		{"crm.a.user-name", "username", "keystore-file", "", "", "crm.a.keystore-file"},
		{"crm.username", "username", "keystore-file", "", "crm.clientid crm.clientsecret", "crm.keystorefile"},
		{"crm.user", "username", "client-id", "", "crm.client_secret", "crm.client_id"},
		{"SF_USERNAME", "username", "client-id", "", "", "SF_CONSUMER_KEY"},
		{"SF_PASSWORD", "password", "client-secret", "", "", "SF_CONSUMER_SECRET"},
		{"MY_SFDC_PWD", "password", "client-secret", "", "", "MY_SFDC_CONSUMER_SECRET"},
		{"SF_USERNAME", "username", "private-key-file", "", "", "SF_PRIVATE_KEY_FILE"},
		{"SF_USERNAME", "username", "login-url", "prefix", "", "SF_DOMAIN"},
		{"CRM_USER", "username", "login-url", "token-url", "", "CRM_TOKEN_URL"},
		{"CRM_USER", "username", "login-url", "host", "", "CRM_HOST"},
		{"SF_USER_PASSWORD", "password", "client-secret", "", "", "SF_CONSUMER_SECRET"},
		{"SALESFORCE_SECURITY_TOKEN", "security-token", "private-key", "", "", "SALESFORCE_PRIVATE_KEY"},
		{"password", "password", "private-key", "", "", "privateKey"},
		{"PASSWORD", "password", "client-secret", "", "", "CLIENT_SECRET"},
		{"CRM_LOGIN_EMAIL", "username", "client-id", "", "", "CRM_LOGIN_CLIENT_ID"},
		{"CRM_XYZ", "password", "client-secret", "", "", "CRM_CLIENT_SECRET"}, // no word of the role: the last word
	} {
		if got := rename(c.model, c.modelRole, c.role, c.as, strings.Fields(c.around), false); got != c.want {
			t.Errorf("%s (%s) for %s beside %q: %s, want %s", c.model, c.modelRole, c.role, c.around, got, c.want)
		}
	}
	if got := rename("password", "password", "private-key", "", []string{"token"}, true); got != "private-key" {
		t.Errorf("in a Kubernetes Secret: %s", got)
	}
}

// A new name keeps the prefix and the alphabet of its model, and is no other
// name of it.
func TestPropertyNewNamesAreOfTheModelsKind(t *testing.T) {
	roles := []string{"client-id", "client-secret", "private-key-file", "keystore-password", "login-url", "audience"}
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.StringMatching(`[A-Z]{2,5}_`).Draw(t, "prefix")
		role := rapid.SampledFrom(roles).Draw(t, "role")
		got := rename(prefix+"PASSWORD", "password", role, "", nil, false)
		if !strings.HasPrefix(got, prefix) || got != strings.ToUpper(got) || strings.ContainsAny(got, "-. ") || got == prefix+"PASSWORD" {
			t.Fatalf("%s becomes %s", prefix+"PASSWORD", got)
		}
		lower := rename(strings.ToLower(prefix)+"password", "password", role, "", nil, false)
		if lower != strings.ToLower(got) {
			t.Fatalf("%s and %s", got, lower)
		}
		if !recipe.IsRole(role) {
			t.Fatalf("%s is no role", role)
		}
	})
}

// New keys of a recipe with relaxed keys are spelt as their neighbours are.
func TestSpellingOfNeighbours(t *testing.T) {
	for _, c := range []struct {
		recipe, file string // pairs, by blanks
		path, want   string
	}{
		{"user-name", "userName", "client-id", "clientId"},
		{"user-name", "user-name", "client-id", "client-id"},
		{"user-name", "user_name", "client-id", "client_id"},
		{"user-name", "USER_NAME", "client-id", "CLIENT_ID"},
		{"user-name", "USERNAME", "client-id", "CLIENTID"},
		{"salesforce.user-name", "SALESFORCE__USER_NAME", "salesforce.client-id", "SALESFORCE__CLIENT_ID"},
		{"salesforce.user-name", "SALESFORCE_USER_NAME", "salesforce.client-id", "SALESFORCE_CLIENT_ID"},
		{"salesforce.user-name", "salesforce.userName", "salesforce.keystore.resource", "salesforce.keystore.resource"},
	} {
		s := spellingOf([][2]string{{c.recipe, c.file}})
		if got := s.write(strings.Split(c.path, ".")); got != c.want {
			t.Errorf("beside %s, %s is written %s, want %s", c.file, c.path, got, c.want)
		}
	}
}
