package explain_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/templates"
)

func catalogue(t *testing.T) *explain.Catalogue {
	t.Helper()
	c, err := explain.Load(templates.Errors)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The first entry found must be the one named; where a text stands for several
// causes, the rest are listed too.
func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		name  string
		query explain.Query
		want  []string
	}{
		{"the whole pair", explain.Query{Flow: "jwt-bearer", Error: "invalid_app_access", Description: "user is not admin approved to access this app"},
			[]string{"any-user-not-admin-approved"}},
		{"another case, with more around it", explain.Query{Flow: "jwt-bearer", Description: "Login failed: INVALID_GRANT - Audience Is Invalid (try again)"},
			[]string{"jwt-audience-invalid"}},
		{"one text, the flow decides", explain.Query{Flow: "client-credentials", Error: "invalid_client", Description: "invalid client credentials"},
			[]string{"client-credentials-secret-wrong"}},
		{"one text, the other flow", explain.Query{Flow: "jwt-bearer", Error: "invalid_client", Description: "invalid client credentials"},
			[]string{"jwt-signature-mismatch"}},
		{"one text, the flow unknown", explain.Query{Error: "invalid_client", Description: "invalid client credentials"},
			[]string{"client-credentials-secret-wrong", "jwt-signature-mismatch"}},
		{"a password refused, no history", explain.Query{Flow: "oauth-password", Error: "invalid_grant", Description: "authentication failure"},
			[]string{"password-flow-blocked", "password-wrong", "password-app-unsupported", "password-token-missing", "password-locked-out", "password-user-unknown"}},
		{"a password refused, by its login status code", explain.Query{Flow: "oauth-password", Error: "invalid_grant", Description: "authentication failure", Status: "LOGIN_ERROR_PASSWORD_LOCKOUT"},
			[]string{"password-locked-out", "password-flow-blocked", "password-wrong", "password-app-unsupported", "password-token-missing", "password-user-unknown"}},
		{"a SOAP fault", explain.Query{Flow: "soap-login", Fault: "INVALID_OPERATION: SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login()."},
			[]string{"soap-login-disabled"}},
		{"an error code alone", explain.Query{Error: "unauthorized_client"}, []string{"any-client-unauthorized"}},
		{"a deploy problem", explain.Query{Flow: "deploy", Description: "INVALID_FIELD: We couldn't find permission sets called 0PS000000000001"},
			[]string{"deploy-permission-set-unknown"}},
		{"a status alone", explain.Query{Status: "User is frozen"}, []string{"history-user-frozen"}},
		{"a pasted line", explain.Query{Description: `{"error":"app_not_found","error_description":"External client app is not installed in this org"}`},
			[]string{"jwt-app-not-installed"}},
		{"nothing known", explain.Query{Description: "the dog ate the token"}, nil},
		{"nothing said", explain.Query{Flow: "jwt-bearer"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range catalogue(t).Match(tt.query) {
				got = append(got, e.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Match(%+v) (-want +got):\n%s", tt.query, diff)
			}
		})
	}
}

func TestHistoryStatusComesFirst(t *testing.T) {
	c := catalogue(t)
	found := c.Match(explain.Query{Flow: "oauth-password", Error: "invalid_grant", Description: "authentication failure", Status: "username-password flow disabled"})
	if len(found) < 2 || found[0].ID != "password-flow-blocked" || found[1].ID != "password-app-unsupported" {
		t.Errorf("the two entries with the status should come first, got %v", ids(found))
	}
}

// Every entry must be found by its own words, else explain cannot explain it.
func TestEveryEntryIsFound(t *testing.T) {
	c := catalogue(t)
	for _, e := range c.Entries() {
		q := explain.Query{Flow: e.Flows[0], Error: e.Error, Status: e.Status}
		if len(e.Description) > 0 {
			q.Description = e.Answer()
		}
		found := false
		for _, hit := range c.Match(q) {
			found = found || hit == e
		}
		if !found {
			t.Errorf("%s is not found by its own words: %v", e.ID, ids(c.Match(q)))
		}
	}
}

// A text that an org answers with must hold one of the fragments by which the
// same entry is found.
func TestAnswerHoldsAFragment(t *testing.T) {
	for _, e := range catalogue(t).Entries() {
		if len(e.Description) == 0 {
			continue
		}
		held := false
		for _, fragment := range e.Description {
			held = held || strings.Contains(e.Answer(), fragment)
		}
		if !held && e.Error != e.Description[0] {
			t.Errorf("%s: answer %q holds none of %q", e.ID, e.Answer(), e.Description)
		}
	}
}

