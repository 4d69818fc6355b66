package workspace_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"unpw/migrate/workspace"
)

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"etl": "etl", "services/Billing ETL": "services-billing-etl", "a//b__c": "a-b-c", "-x-": "x", "v1.2": "v1-2", "café": "caf", "日本": "", ".": "",
	} {
		if got := workspace.Slug(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestIntegrationID(t *testing.T) {
	for in, want := range map[string]string{
		"etl/.env": "etl", "a/b/conf.yaml": "a-b", ".env": "env", ".env.production": "env", "compose.dev.yaml": "compose-dev",
		"./sync.py": "sync", "日本/sync.py": "sync", "日本": "integration", ".github/workflows/x.yml": "github-workflows",
	} {
		if got := workspace.IntegrationID(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestAppName(t *testing.T) {
	for in, want := range map[string]string{
		"billing-etl": "Billing_Etl", "etl": "Etl", "7-eleven": "App_7_Eleven", "x-2": "X_2", "": "App", "owner@acme.example": "Owner_Acme_Example",
	} {
		if got := workspace.AppName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	long := workspace.AppName(strings.Repeat("abcde-", 20))
	if len(long) > 60 || strings.HasSuffix(long, "_") {
		t.Errorf("%q", long)
	}
}

// Whatever the folders are called, the names are ones that Salesforce takes,
// that unpw.yaml takes, and that are one's own.
func TestAppNamesProperty(t *testing.T) {
	valid := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$`)
	rapid.Check(t, func(t *rapid.T) {
		folders := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`(app-)?[0-9a-b]{1,3}`), rapid.StringMatching(`a{58,62}-?b?`)), 1, 8).Draw(t, "folders")
		ids := map[string]bool{}
		for _, f := range folders {
			if s := workspace.Slug(f); s != "" {
				ids[s] = true
				if workspace.Slug(s) != s {
					t.Fatalf("slug of a slug: %q", s)
				}
			}
		}
		var list []string
		for id := range ids {
			list = append(list, id)
		}
		taken := map[string]string{}
		for id, name := range workspace.AppNames(list) {
			if !valid.MatchString(name) || len(name) > 60 {
				t.Fatalf("%q gives %q", id, name)
			}
			if other, ok := taken[name]; ok {
				t.Fatalf("%q and %q share %q", id, other, name)
			}
			taken[name] = id
		}
	})
}
