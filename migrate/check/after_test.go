package check_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// What the checks behind the login say of what the org answers.
func TestAfterLogin(t *testing.T) {
	const identity, v = "GET /id/" + orgID + "/" + userID, "/services/data/v66.0/"
	const who = `{"user_id":"` + userID + `","organization_id":"` + orgID + `","username":"NAME","active":true}`
	expired := `401 [{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]`
	history := func(login, sub, status string) string {
		return records(`{"UserId":"` + userID + `","LoginTime":"2026-11-23T10:00:00.000+0000","LoginType":"` + login + `","LoginSubType":"` + sub + `","Status":"` + status + `"}`)
	}
	credentials, all := credentialsTarget(), jwtTarget()
	all.Read, all.Write = true, check.Write{Object: "A"}
	filled := all
	filled.Write.Fields = map[string]any{"Name": "x"}
	for _, row := range []struct {
		name         string
		target       check.Target
		path, answer string
		check        string
		result, seen string
		code         fail.Code
	}{
		{"session gone", all, identity, expired, "identity", check.Failed, "INVALID_SESSION_ID: Session expired", fail.Refused},
		{"identity hidden", all, identity, `403 Missing_OAuth_Token`, "identity", check.Warning, "Missing_OAuth_Token", fail.Done},
		{"another user", all, identity, "200 " + strings.Replace(who, "NAME", "boss@acme.example", 1), "identity", check.Failed, "boss@acme.example in org " + orgID + ", not for etl@acme.example", fail.Partial},
		{"same user in capitals", all, identity, "200 " + strings.Replace(who, "NAME", "ETL@acme.example", 1), "identity", check.OK, "ETL@acme.example", fail.Done},
		{"another org", all, identity, "200 " + strings.Replace(strings.Replace(who, "NAME", "etl@acme.example", 1), orgID, "00D000000000002AAA", 1), "identity", check.Failed, "00D000000000002AAA", fail.Partial},
		{"inactive", all, identity, "200 " + strings.Replace(who, "true", "false", 1), "identity", check.Failed, "inactive", fail.Partial},
		{"API off", all, "GET " + v, `403 [{"errorCode":"API_DISABLED_FOR_ORG","message":"off"}]`, "api", check.Failed, "API_DISABLED_FOR_ORG: off", fail.Refused},
		{"limits hidden", all, "GET " + v + "limits", `403 [{"errorCode":"INSUFFICIENT_ACCESS","message":"no"}]`, "limits", check.Warning, "INSUFFICIENT_ACCESS", fail.Done},
		{"few requests", all, "GET " + v + "limits", `200 {"DailyApiRequests":{"Max":1000,"Remaining":99}}`, "limits", check.Warning, "99 of 1000", fail.Done},
		{"unnamed limit", all, "GET " + v + "limits", `200 {}`, "limits", check.Skipped, "does not name", fail.Done},
		{"run-as another", credentials, identity, "200 " + strings.Replace(who, "NAME", "boss@acme.example", 1), "run-as", check.Failed, "act as boss@acme.example, not as etl@acme.example", fail.Partial},
		{"not API only", credentials, "FROM PermissionSetAssignment", records(), "run-as", check.Warning, "not API only", fail.Done},
		{"API only unknown", credentials, "FROM PermissionSetAssignment", `400 [{"errorCode":"INVALID_FIELD","message":"x"}]`, "run-as", check.OK, "could not be read", fail.Done},
		{"recorded", all, "FROM LoginHistory", history("Remote Access 2.0", "", "Success"), "login-history", check.OK, "no subtype, status Success (no value is documented", fail.Done},
		{"recorded with the app", all, "FROM LoginHistory", records(`{"UserId":"` + userID + `","LoginTime":"2026-11-23T10:00:00.000+0000","LoginType":"Remote Access 2.0","Status":"Success","Application":"Billing Etl","LoginUrl":"acme.my.salesforce.com"}`), "login-history", check.OK, "application Billing Etl, at acme.my.salesforce.com (no value is documented for this flow: recognised by its having no subtype and by the app's name)", fail.Done},
		{"recorded by API value", credentials, "FROM LoginHistory", history("Oauth2", "OauthClientCredentials", "Success"), "login-history", check.OK, "Oauth2 / OauthClientCredentials", fail.Done},
		{"still by password", all, "FROM LoginHistory", history("Remote Access 2.0", "OAuth Username-Password", "Success"), "login-history", check.Warning, "1 times by password", fail.Done},
		{"an earlier attempt", all, "FROM LoginHistory", history("Remote Access 2.0", "", "Failed: Not approved for access"), "login-history", check.Skipped, "not recorded yet", fail.Done},
		{"not recorded yet", all, "FROM LoginHistory", records(), "login-history", check.Skipped, "not recorded yet", fail.Done},
		{"history hidden", all, "FROM LoginHistory", `400 [{"errorCode":"INVALID_TYPE","message":"x"}]`, "login-history", check.Skipped, "could not be read: INVALID_TYPE", fail.Done},
		{"no query", all, "FROM Organization", `400 [{"errorCode":"MALFORMED_QUERY","message":"x"}]`, "read", check.Failed, "MALFORMED_QUERY", fail.Refused},
		{"query of another org", all, "FROM Organization", records(`{"Id":"00D000000000002AAA"}`), "read", check.Failed, "00D000000000002AAA", fail.Partial},
		{"empty query", all, "FROM Organization", records(), "read", check.Failed, "found nothing", fail.Partial},
		{"write", all, "", "", "write", check.OK, "A 001000000000001AAA was made and removed", fail.Done},
		{"write with fields", filled, "GET " + v + "sobjects/A/describe", "500 ", "write", check.OK, "was made and removed", fail.Done},
		{"no right to write", all, "POST " + v + "sobjects/A/", `403 [{"errorCode":"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY","message":"x"}]`, "write", check.Failed, "CANNOT_INSERT", fail.Refused},
		{"required field that is no text", all, "GET " + v + "sobjects/A/describe", `200 {"fields":[{"name":"Parent","type":"reference","createable":true}]}`, "write", check.Skipped, "requires Parent", fail.Done},
		{"no description of the object", all, "GET " + v + "sobjects/A/describe", `405 [{"errorCode":"METHOD_NOT_ALLOWED","message":"x"}]`, "write", check.OK, "was made and removed", fail.Done},
		{"not removed", all, "DELETE " + v + "sobjects/A/001000000000001AAA", `400 [{"errorCode":"DELETE_FAILED","message":"x"}]`, "write", check.Failed, "A 001000000000001AAA was made and could not be removed", fail.Refused},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newFake(t)
			if row.path != "" {
				f.answers[row.path] = row.answer
			}
			r := check.Run(t.Context(), f.env(), row.target)
			c := named(t, r, row.check)
			if c.Result != row.result || !strings.Contains(c.Seen, row.seen) || r.Code != row.code || r.OK != (row.code == fail.Done) {
				t.Errorf("code %d, ok %v, %+v", r.Code, r.OK, c)
			}
			if c.Result == check.Failed && (c.Why == "" || c.Do == "") {
				t.Errorf("a failure without reason or remedy: %+v", c)
			}
			if r.Attempts != 1 {
				t.Errorf("%d attempts", r.Attempts)
			}
		})
	}
}

