package explain_test

import (
	"regexp"
	"strings"
	"testing"

	"unpw/migrate/explain"
	"unpw/templates"
)

// Every answer that the fact sheet on Salesforce OAuth knows of, as a client would
// show it, and the entry that must come first. The rows of flows that unpw does
// not write (web-server, refresh-token) are here too: nothing else provokes them.
func TestEveryKnownAnswerIsExplained(t *testing.T) {
	c := catalogue(t)
	for _, tt := range []struct{ flow, said, want string }{
		{"jwt-bearer", `{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`, "jwt-user-not-approved"},
		{"jwt-bearer", `{"error":"invalid_app_access","error_description":"user is not admin approved to access this app"}`, "any-user-not-admin-approved"},
		{"client-credentials", `invalid_app_access: user is not admin approved to access this app`, "any-user-not-admin-approved"},
		{"jwt-bearer", `ERROR: app_not_found: External client app is not installed in this org`, "jwt-app-not-installed"},
		{"jwt-bearer", `Error authenticating with JWT config: audience is invalid`, "jwt-audience-invalid"},
		{"jwt-bearer", `{"error":"invalid_grant","error_description":"Audience validation failed"}`, "jwt-audience-invalid"},
		{"jwt-bearer", `invalid_grant: invalid assertion`, "jwt-assertion-invalid"},
		{"jwt-bearer", `invalid_client: invalid client credentials`, "jwt-signature-mismatch"},
		{"jwt-bearer", `invalid_grant: expired authorization code`, "jwt-assertion-expired"},
		{"jwt-bearer", `invalid_grant: assertion expired`, "jwt-assertion-expired"},
		{"jwt-bearer", `invalid_client_id: client identifier invalid`, "any-client-unknown"},
		{"client-credentials", `invalid_grant - request not supported on this domain`, "client-credentials-wrong-domain"},
		{"client-credentials", `invalid_grant - no client credentials user enabled`, "client-credentials-no-user"},
		{"client-credentials", `{"error":"invalid_grant","error_description":"The client credentials flow not enabled on app"}`, "client-credentials-not-enabled"},
		{"client-credentials", `no valid scopes defined`, "client-credentials-no-scope"},
		{"client-credentials", `scope parameter not supported`, "client-credentials-scope-parameter"},
		{"client-credentials", `invalid_client: invalid client credentials`, "client-credentials-secret-wrong"},
		{"web-server", `invalid_client: invalid client credentials`, "client-credentials-secret-wrong"},
		{"refresh-token", `invalid_client: invalid client credentials`, "client-credentials-secret-wrong"},
		{"", `{"error":"invalid_client_id","error_description":"client identifier invalid"}`, "any-client-unknown"},
		{"oauth-password", `simple_salesforce.exceptions.SalesforceAuthenticationFailed: invalid_grant: authentication failure`, "password-flow-blocked"},
		{"oauth-password", `invalid_grant: ip restricted`, "any-ip-restricted"},
		{"web-server", `invalid_grant: ip restricted`, "any-ip-restricted"},
		{"refresh-token", `invalid_grant: ip restricted`, "any-ip-restricted"},
		{"oauth-password", `invalid_grant: inactive user`, "any-user-inactive"},
		{"jwt-bearer", `inactive_user: user is inactive`, "any-user-inactive"},
		{"refresh-token", `{"error":"invalid_grant","error_description":"expired access/refresh token"}`, "refresh-token-expired"},
		{"", `RefreshError: expired access/refresh token`, "refresh-token-expired"},
		{"web-server", `invalid_grant: authentication failure`, "web-server-authentication-failure"},
		{"web-server", `invalid_grant: expired authorization code`, "web-server-code-expired"},
		{"web-server", `error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration`, "web-server-redirect-mismatch"},
		{"web-server", `invalid_grant: invalid code verifier`, "web-server-code-verifier"},
		{"", `unsupported_grant_type: grant type not supported`, "any-grant-unsupported"},
		{"", `invalid_request: missing required parameter: client_id`, "any-parameter-missing"},
		{"", `inactive_org: organization is inactive`, "any-org-inactive"},
		{"", `invalid_grant: login rate exceeded`, "any-rate-exceeded"},
		{"", `rate_limit_exceeded`, "any-rate-exceeded"},
		{"", `{"error":"unauthorized_client"}`, "any-client-unauthorized"},
		{"web-server", `http://localhost:1717/OauthRedirect?error=access_denied&error_description=end-user+denied+authorization`, "web-server-access-denied"},
		{"web-server", `OAUTH_APP_ACCESS_DENIED: user is not admin approved to access this app`, "web-server-app-access-denied"},
		{"web-server", `error=OAUTH_APP_BLOCKED`, "web-server-app-blocked"},
		{"web-server", `OAUTH_EC_APP_NOT_FOUND`, "web-server-app-not-found"},
		{"web-server", `?error=OAUTH_APPROVAL_ERROR_GENERIC&error_description=An+unexpected+error`, "web-server-approval-error"},
		{"", `<html><head><title>Data Not Available</title></head>`, "any-html-page"},
		{"", `ERROR_HTTP_503`, "any-server-error"},
		{"", `{"error":"server_error"}`, "any-server-error"},
		{"", `x509: certificate signed by unknown authority`, "any-tls"},
		{"", `Error: getaddrinfo ENOTFOUND acmee.my.salesforce.com`, "any-tls"},
		{"resource", `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`, "resource-session-invalid"},
		{"resource", `REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.`, "resource-request-limit"},
		{"resource", `INSUFFICIENT_ACCESS: insufficient access rights on object id`, "resource-insufficient-access"},
		{"resource", `API_DISABLED_FOR_ORG: API is not enabled for this Organization or Partner`, "resource-api-disabled"},
		{"soap-login", `<faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring>`, "soap-credentials-wrong"},
		{"soap-login", `INVALID_OPERATION: SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().`, "soap-login-disabled"},
		{"soap-login", `INVALID_OPERATION: The SOAP Login operation is not available in the API version specified (65.0). Refer to the documentation for supported versions.`, "soap-version-without-login"},
		{"soap-login", `UNSUPPORTED_API_VERSION: Invalid Api version specified on URL`, "soap-version-retired"},
		{"soap-login", `sf:INSUFFICIENT_ACCESS Use Any API Auth`, "soap-any-api-auth-missing"},
		{"soap-login", `<sessionId>x</sessionId><passwordExpired>true</passwordExpired>`, "soap-password-expired"},
	} {
		found := c.Match(explain.Query{Flow: tt.flow, Description: tt.said})
		if len(found) == 0 || found[0].ID != tt.want {
			t.Errorf("%s %s: %v, want %s first", tt.flow, tt.said, ids(found), tt.want)
		}
		// In a log, among other lines, the same is found, the flow unknown.
		log, err := c.Find(strings.NewReader("10:00:01 INFO starting\n10:00:02 ERROR " + tt.said + "\n10:00:03 INFO bye\n"))
		if err != nil {
			t.Fatal(err)
		}
		if len(log.Found) == 0 || log.Found[0].Line != 2 || !holds(log.Found[0].Entries, tt.want) {
			t.Errorf("in a log: %s: %+v, want %s", tt.said, log.Found, tt.want)
		}
	}
}

