package rehearsal_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/rehearsal"
)

// with gives files with one of them changed; content "" takes it away.
func with(files map[string]string, name, content string) map[string]string {
	files = maps.Clone(files)
	if files[name] = content; content == "" {
		delete(files, name)
	}
	return files
}

func replaced(files map[string]string, name, old, text string) map[string]string {
	if !strings.Contains(files[name], old) {
		panic("nothing to replace in " + name)
	}
	return with(files, name, strings.Replace(files[name], old, text, 1))
}

func TestDeployProblems(t *testing.T) {
	eca := externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")
	connected := connectedApp("Classic", caKey, ours().pem, "Api RefreshToken", true, "")
	const (
		header   = "externalClientApps/Billing.eca"
		global   = "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth"
		settings = "extlClntAppOauthSettings/Billing_oauth.ecaOauth"
		policy   = "extlClntAppOauthPolicies/Billing_oauth_defaultPolicy.ecaOauthPlcy"
		classic  = "connectedApps/Classic.connectedApp"
	)
	oidc := func(content string) map[string]string {
		return map[string]string{"settings/OauthOidc.settings": metadata("OauthOidcSettings", content)}
	}
	chain := ours().pem + theirs().pem
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"External Client App", eca, nil},
		{"connected app", connected, nil},
		{"settings", oidc("<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>"), nil},
		{"unknown element", oidc("<blockEverything>true</blockEverything>"),
			[]string{"OauthOidc: Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}blockEverything invalid at this location in type OauthOidcSettings"}},
		{"element gone since 64", replaced(eca, policy, "<permittedUsers", "<isNamedUserJwtEnabled>false</isNamedUserJwtEnabled><permittedUsers"),
			[]string{"Billing_oauth_defaultPolicy: Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}isNamedUserJwtEnabled invalid at this location in type ExtlClntAppOauthConfigurablePolicies"}},
		{"element twice", oidc("<isPkceRequired>true</isPkceRequired><isPkceRequired>true</isPkceRequired>"),
			[]string{"OauthOidc: Error parsing file: Element isPkceRequired is duplicated at this location in type OauthOidcSettings"}},
		{"repeats not contiguous", replaced(connected, classic, "<scopes>Api</scopes>", "<scopes>Api</scopes><singleLogoutUrl>https://acme.example</singleLogoutUrl>"),
			[]string{"Classic: Error parsing file: Element scopes is duplicated at this location in type ConnectedAppOauthConfig"}},
		{"element missing", replaced(connected, classic, "<label>Classic</label>", ""), []string{"Classic: Required field is missing: label"}},
		{"no boolean", oidc("<isPkceRequired>yes</isPkceRequired>"), []string{"OauthOidc: 'yes' is not a valid value for the enum 'boolean'"}},
		{"enum", replaced(eca, policy, "AdminApprovedPreAuthorized", "AdminApproved"),
			[]string{"Billing_oauth_defaultPolicy: 'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'"}},
		{"distribution state", replaced(eca, header, "Local", "Packageable"), []string{"Billing: 'Packageable' is not a valid value for the enum 'ExtlClntAppDistState'",
			"Billing_oauth: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_glbloauth: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_oauth_defaultPolicy: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_defaultPolicy: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found"}},
		{"scope as the token endpoint writes it", replaced(eca, settings, "Api, RefreshToken", "Api, refresh_token"),
			[]string{"Billing_oauth: 'refresh_token' is not a valid value for the enum 'commaSeparatedOauthScopes'",
				"Billing_glbloauth: The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."}},
		{"scope of the other type", replaced(connected, classic, "<scopes>Api</scopes>", "<scopes>SFApiPlatform</scopes>"),
			[]string{"Classic: 'SFApiPlatform' is not a valid value for the enum 'ConnectedAppOauthAccessScope'"}},
		{"not well-formed", oidc("<isPkceRequired>true"), []string{"OauthOidc: Error parsing file: the document is not well-formed XML of the type OauthOidcSettings"}},
		{"another root", with(eca, header, metadata("ConnectedApp", "")), []string{"Billing: Error parsing file: the document is not well-formed XML of the type ExternalClientApplication",
			"Billing_oauth: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_glbloauth: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_oauth_defaultPolicy: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found",
			"Billing_defaultPolicy: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing found"}},
		{"permission set missing", with(eca, "permissionsets/Billing_Login.permissionset", ""),
			[]string{"Billing_oauth_defaultPolicy: INVALID_FIELD: We couldn't find permission sets called Billing_Login"}},
		{"permission set missing, connected app", with(connected, "permissionsets/Billing_Login.permissionset", ""),
			[]string{"Classic: In field: permissionSetName - no PermissionSet named Billing_Login found"}},
		{"profile missing", replaced(eca, policy, "<externalClientApplication>", "<commaSeparatedProfile>Nobody</commaSeparatedProfile><externalClientApplication>"),
			[]string{"Billing_oauth_defaultPolicy: In field: commaSeparatedProfile - no Profile named Nobody found"}},
		{"label for the file name", replaced(eca, settings, "<externalClientApplication>Billing<", "<externalClientApplication>Billing Sync<"),
			[]string{"Billing_oauth: INVALID_CROSS_REFERENCE_KEY: no ExternalClientApplication named Billing Sync found",
				"Billing_glbloauth: The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."}},
		{"parent missing", replaced(eca, policy, "<externalClientApplication>Billing</externalClientApplication>", ""),
			[]string{"Billing_oauth_defaultPolicy: Enter the name of the parent external client app"}},
		{"global settings alone", with(with(with(eca, settings, ""), policy, ""), "extlClntAppPolicies/Billing_defaultPolicy.ecaPlcy", ""),
			[]string{"Billing_glbloauth: The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."}},
		{"key taken in another org", replaced(eca, global, ecaKey, boxKey), []string{"Billing_glbloauth: The consumer key is already taken"}},
		{"key taken in this org", replaced(connected, classic, caKey, oldKey), []string{"Classic: The consumer key is already taken"}},
		{"key of other characters", replaced(connected, classic, caKey, "base64+key/="), []string{"Classic: The consumer key must be 8 to 256 letters and digits"}},
		{"run-as user an address", externalApp("Billing", ecaKey, "credentials", "Api", "etl"),
			[]string{"Billing_oauth_defaultPolicy: Enter a valid execution user for the OAuth client credentials flow."}},
		{"run-as user inactive", externalApp("Billing", ecaKey, "credentials", "Api", "gone@acme.example"),
			[]string{"Billing_oauth_defaultPolicy: Enter a valid execution user for the OAuth client credentials flow."}},
		{"run-as user missing, connected app", connectedApp("Classic", caKey, "", "Api", true, "<isClientCredentialEnabled>true</isClientCredentialEnabled>"),
			[]string{"Classic: Enter a valid execution user for the OAuth client credentials flow."}},
		{"certificate a name", replaced(eca, global, ours().pem, "Billing_Cert"), []string{"Billing_glbloauth: The certificate can't be read: it must be one X.509 certificate in PEM form, no larger than 4 KB"}},
		{"certificate a chain", replaced(eca, global, ours().pem, chain), []string{"Billing_glbloauth: The certificate can't be read: it must be one X.509 certificate in PEM form, no larger than 4 KB"}},
		{"link of another org", replaced(eca, settings, "<label>Billing_oauth</label>", "<label>Billing_oauth</label><oauthLink>00D000000000009:888000000000009</oauthLink>"),
			[]string{"Billing_oauth: oauthLink 00D000000000009:888000000000009 is not that of this org",
				"Billing_glbloauth: The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."}},
		{"name with a hyphen", map[string]string{"permissionsets/a-b.permissionset": metadata("PermissionSet", "<label>x</label>")},
			[]string{"a-b: The Name of the component a-b can only contain underscores and alphanumeric characters. It must begin with a letter, not end with an underscore, and not contain two consecutive underscores."}},
		{"named, not there", map[string]string{"package.xml": metadata("Package", "<types><members>A</members><name>PermissionSet</name></types><version>66.0</version>")},
			[]string{"A: An object 'A' of type PermissionSet was named in package.xml, but was not found in zipped directory"}},
		{"there, not named", map[string]string{"package.xml": metadata("Package", "<version>66.0</version>"), "permissionsets/A.permissionset": metadata("PermissionSet", "<label>x</label>")},
			[]string{"A: Not in package.xml"}},
		{"unknown type", map[string]string{"package.xml": metadata("Package", "<types><members>A</members><name>Nothing</name></types><version>66.0</version>")},
			[]string{"A: Unknown type name 'Nothing' specified in package.xml"}},
		{"version too low", map[string]string{"package.xml": metadata("Package", "<types><members>A</members><name>ExternalClientApplication</name></types><version>58.0</version>"), header: eca[header]},
			[]string{"A: Unknown type name 'ExternalClientApplication' specified in package.xml", "Billing: Not in package.xml"}},
		{"no manifest", map[string]string{"package.xml": "x"}, []string{"package.xml: No package.xml found"}},
		{"folder on top, as sf zips it", map[string]string{"package.xml": "", "zip/package.xml": metadata("Package", "<types><members>A</members><name>PermissionSet</name></types><version>66.0</version>"), "zip/permissionsets/A.permissionset": permissionSet["permissionsets/Billing_Login.permissionset"]}, nil},
		{"two folders on top", map[string]string{"package.xml": "", "pkg/sub/package.xml": metadata("Package", "<version>66.0</version>")}, []string{"package.xml: No package.xml found"}},
		{"source layout", map[string]string{"package.xml": metadata("Package", "<types><members>A</members><name>PermissionSet</name></types><version>66.0</version>"),
			"permissionsets/A.permissionset-meta.xml": metadata("PermissionSet", "<label>x</label>")},
			[]string{"A.permissionset-meta: Not in package.xml", "A: An object 'A' of type PermissionSet was named in package.xml, but was not found in zipped directory"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			before := f.prod.Apps()
			problems := f.deploy(f.prod, tt.files)
			if diff := cmp.Diff(tt.want, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if len(tt.want) > 0 {
				if diff := cmp.Diff(before, f.prod.Apps()); diff != "" {
					t.Errorf("a failed deploy changed the org:\n%s", diff)
				}
			}
		})
	}
}

