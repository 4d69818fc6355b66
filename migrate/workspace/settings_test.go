package workspace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/workspace"
)

// Flag before integration before defaults before built in, field by field.
func TestFor(t *testing.T) {
	c := load(t, `schema: unpw/config/v1
orgs: {prod: {}, uat: {kind: sandbox}}
keys: {path: "/keys/{app}.{ext}"}
defaults:
  org: prod
  flow: client-credentials
  secrets: reference
  confirm: [unverified]
  owner: everybody
integrations:
  crm:
    org: uat
    flow: auto
    confirm: []
    key-path: null
    owner: crm-team
  erp: {user: erp@acme.example, app: Erp}
`)
	for _, row := range []struct {
		name, id string
		flags    workspace.Flags
		want     workspace.Choices
	}{
		{"integration over defaults, null is not written, an empty list is", "crm", workspace.Flags{}, workspace.Choices{
			Decision: "migrate", Org: "uat", Flow: "auto", App: "{id}", KeyPath: "/keys/{app}.{ext}", Confirm: []string{}, Secrets: "reference", Owner: "crm-team",
		}},
		{"flags over all", "crm", workspace.Flags{Org: "prod", Flow: "jwt-bearer", KeyPath: "/run/{id}"}, workspace.Choices{
			Decision: "migrate", Org: "prod", Flow: "jwt-bearer", App: "{id}", KeyPath: "/run/{id}", Confirm: []string{}, Secrets: "reference", Owner: "crm-team",
		}},
		{"defaults", "erp", workspace.Flags{}, workspace.Choices{
			Decision: "migrate", Org: "prod", Flow: "client-credentials", App: "Erp", User: "erp@acme.example", KeyPath: "/keys/{app}.{ext}",
			Confirm: []string{"unverified"}, Secrets: "reference", Owner: "everybody",
		}},
		{"not named in the file", "new", workspace.Flags{}, workspace.Choices{
			Decision: "migrate", Org: "prod", Flow: "client-credentials", App: "{id}", KeyPath: "/keys/{app}.{ext}",
			Confirm: []string{"unverified"}, Secrets: "reference", Owner: "everybody",
		}},
	} {
		got := c.For(row.id, row.flags)
		if diff := cmp.Diff(row.want, got.Choices); diff != "" || got.ID != row.id {
			t.Errorf("%s: -want +got\n%s", row.name, diff)
		}
	}
	if c.For("crm", workspace.Flags{}).Confirmed("unverified") || !c.For("new", workspace.Flags{}).Confirmed("unverified") {
		t.Error("an empty list at the integration must win over the defaults")
	}
	built, err := workspace.Default()
	if err != nil {
		t.Fatal(err)
	}
	want := workspace.Choices{
		Decision: "migrate", Flow: "auto", App: "{id}", KeyPath: "/etc/secrets/{app}.{ext}", Confirm: []string{}, Secrets: "as-before",
	}
	if diff := cmp.Diff(want, built.For("x", workspace.Flags{}).Choices); diff != "" {
		t.Error("built in: -want +got\n", diff)
	}
}

func TestCheckFlags(t *testing.T) {
	c := load(t, "schema: unpw/config/v1\norgs: {prod: {}}\n")
	for _, row := range []struct {
		flags workspace.Flags
		cause string // empty: accepted
	}{
		{workspace.Flags{}, ""},
		{workspace.Flags{Org: "prod", Flow: "auto", KeyPath: "/k/{app}-{id}.{ext}"}, ""},
		{workspace.Flags{Org: "uat"}, "--org: no such org"},
		{workspace.Flags{Flow: "jwt"}, "--flow: must be one of"},
		{workspace.Flags{KeyPath: "/k/{name}"}, "--key-path: may hold only"},
	} {
		err := c.CheckFlags(row.flags)
		if (err == nil) != (row.cause == "") || err != nil && !strings.Contains(err.Error(), row.cause) {
			t.Errorf("%+v: %v, want %q", row.flags, err, row.cause)
		}
	}
}

