package metadata

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T, files map[string]string, name string) node {
	t.Helper()
	data, ok := files[name]
	if !ok {
		t.Fatalf("no %s", name)
	}
	root, err := readXML(data)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// What makes an External Client App a JWT bearer one, and what a client
// credentials one.
func TestExternalClientApps(t *testing.T) {
	files := project(t, Options{Layout: MDAPI}, jwtApp(), ccApp())
	tests := []struct{ file, element, want string }{
		{"externalClientApps/Billing_Sync.eca", "distributionState", "Local"},
		{"externalClientApps/Billing_Sync.eca", "label", "Billing Sync"},
		{"externalClientApps/Billing_Sync.eca", "contactEmail", "owner@acme.example"},
		{"extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth", "certificate", strings.TrimSpace(string(testCertificate()))},
		{"extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth", "consumerKey", testConsumerKey},
		{"extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth", "isClientCredentialsFlowEnabled", "false"},
		{"extlClntAppOauthSettings/Billing_Sync_oauth.ecaOauth", "commaSeparatedOauthScopes", "Api, RefreshToken"},
		{"extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy", "permittedUsersPolicyType", "AdminApprovedPreAuthorized"},
		{"extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy", "commaSeparatedPermissionSet", "Billing_Sync_Login"},
		{"extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy", "ipRelaxationPolicyType", "Enforce"},
		{"extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy", "refreshTokenPolicyType", "Zero"},
		{"extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy", "clientCredentialsFlowUser", ""},
		{"extlClntAppPolicies/Billing_Sync_defaultPolicy.ecaPlcy", "isEnabled", "true"},

		{"extlClntAppGlobalOauthSets/Orders_Export_glbloauth.ecaGlblOauth", "certificate", ""},
		{"extlClntAppGlobalOauthSets/Orders_Export_glbloauth.ecaGlblOauth", "isClientCredentialsFlowEnabled", "true"},
		{"extlClntAppOauthSettings/Orders_Export_oauth.ecaOauth", "commaSeparatedOauthScopes", "Api"},
		{"extlClntAppOauthPolicies/Orders_Export_oauth_defaultPolicy.ecaOauthPlcy", "isClientCredentialsFlowEnabled", "true"},
		{"extlClntAppOauthPolicies/Orders_Export_oauth_defaultPolicy.ecaOauthPlcy", "clientCredentialsFlowUser", "svc.orders@acme.example"},
	}
	for _, tt := range tests {
		if got := read(t, files, tt.file).kid(tt.element).Text; got != tt.want {
			t.Errorf("%s: %s is %q, want %q", tt.file, tt.element, got, tt.want)
		}
	}
	ranges := read(t, files, "extlClntAppOauthSettings/Orders_Export_oauth.ecaOauth").Kids
	last := ranges[len(ranges)-1]
	if last.kid("startIpAddress").Text != "2001:db8::1" || last.kid("endIpAddress").Text != "2001:db8::2" || len(last.Kids) != 2 {
		t.Errorf("the second range is %+v", last)
	}
	for name := range files {
		if root := read(t, files, name); strings.HasPrefix(root.Name, "ExtlClntApp") {
			if of := root.kid("externalClientApplication").Text; !strings.Contains(name, "/"+of+"_") {
				t.Errorf("%s belongs to %q", name, of)
			}
		}
	}
}

func TestConnectedApps(t *testing.T) {
	jwt, cc := connectedApp(jwtApp()), connectedApp(ccApp())
	jwt.IP, jwt.RefreshToken = "bypass-2factor", "specific_inactivity:30:DAYS"
	files := project(t, Options{Layout: MDAPI}, jwt, cc)

	app := read(t, files, "connectedApps/Billing_Sync.connectedApp")
	config := app.kid("oauthConfig")
	for element, want := range map[string]string{
		"certificate": strings.TrimSpace(string(testCertificate())), "consumerKey": testConsumerKey, "isAdminApproved": "true", "isClientCredentialEnabled": "false",
	} {
		if got := config.kid(element).Text; got != want {
			t.Errorf("%s is %q, want %q", element, got, want)
		}
	}
	if diff := cmp.Diff([]string{"Api", "RefreshToken"}, config.texts("scopes")); diff != "" {
		t.Error(diff)
	}
	if p := app.kid("oauthPolicy"); p.kid("ipRelaxation").Text != "BYPASS_2FACTOR" || p.kid("refreshTokenPolicy").Text != "specific_inactivity:30:DAYS" {
		t.Errorf("policy is %+v", p)
	}
	if got := app.kid("permissionSetName").Text; got != "Billing_Sync_Login" {
		t.Errorf("permission set %q", got)
	}
	if got := read(t, files, "connectedApps/Orders_Export.connectedApp").kid("oauthConfig").kid("oauthClientCredentialUser").Text; got != "svc.orders@acme.example" {
		t.Errorf("runs as %q", got)
	}
}

// "You cannot provide a Consumer Key": an org refuses it in an update.
func TestAnUpdateOfAConnectedAppLeavesTheKeyOut(t *testing.T) {
	a := connectedApp(jwtApp())
	a.Existing = true
	files := project(t, Options{Layout: MDAPI}, a)
	if strings.Contains(files["connectedApps/Billing_Sync.connectedApp"], "consumerKey") {
		t.Error("the key is there")
	}
}

func TestOldVersionsGetFewerElements(t *testing.T) {
	global := "extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth"
	policy := "extlClntAppPolicies/Billing_Sync_defaultPolicy.ecaPlcy"
	for _, tt := range []struct {
		version             string
		codeCred, startPage bool
	}{{"60.0", false, false}, {"61", true, false}, {"62.0", true, true}, {"68.0", true, true}} {
		files := project(t, Options{Layout: MDAPI, APIVersion: tt.version}, jwtApp())
		if got := strings.Contains(files[global], "isCodeCredFlowEnabled"); got != tt.codeCred {
			t.Errorf("%s: isCodeCredFlowEnabled %v", tt.version, got)
		}
		if got := strings.Contains(files[policy], "startPage"); got != tt.startPage {
			t.Errorf("%s: startPage %v", tt.version, got)
		}
	}
}

func TestValuesOfBothTypes(t *testing.T) {
	w, err := newWriter(Options{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		word     value
		eca, old string
	}{
		{w.facts.Scopes["sfap_api"], "SFApiPlatform", "SFAP"},
		{w.facts.Scopes["api"], "Api", "Api"},
		{w.facts.IP["bypass-2factor"], "Bypass_2factor", "BYPASS_2FACTOR"},
		{w.facts.IP["enforce-relax-refresh"], "Enforce_RelaxRefresh", "ENFORCE_RELAXREFRESH"},
		{w.facts.RefreshToken["specific_lifetime"], "SpecificLifetime", "specific_lifetime"},
	}
	for _, tt := range tests {
		if got := tt.word.of(ExternalClientApp); got != tt.eca {
			t.Errorf("got %s, want %s", got, tt.eca)
		}
		if got := tt.word.of(ConnectedApp); got != tt.old {
			t.Errorf("got %s, want %s", got, tt.old)
		}
	}
	a := jwtApp().withDefaults()
	a.Scopes = []string{"refresh_token", "offline_access", "api"}
	if got, err := w.scopes(a); err != nil || !cmp.Equal(got, []string{"RefreshToken", "Api"}) {
		t.Errorf("scopes %v, %v", got, err)
	}
}
