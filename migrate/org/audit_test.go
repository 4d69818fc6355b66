package org_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/org"
)

func collect(list *[]string) func(org.LoginRow) error {
	return func(r org.LoginRow) error {
		*list = append(*list, r.Kind)
		return nil
	}
}

// Pages are followed to the end; what the platform cannot filter is filtered here.
func TestEachLoginFollowsThePages(t *testing.T) {
	first := strings.Replace(rows([3]string{"Remote Access 2.0", "OauthUsernamePassword", "Success"}), `"done":true`, `"done":false,"nextRecordsUrl":"/services/data/v66.0/query/01g-2000"`, 1)
	s := newScript(t,
		line{loginFields + " WHERE LoginType IN ('Remote Access 2.0', 'Other Apex API') ORDER BY", 200, first},
		line{"GET /services/data/v66.0/query/01g-2000", 200, rows([3]string{"Other Apex API", "", "Success"}, [3]string{"Application", "", "Success"})})
	var kinds []string
	if err := s.session().EachLogin(t.Context(), org.LoginFilter{Types: []string{"Oauth2", "OtherApi"}}, collect(&kinds)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(kinds, " "); got != "oauth-password soap-login" {
		t.Errorf("got %s", got)
	}
}

func TestEachLoginFallsBackToAPIValues(t *testing.T) {
	filter := org.LoginFilter{Types: []string{"Partner"}}
	s := newScript(t, line{loginFields + " WHERE LoginType = 'Partner Product'", 400, `[{"errorCode":"X_Y","message":"no"}]`},
		line{loginFields + " WHERE LoginType = 'Partner'", 200, rows([3]string{"Partner", "", "Success"})})
	var kinds []string
	if err := s.session().EachLogin(t.Context(), filter, collect(&kinds)); err != nil || len(kinds) != 1 {
		t.Errorf("%v %v", kinds, err)
	}
	s = newScript(t, line{loginFields, 400, `[{"errorCode":"INVALID_TYPE","message":"first"}]`}, line{loginFields, 400, `[{"errorCode":"INVALID_TYPE","message":"second"}]`})
	if err := s.session().EachLogin(t.Context(), filter, collect(&kinds)); fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "first") {
		t.Error(err)
	}
}

// An org that gives up on a long span is asked for its halves, the newer first, and
// the second between them counts once.
func TestEachLoginHalvesWhatIsTooMuch(t *testing.T) {
	const timeout = `[{"errorCode":"QUERY_TIMEOUT","message":"Your query request was running for too long."}]`
	at := func(time string) string {
		return strings.ReplaceAll(rows([3]string{"Other Apex API", "", "Success"}), "2026-11-23T09:59:58.000+0000", time)
	}
	span := func(where string) string { return loginFields + " WHERE " + where + " AND LoginType = " }
	s := newScript(t,
		line{span("LoginTime >= 2026-11-13T10:00:00Z") + "'Other Apex API'", 400, timeout},
		line{span("LoginTime >= 2026-11-13T10:00:00Z") + "'OtherApi'", 400, timeout},
		line{span("LoginTime >= 2026-11-18T10:00:00Z") + "'Other Apex API'", 200, at("2026-11-18T10:00:00.000+0000")},
		line{span("LoginTime >= 2026-11-13T10:00:00Z AND LoginTime <= 2026-11-18T10:00:00Z") + "'Other Apex API'", 200,
			strings.Replace(at("2026-11-18T10:00:00.000+0000"), `"records":[`, `"records":[`+strings.TrimSuffix(strings.SplitN(at("2026-11-14T10:00:00.000+0000"), `"records":[`, 2)[1], "]}")+",", 1)})
	var days []int
	err := s.session().EachLogin(t.Context(), org.LoginFilter{Since: now.AddDate(0, 0, -10), Types: []string{"OtherApi"}}, func(r org.LoginRow) error {
		days = append(days, r.Time.Day())
		return nil
	})
	if err != nil || fmt.Sprint(days) != "[18 14]" {
		t.Errorf("%v, %v", days, err)
	}
	// An hour is not halved any more: then the org's own words are the error.
	s = newScript(t, line{loginFields, 400, timeout}, line{loginFields, 400, timeout})
	if err := s.session().EachLogin(t.Context(), org.LoginFilter{Since: now.Add(-time.Hour), Types: []string{"OtherApi"}}, nil); !strings.Contains(fmt.Sprint(err), "QUERY_TIMEOUT") {
		t.Error(err)
	}
}

// Apps come from three objects, and what an org does not show is said.
func TestOAuthApps(t *testing.T) {
	s := newScript(t,
		line{"GET /services/data/v66.0/query?q=SELECT Id, Name FROM ConnectedApplication", 200, `{"done":true,"records":[{"Name":"Old"}]}`},
		line{"GET /services/data/v66.0/query?q=SELECT Id, MasterLabel FROM ExternalClientApplication", 400, `[{"errorCode":"INVALID_TYPE","message":"no such object"}]`},
		line{"GET /services/data/v66.0/query?q=SELECT AppName, UserId, LastUsedDate, UseCount, AppMenuItemId FROM OauthToken", 200, `{"done":true,"records":[
			{"AppName":"Old","UserId":"005000000000001AAA","LastUsedDate":"2026-11-20T10:00:00.000+0000","UseCount":3,"AppMenuItemId":"0DS000000000001AAA"},
			{"AppName":"Old","UserId":"005000000000002AAA","LastUsedDate":"2026-11-22T10:00:00.000+0000","UseCount":2,"AppMenuItemId":"0DS000000000001AAA"},
			{"AppName":"Loose","UserId":"005000000000001AAA","LastUsedDate":null,"UseCount":1,"AppMenuItemId":null}]}`})
	apps, cut, refused, err := s.session().OAuthApps(t.Context())
	if err != nil || len(cut) > 0 || len(refused) != 1 || refused["ExternalClientApplication"] == nil {
		t.Fatal(cut, refused, err)
	}
	var got []string
	for _, a := range apps {
		got = append(got, fmt.Sprintf("%s/%s/%v/%d/%d/%d", a.Name, a.Type, a.Installed, len(a.Users), a.Uses, a.LastUsed.Day()))
	}
	if diff := cmp.Diff([]string{"Loose//false/1/1/1", "Old/connected-app/true/2/5/22"}, got); diff != "" {
		t.Error(diff)
	}
}