func TestDeployOfAnExistingApp(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	find := func(name string) rehearsal.Deployed {
		for _, a := range f.prod.Apps() {
			if a.Name == name {
				return a
			}
		}
		t.Fatalf("no app %s", name)
		return rehearsal.Deployed{}
	}
	want := func(problems []string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, problems); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	}
	want(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")))
	want(f.deploy(f.prod, connectedApp("Classic", caKey, ours().pem, "Api RefreshToken", true, "")), "Classic: You cannot provide a Consumer Key")
	want(f.deploy(f.prod, connectedApp("Classic", "", ours().pem, "Api RefreshToken", true, "")))

	// Another key is accepted, and the old one stays.
	want(f.deploy(f.prod, externalApp("Billing", "AnotherConsumerKey", ours().pem, "Api, RefreshToken", "")))
	if got := find("Billing"); got.ConsumerKey != ecaKey || !got.HasCertificate {
		t.Errorf("%+v", got)
	}
	// A certificate that is left out is cleared.
	want(f.deploy(f.prod, connectedApp("Classic", "", "", "Api RefreshToken", true, "")))
	want(f.deploy(f.prod, externalApp("Billing", ecaKey, "", "Api, RefreshToken", "")))
	if find("Classic").HasCertificate || find("Billing").HasCertificate {
		t.Error("the certificates should be gone")
	}
	// The policies exist, under the names that the platform gave them.
	renamed := map[string]string{
		"extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy": metadata("ExtlClntAppOauthConfigurablePolicies", "<externalClientApplication>Billing</externalClientApplication>"),
		"extlClntAppPolicies/Billing_plcy.ecaPlcy":                metadata("ExtlClntAppConfigurablePolicies", "<externalClientApplication>Billing</externalClientApplication><isEnabled>true</isEnabled>"),
	}
	want(f.deploy(f.prod, renamed),
		"Billing_oauthPlcy: DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Billing_oauth_defaultPolicy",
		"Billing_plcy: DUPLICATE_VALUE: ExternalClientApplicationId duplicates value on Billing_defaultPolicy")
	// A policy is replaced: what the file leaves out is gone.
	want(f.deploy(f.prod, map[string]string{"extlClntAppOauthPolicies/Billing_oauth_defaultPolicy.ecaOauthPlcy": metadata("ExtlClntAppOauthConfigurablePolicies",
		"<externalClientApplication>Billing</externalClientApplication>")}))
	if got := find("Billing"); got.AdminApproved || len(got.PermissionSets) > 0 {
		t.Errorf("%+v", got)
	}
	// A connected app of the same name stands in the way.
	want(f.deploy(f.prod, map[string]string{"externalClientApps/Classic.eca": metadata("ExternalClientApplication", "<label>Classic</label>")}),
		"Classic: DUPLICATE_DEVELOPER_NAME: A connected app named Classic exists in this org")
}