// A kept password is kept to the end of its last day.
func TestExpired(t *testing.T) {
	c := load(t, "schema: unpw/config/v1\nintegrations:\n  crm: {decision: keep, until: 2027-01-31, reason: later}\n")
	crm := c.For("crm", workspace.Flags{})
	for at, want := range map[string]bool{
		"2027-01-30T12:00:00Z": false, "2027-01-31T23:59:59Z": false, "2027-02-01T00:00:00Z": true,
		"2027-02-01T00:30:00+01:00": false, // still the 31st in UTC
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if crm.Expired(now) != want {
			t.Errorf("at %s: %v", at, !want)
		}
	}
	if c.For("other", workspace.Flags{}).Expired(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Error("one without a last day has expired")
	}
}

func TestAppsOf(t *testing.T) {
	c := load(t, `schema: unpw/config/v1
integrations:
  a: {app: Shared}
  b: {app: Shared}
  c: {app: "{owner}", owner: Team Éclair}
  d: {app: "{owner}", owner: team-clair}
`)
	var all []workspace.Integration
	for _, id := range []string{"app-7", "7", "a", "b", "c", "d", "billing-etl"} {
		all = append(all, c.For(id, workspace.Flags{}))
	}
	got, err := c.AppsOf(all)
	want := map[string]string{
		"a": "Shared", "b": "Shared", "c": "Team_Clair", "d": "Team_Clair", "billing-etl": "Billing_Etl",
		"7": "App_7", "app-7": "App_7_2",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v: -want +got\n%s", err, diff)
	}

	c = load(t, "schema: unpw/config/v1\nintegrations:\n  x: {app: \"{owner}\"}\n")
	_, err = c.AppsOf([]workspace.Integration{c.For("x", workspace.Flags{})})
	if e := checkError(t, err); e.Line != 3 || !strings.Contains(e.Cause, "has no owner") {
		t.Error(e)
	}
}

func TestAppDefaults(t *testing.T) {
	c := load(t, "schema: unpw/config/v1\napps:\n  Crm_Sync: {label: CRM, scopes: [api, web]}\n")
	want := workspace.App{
		Name: "Billing_Etl", Type: "external-client-app", Label: "Billing Etl", PermissionSet: "Billing_Etl_Login", IP: "enforce", Key: "Billing_Etl",
	}
	if diff := cmp.Diff(want, c.App("Billing_Etl"), publicOnly()); diff != "" {
		t.Error("-want +got\n", diff)
	}
	crm := c.App("Crm_Sync")
	if crm.Label != "CRM" || crm.PermissionSet != "Crm_Sync_Login" || crm.Line != 3 {
		t.Errorf("%+v", crm)
	}
	for _, row := range []struct {
		app  workspace.App
		flow string
		want []string
	}{
		{want, "jwt-bearer", []string{"api", "refresh_token"}},
		{want, "client-credentials", []string{"api"}},
		{crm, "client-credentials", []string{"api", "web"}},
	} {
		if diff := cmp.Diff(row.want, c.Scopes(row.app, row.flow)); diff != "" {
			t.Errorf("%s, %s: %s", row.app.Name, row.flow, diff)
		}
	}
	shared := load(t, "schema: unpw/config/v1\nkeys: {share: true}\napps:\n  Own: {key: own}\n")
	if a, b := shared.App("Crm").Key, shared.App("Own").Key; a != "shared" || b != "own" {
		t.Errorf("shared keys: %s, %s", a, b)
	}
	if got := shared.Keys.SubjectOf("Crm"); got != "CN=Crm" {
		t.Error(got)
	}
	if got := workspace.ExpandKeyPath("/k/{id}/{app}.{ext}", "Crm", "crm", "p12"); got != "/k/crm/Crm.p12" {
		t.Error(got)
	}
}
