package recipe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"unpw/migrate/fail"
	"unpw/migrate/recipe"
)

// good is a recipe without a fault; the cases below each bring in one.
const good = `id: crm
title: CRM sync
docs:
  - https://wiki.acme.example/crm
files: ["*.env"]
keywords: [CRM_PASSWORD]
in: environment
flows:
  soap-login:
    username: CRM_USER
    password: CRM_PASSWORD
    security-token?: CRM_TOKEN
  jwt-bearer:
    username: CRM_USER
    client-id: CRM_CLIENT_ID
    keystore-password: CRM_KEYSTORE_PASSWORD
    private-key-file: CRM_KEY_FILE
examples:
  - name: plain
    before: {crm.env: "CRM_USER=a"}
    finds: soap-login
leave-alone:
  - why: another program
    files: {db.env: "DB_PASSWORD=x"}
`

// with gives good with one text in it exchanged; it must be there once.
func with(t testing.TB, old, new string) string {
	t.Helper()
	if strings.Count(good, old) != 1 {
		t.Fatalf("%q stands %d times in the recipe", old, strings.Count(good, old))
	}
	return strings.Replace(good, old, new, 1)
}

// shown gives errors as a user reads them, hints included.
func shown(err error) string {
	var b strings.Builder
	var add func(error)
	add = func(err error) {
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				add(e)
			}
			return
		}
		fmt.Fprintf(&b, "error: %v\n", err)
		var e *fail.Error
		if errors.As(err, &e) {
			for _, h := range e.Hints {
				fmt.Fprintf(&b, "hint:  %s\n", h)
			}
		}
	}
	if err != nil {
		add(err)
	}
	return b.String()
}

func TestAGoodRecipeIsRead(t *testing.T) {
	got, err := recipe.Parse("recipes/crm.yaml", []byte(good))
	if err != nil || len(got) != 1 {
		t.Fatal(shown(err), len(got))
	}
	r := got[0]
	if r.ID != "crm" || len(r.Flows) != 2 || r.Flow("soap-login").Rule("security-token").Optional != true || r.Line != 1 || len(r.Hash) != 64 {
		t.Errorf("read as %+v", r)
	}
}

