package migrate

import (
	"slices"
	"strings"
	"testing"

	"unpw/migrate/fail"
)

// Login History says who; the event log, where an org keeps one, says with what.
func TestAuditNamesTheClientsSoftware(t *testing.T) {
	l := newLab(t, etl(), map[string]string{"etl/app.properties": connection})
	l.org.KeepEventLog(true)
	l.login("login.salesforce.com", "etl@acme.example", "example-password")
	r, err := l.p.Audit(t.Context(), AuditOptions{})
	if err != nil || len(r.Integrations) != 1 || len(r.NotFound) != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if u := r.Integrations[0]; u.Verdict != "used" || len(u.Clients) != 1 || !strings.HasPrefix(u.Clients[0], "Go-http-client/") || !slices.Equal(u.Applications, []string{"Billing"}) {
		t.Errorf("%+v", u)
	}
	for _, b := range r.BlindSpots {
		if b.ID == "no-event-log" || b.ID == "not-shown" {
			t.Errorf("said: %s", b.Text)
		}
	}
}

// Which org is meant where none is named.
func TestAuditOfWhichOrg(t *testing.T) {
	const (
		none   = "schema: unpw/config/v1\n"
		one    = none + "orgs:\n  prod: {my-domain: acme.my.salesforce.com}\n"
		access = none + "orgs:\n  prod: {my-domain: acme.my.salesforce.com, access: {token: {file: token}}}\n  uat: {my-domain: acme--uat.sandbox.my.salesforce.com}\n"
		two    = none + "orgs:\n  prod: {my-domain: acme.my.salesforce.com, access: {token: {file: token}}}\n  uat: {my-domain: acme--uat.sandbox.my.salesforce.com, access: {token: {file: token}}}\n"
	)
	for _, tt := range []struct{ name, config, org, want, wrong string }{
		{"none", none, "", "", "unpw has access to no org"},
		{"one without access", one, "", "", "org prod gives no access token"},
		{"the one with access", access, "", "prod", ""},
		{"two", two, "", "", "unpw.yaml gives access to more than one org"},
		{"two, one named", two, "uat", "uat", ""},
		{"one that is not there", two, "dev", "", "there is no org dev in unpw.yaml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, etl(), map[string]string{"unpw.yaml": tt.config})
			name, s, err := l.p.orgToAsk(t.Context(), tt.org)
			if tt.wrong != "" {
				if err == nil || !strings.HasSuffix(err.Error(), tt.wrong) || fail.CodeOf(err) != fail.Usage || len(fail.Of(err).Hints) == 0 {
					t.Errorf("%v, want %s", err, tt.wrong)
				}
				return
			}
			if err != nil || name != tt.want || s == nil {
				t.Errorf("%s, %v, %v", name, s, err)
			}
		})
	}
}
