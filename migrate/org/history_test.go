package org_test

import (
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/org"
)

const loginFields = "GET /services/data/v66.0/query?q=SELECT UserId, LoginTime, LoginType, LoginSubType, Status, Application, LoginUrl, ApiType, ApiVersion, ClientVersion, SourceIp FROM LoginHistory"

// rows is a page of Login History: type, subtype and status of each row.
func rows(cells ...[3]string) string {
	records := make([]string, len(cells))
	for i, c := range cells {
		records[i] = `{"UserId":"005000000000001AAA","LoginTime":"2026-11-23T09:59:58.000+0000","LoginType":"` + c[0] + `","LoginSubType":` + strings.ReplaceAll(`"`+c[1]+`"`, `""`, `null`) +
			`,"Status":"` + c[2] + `","Application":"Billing Etl","LoginUrl":"acme.my.salesforce.com","ApiType":null}`
	}
	return `{"done":true,"totalSize":1,"records":[` + strings.Join(records, ",") + `]}`
}

// The query holds only what the platform can filter by.
func TestLoginHistoryAsks(t *testing.T) {
	since := time.Date(2026, 8, 25, 12, 0, 0, 5, time.FixedZone("", 7200))
	for _, row := range []struct {
		filter org.LoginFilter
		where  string
	}{
		{org.LoginFilter{}, " ORDER BY LoginTime DESC"},
		{org.LoginFilter{Since: since, Statuses: []string{"Success"}, SubTypes: []string{"OauthUsernamePassword"}}, " WHERE LoginTime >= 2026-08-25T10:00:00Z ORDER BY"},
		{org.LoginFilter{UserIDs: []string{"005000000000001AAA"}, Types: []string{"Oauth2"}}, " WHERE UserId = '005000000000001AAA' AND LoginType = 'Remote Access 2.0' ORDER BY"},
		{org.LoginFilter{Until: now, Types: []string{"OtherApi", "Partner Product"}}, " WHERE LoginTime <= 2026-11-23T10:00:00Z AND LoginType IN ('Other Apex API', 'Partner Product') ORDER BY"},
		{org.LoginFilter{UserIDs: make([]string, 101)}, " ORDER BY LoginTime DESC"},
	} {
		s := newScript(t, line{loginFields + row.where, 200, rows([3]string{"Remote Access 2.0", "", "Success"})})
		if _, err := s.session().LoginHistory(t.Context(), row.filter); err != nil {
			t.Error(err)
		}
	}
}

// An org that does not know the labels is asked by API value.
func TestLoginHistoryFallsBackToAPIValues(t *testing.T) {
	filter := org.LoginFilter{Types: []string{"Remote Access 2.0"}}
	byLabel, byValue := loginFields+" WHERE LoginType = 'Remote Access 2.0'", loginFields+" WHERE LoginType = 'Oauth2'"
	for _, first := range []line{
		{byLabel, 200, `{"done":true,"records":[]}`},
		{byLabel, 400, `[{"errorCode":"INVALID_QUERY_FILTER_OPERATOR","message":"x"}]`},
	} {
		s := newScript(t, first, line{byValue, 200, rows([3]string{"Oauth2", "OauthUsernamePassword", "Success"})})
		h, err := s.session().LoginHistory(t.Context(), filter)
		if err != nil || len(h.Rows) != 1 {
			t.Errorf("%+v %v", h, err)
		}
	}
	s := newScript(t, line{byLabel, 400, `[{"errorCode":"INVALID_TYPE","message":"first"}]`}, line{byValue, 400, `[{"errorCode":"INVALID_TYPE","message":"second"}]`})
	if _, err := s.session().LoginHistory(t.Context(), filter); fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "first") {
		t.Error(err)
	}
}

// API value or label, each row is the login it is.
func TestLoginHistoryKinds(t *testing.T) {
	for _, row := range []struct {
		cells [3]string
		kind  string
	}{
		{[3]string{"Remote Access 2.0", "OauthUsernamePassword", "Success"}, "oauth-password"},
		{[3]string{"Oauth2", "OAuth Username-Password", "Success"}, "oauth-password"},
		{[3]string{"Remote Access 2.0", "", "Username-Password Flow Disabled"}, "oauth-password"},
		{[3]string{"Remote Access 2.0", "OAuth Client Credentials", "Success"}, "client-credentials"},
		{[3]string{"Remote Access 2.0", "", "Success"}, "jwt-bearer"},
		{[3]string{"Remote Access 2.0", "OauthRefreshToken", "Success"}, ""},
		{[3]string{"Other Apex API", "", "Success"}, "soap-login"},
		{[3]string{"Partner", "", "Invalid Password"}, "soap-login"},
		{[3]string{"Application", "UsernamePasswordUiLogin", "Success"}, ""},
	} {
		h, err := newScript(t, line{loginFields, 200, rows(row.cells)}).session().LoginHistory(t.Context(), org.LoginFilter{})
		if err != nil {
			t.Fatal(err)
		}
		got := h.Rows[0]
		if got.Kind != row.kind || got.Succeeded != (row.cells[2] == "Success") || got.Time != time.Date(2026, 11, 23, 9, 59, 58, 0, time.UTC) || got.Application != "Billing Etl" {
			t.Errorf("%v: got %+v", row.cells, got)
		}
	}
}

// What the org cannot filter is filtered here.
func TestLoginHistoryFilters(t *testing.T) {
	page := rows([3]string{"Oauth2", "OauthUsernamePassword", "Success"}, [3]string{"Oauth2", "", "Success"},
		[3]string{"Oauth2", "OauthUsernamePassword", "Username-Password Flow Disabled"}, [3]string{"OtherApi", "", "Success"})
	for _, row := range []struct {
		name   string
		filter org.LoginFilter
		want   int
	}{
		{"all", org.LoginFilter{}, 4},
		{"subtype by label", org.LoginFilter{SubTypes: []string{"OAuth Username-Password"}}, 2},
		{"status", org.LoginFilter{Statuses: []string{"success"}}, 3},
		{"type by label", org.LoginFilter{Types: []string{"Other Apex API"}}, 1},
		{"user of 15 characters", org.LoginFilter{UserIDs: []string{"005000000000001"}}, 4},
		{"another user", org.LoginFilter{UserIDs: []string{"005000000000002AAA"}}, 0},
		{"before", org.LoginFilter{Since: now}, 0},
		{"after", org.LoginFilter{Until: now.Add(-time.Hour)}, 0},
		{"cut", org.LoginFilter{Most: 2}, 2},
	} {
		s := newScript(t, line{loginFields, 200, page})
		h, err := s.session().LoginHistory(t.Context(), row.filter)
		if err != nil || len(h.Rows) != row.want || h.Complete != (row.filter.Most == 0) {
			t.Errorf("%s: %d rows, %v", row.name, len(h.Rows), err)
		}
	}
}
