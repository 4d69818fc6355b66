package plan

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"unpw/migrate/fail"
	"unpw/migrate/recipe"
)

// crm is a recipe that proves itself; the cases below each bring in one fault.
const crm = `id: crm
title: CRM sync
docs: [https://wiki.acme.example/crm]
files: ["*.env"]
keywords: [CRM_PASSWORD]
in: environment
flows:
  soap-login:
    username: CRM_USER
    password: CRM_PASSWORD
  jwt-bearer:
    username: CRM_USER
    client-id: CRM_CLIENT_ID
    private-key-file: CRM_KEY_FILE
examples:
  - name: plain
    before:
      crm.env: |
        CRM_USER=etl@acme.example
        CRM_PASSWORD=example-password
        REGION=eu
    finds: soap-login
    jwt-bearer:
      crm.env: |
        CRM_USER=etl@acme.example
        CRM_CLIENT_ID=EXAMPLE_CONSUMER_KEY
        CRM_KEY_FILE=/etc/secrets/sf.key
        REGION=eu
leave-alone:
  - why: another program's password
    files:
      db.env: |
        DB_USER=app
        DB_PASSWORD=example-other
`

// prove gives the errors of a recipe's examples as a user reads them.
func prove(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := recipe.Load(fstest.MapFS{}, map[string]fs.FS{"recipes": dir})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, err := range Prove(context.Background(), c, c.Find("crm")) {
		e := fail.Of(err)
		out = append(out, "error: "+e.Error()+"\nhint:  "+strings.Join(e.Hints, "; "))
	}
	return strings.Join(out, "\n")
}

// A recipe that contradicts its examples is told where and how: the errors of
// docs/recipe-language.md 9.
func TestExamplesThatFail(t *testing.T) {
	edit := func(old, new string) string {
		if !strings.Contains(crm, old) {
			t.Fatalf("%q is not in the recipe", old)
		}
		return strings.Replace(crm, old, new, 1)
	}
	other := strings.NewReplacer("id: crm", "id: other", "in: environment\n", "in: environment\nwith: {CRM_USER: \"*\"}\n").Replace(crm)
	for _, c := range []struct{ name, text, other, want string }{
		{"nothing wrong", crm, "", ""},
		{"another text after", edit("CRM_KEY_FILE=/etc", "CRM_KEY=/etc"), "", `error: recipes/crm.yaml:23: example "plain", jwt-bearer: crm.env differs at line 3
       - CRM_KEY=/etc/secrets/sf.key
       + CRM_KEY_FILE=/etc/secrets/sf.key
hint:  the example or the recipe is wrong: private-key-file is CRM_KEY_FILE at line 14`},
		{"another login than found", edit("finds: soap-login", "finds: oauth-password"), "", `error: recipes/crm.yaml:16: example "plain": found as soap-login, not as oauth-password
hint:  `},
		{"nothing found", edit("        CRM_PASSWORD=", "        # CRM_PASSWORD, CRM_PASS="), "", `error: recipes/crm.yaml:16: example "plain": nothing is found
hint:  compare files, keywords, in and with, and the roles of soap-login`},
		{"a flow that the recipe has not", edit("    jwt-bearer:\n      crm.env", "    client-credentials:\n      crm.env"), "", `error: recipes/crm.yaml:23: example "plain": the recipe has no flow client-credentials
hint:  `},
		{"claimed by another recipe", crm, other, `error: recipes/crm.yaml:16: example "plain" is claimed by other, which has more conditions
hint:  add a condition (with, without, beside) to the one that should win`},
		{"something left alone is found", edit("        DB_USER=app", "        CRM_USER=app\n        CRM_PASSWORD=example-password"), "", `error: recipes/crm.yaml:30: leave-alone "another program's password" is found as soap-login
hint:  add a condition that this program has and the look-alike has not`},
		{"an example that cannot be read", strings.ReplaceAll(edit(`["*.env"]`, `["*.json"]`), "crm.env: |", "crm.json: |"), "", `error: recipes/crm.yaml:16: example "plain": crm.json cannot be read: line 1: not valid JSON here
hint:  `},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"crm.yaml": c.text}
			if c.other != "" {
				files["other.yaml"] = c.other
			}
			got := prove(t, files)
			if got != c.want && !(c.name == "an example that cannot be read" && strings.HasPrefix(got, strings.TrimSuffix(c.want, "\nhint:  "))) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
