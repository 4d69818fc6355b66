package plan

import (
	"context"
	"io/fs"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/recipe"
	"unpw/templates"
)

func builtin(t testing.TB) *recipe.Catalogue {
	t.Helper()
	dir, err := fs.Sub(templates.Recipes, "recipes")
	if err != nil {
		t.Fatal(err)
	}
	c, err := recipe.Load(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryBuiltInRecipeProvesItself(t *testing.T) {
	c := builtin(t)
	for _, r := range c.Recipes {
		t.Run(r.ID, func(t *testing.T) {
			for _, err := range Prove(context.Background(), c, r) {
				t.Error(err)
				for _, h := range fail.Of(err).Hints {
					t.Log("hint:", h)
				}
			}
		})
	}
}