// Whether parity was wanted and could not be looked at, or was not wanted, is
// said.
func TestParityWithoutTheOldLogin(t *testing.T) {
	f := newFake(t)
	for wanted, seen := range map[bool]string{true: "the whole of the old login is not at hand", false: "not asked for"} {
		target := jwtTarget()
		target.Parity = wanted
		if c := named(t, check.Run(t.Context(), f.env(), target), "parity"); c.Result != check.Skipped || c.Seen != seen {
			t.Errorf("%+v", c)
		}
	}
}

func TestParity(t *testing.T) {
	legacy := &oauth.Login{Flow: oauth.OAuthPassword, Host: myDomain, ClientID: "EXAMPLE_OLD_KEY", Username: "etl@acme.example", Password: secret.New(password)}
	objects := "old GET /services/data/v66.0/sobjects/"
	no := refused("invalid_grant", "audience is invalid")
	for _, row := range []struct {
		name         string
		tokens       []string
		old          string
		result, seen string
		attempts     int
	}{
		{"the same", []string{tokenFor(newToken), tokenFor(oldToken)}, "", check.OK, "the same rights on 1 objects", 2},
		{"another user", []string{tokenFor(newToken), strings.Replace(tokenFor(oldToken), userID, "005000000000002AAA", 1)}, "", check.Warning, "the old login is user 005000000000002AAA", 2},
		{"rights lost", []string{tokenFor(newToken), tokenFor(oldToken)},
			`200 {"sobjects":[{"name":"Account","queryable":true,"createable":true,"deletable":true},{"name":"Invoice__c","queryable":true}]}`, check.Warning,
			"lost with the new login: delete Account, read Invoice__c", 2},
		{"refused already", []string{tokenFor(newToken), refused("invalid_grant", "authentication failure")}, "", check.Skipped, "the old login is refused: invalid_grant: authentication failure", 2},
		{"rights hidden", []string{tokenFor(newToken), tokenFor(oldToken)}, `404 [{"errorCode":"NOT_FOUND","message":"x"}]`, check.Skipped, "could not be read: NOT_FOUND", 2},
		{"no attempt left", []string{no, tokenFor(newToken), tokenFor(oldToken)}, "", check.Skipped, "both login attempts", 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newFake(t)
			f.tokens = row.tokens
			if row.old != "" {
				f.answers[objects] = row.old
			}
			target := jwtTarget()
			target.Legacy = legacy
			r := check.Run(t.Context(), f.env(), target)
			if c := named(t, r, "parity"); c.Result != row.result || !strings.Contains(c.Seen, row.seen) || r.Attempts != row.attempts || len(f.logins) != row.attempts || !r.OK {
				t.Errorf("attempts %d, logins %d, %+v", r.Attempts, len(f.logins), c)
			}
			for _, asked := range f.asked {
				if strings.Contains(asked, "revoke") {
					t.Error("the session of the old login was ended")
				}
			}
		})
	}
}

// cancelOn cancels once a request of that method to the path was answered.
type cancelOn struct {
	http.RoundTripper
	method, path string
	cancel       func()
}

func (c cancelOn) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err == nil && r.Method == c.method && r.URL.Path == c.path {
		body, _ := io.ReadAll(response.Body)
		response.Body = io.NopCloser(strings.NewReader(string(body)))
		c.cancel()
	}
	return response, err
}

// An interrupt leaves no record behind.
func TestInterruptedWriteIsRemoved(t *testing.T) {
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	env := f.env()
	env.HTTP.Transport = cancelOn{env.HTTP.Transport, http.MethodPost, "/services/data/v66.0/sobjects/A/", cancel}
	target := jwtTarget()
	target.Write.Object = "A"
	check.Run(ctx, env, target)
	if last := f.asked[len(f.asked)-1]; last != "DELETE /services/data/v66.0/sobjects/A/001000000000001AAA" {
		t.Errorf("the last request was %s", last)
	}
}