// OauthToken ends at 2,500 rows without saying so: then each app is asked by name.
func TestOAuthAppsAsksAppByAppWhereTokensAreCut(t *testing.T) {
	token := `{"AppName":"Old","UserId":"005000000000001AAA","LastUsedDate":null,"UseCount":1,"AppMenuItemId":null}`
	full := `{"done":true,"records":[` + strings.Repeat(token+",", 2499) + token + `]}`
	s := newScript(t,
		line{"GET /services/data/v66.0/query?q=SELECT Id, Name FROM ConnectedApplication", 200, `{"done":true,"records":[{"Name":"Seldom"}]}`},
		line{"GET /services/data/v66.0/query?q=SELECT Id, MasterLabel FROM ExternalClientApplication", 200, `{"done":true,"records":null}`},
		line{"GET /services/data/v66.0/query?q=SELECT AppName", 200, full},
		line{"GET /services/data/v66.0/query?q=SELECT AppName, UserId, LastUsedDate, UseCount, AppMenuItemId FROM OauthToken WHERE AppName = 'Old'", 200, full},
		line{"GET /services/data/v66.0/query?q=SELECT AppName, UserId, LastUsedDate, UseCount, AppMenuItemId FROM OauthToken WHERE AppName = 'Seldom'", 200, `{"done":true,"records":[]}`})
	apps, cut, _, err := s.session().OAuthApps(t.Context())
	if err != nil || strings.Join(cut, " ") != "Old" || len(apps) != 2 || apps[0].Uses != 2500 {
		t.Errorf("%+v, cut %v, %v", apps, cut, err)
	}
}

func TestEachLoginEvent(t *testing.T) {
	s := newScript(t,
		line{"GET /services/data/v66.0/query?q=SELECT Id FROM EventLogFile WHERE EventType = 'Login' AND LogDate >= 2026-11-23T10:00:00Z", 200, `{"done":true,"records":[{"Id":"0AT1"}]}`},
		line{"GET /services/data/v66.0/sobjects/EventLogFile/0AT1/LogFile", 200, "\"EVENT_TYPE\",\"USER_NAME\",\"LOGIN_TYPE\",\"LOGIN_SUB_TYPE\",\"LOGIN_STATUS\",\"BROWSER_TYPE\"\n\"Login\",\"etl@acme.example\",\"I\",\"\",\"LOGIN_NO_ERROR\",\"python-requests/2.31\"\n"})
	var got []string
	files, err := s.session().EachLoginEvent(t.Context(), now, func(e org.LoginEvent) {
		got = append(got, e.Username+" "+e.Type+" "+e.Status+" "+e.Browser)
	})
	if err != nil || files != 1 || strings.Join(got, "|") != "etl@acme.example I LOGIN_NO_ERROR python-requests/2.31" {
		t.Errorf("%d files, %v, %v", files, got, err)
	}
	s = newScript(t, line{"GET /services/data/v66.0/query?q=SELECT Id FROM EventLogFile", 200, `{"done":true,"records":[{"Id":"0AT1"}]}`},
		line{"GET /services/data/v66.0/sobjects/EventLogFile/0AT1/LogFile", 200, "<html>"})
	if _, err := s.session().EachLoginEvent(t.Context(), now, nil); err == nil {
		t.Error("a page is no log")
	}
}

func TestOAuthSettings(t *testing.T) {
	envelope := func(body string) string {
		return `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
	}
	s := newScript(t, line{"POST /services/Soap/m/66.0", 200, envelope(`<readMetadataResponse><result><records xsi:type="OauthOidcSettings"><fullName>OauthOidc</fullName><blockOAuthUnPwFlow>true</blockOAuthUnPwFlow></records></result></readMetadataResponse>`)})
	got, err := s.session().OAuthSettings(t.Context())
	if err != nil || got.BlockPassword == nil || !*got.BlockPassword || got.BlockUserAgent != nil {
		t.Errorf("%+v %v", got, err)
	}
	if !strings.Contains(s.bodies[0], "<type>OauthOidcSettings</type><fullNames>OauthOidc</fullNames>") {
		t.Error(s.bodies[0])
	}
	s = newScript(t, line{"POST /services/Soap/m/66.0", 500, envelope(`<soapenv:Fault><faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>INSUFFICIENT_ACCESS: use of the Metadata API requires a user with Modify Metadata; session ` + accessToken + `</faultstring></soapenv:Fault>`)})
	_, err = s.session().OAuthSettings(t.Context())
	if fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "INSUFFICIENT_ACCESS: use of the Metadata API") || strings.Contains(err.Error(), accessToken) {
		t.Error(err)
	}
	for _, answer := range []string{"", "{}", envelope("<readMetadataResponse><result/></readMetadataResponse>"), "<html>maintenance</html>"} {
		s = newScript(t, line{"POST /services/Soap/m/66.0", 200, answer})
		if got, err := s.session().OAuthSettings(t.Context()); fail.CodeOf(err) == fail.Done && got == nil || got != nil {
			t.Errorf("%q: %+v, %v", answer, got, err)
		}
	}
}
