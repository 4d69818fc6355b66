package rehearsal_test

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"unpw/migrate/rehearsal"
)

// soapCall asks the SOAP Metadata API of an org, as sf does: everything in the
// metadata namespace, the session in a header.
func (f *fixture) soapCall(org *rehearsal.Tenant, token, body string) (int, string) {
	f.Helper()
	status, answer := f.send(http.MethodPost, "https://"+org.MyDomain()+"/services/Soap/m/66.0", "text/xml", "", []byte(
		`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata"><SessionHeader><sessionId>`+
			token+`</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">`+body+`</soapenv:Body></soapenv:Envelope>`))
	return status, string(answer)
}

func element(text, name string) string {
	m := regexp.MustCompile(`<` + name + `>([^<]*)</` + name + `>`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

// soapDeploy deploys over SOAP and gives the final DeployResult.
func (f *fixture) soapDeploy(org *rehearsal.Tenant, files map[string]string, options string) string {
	f.Helper()
	admin := org.AdminToken().Reveal()
	status, answer := f.soapCall(org, admin, "<deploy><ZipFile>"+base64.StdEncoding.EncodeToString(zipped(f.T, files))+"</ZipFile><DeployOptions>"+options+"<singlePackage>true</singlePackage></DeployOptions></deploy>")
	id := element(answer, "id")
	if status != http.StatusOK || !strings.HasPrefix(id, "0Af") {
		f.Fatalf("deploy: %d %s", status, answer)
	}
	ask := "<checkDeployStatus><asyncProcessId>" + id + "</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>"
	if _, first := f.soapCall(org, admin, ask); element(first, "done") != "false" || element(first, "status") != "Pending" {
		f.Errorf("a deploy is not done at once: %s", first)
	}
	_, answer = f.soapCall(org, admin, ask)
	if element(answer, "done") != "true" {
		f.Fatalf("not done: %s", answer)
	}
	return answer
}

func TestSOAPDeploy(t *testing.T) {
	f := newFixture(t)
	files := externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")
	if got := f.soapDeploy(f.prod, files, "<checkOnly>true</checkOnly>"); element(got, "status") != "Succeeded" || len(f.prod.Apps()) != 1 {
		t.Errorf("a check changes nothing: %s", got)
	}
	got := f.soapDeploy(f.prod, files, "<rollbackOnError>true</rollbackOnError>")
	if element(got, "success") != "true" || element(got, "numberComponentErrors") != "0" || strings.Count(got, "<componentSuccesses>") != 7 {
		t.Errorf("deployed: %s", got)
	}
	if err := f.prod.Assign("Billing_Login", etl); err != nil {
		t.Fatal(err)
	}
	if refused, _ := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String())); refused != "" {
		t.Errorf("the app that was deployed over SOAP refuses its login: %s", refused)
	}

	got = f.soapDeploy(f.prod, replaced(files, "externalClientApps/Billing.eca", "Local", "Packageable"), "<rollbackOnError>true</rollbackOnError>")
	if element(got, "status") != "Failed" || !strings.Contains(got, "Packageable") || !strings.Contains(got, "is not a valid value for the enum") {
		t.Errorf("failed: %s", got)
	}
}

