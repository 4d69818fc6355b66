package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"unpw/migrate/audit"
	"unpw/migrate/org"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// login is a row of Login History, days ago.
func login(kind string, daysAgo int, accepted bool) org.LoginRow {
	status := "Success"
	if !accepted {
		status = "Invalid Password"
	}
	return org.LoginRow{Kind: kind, Time: now.AddDate(0, 0, -daysAgo), Status: status, Succeeded: accepted, Application: "Billing", SourceIP: "203.0.113.7"}
}

type row struct {
	user string
	org.LoginRow
}

func tally(rows ...row) *audit.Tally {
	t := audit.NewTally()
	for _, r := range rows {
		t.Add(r.user, r.LoginRow)
	}
	return t
}

func TestMatch(t *testing.T) {
	etl := audit.Integration{ID: "etl", Login: "soap-login", State: "active", User: "etl@acme.example"}
	web := audit.Integration{ID: "web", Login: "oauth-password", State: "active", User: "Web@acme.example"}
	for _, tt := range []struct {
		name     string
		found    []audit.Integration
		rows     []row
		verdicts string // id=verdict …
		notFound string // user/login …
		clean    bool
	}{
		{"nothing", nil, nil, "", "", true},
		{"found and used", []audit.Integration{etl}, []row{{"etl@acme.example", login("soap-login", 1, true)}}, "etl=used", "", false},
		{"whatever the case of the name", []audit.Integration{web}, []row{{"web@ACME.example", login("oauth-password", 1, true)}}, "web=used", "", false},
		{"found and unused", []audit.Integration{etl, web}, []row{{"etl@acme.example", login("jwt-bearer", 1, true)}}, "etl=unused web=unused", "", true},
		{"used but not found", []audit.Integration{etl}, []row{{"who@acme.example", login("oauth-password", 3, true)}}, "etl=unused", "who@acme.example/oauth-password", false},
		{"found, but logs in another way", []audit.Integration{etl}, []row{{"etl@acme.example", login("oauth-password", 3, true)}}, "etl=unused", "etl@acme.example/oauth-password", false},
		{"refused only", []audit.Integration{etl}, []row{{"etl@acme.example", login("soap-login", 1, false)}}, "etl=refused", "", true},
		{"refused and not found", nil, []row{{"who@acme.example", login("soap-login", 1, false)}}, "", "who@acme.example/soap-login", true},
		{"no user in the files", []audit.Integration{{ID: "x", Login: "soap-login", State: "active"}}, []row{{"etl@acme.example", login("soap-login", 1, true)}}, "x=unknown", "etl@acme.example/soap-login", false},
		{"either login", []audit.Integration{{ID: "x", Login: "unknown-password", State: "active", User: "x@acme.example"}}, []row{{"x@acme.example", login("soap-login", 1, true)}}, "x=used", "", false},
		{"migrated, and still at it", []audit.Integration{{ID: "x", State: "migrated", User: "x@acme.example"}}, []row{{"x@acme.example", login("soap-login", 1, true)}}, "x=used", "", false},
		{"people at the login page", nil, []row{{"x@acme.example", login("", 1, true)}}, "", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tally(tt.rows...).Match(tt.found, now.AddDate(0, 0, -90), now)
			var verdicts, callers []string
			for _, u := range r.Integrations {
				verdicts = append(verdicts, u.ID+"="+u.Verdict)
			}
			for _, c := range r.NotFound {
				callers = append(callers, c.User+"/"+c.Login)
			}
			if got := strings.Join(verdicts, " "); got != tt.verdicts {
				t.Errorf("verdicts %s, want %s", got, tt.verdicts)
			}
			if got := strings.Join(callers, " "); got != tt.notFound {
				t.Errorf("not found %s, want %s", got, tt.notFound)
			}
			if r.Clean != tt.clean {
				t.Errorf("clean %v, want %v", r.Clean, tt.clean)
			}
		})
	}
}

