package explain_test

import (
	"strings"
	"testing"
	"time"

	"unpw/migrate/explain"
	"unpw/templates"
)

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func yes(b bool) *bool { return &b }

// refused is a login that an old org with the flow allowed refuses.
func refused(change func(*explain.Evidence)) explain.Evidence {
	e := explain.Evidence{Host: "login.salesforce.com", MyDomain: "acme.my.salesforce.com", Sandbox: yes(false), Created: day("2019-01-01"), Blocked: yes(false),
		User: "etl@acme.example", UserThere: yes(true), Status: "Invalid Password", At: day("2026-11-20"), App: "Billing", AppType: "connected-app",
		GenericHosts: map[string]bool{"login.salesforce.com": false, "test.salesforce.com": true}, OffSince: day("2023-06-01")}
	change(&e)
	return e
}

// One letter a line, in the order of the list: h holds, V violated, ? cannot be
// asked.
func TestJudge(t *testing.T) {
	c := catalogue(t)
	v, err := explain.LoadVerification(templates.Verification, c)
	if err != nil {
		t.Fatal(err)
	}
	const blocked = "Username-Password Flow Disabled"
	for _, tt := range []struct {
		name   string
		change func(*explain.Evidence)
		want   string // toggle app ip token endpoint age policy
	}{
		{"a wrong password", func(*explain.Evidence) {}, "hhhhhhh"},
		{"the switch", func(e *explain.Evidence) { e.Blocked, e.Status = yes(true), blocked }, "Vh??hhh"},
		{"an External Client App", func(e *explain.Evidence) { e.AppType, e.Status = "external-client-app", blocked }, "hV??hhh"},
		{"the address", func(e *explain.Evidence) { e.Status = "Restricted IP" }, "hhVhhhh"},
		{"the address, by the app", func(e *explain.Evidence) { e.Status = "Failed: IP Address Not Allowed" }, "hhVhhhh"},
		{"the token", func(e *explain.Evidence) { e.Status = "Failed: API security token required" }, "hhhVhhh"},
		{"the wrong generic host", func(e *explain.Evidence) { e.Host, e.Status = "test.salesforce.com", "" }, "hh??Vh?"},
		{"the My Domain of another org", func(e *explain.Evidence) { e.Host = "other.my.salesforce.com" }, "hhhhVhh"},
		{"a user of another org", func(e *explain.Evidence) { e.UserThere, e.Status, e.App, e.AppType = yes(false), "", "", "" }, "h???Vh?"},
		{"a young org", func(e *explain.Evidence) { e.Created, e.Blocked, e.Status = day("2024-05-01"), yes(true), blocked }, "hh??hVh"},
		{"a young org, switched on", func(e *explain.Evidence) { e.Created = day("2024-05-01") }, "hhhhhhh"},
		{"a policy", func(e *explain.Evidence) { e.Status = blocked }, "hh??hhV"},
		{"the end of the flow", func(e *explain.Evidence) { e.Status, e.Ended = blocked, true }, "hh??hhV"},
		{"a second factor", func(e *explain.Evidence) { e.Status = "Multi-factor authentication is required" }, "hhhhhhV"},
		{"the generic host is closed", func(e *explain.Evidence) { e.Status = "Restricted domain" }, "hhhhhhV"},
		{"it works", func(e *explain.Evidence) { e.Status, e.Accepted = "", day("2026-11-21") }, "hhhhhhh"},
		{"nothing is shown", func(e *explain.Evidence) { *e = explain.Evidence{} }, "???????"},
		{"the switch is not shown", func(e *explain.Evidence) { e.Blocked, e.Status = nil, blocked }, "?h??hh?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for i, j := range v.Judge(c, refused(tt.change)) {
				got += map[string]string{explain.Holds: "h", explain.Violated: "V", explain.Unasked: "?"}[j.Result]
				if j.Seen == "" || strings.Contains(j.Seen, "0001-01-01") {
					t.Errorf("%s: seen %q", v.Lines[i].ID, j.Seen)
				}
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