// The loader's errors are those of docs/recipe-language.md 9 and 10: position
// first, the recipe's own words, one next step.
func TestLoaderErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown role", with(t, "    keystore-password:", "    keystore-pasword:"),
			`error: recipes/crm.yaml:16: flows.jwt-bearer: unknown role "keystore-pasword"
hint:  did you mean keystore-password?
`},
		{"unquoted question mark in brackets", with(t, "docs:\n  - https://wiki.acme.example/crm", "docs: [https://wiki.acme.example/crm?id=1, x]"),
			`error: recipes/crm.yaml:3: docs: an unquoted ? ends the text inside [ ]
hint:  write the addresses one a line, without brackets
`},
		{"a text that wants quotes", with(t, "title: CRM sync", "title: @crm"),
			`error: recipes/crm.yaml:2: title: a text that starts with @ wants quotes
hint:  put the text in quotes
`},
		{"relaxed without a container", with(t, "in: environment", "keys: relaxed"),
			`error: recipes/crm.yaml:7: keys: relaxed without in or with would claim any SALESFORCE_PASSWORD
hint:  say in which container, or beside what, these keys belong to this program
`},
		{"client credentials without a host", with(t, "examples:\n", "  client-credentials:\n    client-id: CRM_CLIENT_ID\n    client-secret: CRM_SECRET\nexamples:\n"),
			`error: recipes/crm.yaml:18: client-credentials has no host role
hint:  this flow works on My Domain only: name the setting that holds the host, for example login-url
`},
		{"an old secret in a step", with(t, "leave-alone:\n", "todo: [\"use {password}\"]\nleave-alone:\n"),
			`error: recipes/crm.yaml:22: todo: {password} may not stand in a text
hint:  secrets of the old login stay in the file they were found in
`},
		{"a new secret outside of write", with(t, "leave-alone:\n", "notes: [\"keep {keystore-password}\"]\nleave-alone:\n"),
			`error: recipes/crm.yaml:22: notes: {keystore-password} may not stand in a text
hint:  secrets stand only in write
`},
		{"an old secret in write", with(t, "    client-id:", "    write: {CRM_CLIENT_ID: 'x {security-token}'}\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.write: {security-token} may not stand in a text
hint:  secrets of the old login stay in the file they were found in
`},
		{"unknown word", with(t, "keywords:", "keyword:"),
			`error: recipes/crm.yaml:6: recipe: unknown word "keyword"
hint:  did you mean keywords?
error: recipes/crm.yaml:1: keywords is missing
`},
		{"unknown word that is like none", with(t, "in: environment", "priority: 7"),
			`error: recipes/crm.yaml:7: recipe: unknown word "priority"
`},
		{"unknown flow", with(t, "  jwt-bearer:", "  jwt-baerer:"),
			`error: recipes/crm.yaml:13: flows: unknown word "jwt-baerer"
hint:  did you mean jwt-bearer?
`},
		{"unknown shape", with(t, "client-id: CRM_CLIENT_ID", "client-id: {key: CRM_CLIENT_ID, as: bas64}"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.client-id.as: unknown word "bas64"
hint:  did you mean base64?
`},
		{"unknown format", with(t, "private-key-file: CRM_KEY_FILE", "private-key-file: {key: CRM_KEY_FILE, format: pkcs9}"),
			`error: recipes/crm.yaml:17: flows.jwt-bearer.private-key-file.format: unknown word "pkcs9"
hint:  did you mean pkcs8?
`},
		{"old role in a new flow", with(t, "    client-id:", "    password: CRM_PASSWORD\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer: password belongs to the old login only
`},
		{"a host that is a constant", with(t, "    client-id:", "    login-url: {key: CRM_URL, is: acme.example}\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer: login-url takes no constant
hint:  hosts come from unpw.yaml and from the files
`},
		{"an address in is", with(t, "    client-id:", "    grant-type: {key: CRM_AUTH, is: \"https://evil.example\"}\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.grant-type: holds an address
hint:  a recipe names no host: use login-url, instance-url or audience
`},
		{"an address in fixed", with(t, "    client-id:", "    fixed: {CRM_PROXY: \"HTTP://evil.example\"}\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.fixed: holds an address
hint:  a recipe names no host: use login-url, instance-url or audience
`},
		{"an address in write", with(t, "    client-id:", "    write: {CRM_CLIENT_ID: \"x=https://evil.example\"}\n    client-id:"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.write: holds an address
hint:  a recipe names no host: use login-url, instance-url or audience
`},
		{"a setting without key", with(t, "client-id: CRM_CLIENT_ID", "client-id: {as: host}"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.client-id: key is missing
`},
		{"a path with two dots", with(t, "client-id: CRM_CLIENT_ID", "client-id: crm..id"),
			`error: recipes/crm.yaml:15: flows.jwt-bearer.client-id: "crm..id" is no path
hint:  write segments with single dots between them
`},
		{"a map where a text is wanted", with(t, "title: CRM sync", "title: {a: b}"),
			`error: recipes/crm.yaml:2: title: a text is wanted here
error: recipes/crm.yaml:1: title is missing
`},
		{"a text where a map is wanted", with(t, "  jwt-bearer:\n    username: CRM_USER\n    client-id: CRM_CLIENT_ID\n    keystore-password: CRM_KEYSTORE_PASSWORD\n    private-key-file: CRM_KEY_FILE\n", "  jwt-bearer: yes\n"),
			`error: recipes/crm.yaml:13: flows.jwt-bearer: a mapping is wanted here
`},
		{"a name given twice", with(t, "in: environment", "title: again"),
			`error: recipes/crm.yaml:7: recipe: "title" stands twice
`},
		{"keys of a third kind", with(t, "in: environment", "keys: loose\nin: environment"),
			`error: recipes/crm.yaml:7: keys: "loose" is neither exact nor relaxed
`},
		{"advice of a third kind", with(t, "in: environment", "advice: both\nin: environment"),
			`error: recipes/crm.yaml:7: advice: "both" is neither user-present nor multi-tenant
`},
		{"a keyword of two letters", with(t, "keywords: [CRM_PASSWORD]", "keywords: [pw]"),
			`error: recipes/crm.yaml:6: keywords: "pw" is too short to tell files apart
hint:  use a text of three letters or more
`},
		{"a need of nothing", with(t, "in: environment", "needs: [{flow: jwt-bearer, at-least: 1.0}]\nin: environment"),
			`error: recipes/crm.yaml:7: needs: name a package or say what
`},
		{"companions that do not correspond", with(t, "in: environment", "companions: {set: {files: [\"*.json\"], from: {a: [x, y]}, to: {a: z}}}\nin: environment"),
			`error: recipes/crm.yaml:7: companions.set: from and to have different numbers of values
hint:  the nth value of from becomes the nth of to
`},
		{"an example without finds", with(t, "    finds: soap-login\n", ""),
			`error: recipes/crm.yaml:19: examples: name, before and finds are wanted
`},
		{"an id of capitals", with(t, "id: crm", "id: CRM"),
			`error: recipes/crm.yaml:1: id: "CRM" has other than small letters, digits and -
error: recipes/crm.yaml:1: id: "CRM" is not the name of the file
hint:  name the file CRM.yaml
`},
		{"an id that is not the file's name", with(t, "id: crm", "id: erp"),
			`error: recipes/crm.yaml:1: id: "erp" is not the name of the file
hint:  name the file erp.yaml
`},
		{"an anchor", with(t, "title: CRM sync", "title: &x CRM sync"),
			`error: recipes/crm.yaml:2: anchors and aliases are not part of the language
hint:  write the text out, or put a text that starts with * or & in quotes
`},
		{"a tag", with(t, "title: CRM sync", "title: !!str CRM sync"),
			`error: recipes/crm.yaml:2: tags are not part of the language
hint:  put a text that starts with ! in quotes
`},
		{"nothing", "# only a comment\n", "error: recipes/crm.yaml:1: holds no recipe\n"},
		{"a list", "- a\n", "error: recipes/crm.yaml:1: recipe: a mapping is wanted here\n" + missing("id title docs files keywords flows examples leave-alone")},
		{"an empty map", "{}\n", missing("id title docs files keywords flows examples leave-alone")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := recipe.Parse("recipes/crm.yaml", []byte(c.text))
			if got := shown(err); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if err != nil && fail.CodeOf(err) != fail.Usage {
				t.Errorf("exit code %d", fail.CodeOf(err))
			}
		})
	}
}

func missing(names string) string {
	var b strings.Builder
	for _, n := range strings.Fields(names) {
		fmt.Fprintf(&b, "error: recipes/crm.yaml:1: %s is missing\n", n)
	}
	return b.String()
}

// What a scan does not read, a recipe cannot name.
func TestGlobsStayInsideTheTree(t *testing.T) {
	for glob, fine := range map[string]bool{
		"*.env": true, "**/config/salesforce.*": true, ".github/workflows/*.yml": true, "forrest.php": true,
		"/etc/*.env": false, "~/x.env": false, "../x.env": false, "a/../../x": false, ".git/config": false, "x/.unpw/**": false,
		"*.key": false, "*.PEM": false, "server.p12": false, "*.pfx": false, "*.jks": false, "[a": false,
	} {
		_, err := recipe.Parse("recipes/crm.yaml", []byte(with(t, `files: ["*.env"]`, fmt.Sprintf("files: [%q]", glob))))
		if (err == nil) != fine {
			t.Errorf("%s: %v", glob, err)
		}
		if err != nil && !strings.Contains(shown(err), "is outside of what a scan reads") {
			t.Errorf("%s: %s", glob, shown(err))
		}
	}
}

func TestLimits(t *testing.T) {
	many := strings.Repeat("id: crm\n---\n", 51)
	if _, err := recipe.Parse("crm.yaml", []byte(many)); err == nil || !strings.Contains(err.Error(), "crm.yaml:101: more than 50 recipes in one file") {
		t.Errorf("51 recipes: %v", err)
	}
	if _, err := recipe.Parse("crm.yaml", []byte(good+"#"+strings.Repeat("x", 64<<10))); err == nil || !strings.Contains(err.Error(), "crm.yaml: larger than 64 KB") {
		t.Errorf("64 KB: %v", err)
	}
	files := fstest.MapFS{}
	for i := range 201 {
		files[fmt.Sprintf("r%d.yaml", i)] = &fstest.MapFile{Data: []byte(strings.Replace(good, "id: crm", fmt.Sprintf("id: r%d", i), 1))}
	}
	if _, err := recipe.Load(fstest.MapFS{}, map[string]fsys{"mine": files}); err == nil || err.Error() != "mine: more than 200 recipe files" {
		t.Errorf("201 files: %v", err)
	}
}

// A product that keeps its settings in a store of its own has steps, and nothing
// that would be scanned for.
func TestClosedRecipes(t *testing.T) {
	const closed = "id: crm\ntitle: CRM\ndocs: [https://wiki.acme.example/crm]\nclosed: true\n"
	r, err := recipe.Parse("recipes/crm.yaml", []byte(closed+"todo: [\"open the connection, and choose JWT\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := r[0]; !got.Closed || got.Outcome("") != "report" || got.Reads("crm.env") {
		t.Errorf("%+v", got)
	}
	for name, text := range map[string]string{
		"without steps": closed,
		"with files":    closed + "todo: [x]\nfiles: [\"*.env\"]\n",
	} {
		if _, err := recipe.Parse("recipes/crm.yaml", []byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
