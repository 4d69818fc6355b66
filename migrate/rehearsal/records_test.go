package rehearsal_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A record is made, read, changed, found and removed, as clients do it.
func TestRecords(t *testing.T) {
	f := newFixture(t)
	token := f.prod.AdminToken().Reveal()
	_, made := f.call(http.MethodPost, f.prod, "/sobjects/Account", token, map[string]any{"Name": "Acme", "Industry": "Energy"})
	account, _ := made["id"].(string)
	status, made := f.call(http.MethodPost, f.prod, "/sobjects/Contact/", token, map[string]any{
		"attributes": map[string]string{"type": "Contact"}, "lastname": "Lovelace", "FirstName": "Ada", "AccountId": account[:15], "Email": nil})
	contact, _ := made["id"].(string)
	if status != http.StatusCreated || !strings.HasPrefix(contact, "003") {
		t.Fatal(status, made)
	}
	rows, refused := f.query(f.prod, token, "SELECT Name, Account.Name, Email, AccountId FROM Contact WHERE LastName = 'Lovelace'")
	if refused != "" || len(rows) != 1 || rows[0]["Name"] != "Ada Lovelace" || rows[0]["Account"].(map[string]any)["Name"] != "Acme" || rows[0]["AccountId"] != account {
		t.Error(refused, rows)
	}
	for _, change := range []struct{ method, query string }{{http.MethodPatch, ""}, {http.MethodPost, "?_HttpMethod=PATCH"}} {
		if status, body := f.call(change.method, f.prod, "/sobjects/Contact/"+contact+change.query, token, map[string]any{"Title": "Countess " + change.method, "AccountId": nil}); status != http.StatusNoContent {
			t.Fatal(status, body)
		}
		_, read := f.call(http.MethodGet, f.prod, "/sobjects/Contact/"+contact+"?fields=Title,AccountId,LastModifiedDate", token, nil)
		if read["Title"] != "Countess "+change.method || read["AccountId"] != nil || read["LastModifiedDate"] != "2026-11-23T12:00:00.000+0000" || read["LastName"] != nil {
			t.Error(read)
		}
	}
	if _, read := f.call(http.MethodGet, f.prod, "/sobjects/Contact/"+contact, token, nil); read["LastName"] != "Lovelace" || read["IsDeleted"] != false {
		t.Error(read)
	}
	for want, id := range map[int]string{http.StatusNoContent: contact, http.StatusNotFound: contact[:12] + "xxxAAA"} {
		if status, body := f.call(http.MethodDelete, f.prod, "/sobjects/Contact/"+id, token, nil); status != want {
			t.Error(status, body)
		}
	}
	if status, _ := f.call(http.MethodGet, f.prod, "/sobjects/Contact/"+contact, token, nil); status != http.StatusNotFound {
		t.Error("it is still there")
	}
}