// What the platform adds, hides and makes by itself shows when it is read back.
func TestReadMetadata(t *testing.T) {
	f := newFixture(t)
	admin := f.prod.AdminToken().Reveal()
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")))
	f.must(f.deploy(f.prod, connectedApp("Classic", caKey, ours().pem, "Api RefreshToken", true, "<consumerSecret>example-client-secret</consumerSecret>")))
	read := func(kind, name string) string {
		t.Helper()
		status, answer := f.soapCall(f.prod, admin, "<readMetadata><type>"+kind+"</type><fullNames>"+name+"</fullNames></readMetadata>")
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
		return answer
	}
	for _, tt := range []struct{ kind, name, element, want string }{
		{"ExternalClientApplication", "Billing", "orgScopedExternalApp", f.prod.ID()[:15] + ":Billing"},
		{"ExtlClntAppGlobalOauthSettings", "Billing_glbloauth", "consumerKey", ecaKey},
		{"ExtlClntAppGlobalOauthSettings", "Billing_glbloauth", "consumerSecret", ""},
		{"ExtlClntAppOauthSettings", "Billing_oauth", "commaSeparatedOauthScopes", "Api, RefreshToken"},
		{"ConnectedApp", "Classic", "consumerKey", caKey},
		{"ConnectedApp", "Classic", "consumerSecret", ""},
		{"ConnectedApp", f.prod.Apps()[0].Name, "consumerKey", oldKey},
		{"PermissionSet", "Billing_Login", "fullName", "Billing_Login"},
		{"PermissionSet", "Nobody", "fullName", ""},
	} {
		if got := element(read(tt.kind, tt.name), tt.element); got != tt.want {
			t.Errorf("%s %s: %s is %q, want %q", tt.kind, tt.name, tt.element, got, tt.want)
		}
	}
	if link := element(read("ExtlClntAppOauthSettings", "Billing_oauth"), "oauthLink"); !strings.HasPrefix(link, f.prod.ID()[:15]+":888") {
		t.Errorf("link %s", link)
	}

	// The platform makes a policy with the settings, open to everybody.
	files := externalApp("Open", "OpenConsumerKey", ours().pem, "Api, RefreshToken", "")
	f.must(f.deploy(f.prod, with(with(files, "extlClntAppOauthPolicies/Open_oauth_defaultPolicy.ecaOauthPlcy", ""), "extlClntAppPolicies/Open_defaultPolicy.ecaPlcy", "")))
	if got := element(read("ExtlClntAppOauthConfigurablePolicies", "Open_oauth_defaultPolicy"), "permittedUsersPolicyType"); got != "AllSelfAuthorized" {
		t.Errorf("permitted users %q", got)
	}
	_, list := f.soapCall(f.prod, admin, "<listMetadata><queries><type>ExtlClntAppOauthConfigurablePolicies</type></queries><asOfVersion>66.0</asOfVersion></listMetadata>")
	for _, name := range []string{"Billing_oauth_defaultPolicy", "Open_oauth_defaultPolicy"} {
		if !strings.Contains(list, "<fullName>"+name+"</fullName>") {
			t.Errorf("%s is not in %s", name, list)
		}
	}

	// What is deleted is not there any more, satellites included.
	f.must(f.deploy(f.prod, map[string]string{"package.xml": metadata("Package", "<version>66.0</version>"),
		"destructiveChanges.xml": metadata("Package", "<types><members>Open</members><name>ExternalClientApplication</name></types>")}))
	if got := read("ExtlClntAppOauthConfigurablePolicies", "Open_oauth_defaultPolicy"); element(got, "fullName") != "" {
		t.Errorf("it is still there: %s", got)
	}
}

func TestSOAPMetadataRefuses(t *testing.T) {
	f := newFixture(t)
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")))
	if err := f.prod.Assign("Billing_Login", etl); err != nil {
		t.Fatal(err)
	}
	_, plain := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	admin := f.prod.AdminToken().Reveal()
	for _, tt := range []struct{ name, token, body, want string }{
		{"no session", "nothing", "<describeMetadata/>", "sf:INVALID_SESSION_ID"},
		{"of a user who may not", plain["access_token"].(string), "<describeMetadata/>", "sf:INSUFFICIENT_ACCESS"},
		{"unknown call", admin, "<everything/>", "sf:UNKNOWN_EXCEPTION"},
		{"no zip", admin, "<deploy/>", "sf:REQUIRED_FIELD_MISSING"},
		{"unknown deploy", admin, "<checkDeployStatus><asyncProcessId>0Af000000000001</asyncProcessId></checkDeployStatus>", "sf:INVALID_CROSS_REFERENCE_KEY"},
		{"unknown type", admin, "<readMetadata><type>Nothing</type></readMetadata>", "sf:INVALID_CROSS_REFERENCE_KEY"},
	} {
		status, answer := f.soapCall(f.prod, tt.token, tt.body)
		if got := element(answer, "faultcode"); status != http.StatusInternalServerError || got != tt.want {
			t.Errorf("%s: %d %s", tt.name, status, answer)
		}
	}
	if _, answer := f.soapCall(f.prod, admin, "<describeMetadata/>"); !strings.Contains(answer, "<xmlName>ExternalClientApplication</xmlName>") {
		t.Errorf("described: %s", answer)
	}
}

// sf asks for records by id, and for paths behind an instance URL that ends in a
// slash.
func TestRecordByID(t *testing.T) {
	f := newFixture(t)
	rows, _ := f.query(f.prod, f.prod.AdminToken().Reveal(), "SELECT Id FROM User WHERE Username = '"+etl+"'")
	id := rows[0]["Id"].(string)
	admin := f.prod.AdminToken().Reveal()
	for path, want := range map[string]int{"/sobjects/User/" + id: 200, "/sobjects/User/005000000000001": 404, "/sobjects/Nothing/" + id: 404, "/sobjects/User/" + id + "?fields=Nothing": 400} {
		status, answer := f.call(http.MethodGet, f.prod, path, admin, nil)
		if status != want {
			t.Errorf("%s: %d %v", path, status, answer)
		}
		if want == 200 && answer["Username"] != etl {
			t.Errorf("%v", answer)
		}
	}
	if status, _ := f.send(http.MethodGet, "https://"+prodHost+"//services/data", "", "", nil); status != 200 {
		t.Errorf("two slashes: %d", status)
	}
}
