package plan

import (
	"slices"
	"strings"
	"testing"

	"unpw/templates"
)

// What is advised, one row a line of the table "Choosing a flow" that the data
// was made from, in its order: who uses the integration, the flow, the second
// choice, and a word of the reason.
func TestEveryKindOfIntegration(t *testing.T) {
	f, err := LoadFlows(templates.Flows)
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ id, flow, reason string }{
		{"one-system-user", "client-credentials", "simplest"},
		{"several-users", "jwt-bearer", "sub claim names the user"},
		{"no-shared-secret", "jwt-bearer", "key never leaves the client"},
		{"client-knows-one", "as-found", "no choice"},
		{"multi-tenant", "web-server", "customers consent"},
		{"user-present", "web-server", "never sees a password"},
		{"command-line", "web-server", "loopback"},
		{"browser-or-mobile", "web-server", "no secret"},
		{"external-token", "token-exchange", "Apex handler"},
		{"from-salesforce", "named-credential", "External Credential"},
		{"experience-cloud", "authorization-code-and-credentials", "never supported"},
		{"dev-hub", "jwt-bearer", "C-1016"},
		{"password-only", "none", "replace it"},
	}
	for _, row := range rows {
		if a, ok := f.kinds[row.id]; !ok || a.Flow != row.flow || !strings.Contains(a.Reason, row.reason) {
			t.Errorf("%s: %s because %q, want %s because of %q", row.id, a.Flow, a.Reason, row.flow, row.reason)
		}
	}
	if len(f.kinds) != len(rows) {
		t.Errorf("%d kinds, the table has %d", len(f.kinds), len(rows))
	}
}

// The flow that is taken: what the client can, and what is wished.
func TestChoose(t *testing.T) {
	f, err := LoadFlows(templates.Flows)
	if err != nil {
		t.Fatal(err)
	}
	both := []string{"jwt-bearer", "client-credentials"}
	for _, c := range []struct {
		name         string
		c            choice
		flow, reason string
	}{
		{"both", choice{flows: both, preferred: "jwt-bearer"}, "jwt-bearer", "no shared secret"},
		{"both, reader unknown", choice{flows: both, preferred: "jwt-bearer", unknown: true}, "jwt-bearer", "is not known here"},
		{"both, one to be finished by a person", choice{flows: both, preferred: "client-credentials"}, "client-credentials", "only secure flow"},
		{"one", choice{flows: both[1:], preferred: "client-credentials"}, "client-credentials", "only secure flow"},
		{"none", choice{}, "none", "no secure flow"},
		{"wished", choice{flows: both, preferred: "jwt-bearer", wished: "client-credentials"}, "client-credentials", "asked for"},
		{"a user is present, whatever is wished", choice{advice: "user-present", flows: both, preferred: "jwt-bearer", wished: "jwt-bearer"}, "web-server", "PKCE"},
		{"many tenants", choice{advice: "multi-tenant", flows: both, preferred: "jwt-bearer"}, "web-server", "customers consent"},
	} {
		if flow, reason := f.choose(c.c); flow != c.flow || !strings.Contains(reason, c.reason) {
			t.Errorf("%s: %s because %q, want %s because of %q", c.name, flow, reason, c.flow, c.reason)
		}
	}
}

// What is only advised has steps that name the endpoint, PKCE and the end of the
// password.
func TestAdviceHasSteps(t *testing.T) {
	f, err := LoadFlows(templates.Flows)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"user-present", "multi-tenant"} {
		steps := f.Advice(kind).Steps
		for _, word := range []string{"/services/oauth2/authorize", "code_challenge", "code_verifier", "External Client App", "password"} {
			if !slices.ContainsFunc(steps, func(s string) bool { return strings.Contains(s, word) }) {
				t.Errorf("%s: no step has %s", kind, word)
			}
		}
	}
}
