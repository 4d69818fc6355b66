package scan_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"unpw/migrate/scan"
	"unpw/templates"
)

// summary gives every integration as "id recipe login state host username
// file:line key", a line each, and what was skipped.
func summary(r *scan.Result) string {
	var b strings.Builder
	for _, i := range r.Integrations {
		fmt.Fprintf(&b, "%s %s %s %s %s %s %s:%d %s", i.ID, i.Match.Recipe.ID, i.Login, i.State, i.Host, i.Username, i.File, i.Line, i.Key)
		for _, s := range i.Settings {
			fmt.Fprintf(&b, " %s@%s:%d", s.Role, s.Node.Doc.Path, s.Node.Line())
			s.Each(func(d *scan.Definition) { fmt.Fprintf(&b, ">%s:%d", d.Node.Doc.Path, d.Node.Line()) })
		}
		b.WriteByte('\n')
	}
	return b.String() + skipped(r)
}

// A scan gives the same result however many goroutines work on it.
func TestAScanIsDeterministic(t *testing.T) {
	estate, err := fs.Sub(templates.Estate, "estate")
	if err != nil {
		t.Fatal(err)
	}
	catalogue := builtin(t)
	want := summary(scanRoot(t, scan.Root{FS: estate}, scan.Options{Recipes: catalogue, Workers: 1}))
	if !strings.Contains(want, "simple-salesforce") {
		t.Fatalf("the estate scans as\n%s", want)
	}
	for i := range 20 {
		if got := summary(scanRoot(t, scan.Root{FS: estate}, scan.Options{Recipes: catalogue, Workers: 1 + 15*(i%2)})); got != want {
			t.Fatalf("run %d gives\n%s\nnot\n%s", i, got, want)
		}
	}
}

// connector is a login in JSON with a user and a host.
func connector(user string) string {
	return fmt.Sprintf(`{"connector.class": "SalesforceCdcSource", "salesforce.instance": "https://test.salesforce.com",
 "salesforce.username": %q, "salesforce.password": "example-password",
 "salesforce.consumer.key": "old-client-id", "salesforce.consumer.secret": "old-client-secret"}`, user)
}

// Ids are the folder of the password as a slug, in the root the file's stem; the
// second one there gets -2, in order of file and line.
func TestIDs(t *testing.T) {
	two := "[" + connector("a@acme.example") + ",\n" + connector("b@acme.example") + "]"
	result := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{
		"crm.json":              connector("root@acme.example"),
		"CRM (old).json":        connector("root2@acme.example"),
		"billing/ETL_v2/a.json": two, "billing/ETL_v2/b.json": connector("c@acme.example"),
		"größe/x.json": connector("d@acme.example"),
		"etl/sync.py":  program, "etl/conf/.env": variables,
	})}, scan.Options{})
	var got []string
	for _, i := range result.Integrations {
		got = append(got, i.ID+" "+i.Username)
	}
	const want = `crm-old root2@acme.example
billing-etl-v2 a@acme.example
billing-etl-v2-2 b@acme.example
billing-etl-v2-3 c@acme.example
crm root@acme.example
etl-conf etl@acme.example
gr-e d@acme.example`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

// The anchor is where the password is written out, else where it is read.
func TestAnchors(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"written out", map[string]string{"a.json": connector("a@acme.example")}, "a.json:2 salesforce.password"},
		{"defined in a file", map[string]string{"etl/sync.py": program, "etl/.env": variables}, "etl/.env:2 SF_PASSWORD"},
		{"defined in two files", map[string]string{"etl/sync.py": program, "etl/.env.b": variables, "etl/.env.a": variables}, "etl/.env.a:2 SF_PASSWORD"},
		{"defined through another", map[string]string{"etl/sync.py": program, "etl/compose.yaml": "environment:\n  SF_PASSWORD: ${CRM_PW}\n", "etl/.env": "CRM_PW=example-password\n"}, "etl/.env:1 CRM_PW"},
		{"defined outside", map[string]string{"etl/sync.py": program}, "etl/sync.py:3 password"},
		{"defined outside, by way of a workflow", map[string]string{"etl/sync.py": program, "etl/.github/workflows/x.yml": "env:\n  SF_PASSWORD: ${{ secrets.SF_PASSWORD }}\n"}, "etl/sync.py:3 password"},
	} {
		result := scanRoot(t, scan.Root{FS: scan.Memory(c.files)}, scan.Options{})
		if len(result.Integrations) != 1 {
			t.Errorf("%s: found %d", c.name, len(result.Integrations))
			continue
		}
		i := result.Integrations[0]
		if got := fmt.Sprintf("%s:%d %s", i.File, i.Line, i.Key); got != c.want {
			t.Errorf("%s: anchored at %s, want %s", c.name, got, c.want)
		}
	}
}

func TestHostAndUserAreThoseOfTheFilesOrUnknown(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{connector("a@acme.example"), "test.salesforce.com a@acme.example"},
		{strings.Replace(connector("${CRM_USER}"), "https://test.salesforce.com", "${CRM_HOST}", 1), " "},
	} {
		i := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"a.json": c.files})}, scan.Options{}).Integrations[0]
		if got := i.Host + " " + i.Username; got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// A PATH that is a file: only what stands in it, but the whole folder is read.
func TestOnlyOneFile(t *testing.T) {
	tree := map[string]string{"sync.py": program, ".env": variables, "crm.json": connector("a@acme.example")}
	for only, want := range map[string]string{"crm.json": "crm.json", ".env": ".env", "sync.py": ".env", "none.py": ""} {
		if got := files(scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{Only: []string{only}})); got != want {
			t.Errorf("only %s: found in %q, want %q", only, got, want)
		}
	}
}

func TestStates(t *testing.T) {
	const jwt = `{"connector.class": "SalesforceCdcSource", "salesforce.grant.type": "JWT_BEARER", "salesforce.username": "a@acme.example",
 "salesforce.consumer.key": "k", "salesforce.jwt.keystore.file": "data:x", "salesforce.jwt.keystore.password": "example-keystore-password"}`
	mixed := strings.Replace(connector("a@acme.example"), "{", `{"salesforce.jwt.keystore.file": "data:x",`, 1)
	for text, want := range map[string]string{connector("a@acme.example"): "active oauth-password true", jwt: "migrated  false", mixed: "mixed oauth-password true"} {
		i := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"a.json": text})}, scan.Options{}).Integrations[0]
		if got := fmt.Sprintf("%s %s %v", i.State, i.Login, i.Finding()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
