package recipe_test

import (
	"io/fs"
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/templates"
)

// Whatever a recipe file holds, the loader answers with recipes or with errors,
// and what it takes can be matched against any document.
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("id: x\nflows: {soap-login: {fixed: {a: []}, drop: {}, password: [], at: ''}}\n"))
	f.Add([]byte("examples: [[]]\nleave-alone: [1]\nneeds: [[]]\ncompanions: {a: {from: {}, to: {}}}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("flows: {jwt-bearer: {username: '^', client-id: '()', private-key: '$', login-url: '(1)'}}\n"))
	err := fs.WalkDir(templates.Recipes, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.Recipes, p)
		f.Add(data)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	doc, err := format.Open("a.yaml", []byte("crm:\n  user: a\n  env: {CRM_USER: x, CRM_PASSWORD: y, A__B: z}\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		recipes, err := recipe.Parse("crm.yaml", data)
		if (err == nil) != (len(recipes) > 0) && err == nil {
			t.Fatal("neither recipes nor an error")
		}
		if err != nil {
			return
		}
		for _, r := range recipes {
			r.Match(doc, noTree{})
			r.Reads("a/b.env")
			if f := r.Preferred(); f != nil {
				r.Outcome(f.Name)
			}
		}
	})
}
