package rehearsal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

func secretOf(text string) secret.Secret { return secret.New(text) }

// needs skips a test whose oracle is missing; in CI that is a failure.
func needs(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing", tool)
		}
		t.Skipf("%s is missing", tool)
	}
}

// query runs SOQL and gives the rows, or the error as "CODE: TEXT".
func (f *fixture) query(o *rehearsal.Tenant, token, soql string) (rows []map[string]any, refused string) {
	f.Helper()
	status, body := f.call(http.MethodGet, o, "/query?q="+url.QueryEscape(soql), token, nil)
	if status != http.StatusOK {
		return nil, fmt.Sprintf("%v: %v", body["errorCode"], body["message"])
	}
	for _, r := range body["records"].([]any) {
		rows = append(rows, r.(map[string]any))
	}
	return rows, ""
}

func TestQueryLoginHistory(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	f.now = noon.AddDate(0, 0, -10)
	f.soapLogin("login.salesforce.com", "/services/Soap/u/59.0", soapLogin(etl, "example-password"))
	f.now = noon.Add(-time.Hour)
	f.grant("login.salesforce.com", password(etl, "example-password", oldKey, "old-secret"))
	f.now = noon
	f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	f.grant(prodHost, password("other@acme.example", "guess", oldKey, "old-secret"))
	admin := f.prod.AdminToken().Reveal()
	for _, tt := range []struct{ name, where, want string }{
		{"all", "", "Other Apex API/- Remote Access 2.0/OauthUsernamePassword Remote Access 2.0/- Remote Access 2.0/OauthUsernamePassword"},
		{"by type", "WHERE LoginType IN ('Other Apex API','Partner Product')", "Other Apex API/-"},
		{"by type, whatever the case", "where logintype = 'remote access 2.0' and LoginTime = TODAY limit 2", "Remote Access 2.0/OauthUsernamePassword Remote Access 2.0/-"},
		{"last days", "WHERE LoginTime = LAST_N_DAYS:9", "Remote Access 2.0/OauthUsernamePassword Remote Access 2.0/- Remote Access 2.0/OauthUsernamePassword"},
		{"last days, reaching back", "WHERE LoginTime = LAST_N_DAYS:10 AND LoginType != 'Remote Access 2.0'", "Other Apex API/-"},
		{"bounds", "WHERE LoginTime >= 2026-11-23T11:00:00Z AND LoginTime < 2026-11-23T12:00:00Z", "Remote Access 2.0/OauthUsernamePassword"},
		{"by host", "WHERE LoginUrl = '" + prodHost + "' ORDER BY LoginTime DESC LIMIT 1", "Remote Access 2.0/-"},
		{"newest first", "ORDER BY LoginTime DESC, Id LIMIT 0", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, refused := f.query(f.prod, admin, "SELECT LoginTime, LoginType, LoginSubType FROM LoginHistory "+tt.where)
			var got []string
			for _, r := range rows {
				sub := r["LoginSubType"]
				if sub == nil {
					sub = "-"
				}
				got = append(got, fmt.Sprint(r["LoginType"], "/", sub))
			}
			if refused != "" || strings.Join(got, " ") != tt.want {
				t.Errorf("got %s %q, want %q", refused, strings.Join(got, " "), tt.want)
			}
		})
	}
	rows, _ := f.query(f.prod, admin, "SELECT UserId, LoginTime, Status, ClientVersion, ApiType, ApiVersion, SourceIp, Application FROM LoginHistory LIMIT 1")
	delete(rows[0], "attributes")
	delete(rows[0], "UserId")
	want := map[string]any{"LoginTime": "2026-11-13T12:00:00.000+0000", "Status": "Success", "ClientVersion": "RestForce", "ApiType": "SOAP Partner", "ApiVersion": "59.0", "SourceIp": "192.0.2.1", "Application": "N/A"}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	// Others see their own rows only.
	_, answer := f.grant(prodHost, password("other@acme.example", "other-password", oldKey, "old-secret"))
	if rows, _ := f.query(f.prod, answer["access_token"].(string), "SELECT Id FROM LoginHistory"); len(rows) != 2 {
		t.Errorf("%d rows, want the user's own two", len(rows))
	}
}

