package org_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/secret"
)

func TestVersions(t *testing.T) {
	s := newScript(t, line{"GET /services/data", 200, `[{"label":"Summer '25","url":"/services/data/v64.0","version":"64.0"},
		{"label":"Spring '26","url":"/services/data/v66.0","version":"66.0"},{"label":"Winter '26","url":"/services/data/v65.0","version":"65.0"}]`})
	p, err := org.Versions(t.Context(), s.Client(), s.host(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Newest() != "66.0" || !p.Date.Equal(now) || p.TLS == nil {
		t.Errorf("newest %s, date %s, TLS %v", p.Newest(), p.Date, p.TLS != nil)
	}
}

// Only Salesforce lists versions: another host that answers is not one.
func TestVersionsOfAnotherHost(t *testing.T) {
	for _, body := range []string{`[]`, `{}`, `[{"version":"66.0"}]`, `<html></html>`, `null`, ``} {
		s := newScript(t, line{"GET /services/data", 200, body})
		if _, err := org.Versions(t.Context(), s.Client(), s.host(), nil); fail.CodeOf(err) != fail.Unreachable {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestIdentity(t *testing.T) {
	const body = `{"user_id":"005000000000001AAA","organization_id":"00D000000000001AAA","username":"etl@acme.example","active":true}`
	for _, row := range []struct {
		name  string
		lines []line
		want  string
	}{
		{"direct", []line{{"GET /id/1/2", 200, body}}, ""},
		{"sent on to the instance", []line{{"GET /id/1/2", 302, "SELF/id/3"}, {"GET /id/3", 200, body}}, ""},
		{"sent on elsewhere", []line{{"GET /id/1/2", 302, "https://evil.example/"}}, "redirects to evil.example"},
		{"a bare word", []line{{"GET /id/1/2", 403, "Bad_OAuth_Token"}}, "Bad_OAuth_Token"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newScript(t, row.lines...)
			who, err := s.session().Identity(t.Context(), s.URL+"/id/1/2")
			if row.want != "" {
				if err == nil || !strings.Contains(err.Error(), row.want) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if who.Username != "etl@acme.example" || who.UserID != "005000000000001AAA" || who.Active == nil || !*who.Active {
				t.Errorf("got %+v", who)
			}
		})
	}
	if _, err := newScript(t).session().Identity(t.Context(), "http://acme.my.salesforce.com/id"); fail.CodeOf(err) != fail.Unreachable {
		t.Errorf("an address without TLS: %v", err)
	}
}

func TestResourcesAndLimits(t *testing.T) {
	s := newScript(t,
		line{"GET /services/data/v64.0/", 200, `{"limits":"/services/data/v64.0/limits","identity":"https://x","odd":1}`},
		line{"GET /services/data/v66.0/limits", 200, `{"DailyApiRequests":{"Max":15000,"Remaining":14998,"Ant Migration Tool":{"Max":0,"Remaining":0}}}`})
	resources, err := s.session().Resources(t.Context(), "v64.0")
	if err != nil || resources["limits"] != "/services/data/v64.0/limits" || len(resources) != 2 {
		t.Errorf("%v %v", resources, err)
	}
	limits, err := s.session().Limits(t.Context())
	if err != nil || limits[org.DailyAPIRequests] != (org.Limit{Max: 15000, Remaining: 14998}) {
		t.Errorf("%v %v", limits, err)
	}
}

// What an org says no with, and what is no answer of an org.
func TestErrors(t *testing.T) {
	for _, row := range []struct {
		status int
		answer string
		code   fail.Code
		want   string
	}{
		{401, `[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]`, fail.Refused, "INVALID_SESSION_ID: Session expired or invalid"},
		{403, `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`, fail.Refused, "REQUEST_LIMIT_EXCEEDED"},
		{403, `{"message":"off","errorCode":"API_DISABLED_FOR_ORG"}`, fail.Refused, "API_DISABLED_FOR_ORG: off"},
		{400, `[{"message":"` + accessToken + `","errorCode":"MALFORMED_QUERY"}]`, fail.Refused, "MALFORMED_QUERY: " + secret.Mask},
		{404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`, fail.Refused, "NOT_FOUND"},
		{410, `[{"errorCode":"GONE"}]`, fail.Refused, "GONE"},
		{500, `[{"message":"An unexpected error","errorCode":"UNKNOWN_EXCEPTION"}]`, fail.Unreachable, "UNKNOWN_EXCEPTION: An unexpected error"},
		{503, `<html>down</html>`, fail.Unreachable, "maintenance"},
		{200, `<html>log in</html>`, fail.Unreachable, "web page"},
		{200, `{"DailyApiRequests":7}`, fail.Unreachable, "not one of the Salesforce API"},
		{302, "https://login.salesforce.com/", fail.Unreachable, "redirects to login.salesforce.com"},
	} {
		s := newScript(t, line{"GET /services/data/v66.0/limits", row.status, row.answer})
		_, err := s.session().Limits(t.Context())
		if fail.CodeOf(err) != row.code || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "example.access") {
			t.Errorf("%d %s: code %d, %v", row.status, row.answer, fail.CodeOf(err), err)
		}
		var refusal *oauth.Refusal
		if errors.As(err, &refusal) != (row.code == fail.Refused) {
			t.Errorf("%d %s: refusal %v", row.status, row.answer, refusal)
		}
	}
}

func TestQuery(t *testing.T) {
	const first = "GET /services/data/v66.0/query?q=SELECT Id FROM X"
	page := func(next, records string) string {
		return `{"totalSize":5,"done":` + map[bool]string{true: "true", false: "false"}[next == ""] + `,"nextRecordsUrl":"` + next + `","records":` + records + `}`
	}
	for _, row := range []struct {
		name     string
		most     int
		lines    []line
		records  int
		complete bool
	}{
		{"pages", 9, []line{{first, 200, page("/services/data/v66.0/query/01g-2", `[{},{}]`)}, {"GET /services/data/v66.0/query/01g-2", 200, page("", `[{}]`)}}, 3, true},
		{"a single record is an object", 9, []line{{first, 200, page("", `{"Id":"1"}`)}}, 1, true},
		{"none", 9, []line{{first, 200, page("", `null`)}}, 0, true},
		{"cut within a page", 1, []line{{first, 200, page("", `[{},{}]`)}}, 1, false},
		{"cut after a page", 2, []line{{first, 200, page("/services/data/v66.0/query/01g-2", `[{},{}]`)}}, 2, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			rows, err := newScript(t, row.lines...).session().Query(t.Context(), "SELECT Id FROM X", row.most)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows.Records) != row.records || rows.Complete != row.complete || rows.Total != 5 {
				t.Errorf("%d records, complete %v, of %d", len(rows.Records), rows.Complete, rows.Total)
			}
		})
	}
	for name, next := range map[string]string{"elsewhere": "https://evil.example/x", "in circles": "/services/data/v66.0/query/01g-2", "for ever": "/services/data/v66.0/query/01g-3"} {
		t.Run("sent "+name, func(t *testing.T) {
			lines := []line{{first, 200, page(next, `[{}]`)}}
			if name == "in circles" {
				lines = append(lines, line{"GET " + next, 200, page(next, `[{}]`)})
			}
			if name == "for ever" {
				lines = append(lines, line{"GET " + next, 200, page("/services/data/v66.0/query/01g-4", `[]`)})
			}
			if _, err := newScript(t, lines...).session().Query(t.Context(), "SELECT Id FROM X", 9); fail.CodeOf(err) != fail.Unreachable {
				t.Error(err)
			}
		})
	}
}

func TestUserByName(t *testing.T) {
	s := newScript(t,
		line{`GET /services/data/v66.0/query?q=SELECT Id, Username, IsActive FROM User WHERE Username = 'o\'brien\\@acme.example'`, 200,
			`{"done":true,"totalSize":1,"records":[{"Id":"005000000000001AAA","Username":"o'brien\\@acme.example","IsActive":true}]}`},
		line{"GET /services/data/v66.0/query", 200, `{"done":true,"totalSize":0,"records":[]}`})
	user, err := s.session().UserByName(t.Context(), `o'brien\@acme.example`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&org.User{ID: "005000000000001AAA", Username: `o'brien\@acme.example`, Active: true}, user); diff != "" {
		t.Error(diff)
	}
	if _, err := s.session().UserByName(t.Context(), "nobody@acme.example"); fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "no user has the username") {
		t.Error(err)
	}
}

func TestAssignPermissionSet(t *testing.T) {
	one := func(id string) string {
		return `{"done":true,"totalSize":1,"records":[{"Id":"` + id + `","Username":"etl@acme.example","IsActive":true}]}`
	}
	const none = `{"done":true,"totalSize":0,"records":[]}`
	user := line{"GET /services/data/v66.0/query?q=SELECT Id, Username, IsActive FROM User", 200, one("005000000000001AAA")}
	set := line{"GET /services/data/v66.0/query?q=SELECT Id FROM PermissionSet WHERE Name = 'Billing_Etl_Login'", 200, one("0PS000000000001AAA")}
	has := "GET /services/data/v66.0/query?q=SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '005000000000001AAA' AND PermissionSetId = '0PS000000000001AAA'"
	insert := "POST /services/data/v66.0/sobjects/PermissionSetAssignment/"
	for _, row := range []struct {
		name     string
		lines    []line
		assigned bool
		code     fail.Code
	}{
		{"new", []line{user, set, {has, 200, none}, {insert, 201, `{"id":"0Pa000000000001AAA","success":true,"errors":[]}`}}, true, fail.Done},
		{"already", []line{user, set, {has, 200, one("0Pa000000000001AAA")}}, false, fail.Done},
		{"someone else was faster", []line{user, set, {has, 200, none}, {insert, 400, `[{"errorCode":"DUPLICATE_VALUE","message":"x"}]`}}, false, fail.Done},
		{"not deployed", []line{user, {set.request, 200, none}}, false, fail.Refused},
		{"no right", []line{user, set, {has, 200, none}, {insert, 403, `[{"errorCode":"INSUFFICIENT_ACCESS_OR_READONLY","message":"x"}]`}}, false, fail.Refused},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newScript(t, row.lines...)
			assigned, err := s.session().AssignPermissionSet(t.Context(), "etl@acme.example", "Billing_Etl_Login")
			if assigned != row.assigned || fail.CodeOf(err) != row.code {
				t.Errorf("assigned %v, %v", assigned, err)
			}
			if row.assigned && s.bodies[3] != `{"AssigneeId":"005000000000001AAA","PermissionSetId":"0PS000000000001AAA"}` {
				t.Errorf("sent %s", s.bodies[3])
			}
		})
	}
}

func TestConsumerKeyAndSecret(t *testing.T) {
	const root = "GET /services/data/v66.0/apps/oauth/"
	usage := line{root + "usage", 200, `{"apps":[{"developerName":"Other","identifier":"0xI1"}],"nextPageUrl":"/services/data/v66.0/apps/oauth/usage?page=1"}`}
	second := line{root + "usage?page=1", 200, `{"apps":{"developerName":"Billing_Etl","identifier":"0xI2"}}`}
	consumers := line{root + "credentials/0xI2", 200, `{"consumers":{"id":"888","key":"k","name":"n"}}`}
	pair := root + "credentials/0xI2/888?part=keyandsecret"
	for _, row := range []struct {
		name  string
		lines []line
		want  string
	}{
		{"listed", []line{usage, second, consumers, {pair, 200, `{"key":"EXAMPLE_CONSUMER_KEY","secret":"example-client-secret"}`}}, ""},
		{"never used, so not listed", []line{usage, {second.request, 200, `{"apps":null}`},
			{"GET /services/data/v66.0/query?q=SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Etl'", 200, `{"done":true,"records":[{"Id":"0xI2"}]}`},
			consumers, {pair, 200, `{"key":"EXAMPLE_CONSUMER_KEY","secret":"example-client-secret"}`}}, ""},
		{"not deployed", []line{usage, {second.request, 200, `{}`}, {"GET /services/data/v66.0/query", 200, `{"done":true,"records":[]}`}}, "there is no External Client App Billing_Etl"},
		{"switched off", []line{{usage.request, 403, `[{"errorCode":"FORBIDDEN","message":"not currently enabled"}]`}}, "FORBIDDEN: not currently enabled"},
		{"withheld", []line{usage, second, consumers, {pair, 200, `{"key":"EXAMPLE_CONSUMER_KEY"}`}}, "keeps the consumer secret"},
		{"no consumer", []line{usage, second, {consumers.request, 200, `{"consumers":[]}`}}, "has no consumer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			key, consumerSecret, err := newScript(t, row.lines...).session().ConsumerKeyAndSecret(t.Context(), "Billing_Etl")
			if row.want != "" {
				if fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), row.want) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || key != "EXAMPLE_CONSUMER_KEY" || consumerSecret.Reveal() != "example-client-secret" {
				t.Errorf("key %q, %v", key, err)
			}
		})
	}
}

func TestRecords(t *testing.T) {
	s := newScript(t,
		line{"POST /services/data/v66.0/sobjects/Account/", 201, `{"id":"001000000000001AAA","success":true,"errors":[]}`},
		line{"DELETE /services/data/v66.0/sobjects/Account/001000000000001AAA", 204, ``},
		line{"GET /services/data/v66.0/sobjects/Account/describe", 200, `{"fields":[{"name":"Name","type":"string","length":255,"createable":true,"nillable":false,"defaultedOnCreate":false},
			{"name":"OwnerId","type":"reference","createable":true,"nillable":false,"defaultedOnCreate":true}]}`},
		line{"GET /services/data/v66.0/sobjects/", 200, `{"sobjects":[{"name":"Account","createable":true,"queryable":true}]}`})
	id, err := s.session().Create(t.Context(), "Account", map[string]any{"Name": "x"})
	if err != nil || id != "001000000000001AAA" {
		t.Fatal(id, err)
	}
	if err := s.session().Delete(t.Context(), "Account", id); err != nil {
		t.Fatal(err)
	}
	fields, err := s.session().Fields(t.Context(), "Account")
	if err != nil || len(fields) != 2 || !fields[0].Required() || fields[1].Required() {
		t.Errorf("%+v %v", fields, err)
	}
	objects, err := s.session().Objects(t.Context())
	if err != nil || len(objects) != 1 || !objects[0].Createable || objects[0].Deletable {
		t.Errorf("%+v %v", objects, err)
	}
}