func TestNewConnectedAppsAreBlockedByDefault(t *testing.T) {
	f := newFixture(t, func(c *rehearsal.Config) { c.Orgs[0].CreateConnectedApps = false })
	problems := f.deploy(f.prod, connectedApp("Classic", caKey, ours().pem, "Api RefreshToken", true, ""))
	if len(problems) != 1 || !strings.HasPrefix(problems[0], "Classic: You can't create a connected app.") {
		t.Error(problems)
	}
	f.must(f.deploy(f.prod, permissionSet))
	f.must(f.deploy(f.prod, connectedApp("Old", "", ours().pem, "Api RefreshToken", true, "")))
}

func TestKeyIsMadeWhereNoneIsGiven(t *testing.T) {
	f := newFixture(t)
	files := externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")
	f.must(f.deploy(f.prod, replaced(files, "extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth", "<consumerKey>"+ecaKey+"</consumerKey>", "")))
	apps := f.prod.Apps()
	if key := apps[len(apps)-1].ConsumerKey; !strings.HasPrefix(key, "3MVG9") || len(key) != 85 {
		t.Errorf("key %q", key)
	}
}

func TestCheckOnlyThenQuickDeploy(t *testing.T) {
	f := newFixture(t)
	files := externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")
	admin := f.prod.AdminToken().Reveal()
	base := "https://" + prodHost + "/services/data/v66.0/metadata/deployRequest"
	kind, body := multipartDeploy(t, zipped(t, files), `{"checkOnly":true,"rollbackOnError":true,"singlePackage":true}`)
	_, got := f.send(http.MethodPost, base, kind, admin, body)
	answer := f.object(got)
	if result := answer["deployResult"].(map[string]any); result["status"] != "Pending" || result["done"] != false || result["checkOnly"] != true {
		t.Errorf("a deploy is not done at once: %v", result)
	}
	if len(f.prod.Apps()) != 1 {
		t.Fatal("a check changes nothing")
	}
	_, got = f.send(http.MethodGet, base+"/"+answer["id"].(string), "", admin, nil)
	if result := f.object(got)["deployResult"].(map[string]any); result["status"] != "Succeeded" || result["details"] != nil {
		t.Errorf("%v", result)
	}
	status, got := f.send(http.MethodPost, base, "application/json", admin, []byte(fmt.Sprintf(`{"validatedDeployRequestId":%q}`, answer["id"])))
	if status != 201 || len(f.prod.Apps()) != 2 {
		t.Errorf("%d %s", status, got)
	}
}