func TestQueryRefused(t *testing.T) {
	f := newFixture(t)
	admin := f.prod.AdminToken().Reveal()
	for soql, want := range map[string]string{
		"":                            "MALFORMED_QUERY: unexpected token: '<EOF>'",
		"SELECT Id":                   "MALFORMED_QUERY: unexpected token: '<EOF>'",
		"SELECT Id FROM User WHERE":   "MALFORMED_QUERY: unexpected token: '<EOF>'",
		"DELETE FROM User":            "MALFORMED_QUERY: unexpected token: 'DELETE'",
		"SELECT Id FROM User LIMIT x": "MALFORMED_QUERY: unexpected token: 'x'",
		"SELECT Id FROM User WHERE IsActive = true OR IsActive = false":  "MALFORMED_QUERY: unexpected token: 'OR'",
		"SELECT Id FROM User WHERE Username LIKE 'a%'":                   "MALFORMED_QUERY: unexpected token: 'LIKE'",
		"SELECT Id FROM User WHERE Username = 'a":                        "MALFORMED_QUERY: unexpected token: '''",
		"SELECT Id FROM User WHERE Username = a":                         "MALFORMED_QUERY: unexpected token: 'a'",
		"SELECT Id FROM User WHERE IsActive = 'true'":                    "MALFORMED_QUERY: unexpected token: 'true'",
		"SELECT Id FROM LoginHistory WHERE LoginTime = '2026-11-23'":     "MALFORMED_QUERY: unexpected token: '2026-11-23'",
		"SELECT Id FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:none": "MALFORMED_QUERY: unexpected token: 'LAST_N_DAYS:none'",
		"SELECT Id FROM Opportunity":                                     "INVALID_TYPE: sObject type 'Opportunity' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.",
		"SELECT Id, Nickname FROM User":                                  "INVALID_FIELD: No such column 'Nickname' on entity 'User'.",
		"SELECT Id FROM LoginHistory WHERE Status = 'Success'":           "INVALID_FIELD: field 'Status' can not be filtered in a query call",
		"SELECT Id FROM LoginHistory WHERE LoginSubType = 'x'":           "INVALID_FIELD: field 'LoginSubType' can not be filtered in a query call",
		"SELECT Id FROM LoginHistory WHERE SourceIp = '192.0.2.1'":       "INVALID_FIELD: field 'SourceIp' can not be filtered in a query call",
		"SELECT Id FROM LoginHistory WHERE Application = 'x'":            "INVALID_FIELD: field 'Application' can not be filtered in a query call",
	} {
		if _, refused := f.query(f.prod, admin, soql); refused != want {
			t.Errorf("%s: got %q, want %q", soql, refused, want)
		}
	}
}

// The Salesforce CLI asks what a query will find before it runs it.
func TestQueryColumns(t *testing.T) {
	f := newFixture(t)
	_, got := f.call(http.MethodGet, f.prod, "/query?columns=true&q="+url.QueryEscape("SELECT id, Account.Name, LastName FROM Contact"), f.prod.AdminToken().Reveal(), nil)
	var names []string
	for _, column := range got["columnMetadata"].([]any) {
		c := column.(map[string]any)
		name := c["columnName"].(string)
		for _, joined := range c["joinColumns"].([]any) {
			name += "." + joined.(map[string]any)["columnName"].(string)
		}
		names = append(names, name)
	}
	if strings.Join(names, " ") != "Id Account.Name LastName" || got["entityName"] != "Contact" || got["idSelected"] != true || got["keyPrefix"] != "003" {
		t.Error(got)
	}
}

func TestQueryPages(t *testing.T) {
	f := newFixture(t, func(c *rehearsal.Config) { c.BatchSize = 3 })
	admin := f.prod.AdminToken().Reveal()
	for i := range 7 {
		if status, body := f.call(http.MethodPost, f.prod, "/sobjects/Account", admin, map[string]string{"Name": fmt.Sprint("A", i)}); status != 201 {
			t.Fatal(status, body)
		}
	}
	var got []string
	path := "/query?q=" + url.QueryEscape("SELECT Name FROM Account ORDER BY Name DESC")
	for range 3 {
		_, body := f.call(http.MethodGet, f.prod, path, admin, nil)
		if body["totalSize"] != 8.0 {
			t.Fatal(body)
		}
		for _, r := range body["records"].([]any) {
			got = append(got, r.(map[string]any)["Name"].(string))
		}
		next, more := body["nextRecordsUrl"].(string)
		if more == body["done"].(bool) {
			t.Fatal(body)
		}
		path = strings.TrimPrefix(next, "/services/data/v66.0")
	}
	if strings.Join(got, " ") != "Example Account A6 A5 A4 A3 A2 A1 A0" {
		t.Error(got)
	}
	_, body := f.call(http.MethodGet, f.prod, "/query?q=SELECT+COUNT()+FROM+Account", admin, nil)
	if body["totalSize"] != 8.0 || len(body["records"].([]any)) != 0 {
		t.Error(body)
	}
}