// Per integration: the last password login, the first secure one, and the days of
// silence between.
func TestSilenceIsCountedFromTheLastAcceptedPassword(t *testing.T) {
	in := audit.Integration{ID: "etl", Login: "soap-login", State: "mixed", User: "etl@acme.example"}
	r := tally(
		row{"etl@acme.example", login("soap-login", 40, true)}, row{"etl@acme.example", login("soap-login", 20, true)},
		row{"etl@acme.example", login("soap-login", 5, false)},
		row{"etl@acme.example", login("jwt-bearer", 21, true)}, row{"etl@acme.example", login("client-credentials", 1, true)},
		row{"etl@acme.example", login("jwt-bearer", 30, false)},
	).Match([]audit.Integration{in}, now.AddDate(0, 0, -90), now)
	u := r.Integrations[0]
	got := []any{u.PasswordLogins, u.PasswordRefused, *u.SilentDays, u.FirstPassword.Day(), u.LastPassword.Day(), u.LastStatus, u.FirstSecure.Day(), u.LastSecure.Day(), u.Applications, u.Addresses}
	want := []any{2, 1, 20, 14, 3, "Invalid Password", 2, 22, []string{"Billing"}, []string{"203.0.113.7"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestIntegrationsThatShareAUserSaySo(t *testing.T) {
	two := []audit.Integration{
		{ID: "a", Login: "soap-login", State: "active", User: "one@acme.example"}, {ID: "b", Login: "soap-login", State: "active", User: "one@acme.example"},
		{ID: "c", Login: "oauth-password", State: "active", User: "one@acme.example"},
	}
	r := tally(row{"one@acme.example", login("soap-login", 1, true)}).Match(two, now, now)
	if r.Integrations[0].Note != "its user is also that of b: which of them it was, the logins do not say" || r.Integrations[2].Verdict != audit.Unused {
		t.Errorf("%+v", r.Integrations)
	}
}

// Who logged in less than the quiet days ago keeps an org from being locked down.
func TestLoud(t *testing.T) {
	all := tally(row{"a", login("soap-login", 3, true)}, row{"b", login("oauth-password", 14, true)}, row{"c", login("oauth-password", 13, true)},
		row{"d", login("oauth-password", 1, false)}, row{"e", login("user-agent", 1, true)}, row{"f", login(audit.UndecidedOAuth, 2, true)})
	names := func(list []audit.Caller) string {
		var all []string
		for _, c := range list {
			all = append(all, c.User)
		}
		return strings.Join(all, " ")
	}
	if got := names(all.Loud(14*24*time.Hour, now)); got != "f a c" {
		t.Errorf("loud are %s", got)
	}
	if got := names(all.Trying(14*24*time.Hour, now)); got != "d" {
		t.Errorf("trying are %s", got)
	}
	if got := names(all.LoudByUserAgent(14*24*time.Hour, now)); got != "e" {
		t.Errorf("loud by user agent are %s", got)
	}
	if got := strings.Join(all.PasswordUsers(), " "); got != "a b c d" {
		t.Errorf("password users are %s", got)
	}
}

// However rows come, no login by password is lost: each is an integration's or
// somebody's who was not found.
func TestEveryPasswordLoginIsSomebodys(t *testing.T) {
	users := []string{"a@x.example", "b@x.example", "c@x.example"}
	rapid.Check(t, func(t *rapid.T) {
		counted := audit.NewTally()
		accepted := 0
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			r := login(rapid.SampledFrom([]string{"oauth-password", "soap-login", "jwt-bearer", ""}).Draw(t, "kind"), rapid.IntRange(0, 80).Draw(t, "days"), rapid.Bool().Draw(t, "accepted"))
			counted.Add(rapid.SampledFrom(users).Draw(t, "user"), r)
			if r.Succeeded && (r.Kind == "oauth-password" || r.Kind == "soap-login") {
				accepted++
			}
		}
		var found []audit.Integration
		for i, user := range users {
			if rapid.Bool().Draw(t, "found") { // one integration a user, so that nothing is counted twice
				found = append(found, audit.Integration{ID: string(rune('p' + i)), State: "active", User: user,
					Login: rapid.SampledFrom([]string{"oauth-password", "soap-login", "unknown-password"}).Draw(t, "login")})
			}
		}
		r := counted.Match(found, now.AddDate(0, 0, -90), now)
		sum := 0
		for _, u := range r.Integrations {
			sum += u.PasswordLogins
		}
		for _, c := range r.NotFound {
			sum += c.PasswordLogins
		}
		if sum != accepted || r.Clean != (accepted == 0) {
			t.Fatalf("%d of %d logins, clean %v", sum, accepted, r.Clean)
		}
	})
}

func TestCSVOfAReportHoldsNoFormula(t *testing.T) {
	bad := login("soap-login", 1, true)
	bad.Application, bad.ClientVersion = "=HYPERLINK(\"x\")", "@a\nb"
	out, err := tally(row{"+1@acme.example", bad}).Match(nil, now, now).CSV()
	if err != nil {
		t.Fatal(err)
	}
	if text := string(out); !strings.Contains(text, `,'+1@acme.example,`) || !strings.Contains(text, `"'=HYPERLINK(""x"")"`) || !strings.Contains(text, ",'@a b,") {
		t.Error(text)
	}
}