func TestDeployPartly(t *testing.T) {
	files := with(maps.Clone(permissionSet), "settings/OauthOidc.settings", metadata("OauthOidcSettings", "<x>1</x>"))
	for _, tt := range []struct {
		org, status string
		sets        int
	}{{"prod", "Failed", 0}, {"dev", "SucceededPartial", 1}} {
		f := newFixture(t)
		org := f.world.Org(tt.org)
		problems, status := f.deployWith(org, files, `{"rollbackOnError":false,"singlePackage":true}`)
		rows, _ := f.query(org, org.AdminToken().Reveal(), "SELECT Name FROM PermissionSet")
		if len(problems) != 1 || status != tt.status || len(rows) != tt.sets {
			t.Errorf("%s: %q %s, %d permission sets", tt.org, problems, status, len(rows))
		}
	}
}

// Removing the header takes the whole app with it, and ends its tokens.
func TestDestructiveChanges(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	_, answer := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	remove := func(name string) []string {
		return f.deploy(f.prod, map[string]string{
			"package.xml":            metadata("Package", "<version>66.0</version>"),
			"destructiveChanges.xml": metadata("Package", "<types><members>"+name+"</members><name>ExternalClientApplication</name></types>"),
		})
	}
	f.must(remove("Billing"))
	if status, _ := f.call(http.MethodGet, f.prod, "/limits", answer["access_token"].(string), nil); status != 401 {
		t.Errorf("the app's token still works: %d", status)
	}
	if refused, _ := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String())); refused != "invalid_client_id: client identifier invalid" {
		t.Error(refused)
	}
	if got := remove("Billing"); len(got) != 1 {
		t.Error(got)
	}
}