func TestAssignPermissionSetOverREST(t *testing.T) {
	f := newFixture(t)
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")))
	admin := f.prod.AdminToken().Reveal()
	users, _ := f.query(f.prod, admin, "SELECT Id FROM User WHERE Username = '"+etl+"'")
	sets, _ := f.query(f.prod, admin, "SELECT Id, Label FROM PermissionSet WHERE Name = 'Billing_Login'")
	body := map[string]any{"AssigneeId": users[0]["Id"], "PermissionSetId": sets[0]["Id"].(string)[:15]}
	login := func() string {
		refused, _ := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
		return refused
	}
	if login() == "" {
		t.Fatal("the user should need the assignment")
	}
	status, made := f.call(http.MethodPost, f.prod, "/sobjects/PermissionSetAssignment", admin, body)
	if status != 201 || login() != "" {
		t.Fatalf("%d %v", status, made)
	}
	if status, again := f.call(http.MethodPost, f.prod, "/sobjects/PermissionSetAssignment", admin, body); status != 400 || again["errorCode"] != "DUPLICATE_VALUE" {
		t.Errorf("%d %v", status, again)
	}
	rows, refused := f.query(f.prod, admin, "SELECT Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment WHERE Assignee.Username = '"+etl+"'")
	if refused != "" || len(rows) != 1 || rows[0]["PermissionSet"].(map[string]any)["Name"] != "Billing_Login" {
		t.Error(refused, rows)
	}
	access, refused := f.query(f.prod, admin, "SELECT Parent.Name, SetupEntityId FROM SetupEntityAccess WHERE SetupEntityType = 'ExternalClientApplication'")
	if refused != "" || len(access) != 1 {
		t.Error(refused, access)
	}
	if status, _ := f.call(http.MethodDelete, f.prod, "/sobjects/PermissionSetAssignment/"+made["id"].(string), admin, nil); status != 204 || login() == "" {
		t.Errorf("%d: the assignment should be gone", status)
	}
	if status, body := f.call(http.MethodDelete, f.prod, "/sobjects/PermissionSetAssignment/"+made["id"].(string), admin, nil); status != 404 || body["errorCode"] != "ENTITY_IS_DELETED" {
		t.Errorf("%d %v", status, body)
	}
}

// What a user without rights may not do, and what nobody may.
func TestDataRefused(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	_, answer := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	user := answer["access_token"].(string)
	admin := f.prod.AdminToken().Reveal()
	_, other := f.grant(prodHost, password("other@acme.example", "other-password", oldKey, "old-secret"))
	if err := f.prod.SetActive("other@acme.example", false); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, method, address, token, body, want string
	}{
		{"no token", "GET", prodHost + "/services/data/v66.0/limits", "", "", "401 INVALID_SESSION_ID"},
		{"made-up token", "GET", prodHost + "/services/data/v66.0/limits", "guess", "", "401 INVALID_SESSION_ID"},
		{"token of another org", "GET", boxHost + "/services/data/v66.0/limits", user, "", "401 INVALID_SESSION_ID"},
		{"generic host", "GET", "login.salesforce.com/services/data/v66.0/limits", user, "", "401 INVALID_SESSION_ID"},
		{"user deactivated since", "GET", prodHost + "/services/data/v66.0/limits", other["access_token"].(string), "", "401 INVALID_SESSION_ID"},
		{"version to come", "GET", prodHost + "/services/data/v99.0/limits", user, "", "404 NOT_FOUND"},
		{"version gone", "GET", prodHost + "/services/data/v20.0/limits", user, "", "410 GONE"},
		{"path", "GET", prodHost + "/services/data/v66.0/nothing", user, "", "404 NOT_FOUND"},
		{"service", "GET", prodHost + "/services/nothing", user, "", "404 NOT_FOUND"},
		{"method", "DELETE", prodHost + "/services/data/v66.0/limits", user, "", "405 METHOD_NOT_ALLOWED"},
		{"deploy", "POST", prodHost + "/services/data/v66.0/metadata/deployRequest", user, "", "403 INSUFFICIENT_ACCESS"},
		{"secrets", "GET", prodHost + "/services/data/v66.0/apps/oauth/usage", user, "", "403 INSUFFICIENT_ACCESS"},
		{"assign", "POST", prodHost + "/services/data/v66.0/sobjects/PermissionSetAssignment", user, "{}", "403 INSUFFICIENT_ACCESS"},
		{"no JSON", "POST", prodHost + "/services/data/v66.0/sobjects/Account", user, "x", "400 JSON_PARSER_ERROR"},
		{"no name", "POST", prodHost + "/services/data/v66.0/sobjects/Account", user, "{}", "400 REQUIRED_FIELD_MISSING"},
		{"no user", "POST", prodHost + "/services/data/v66.0/sobjects/PermissionSetAssignment", admin, `{"AssigneeId":"005000000000001","PermissionSetId":"0PS000000000001"}`, "400 INVALID_CROSS_REFERENCE_KEY"},
		{"object", "POST", prodHost + "/services/data/v66.0/sobjects/Opportunity", admin, "{}", "404 NOT_FOUND"},
		{"page used up", "GET", prodHost + "/services/data/v66.0/query/01g000000000000-2000", user, "", "404 NOT_FOUND"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body := f.send(tt.method, "https://"+tt.address, "application/json", tt.token, []byte(tt.body))
			if got := fmt.Sprint(status, " ", f.object(body)["errorCode"]); got != tt.want {
				t.Errorf("got %s %s, want %s", got, body, tt.want)
			}
		})
	}
}