// What a client may not do says so in the words of the catalogue, and changes
// nothing.
func TestRecordsRefused(t *testing.T) {
	f := newFixture(t)
	token := f.prod.AdminToken().Reveal()
	rows, _ := f.query(f.prod, token, "SELECT Id FROM Account")
	account := rows[0]["Id"].(string)
	for _, row := range []struct {
		method, path string
		body         map[string]any
		want         string
	}{
		{http.MethodPost, "Contact", map[string]any{"FirstName": "Ada"}, "REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]"},
		{http.MethodPost, "Account", map[string]any{"Name": "A", "Colour": "red"}, "INVALID_FIELD: No such column 'Colour' on entity 'Account'."},
		{http.MethodPost, "Account", map[string]any{"Name": strings.Repeat("x", 256)}, "STRING_TOO_LONG: Name: data value too large: (max length=255)"},
		{http.MethodPost, "Contact", map[string]any{"LastName": "L", "AccountId": "001000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY: invalid cross reference id"},
		{http.MethodPost, "Account", map[string]any{"Name": 7}, "JSON_PARSER_ERROR: The request body could not be read"},
		{http.MethodPatch, "Account/" + account, map[string]any{"Name": ""}, "REQUIRED_FIELD_MISSING: Required fields are missing: [Name]"},
		{http.MethodPatch, "Account/001000000000000AAA", map[string]any{"Name": "A"}, "ENTITY_IS_DELETED: entity is deleted"},
		{http.MethodPut, "Account/" + account, map[string]any{"Name": "A"}, "METHOD_NOT_ALLOWED: HTTP Method 'PUT' not allowed. Allowed are DELETE, GET, PATCH"},
		{http.MethodPost, "User", map[string]any{"Username": "A"}, "NOT_FOUND: The requested resource does not exist"},
	} {
		if _, body := f.call(row.method, f.prod, "/sobjects/"+row.path, token, row.body); body["errorCode"].(string)+": "+body["message"].(string) != row.want {
			t.Errorf("%s %s: %v", row.method, row.path, body)
		}
	}
	if rows, _ := f.query(f.prod, token, "SELECT Name FROM Account"); len(rows) != 1 || rows[0]["Name"] != "Example Account" {
		t.Error(rows)
	}
}

// Many records in one request: each has a result of its own.
func TestCollections(t *testing.T) {
	f := newFixture(t)
	token := f.prod.AdminToken().Reveal()
	ask := func(method, query string, body any) []map[string]any {
		t.Helper()
		sent, _ := json.Marshal(body)
		status, got := f.send(method, "https://"+prodHost+"/services/data/v66.0/composite/sobjects"+query, "application/json", token, sent)
		var results []map[string]any
		if err := json.Unmarshal(got, &results); err != nil || status != http.StatusOK {
			t.Fatal(status, string(got))
		}
		return results
	}
	account := map[string]string{"type": "Account"}
	made := ask(http.MethodPost, "/", map[string]any{"allOrNone": false, "records": []any{
		map[string]any{"attributes": account, "Name": "One"}, map[string]any{"attributes": account}, map[string]any{"attributes": map[string]string{"type": "Nothing"}}}})
	if len(made) != 3 || made[0]["success"] != true || made[1]["success"] != false || made[1]["errors"].([]any)[0].(map[string]any)["statusCode"] != "REQUIRED_FIELD_MISSING" || made[2]["success"] != false {
		t.Fatal(made)
	}
	id := made[0]["id"].(string)
	if changed := ask(http.MethodPatch, "", map[string]any{"records": []any{map[string]any{"attributes": account, "id": id, "Phone": "1"}}}); changed[0]["success"] != true {
		t.Error(changed)
	}
	if rows, _ := f.query(f.prod, token, "SELECT Name FROM Account WHERE Phone = '1'"); len(rows) != 1 {
		t.Error(rows)
	}
	if gone := ask(http.MethodDelete, "?ids="+id+","+id+",750000000000000AAA", nil); gone[0]["success"] != true || gone[1]["success"] != false || gone[2]["success"] != false {
		t.Error(gone)
	}
}

// A user who may only read is told so by describe, and stopped.
func TestReadOnlyUser(t *testing.T) {
	f := newFixture(t)
	if err := f.use("orgs: {acme.my.salesforce.com: {users: {etl@acme.example: {read-only: true}}}}"); err != nil {
		t.Fatal(err)
	}
	_, answer := f.grant(prodHost, passwordForm())
	token := answer["access_token"].(string)
	if _, body := f.call(http.MethodPost, f.prod, "/sobjects/Account", token, map[string]any{"Name": "A"}); body["errorCode"] != "INSUFFICIENT_ACCESS" {
		t.Error(body)
	}
	_, described := f.call(http.MethodGet, f.prod, "/sobjects/Account/describe", token, nil)
	if described["createable"] != false || described["queryable"] != true || slices.ContainsFunc(described["fields"].([]any), func(x any) bool { return x.(map[string]any)["createable"] == true }) {
		t.Error(described)
	}
}

// API requests are counted, and end.
func TestDailyRequests(t *testing.T) {
	f := newFixture(t)
	if err := f.use("orgs: {acme.my.salesforce.com: {daily-api-requests: {max: 10, left: 2}}}"); err != nil {
		t.Fatal(err)
	}
	token := f.prod.AdminToken().Reveal()
	_, first := f.call(http.MethodGet, f.prod, "/limits", token, nil)
	if got := first["DailyApiRequests"].(map[string]any); got["Max"] != 10.0 || got["Remaining"] != 1.0 {
		t.Error(got)
	}
	f.call(http.MethodGet, f.prod, "/", token, nil)
	if status, body := f.call(http.MethodGet, f.prod, "/limits", token, nil); status != http.StatusForbidden || body["errorCode"] != "REQUEST_LIMIT_EXCEEDED" {
		t.Error(status, body)
	}
}

// A refresh token of an earlier web-server login gives access tokens until it
// is gone; the device flow is refused.
func TestRefresh(t *testing.T) {
	f := newFixture(t)
	if err := f.use("orgs: {acme.my.salesforce.com: {apps: {Old: {consumer-secret: {env: secret}, refresh-tokens: [{user: etl@acme.example, token: {env: refresh}}]}}}}"); err != nil {
		t.Fatal(err)
	}
	form := func(token, secret string) url.Values {
		return url.Values{"grant_type": {"refresh_token"}, "client_id": {oldKey}, "client_secret": {secret}, "refresh_token": {token}}
	}
	for _, host := range []string{prodHost, "login.salesforce.com"} {
		refused, answer := f.grant(host, form("example-refresh", "example-secret"))
		if refused != "" || answer["refresh_token"] != nil || lastLogin(f.prod) != "Remote Access 2.0/OauthRefreshToken Success" {
			t.Error(refused, answer, lastLogin(f.prod))
		}
		if status, _ := f.call(http.MethodGet, f.prod, "/limits", answer["access_token"].(string), nil); status != http.StatusOK {
			t.Error(status)
		}
	}
	const unsupported = "unsupported_grant_type: grant type not supported"
	for _, row := range []struct {
		sent url.Values
		want string
	}{
		{form("other", "example-secret"), "invalid_grant: expired access/refresh token"},
		{form("example-refresh", "other"), "invalid_client: invalid client credentials"},
		{url.Values{"grant_type": {"refresh_token"}, "client_id": {"nobody"}}, "invalid_client_id: client identifier invalid"},
		{url.Values{"grant_type": {"device"}, "client_id": {oldKey}, "code": {"example"}}, unsupported},
		{url.Values{"response_type": {"device_code"}, "client_id": {oldKey}}, unsupported},
		{url.Values{"grant_type": {"authorization_code"}, "code": {"example"}}, unsupported},
		{url.Values{}, unsupported},
	} {
		if refused, _ := f.grant(prodHost, row.sent); refused != row.want {
			t.Errorf("%v: %s", row.sent, refused)
		}
	}
}

// The addresses of discovery are on the host that was asked, and answer.
func TestDiscovery(t *testing.T) {
	f := newFixture(t)
	for _, host := range []string{prodHost, "test.salesforce.com"} {
		_, body := f.send(http.MethodGet, "https://"+host+"/.well-known/openid-configuration", "", "", nil)
		found := f.object(body)
		for _, name := range []string{"token_endpoint", "introspection_endpoint", "revocation_endpoint"} {
			address := found[name].(string)
			if !strings.HasPrefix(address, "https://"+host+"/") {
				t.Errorf("%s is %s", name, address)
			}
			if status, _ := f.send(http.MethodPost, address, formKind, "", nil); status != http.StatusBadRequest {
				t.Errorf("%s answers %d", name, status)
			}
		}
	}
}
