package rehearsal_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What settings let through, at their edges: the caller is 192.0.2.1, the hour
// noon. That they refuse is shown for each row of the catalogue by
// TestEveryRowIsProvoked in migrate.
func TestSettingsAtTheirEdges(t *testing.T) {
	const yes = ""
	for _, row := range []struct{ lines, want string }{
		{"users: {etl@acme.example: {login-hours: 12:00-12:01}}", yes},
		{"users: {etl@acme.example: {login-hours: 11:00-12:00}}", "invalid_grant: ip restricted or invalid login hours"},
		{"users: {etl@acme.example: {login-ip-ranges: [{start: 10.0.0.1, end: 10.0.0.9}, {start: 192.0.2.1, end: 192.0.2.1}]}}", yes},
		{"users: {etl@acme.example: {login-ip-ranges: [{start: '::1', end: '::1'}]}}", "invalid_grant: ip restricted or invalid login hours"},
		{"trusted-ip-ranges: [{start: 192.0.2.0, end: 192.0.2.255}]", yes},
		{"trusted-ip-ranges: [{start: 192.0.2.2, end: 192.0.2.255}]", "invalid_grant: authentication failure"},
		{"apps: {Old: {ip: enforce, ip-ranges: [{start: 10.0.0.1, end: 10.0.0.9}]}}", "invalid_grant: ip restricted or invalid login hours"},
		{"apps: {Old: {ip: bypass, ip-ranges: [{start: 10.0.0.1, end: 10.0.0.9}]}}", yes},
		{"apps: {Old: {secret-required: false}}", yes},
		{"created: Spring '23", yes},
		{"created: Summer '23", "invalid_grant: authentication failure"},
		{"created: Summer '23, oauth-password: allowed", yes},
		{"logins-per-hour: 1", yes},
		{"failed-logins: 1", yes},
		{"api-enabled: false", yes},
		{"soap-login: blocked", yes},
	} {
		f := newFixture(t)
		if err := f.use("orgs: {acme.my.salesforce.com: {" + row.lines + "}}"); err != nil {
			t.Fatal(row.lines, err)
		}
		if refused, _ := f.grant(prodHost, passwordForm()); refused != row.want {
			t.Errorf("%s: got %q", row.lines, refused)
		}
	}
}

// The org says when it was made and up to which version it serves.
func TestAnOrgOfItsTime(t *testing.T) {
	f := newFixture(t)
	if err := f.use("orgs: {acme.my.salesforce.com: {created: Winter '26, api-version: 66}}"); err != nil {
		t.Fatal(err)
	}
	token := f.prod.AdminToken().Reveal()
	rows, refused := f.query(f.prod, token, "SELECT CreatedDate FROM Organization")
	if refused != "" || rows[0]["CreatedDate"] != "2025-10-01T00:00:00.000+0000" {
		t.Error(refused, rows)
	}
	for version, want := range map[int]int{66: http.StatusOK, 67: http.StatusNotFound} {
		if status, body := f.send(http.MethodGet, fmt.Sprintf("https://%s/services/data/v%d.0/limits", prodHost, version), "", token, nil); status != want {
			t.Errorf("v%d.0: %d %s", version, status, body)
		}
	}
	if _, body := f.send(http.MethodGet, "https://"+prodHost+"/services/data", "", "", nil); !strings.HasSuffix(string(body), `"version":"66.0"}]`) {
		t.Errorf("%s", body)
	}
}

// A further host of an org takes JWT bearer logins with itself as audience, and
// no client credentials: those are for the My Domain.
func TestSites(t *testing.T) {
	const site = "acme.secure.force.com"
	f := newFixture(t)
	f.jwtWorld()
	if err := f.use("orgs: {acme.my.salesforce.com: {sites: [" + site + "]}}"); err != nil {
		t.Fatal(err)
	}
	if refused, _ := f.grant(site, bearer(f.assertion(ecaKey, etl, "https://"+site).String())); refused != "" {
		t.Error(refused)
	}
	if refused, _ := f.grant(site, bearer(f.assertion(ecaKey, etl, "https://"+boxHost).String())); refused != "invalid_grant: audience is invalid" {
		t.Error(refused)
	}
}
