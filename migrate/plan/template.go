package plan

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// Template is a whole new configuration, made from an example of a recipe.
type Template struct {
	Example *recipe.Example
	Files   map[string]string // those that the new login stands in
	// Outside are the names that a person must supply elsewhere.
	Outside []string
	// Say are the recipe's own steps for the flow, with its values.
	Say []string
}

// TemplateOf writes the new configuration of r for a flow: the recipe's own
// example, changed as a plan would change it. With a file name it is an example
// that has such a file, else the first one that can be written. secret gives the
// texts of new secrets, as ExampleSecret does.
func TemplateOf(ctx context.Context, c *recipe.Catalogue, r *recipe.Recipe, flow *recipe.Flow, file string, v Values, secret func(name string) (string, error)) (*Template, error) {
	why := fmt.Errorf("recipe %s has no example for %s", r.ID, flow.Name)
	for _, e := range examplesFor(r, flow, file) {
		t, err := fromExample(ctx, c, r, flow, e, v, secret)
		if err == nil {
			for _, todo := range r.Todo {
				if todo.Flow == "" || todo.Flow == flow.Name {
					t.Say = append(t.Say, sayWith(flow, todo.Say, v))
				}
			}
			return t, nil
		}
		why = err
	}
	return nil, why
}

// examplesFor gives the examples that hold file, those that show the flow first.
func examplesFor(r *recipe.Recipe, flow *recipe.Flow, file string) []*recipe.Example {
	var shown, others []*recipe.Example
	for i := range r.Examples {
		e := &r.Examples[i]
		if _, ok := e.Before[file]; file != "" && !ok {
			continue
		}
		if e.After[flow.Name] != nil {
			shown = append(shown, e)
		} else {
			others = append(others, e)
		}
	}
	return append(shown, others...)
}

// fromExample writes one example with the new login. It fails where a person
// would have to finish the change, since the outcome would not be whole.
func fromExample(ctx context.Context, c *recipe.Catalogue, r *recipe.Recipe, flow *recipe.Flow, e *recipe.Example, v Values, secret func(string) (string, error)) (*Template, error) {
	found, err := examine(ctx, c, e.Before)
	if err != nil {
		return nil, err
	}
	t := &Template{Example: e, Files: maps.Clone(e.Before)}
	var ops []Op
	var own []*scan.Integration
	for _, in := range found.Integrations {
		if in.Match.Recipe.ID != r.ID || in.State == "migrated" {
			continue
		}
		diff, err := Diff(in, found.Tree, flow, v, false)
		if err != nil {
			return nil, fmt.Errorf("example %q: %w", e.Name, err)
		}
		if len(diff.Assisted) > 0 && flow.Assisted == "" { // else a person finishes it anyhow
			return nil, fmt.Errorf("example %q: %s", e.Name, diff.Assisted[0])
		}
		own = append(own, in)
		ops = append(ops, diff.Ops...)
		for _, name := range diff.Outside {
			if !slices.Contains(t.Outside, name) {
				t.Outside = append(t.Outside, name)
			}
		}
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("example %q: nothing is found in it", e.Name)
	}
	if err := write(t.Files, ops, secret); err != nil {
		return nil, fmt.Errorf("example %q: %w", e.Name, err)
	}
	for name, text := range t.Files {
		t.Files[name] = exampleWords(text)
	}
	for _, in := range own {
		if ok, why := Reads(in, flow, t.Files); !ok {
			return nil, fmt.Errorf("example %q: %s", e.Name, why)
		}
	}
	maps.DeleteFunc(t.Files, func(name, text string) bool { return text == e.Before[name] && !belongs(r, own, name) })
	return t, nil
}

// belongs tells whether a file that no edit changes is a part of the login all the
// same: its settings stand in it, or the client is known by it. Any other one may
// be a program that still logs in the old way.
func belongs(r *recipe.Recipe, own []*scan.Integration, name string) bool {
	for _, b := range r.Beside {
		if path.Base(name) == b.Name {
			return true
		}
	}
	for _, in := range own {
		for _, s := range in.All() {
			there := s.Node.Doc.Path == name
			s.Each(func(d *scan.Definition) { there = there || d.Node.Doc.Path == name })
			if there {
				return true
			}
		}
	}
	return false
}

// FilesOf lists the files that the examples of r have, each once, in order.
func FilesOf(r *recipe.Recipe) []string {
	var names []string
	for _, e := range r.Examples {
		for name := range e.Before {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