func TestWildcardAndFolderOnTop(t *testing.T) {
	f := newFixture(t)
	files := map[string]string{
		"pkg/package.xml":                    metadata("Package", "<types><members>*</members><name>PermissionSet</name></types><version>66.0</version>"),
		"pkg/permissionsets/A.permissionset": metadata("PermissionSet", "<label>A</label>"),
		"pkg/permissionsets/B.permissionset": metadata("PermissionSet", "<label>B</label>"),
		"package.xml":                        "left alone",
	}
	problems, _ := f.deployWith(f.prod, files, `{"rollbackOnError":true,"singlePackage":false}`)
	f.must(problems)
	if rows, _ := f.query(f.prod, f.prod.AdminToken().Reveal(), "SELECT Id FROM PermissionSet WHERE Name IN ('A','B')"); len(rows) != 2 {
		t.Errorf("%d permission sets", len(rows))
	}
}

// A problem names its line, and the whole answer has the platform's shape.
func TestDeployResultShape(t *testing.T) {
	f := newFixture(t)
	files := map[string]string{"settings/OauthOidc.settings": strings.ReplaceAll(metadata("OauthOidcSettings", "<isPkceRequired>true</isPkceRequired>\n<x>1</x>"), "?>", "?>\n")}
	admin := f.prod.AdminToken().Reveal()
	base := "https://" + prodHost + "/services/data/v66.0/metadata/deployRequest"
	kind, body := multipartDeploy(t, zipped(t, files), `{"rollbackOnError":true,"singlePackage":true}`)
	_, got := f.send(http.MethodPost, base, kind, admin, body)
	_, got = f.send(http.MethodGet, base+"/"+f.object(got)["id"].(string)+"?includeDetails=true", "", admin, nil)
	var answer struct {
		DeployResult struct {
			NumberComponentErrors int
			Details               struct {
				ComponentFailures []map[string]any
			}
		}
	}
	if err := json.Unmarshal(got, &answer); err != nil || answer.DeployResult.NumberComponentErrors != 1 {
		t.Fatalf("%v %s", err, got)
	}
	want := map[string]any{
		"changed": false, "created": false, "deleted": false, "success": false, "lineNumber": 3.0, "columnNumber": 1.0,
		"componentType": "Settings", "fullName": "OauthOidc", "fileName": "settings/OauthOidc.settings", "createdDate": "2026-11-23T12:00:00.000+0000", "problemType": "Error",
		"problem": "Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}x invalid at this location in type OauthOidcSettings",
	}
	if diff := cmp.Diff(want, answer.DeployResult.Details.ComponentFailures[0]); diff != "" {
		t.Error(diff)
	}
}

func TestDeployRequestRefused(t *testing.T) {
	f := newFixture(t)
	admin := f.prod.AdminToken().Reveal()
	base := "https://" + prodHost + "/services/data/v66.0/metadata/deployRequest"
	kind, noOptions := multipartDeploy(t, zipped(t, permissionSet), "null")
	for _, tt := range []struct{ name, method, path, kind, body, want string }{
		{"no Content-Type", "POST", "", "", "x", "400 JSON_PARSER_ERROR"},
		{"no parts", "POST", "", "multipart/form-data; boundary=b", "x", "400 JSON_PARSER_ERROR"},
		{"no options", "POST", "", kind, string(noOptions), "400 REQUIRED_FIELD_MISSING"},
		{"no file", "POST", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{\"deployOptions\":{}}\r\n--b--\r\n", "400 REQUIRED_FIELD_MISSING"},
		{"no check to repeat", "POST", "", "application/json", `{"validatedDeployRequestId":"0Af000000000001"}`, "400 INVALID_CROSS_REFERENCE_KEY"},
		{"GET without id", "GET", "", "", "", "405 METHOD_NOT_ALLOWED"},
		{"unknown id", "GET", "/0Af000000000001", "", "", "404 NOT_FOUND"},
	} {
		status, body := f.send(tt.method, base+tt.path, tt.kind, admin, []byte(tt.body))
		if got := fmt.Sprint(status, " ", f.object(body)["errorCode"]); got != tt.want {
			t.Errorf("%s: got %s %s, want %s", tt.name, got, body, tt.want)
		}
	}
}
