package recipe_test

import (
	"strings"
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// noTree is a project of one file: nothing is beside it and no name is defined.
type noTree struct{}

func (noTree) Value(n *format.Node) (string, bool) {
	return n.Value, n.Kind == format.Scalar && len(n.Refs) == 0 && n.Opaque == ""
}
func (noTree) Beside(string, string, string) bool               { return false }
func (noTree) Variable(file, name string) (defs []*format.Node) { return nil }

// project is a tree whose answers a test writes down.
type project struct {
	noTree
	values    map[string]string // name of a reference → its value
	beside    map[string]string // file → text
	variables map[string]*format.Node
}

func (p project) Value(n *format.Node) (string, bool) {
	if len(n.Refs) == 1 {
		v, ok := p.values[n.Refs[0].Name]
		return v, ok
	}
	return p.noTree.Value(n)
}

func (p project) Beside(_, name, text string) bool {
	return strings.Contains(strings.ToLower(p.beside[name]), strings.ToLower(text))
}

func (p project) Variable(_, name string) []*format.Node {
	if n := p.variables[name]; n != nil {
		return []*format.Node{n}
	}
	return nil
}

// open reads a file; the test ends where it cannot.
func open(t testing.TB, name, text string) *format.Document {
	t.Helper()
	d, err := format.Open(name, []byte(text))
	if err != nil || d == nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

// load reads a recipe of which only the lines that matter are given.
func load(t testing.TB, lines string) *recipe.Recipe {
	t.Helper()
	text := "id: crm\ntitle: t\ndocs: [d]\nfiles: [\"*\"]\nkeywords: [key]\n" + lines +
		"\nexamples: [{name: n, before: {a: b}, finds: soap-login}]\nleave-alone: [{why: w, files: {a: b}}]\n"
	got, err := recipe.Parse("crm.yaml", []byte(text))
	if err != nil {
		t.Fatal(shown(err))
	}
	return got[0]
}
