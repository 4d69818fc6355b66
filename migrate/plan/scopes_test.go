package plan

import (
	"strings"
	"testing"
)

// An app gets the scopes of what its integrations call, as their recipes say,
// and what the flow itself asks for; a shared app those of all.
func TestScopesAreWhatIsCalled(t *testing.T) {
	files := map[string]string{
		"cloud/datacloud.properties": "url=jdbc:salesforce-datacloud://login.salesforce.com\nuserName=etl@acme.example\npassword=example-password\nclientId=example-client-id\nclientSecret=example-client-secret\n",
		"crm/app.properties":         "camel.component.salesforce.clientId=example-client-id\ncamel.component.salesforce.clientSecret=example-client-secret\ncamel.component.salesforce.userName=etl@acme.example\ncamel.component.salesforce.password=example-password\n",
	}
	for _, tt := range []struct{ name, decisions, app, want string }{
		{"REST alone", "", "Crm", "api refresh_token"},
		{"Data Cloud", "", "Cloud", "api refresh_token cdp_query_api cdp_profile_api"},
		{"shared", "defaults: {app: Shared}\n", "Shared", "api refresh_token cdp_query_api cdp_profile_api"},
		{"as written", "apps: {Cloud: {scopes: [full, refresh_token]}}\n", "Cloud", "full refresh_token"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			app := planOf(t, tt.decisions, files).App(tt.app)
			if app == nil {
				t.Fatal("no such app")
			}
			if got := strings.Join(app.Scopes, " "); got != tt.want {
				t.Errorf("scopes %s, want %s", got, tt.want)
			}
		})
	}
}
