package main

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/templates"
)

// Recipes that people are shown must pass their own examples, beside all the
// built-in ones.
func TestShownRecipesProveThemselves(t *testing.T) {
	for name, dir := range map[string]fs.FS{
		"examples/recipes":        os.DirFS(folder + "/../examples/recipes"),
		"docs/recipe-language.md": firstRecipe(t, "recipe-language.md"),
	} {
		t.Run(name, func(t *testing.T) {
			builtIn, err := fs.Sub(templates.Recipes, "recipes")
			if err != nil {
				t.Fatal(err)
			}
			catalogue, err := recipe.Load(builtIn, map[string]fs.FS{name: dir})
			if err != nil {
				t.Fatal(err)
			}
			own := 0
			for _, r := range catalogue.Recipes {
				if r.BuiltIn {
					continue
				}
				own++
				for _, err := range plan.Prove(context.Background(), catalogue, r) {
					t.Errorf("%v\n%s", err, strings.Join(fail.Of(err).Hints, "\n"))
				}
			}
			if own == 0 {
				t.Error("no recipe is there")
			}
		})
	}
}

// firstRecipe gives the first block of YAML of a page that is a whole recipe.
func firstRecipe(t *testing.T, page string) fs.FS {
	t.Helper()
	for block := range strings.SplitSeq(read(t, folder+"/"+page), "```yaml\n") {
		text, _, _ := strings.Cut(block, "\n```")
		if id, ok := strings.CutPrefix(text, "id: "); ok {
			return fstest.MapFS{strings.Fields(id)[0] + ".yaml": {Data: []byte(text + "\n")}}
		}
	}
	t.Fatalf("docs/%s shows no whole recipe", page)
	return nil
}
