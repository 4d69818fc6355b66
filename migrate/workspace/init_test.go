package workspace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/workspace"
)

func set(path string, v any) workspace.Set {
	return workspace.Set{Path: strings.Split(path, "/"), Value: v}
}

// A new file, as plan --init writes it.
func TestInitNew(t *testing.T) {
	got, err := workspace.Init(nil,
		set("orgs/prod/my-domain", "acme.my.salesforce.com"),
		set("apps/Billing_Etl/contact", "owner@acme.example"),
		set("apps/Billing_Etl/consumer-secret", workspace.SecretRef{Env: "CRM_SECRET"}),
		set("integrations/billing-etl/at", "etl/.env#SF_PASSWORD"),
		workspace.Set{Path: []string{"integrations", "billing-etl", "flow"}, Value: "jwt-bearer", Comment: "the client supports both;\nthe same user stays"},
		set("integrations/old-report/decision", "keep"),
		set("integrations/old-report/until", time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)),
		set("integrations/old-report/reason", "vendor: upgrades in \"January\""),
	)
	if err != nil {
		t.Fatal(err)
	}
	want := `# What unpw migrates, and how. People edit this file; it is committed and holds
# no secret. What is left out has its default, and a flag wins over what is here.
schema: unpw/config/v1

# The Salesforce orgs, and the hosts in files that mean them.
orgs:
  prod:
    my-domain: acme.my.salesforce.com

# The apps in Salesforce: only what differs from the defaults.
apps:
  Billing_Etl:
    contact: owner@acme.example
    consumer-secret: {env: CRM_SECRET}

# decision: migrate, keep (with until and reason), or ignore (with reason).
integrations:
  billing-etl:
    at: etl/.env#SF_PASSWORD
    flow: jwt-bearer  # the client supports both; the same user stays
  old-report:
    decision: keep
    until: 2027-01-31
    reason: "vendor: upgrades in \"January\""
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error("-want +got\n", diff)
	}
}

// One edit at a time on files as people write them. Lines that are not shown in
// `after` as changed are the same bytes.
func TestInitEdits(t *testing.T) {
	const head = "schema: unpw/config/v1\n"
	for _, c := range []struct {
		name, before string
		set          workspace.Set
		after        string
	}{
		{"plain value, comment behind", "keys:\n  bits: 2048   # for now\n", set("keys/bits", 4096), "keys:\n  bits: 4096   # for now\n"},
		{"double quotes", "keys:\n  path: \"/a\\\"{app}\" # x\n", set("keys/path", "/b"), "keys:\n  path: /b # x\n"},
		{"single quotes", "keys:\n  path: '/a''{app}' # x\n", set("keys/path", "/k/{app}"), "keys:\n  path: \"/k/{app}\" # x\n"},
		{"null", "orgs:\n  prod:\n    my-domain: null # ask\n", set("orgs/prod/my-domain", "a.example"), "orgs:\n  prod:\n    my-domain: a.example # ask\n"},
		{"not written", "orgs:\n  prod:\n    my-domain:  # ask\n", set("orgs/prod/my-domain", "a.example"), "orgs:\n  prod:\n    my-domain: a.example  # ask\n"},
		{"back to null", "orgs:\n  prod: {my-domain: a.example}\n", set("orgs/prod/my-domain", nil), "orgs:\n  prod: {my-domain: null}\n"},
		{"in braces", "orgs: {prod: {kind: sandbox, ca-file: a}}  # x\n", set("orgs/prod/kind", "production"), "orgs: {prod: {kind: production, ca-file: a}}  # x\n"},
		{"list on one line", "integrations:\n  a:\n    confirm: [version]  # x\n", set("integrations/a/confirm", []string{"version", "assisted"}),
			"integrations:\n  a:\n    confirm: [version, assisted]  # x\n"},
		{"list with quotes", "scan:\n  exclude: ['a]', \"b]\", it's]  # x\n", set("scan/exclude", []string{"**/c"}), "scan:\n  exclude: [\"**/c\"]  # x\n"},
		{"new field, comment of the next one stays there", "orgs:\n  a:\n    kind: sandbox\n\n  # the other\n  b: {}\n", set("orgs/a/ca-file", "ca.pem"),
			"orgs:\n  a:\n    kind: sandbox\n    ca-file: ca.pem\n\n  # the other\n  b: {}\n"},
		{"new field in braces", "orgs: {a: { kind: sandbox }}\n", set("orgs/a/ca-file", "ca.pem"), "orgs: {a: { kind: sandbox, ca-file: ca.pem }}\n"},
		{"new field behind a comma", "orgs: {a: {kind: sandbox,}}\n", set("orgs/a/ca-file", "ca.pem"), "orgs: {a: {kind: sandbox, ca-file: ca.pem}}\n"},
		{"new entry in braces", "orgs: {a: {}}\n", set("orgs/b/ca-file", "ca.pem"), "orgs: {a: {}, b: {ca-file: ca.pem}}\n"},
		{"new field, wide indent", "apps:\n    A:\n        ip: enforce\n", set("apps/A/contact", "o@a.example"), "apps:\n    A:\n        ip: enforce\n        contact: o@a.example\n"},
		{"new entry, wide indent", "apps:\n    A:\n        ip: enforce\n", set("apps/B/contact", "o@a.example"), "apps:\n    A:\n        ip: enforce\n    B:\n        contact: o@a.example\n"},
		{"behind a list without indent", "apps:\n  A:\n    users:\n    - a@b.example\n", set("apps/A/contact", "o@a.example"),
			"apps:\n  A:\n    users:\n    - a@b.example\n    contact: o@a.example\n"},
		{"behind a text of several lines", "integrations:\n  a:\n    decision: ignore\n    reason: >\n      gone\n      away\n", set("integrations/a/owner", "me"),
			"integrations:\n  a:\n    decision: ignore\n    reason: >\n      gone\n      away\n    owner: me\n"},
		{"empty section", "integrations: {}   # none yet\nkeys: {bits: 4096}\n", set("integrations/a/flow", "auto"),
			"integrations:   # none yet\n  a:\n    flow: auto\nkeys: {bits: 4096}\n"},
		{"section without content", "integrations:\n# end\n", set("integrations/a/flow", "auto"), "integrations:\n  a:\n    flow: auto\n# end\n"},
		{"entry that is null", "integrations:\n  a: ~\n", set("integrations/a/flow", "auto"), "integrations:\n  a:\n    flow: auto\n"},
		{"entry in braces that is null", "integrations: {a: }\n", set("integrations/a/flow", "auto"), "integrations: {a: {flow: auto} }\n"},
		{"new section behind what is commented out", "orgs:\n  a: {}\n  # b: {}\n", set("keys/bits", 4096),
			"orgs:\n  a: {}\n  # b: {}\n\n# How keys are made, and where integrations find them when they run.\nkeys:\n  bits: 4096\n"},
		{"new section before the end mark", "orgs: {a: {}}\n...\n", set("dates/soap-login", time.Date(2027, 6, 2, 0, 0, 0, 0, time.UTC)),
			"orgs: {a: {}}\n\n# Last days that differ from those unpw knows.\ndates:\n  soap-login: 2027-06-02\n...\n"},
		{"no final newline", "keys:\n  bits: 4096", set("keys/days", 30), "keys:\n  bits: 4096\n  days: 30\n"},
		{"letters before it, in a text", "scan: {baseline: \"üß😀\", max-size: 1MiB}\n", set("scan/max-size", "2MiB"), "scan: {baseline: \"üß😀\", max-size: 2MiB}\n"},
		{"said already, in other words", "keys:\n  share: true\n  path: '/k'\n", set("keys/path", "/k"), "keys:\n  share: true\n  path: '/k'\n"},
		{"kept", "keys:\n  bits: 3072\n", workspace.Set{Path: []string{"keys", "bits"}, Value: 4096, IfMissing: true}, "keys:\n  bits: 3072\n"},
		{"kept, but null", "orgs:\n  a:\n    my-domain: null\n", workspace.Set{Path: []string{"orgs", "a", "my-domain"}, Value: "a.example", IfMissing: true}, "orgs:\n  a:\n    my-domain: a.example\n"},
		{"a file for a command", "values: {X: {command: [get, \"x y\"]}}\n", set("values/X", workspace.SecretRef{File: "secrets/x"}), "values: {X: {file: secrets/x}}\n"},
		{"a command", "values:\n  X: {env: X} # x\n", set("values/X", workspace.SecretRef{Command: []string{"get", "--as", "a b", "\\ \"ü"}}),
			"values:\n  X: {command: [get, \"--as\", a b, \"\\\\ \\\"ü\"]} # x\n"},
		{"a word that is a number", "apps:\n  A: {label: x}\n", set("apps/A/label", "12"), "apps:\n  A: {label: \"12\"}\n"},
	} {
		for _, nl := range []string{"\n", "\r\n"} {
			for _, bom := range []string{"", "\ufeff"} {
				before, want := bom+strings.ReplaceAll(head+c.before, "\n", nl), bom+strings.ReplaceAll(head+c.after, "\n", nl)
				got, err := workspace.Init([]byte(before), c.set)
				if err != nil {
					t.Errorf("%s (%q): %v", c.name, nl+bom, err)
				} else if diff := cmp.Diff(want, string(got)); diff != "" {
					t.Errorf("%s (%q): -want +got\n%s", c.name, nl+bom, diff)
				}
			}
		}
	}
}

// What cannot be edited exactly is not edited: the caller gets no bytes.
func TestInitRefuses(t *testing.T) {
	const head = "schema: unpw/config/v1\n"
	for _, c := range []struct {
		name, before string
		sets         []workspace.Set
		line         int
		cause        string
	}{
		{"a text of several lines", head + "integrations:\n  a:\n    decision: ignore\n    reason: |\n      gone\n", []workspace.Set{set("integrations/a/reason", "x")}, 5,
			"not changed: the value stands over several lines"},
		{"a plain text of several lines", head + "integrations:\n  a:\n    reason: gone\n      away\n", []workspace.Set{set("integrations/a/reason", "x")}, 4,
			"not changed: the value stands over several lines"},
		{"a list of several lines", head + "integrations:\n  a:\n    confirm:\n      - version  # sure\n", []workspace.Set{set("integrations/a/confirm", []string{"assisted"})}, 5,
			"not changed: the value stands over several lines"},
		{"a flow list of several lines", head + "scan:\n  roots: [a, # x\n    b]\n", []workspace.Set{set("scan/roots", []string{"c"})}, 3,
			"not changed: the value stands over several lines"},
		{"a comment sign in a literal text", head + "integrations:\n  a:\n    reason: |\n      one\n      # two\n", []workspace.Set{set("integrations/a/owner", "x")}, 0,
			"not changed: the outcome would say something else"},
		{"the outcome would not be valid", head + "integrations:\n  a: {}\n", []workspace.Set{set("integrations/a/decision", "keep")}, 0,
			"not changed, since it would not be valid: integrations.a.decision: keep needs its last day"},
		{"a field that is not there", head, []workspace.Set{set("integrations/a/flows", "auto")}, 0,
			`not changed, since it would not be valid: integrations.a: unknown field "flows"`},
		{"not valid before", "schema: unpw/config/v1\nkeys: {bit: 1}\n", []workspace.Set{set("keys/bits", 4096)}, 2, `keys: unknown field "bit"`},
		{"two for one place", head, []workspace.Set{set("keys/bits", 4096), set("keys/bits", 3072)}, 0,
			"not changed: two decisions about one place, or one about a whole section"},
		{"a whole section", head, []workspace.Set{set("keys", "x")}, 0, "not changed: two decisions about one place, or one about a whole section"},
		{"a value that is not UTF-8", head, []workspace.Set{set("integrations/a/owner", "caf\xe9")}, 0, "not changed: a text that is not UTF-8"},
		{"below a text", head + "integrations:\n  a: {at: x#Y}\n", []workspace.Set{set("integrations/a/at/file", "x")}, 3, "not changed: this place holds a text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := workspace.Init([]byte(c.before), c.sets...)
			if err == nil {
				t.Fatalf("accepted:\n%s", got)
			}
			if e := checkError(t, err); got != nil || e.Line != c.line || e.Cause != c.cause || len(e.Hints) == 0 {
				t.Errorf("%d: %s %q\nwant %d: %s", e.Line, e.Cause, e.Hints, c.line, c.cause)
			}
		})
	}
}
