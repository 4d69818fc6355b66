package scan_test

import (
	"io/fs"
	"testing"

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
