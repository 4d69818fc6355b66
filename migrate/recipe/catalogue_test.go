package recipe_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"unpw/migrate/recipe"
)

type fsys = fs.FS

func folder(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestAUsersRecipeReplacesTheBuiltInOne(t *testing.T) {
	builtin := folder(map[string]string{"crm.yaml": good})
	own := folder(map[string]string{"crm.yaml": strings.Replace(good, "title: CRM sync", "title: ours", 1), "sub/erp.yaml": strings.Replace(good, "id: crm", "id: erp", 1)})
	c, err := recipe.Load(builtin, map[string]fs.FS{"recipes": own})
	if err != nil {
		t.Fatal(err)
	}
	r := c.Find("crm")
	if r == nil || r.Title != "ours" || r.BuiltIn || r.File != "recipes/crm.yaml" || len(c.Recipes) != 2 {
		t.Errorf("found %+v", r)
	}
	if got := strings.Join(c.Warnings, "\n"); got != "recipes/crm.yaml: replaces the built-in recipe crm" {
		t.Errorf("warnings: %s", got)
	}
	if e := c.Find("erp"); e == nil || e.File != "recipes/sub/erp.yaml" {
		t.Errorf("found %+v", e)
	}
	if c.Find("none") != nil {
		t.Error("found what is not there")
	}
}

func TestTwoRecipesOfOneFolderCannotShareAnID(t *testing.T) {
	own := folder(map[string]string{"a/crm.yaml": good, "b/crm.yaml": good})
	_, err := recipe.Load(folder(nil), map[string]fs.FS{"mine": own})
	if err == nil || err.Error() != `mine/b/crm.yaml:1: id "crm" is taken by mine/a/crm.yaml` {
		t.Errorf("got %v", err)
	}
}

// The errors of all files are told at once.
func TestEveryFaultyFileIsNamed(t *testing.T) {
	own := folder(map[string]string{"a.yaml": "id: a\n", "crm.yaml": good, "c.yaml": "x: [\n", "readme.md": "not a recipe"})
	_, err := recipe.Load(folder(nil), map[string]fs.FS{"mine": own})
	if got := shown(err); !strings.Contains(got, "mine/a.yaml:1: title is missing") || !strings.Contains(got, "mine/c.yaml:") {
		t.Errorf("got %s", got)
	}
}

func TestAFolderThatIsNotThere(t *testing.T) {
	_, err := recipe.Load(folder(nil), map[string]fs.FS{"mine": missingFolder{}})
	if got := shown(err); got != "error: mine: recipes cannot be read\nhint:  give a folder that holds *.yaml recipe files\n" {
		t.Errorf("got %s", got)
	}
}

type missingFolder struct{}

func (missingFolder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// A later shape in the same file takes docs and needs of the first.
func TestLaterShapesTakeDocsAndNeedsOfTheFirst(t *testing.T) {
	first := strings.Replace(good, "in: environment", "in: environment\nneeds: [{package: gem/crm, at-least: 2.0}]", 1)
	second := strings.Replace(strings.Replace(good, "docs:\n  - https://wiki.acme.example/crm\n", "", 1), "id: crm", "id: crm-program", 1)
	got, err := recipe.Parse("crm.yaml", []byte(first+"---\n"+second))
	if err != nil {
		t.Fatal(shown(err))
	}
	if len(got) != 2 || got[1].Docs[0] != got[0].Docs[0] || len(got[1].Needs) != 1 || got[1].Needs[0].AtLeast != "2.0" {
		t.Errorf("read as %+v", got[1])
	}
}

func TestOutcomesFollowFromTheRecipe(t *testing.T) {
	const cc = "  client-credentials:\n    client-id: CRM_CLIENT_ID\n    client-secret: CRM_SECRET\n    login-url: CRM_URL\n"
	jwt := good[strings.Index(good, "  jwt-bearer:"):strings.Index(good, "examples:")]
	for _, c := range []struct{ name, flows, more, preferred, outcome string }{
		{"jwt before client credentials", cc + jwt, "", "jwt-bearer", "rewrite"},
		{"the only one", cc, "", "client-credentials", "rewrite"},
		{"an assisted jwt comes after", cc + jwt + "    assisted: a person\n", "", "client-credentials", "rewrite"},
		{"both assisted", jwt + "    assisted: a person\n", "", "jwt-bearer", "assisted"},
		{"a token from outside", "  access-token:\n    access-token: CRM_SESSION\n", "", "access-token", "bridge"},
		{"no secure login, something else instead", "", "instead: buy another\n", "", "replace"},
		{"nothing", "", "", "", "report"},
		{"companions", jwt, "companions: {set: {files: [\"*.json\"], with: {a: b}, from: {a: b}, to: {a: c}}}\n", "jwt-bearer", "rewrite-with-companions"},
		{"a user is present", jwt, "advice: user-present\n", "jwt-bearer", "report"},
	} {
		text := strings.Replace(good, jwt, c.flows, 1)
		got, err := recipe.Parse("crm.yaml", []byte(strings.Replace(text, "in: environment\n", "in: environment\n"+c.more, 1)))
		if err != nil {
			t.Errorf("%s: %s", c.name, shown(err))
			continue
		}
		name := ""
		if f := got[0].Preferred(); f != nil {
			name = f.Name
		}
		if name != c.preferred || got[0].Outcome(name) != c.outcome {
			t.Errorf("%s: %q with outcome %s", c.name, name, got[0].Outcome(name))
		}
	}
}
