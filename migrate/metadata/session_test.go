package metadata

import (
	"strings"
	"testing"
)

func TestSessionPolicies(t *testing.T) {
	strict := ccApp()
	strict.SessionLevel, strict.SessionTimeout = "high-assurance", 30
	eca := read(t, project(t, Options{Layout: MDAPI}, strict), "extlClntAppOauthPolicies/Orders_Export_oauth_defaultPolicy.ecaOauthPlcy")
	for element, want := range map[string]string{"policyAction": "Block", "requiredSessionLevel": "HIGH_ASSURANCE", "sessionTimeoutInMinutes": "30"} {
		if got := eca.kid(element).Text; got != want {
			t.Errorf("%s is %q, want %q", element, got, want)
		}
	}
	old := read(t, project(t, Options{Layout: MDAPI}, connectedApp(strict)), "connectedApps/Orders_Export.connectedApp").kid("sessionPolicy")
	for element, want := range map[string]string{"policyAction": "Block", "sessionLevel": "HIGH_ASSURANCE", "sessionTimeout": "30"} {
		if got := old.kid(element).Text; got != want {
			t.Errorf("%s is %q, want %q", element, got, want)
		}
	}

	for _, tt := range []struct {
		change func(a *App)
		want   string
	}{
		{func(a *App) { a.SessionLevel = "high-assurance" }, "block jwt-bearer logins"},
		{func(a *App) { a.SessionLevel = "low" }, "no session level"},
		{func(a *App) { a.SessionTimeout = 45 }, "a session of 45 minutes"},
	} {
		a := jwtApp()
		tt.change(&a)
		if _, err := Project([]App{a}, Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// A scope whose name in the metadata is a guess says so.
func TestUnverifiedScopesSaySo(t *testing.T) {
	a := jwtApp()
	a.Scopes = []string{"api", "refresh_token", "cdp_query_api"}
	notes, err := Unverified([]App{a, a}, Options{})
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "scope cdp_query_api is written as CDPQuery") {
		t.Errorf("%q %v", notes, err)
	}
}

// Every value that can be chosen says what it brings with it.
func TestEveryChoiceIsExplained(t *testing.T) {
	w, err := newWriter(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var apps []App
	for ip := range w.facts.IP {
		for level := range w.facts.SessionLevel {
			for _, minutes := range []int{0, 30} {
				a := ccApp()
				a.IP, a.SessionLevel, a.SessionTimeout = ip, level, minutes
				apps = append(apps, a)
			}
		}
	}
	choices, err := Choices(apps)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(w.facts.IP) + len(w.facts.SessionLevel) + 2; len(choices) != want {
		t.Errorf("%d choices, want %d", len(choices), want)
	}
	for _, c := range choices {
		if c.Means == "" || len(c.Apps) == 0 {
			t.Errorf("%+v", c)
		}
	}
}