func holds(entries []*explain.Entry, id string) bool {
	for _, e := range entries {
		if e.ID == id {
			return true
		}
	}
	return false
}

// "seen" is said of Salesforce's own texts and code only, or of a client's source
// code where the text is the client's.
func TestNoEntryIsBetterKnownThanItsSource(t *testing.T) {
	own := regexp.MustCompile(`Salesforce|API|WSDL|source code`)
	for _, e := range catalogue(t).Entries() {
		if e.Verified() && !own.MatchString(strings.Join(e.Source, " ")) {
			t.Errorf("%s is seen, by %q", e.ID, e.Source)
		}
	}
}

func TestTheVerificationListHasSevenLinesWithTheirSources(t *testing.T) {
	v, err := explain.LoadVerification(templates.Verification, catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range v.Lines {
		lines = append(lines, l.ID)
		if !strings.Contains(v.Text(), l.Setup) || !strings.Contains(v.Text(), l.Source[0]) {
			t.Errorf("%s: the page lacks its Setup path or source", l.ID)
		}
		if l.Confidence != explain.Seen && l.Doubt() == "" {
			t.Errorf("%s says nothing of its doubt", l.ID)
		}
	}
	if got := strings.Join(lines, " "); got != "toggle app-type ip-restriction token-appended endpoint org-age org-policy" {
		t.Errorf("lines are %s", got)
	}
}