func TestTokenWithoutAPIScope(t *testing.T) {
	f := newFixture(t)
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "OpenID, RefreshToken", "")))
	f.assign(f.prod, etl)
	refused, answer := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	if refused != "" {
		t.Fatal(refused)
	}
	if status, body := f.call(http.MethodGet, f.prod, "/limits", answer["access_token"].(string), nil); status != 403 {
		t.Errorf("%d %v", status, body)
	}
}

func TestSessionEnds(t *testing.T) {
	f := newFixture(t)
	_, answer := f.grant(prodHost, password(etl, "example-password", oldKey, "old-secret"))
	token := answer["access_token"].(string)
	if status, _ := f.call(http.MethodGet, f.prod, "/", token, nil); status != 200 {
		t.Fatal(status)
	}
	f.now = f.now.Add(2 * time.Hour)
	if status, _ := f.call(http.MethodGet, f.prod, "/", token, nil); status != 401 {
		t.Errorf("after two hours: %d", status)
	}
}

// What describe promises holds: every object can be queried by all its fields,
// and a record can be made of the fields that it needs.
func TestDescribe(t *testing.T) {
	f := newFixture(t)
	admin := f.prod.AdminToken().Reveal()
	_, all := f.call(http.MethodGet, f.prod, "/sobjects/", admin, nil)
	for _, o := range all["sobjects"].([]any) {
		object := o.(map[string]any)
		name := object["name"].(string)
		_, described := f.call(http.MethodGet, f.prod, "/sobjects/"+name+"/describe", admin, nil)
		var fields, needed []string
		for _, d := range described["fields"].([]any) {
			field := d.(map[string]any)
			fields = append(fields, field["name"].(string))
			if field["createable"] == true && field["nillable"] == false && field["defaultedOnCreate"] == false {
				needed = append(needed, field["name"].(string))
			}
		}
		if _, refused := f.query(f.prod, admin, "SELECT "+strings.Join(fields, ", ")+" FROM "+name); refused != "" {
			t.Errorf("%s: %s", name, refused)
		}
		if object["createable"] != (len(needed) > 0) {
			t.Errorf("%s: createable %v, needs %q", name, object["createable"], needed)
		}
	}
	if status, _ := f.call(http.MethodGet, f.prod, "/sobjects/Opportunity/describe", admin, nil); status != 404 {
		t.Error(status)
	}
}

func TestAPIOnlyUser(t *testing.T) {
	f := newFixture(t)
	f.must(f.deploy(f.prod, map[string]string{"permissionsets/Api.permissionset": metadata("PermissionSet",
		"<label>Api</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><userPermissions><enabled>true</enabled><name>ApiUserOnly</name></userPermissions>")}))
	if err := f.prod.Assign("Api", etl); err != nil {
		t.Fatal(err)
	}
	rows, refused := f.query(f.prod, f.prod.AdminToken().Reveal(), "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.PermissionsApiUserOnly = true LIMIT 1")
	if refused != "" || len(rows) != 1 || rows[0]["Assignee"].(map[string]any)["Username"] != etl {
		t.Error(refused, rows)
	}
}

func TestVersionsNeedNoLogin(t *testing.T) {
	f := newFixture(t)
	for _, host := range []string{"login.salesforce.com", prodHost, boxHost} {
		status, body := f.send(http.MethodGet, "https://"+host+"/services/data", "", "", nil)
		if status != 200 || !strings.HasSuffix(string(body), `{"label":"Winter '27","url":"/services/data/v68.0","version":"68.0"}]`) || !strings.Contains(string(body), `"Summer '14","url":"/services/data/v31.0"`) {
			t.Errorf("%s: %d %s", host, status, body)
		}
	}
}