func TestUnverifiedSaysSo(t *testing.T) {
	for _, e := range catalogue(t).Entries() {
		said := strings.Contains(explain.Text(e), "\n  unverified: ")
		if want := !e.Verified() || e.HTTPUnverified; said != want {
			t.Errorf("%s (%s): says unverified %v, want %v", e.ID, e.Confidence, said, want)
		}
	}
}

func TestText(t *testing.T) {
	c := catalogue(t)
	want := `invalid_grant: request not supported on this domain  (client-credentials-wrong-domain; client-credentials; HTTP 400)
  means: This flow is served on the org's My Domain only.
  causes, most likely first:
    1. the request went to login.salesforce.com or test.salesforce.com
    2. the request went to a setup, Lightning or custom domain
  how to tell:
    - look at the host of the token request
  what to do:
    - send the request to https://MYDOMAIN.my.salesforce.com
      $ unpw plan --my-domain HOST
  source: Amazon Quick documentation; Amazon Connect CTI adapter, Client Credentials Migration
  unverified: reported by others than Salesforce
`
	if diff := cmp.Diff(want, explain.Text(c.ByID("client-credentials-wrong-domain"))); diff != "" {
		t.Error(diff)
	}
}

func TestAnswerFillsPlaceholders(t *testing.T) {
	got := catalogue(t).ByID("deploy-file-missing").Answer("name", "Billing", "type", "ConnectedApp")
	if want := "An object 'Billing' of type ConnectedApp was named in package.xml, but was not found in zipped directory"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

const whole = `- id: a-b
  flows: [any]
  error: some_error
  meaning: m
  causes: [c]
  tell-apart: [t]
  fix: [{do: d}]
  source: [s]
  confidence: seen
`

func TestLoadNamesFileAndLine(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"whole", whole, ""},
		{"unknown field", strings.Replace(whole, "  meaning:", "  meening:", 1), "load errors/x.yaml:4: unknown field meening"},
		{"field twice", whole + "  confidence: seen\n", "load errors/x.yaml:10: field confidence is there twice"},
		{"wrong type", strings.Replace(whole, "[c]", "c", 1), "load errors/x.yaml:5: a list is expected"},
		{"number for text", strings.Replace(whole, "meaning: m", "meaning: 7", 1), "load errors/x.yaml:4: a text is expected"},
		{"unknown flow", strings.Replace(whole, "[any]", "[jwt]", 1), "load errors/x.yaml:1: unknown flow jwt"},
		{"unknown confidence", strings.Replace(whole, ": seen", ": sure", 1), "load errors/x.yaml:1: confidence must be seen, third-party, general-knowledge or inferred"},
		{"missing source", strings.Replace(whole, "  source: [s]\n", "", 1), "load errors/x.yaml:1: source is missing"},
		{"id twice", whole + whole, "load errors/x.yaml:10: id a-b is taken by errors/x.yaml:1"},
		{"see nothing", whole + "  see: [c-d]\n", "load errors/x.yaml:1: a-b: see names no entry: c-d"},
		{"step without do", strings.Replace(whole, "{do: d}", "{setup: s}", 1), "load errors/x.yaml:7: a step of fix needs do"},
		{"http out of range", whole + "  http: 99\n", "load errors/x.yaml:1: http must be a status between 200 and 599"},
		{"no list", "id: a\n", "load errors/x.yaml:1: a list is expected"},
		{"no YAML", "- id: 'a\n", "load errors/x.yaml:2: not valid YAML"},
		{"empty", "", "load errors/x.yaml:1: a list of entries is expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := explain.Load(fstest.MapFS{"errors/x.yaml": {Data: []byte(tt.src)}})
			got := ""
			if err != nil {
				got = err.Error()
				if fail.CodeOf(err) != fail.Usage {
					t.Errorf("code %d, want %d", fail.CodeOf(err), fail.Usage)
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Whatever a catalogue of one's own holds, Load answers with an error that
// names the file, or with entries that can be printed; it does not panic.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("- id: a\n  fix: [[{}]]\n"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := explain.Load(fstest.MapFS{"x.yaml": {Data: src}})
		if err != nil {
			if !strings.Contains(err.Error(), "x.yaml") && !strings.Contains(err.Error(), "empty") {
				t.Errorf("no file in %q", err)
			}
			return
		}
		for _, e := range c.Entries() {
			if explain.Text(e) == "" {
				t.Errorf("%s prints nothing", e.ID)
			}
		}
	})
}

func ids(entries []*explain.Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.ID)
	}
	return list
}
