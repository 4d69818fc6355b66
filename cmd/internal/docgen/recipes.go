package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"unpw/migrate/recipe"
	"unpw/templates"
)

func catalogue() (*recipe.Catalogue, error) {
	sub, err := fs.Sub(templates.Recipes, "recipes")
	if err != nil {
		return nil, err
	}
	return recipe.Load(sub, nil)
}

// recipes makes docs/recipes.md.
func recipes() (string, error) {
	catalogue, err := catalogue()
	if err != nil {
		return "", err
	}
	var m markdown
	m.title("Supported integrations", "templates/recipes/*.yaml")
	m.linef("\nWhat a recipe alone promises; the files of an integration may lower it (a value that is computed, a version that is too old).")
	m.linef("[recipe-language.md](recipe-language.md) section 7 explains the outcomes. *Unverified* flows want a confirmation in `unpw.yaml`.")
	m.head("recipe", "integration", "old login", "JWT bearer", "client credentials")
	for _, r := range catalogue.Recipes {
		m.row("["+r.ID+"](#"+r.ID+")", plain(r.Title), strings.Join(oldLogins(r), ", "), outcome(r, recipe.JWTBearer), outcome(r, recipe.ClientCredentials))
	}
	for _, r := range catalogue.Recipes {
		recipeEntry(&m, r)
	}
	return m.String(), nil
}

func oldLogins(r *recipe.Recipe) []string {
	var names []string
	for _, f := range r.Flows {
		if recipe.IsOld(f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// outcome says what becomes of an integration with a flow, in a cell.
func outcome(r *recipe.Recipe, flow string) string {
	switch f := r.Flow(flow); {
	case f != nil:
		text := r.Outcome(flow)
		if len(doubts(r, f)) > 0 {
			text += ", *unverified*"
		}
		return text
	case len(r.Writable()) == 0:
		return r.Outcome("")
	}
	return "–"
}

// doubts lists what is not confirmed about a flow.
func doubts(r *recipe.Recipe, f *recipe.Flow) []string {
	var list []string
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	add(f.Unverified)
	for _, rule := range f.Rules {
		for _, s := range rule.Settings {
			if s.Unverified != "" {
				add(s.Paths[0].Text + ": " + s.Unverified)
			}
		}
	}
	for _, n := range r.Needs {
		if n.Flow == "" || n.Flow == f.Name {
			add(n.Unverified)
		}
	}
	return list
}

func recipeEntry(m *markdown, r *recipe.Recipe) {
	m.linef("\n## %s\n", r.ID)
	if r.Closed {
		m.linef("%s. Its settings are in the product's own store, in no file; the steps were not tried there, and its pages were not opened.\n", plain(r.Title))
	} else {
		m.linef("%s. Read in %s.\n", plain(r.Title), strings.Join(codes(r.Files), " "))
	}
	for _, f := range r.Flows {
		if f.Name == recipe.Other {
			continue
		}
		what := "the old login"
		if recipe.IsNew(f.Name) {
			what = r.Outcome(f.Name)
		}
		m.linef("- %s: %s%s", code(f.Name), what, settings(f))
		if f.Assisted != "" {
			m.linef("  - a person finishes it: %s", plain(f.Assisted))
		}
		if recipe.IsNew(f.Name) {
			for _, d := range doubts(r, f) {
				m.linef("  - *unverified*: %s", plain(d))
			}
		}
	}
	for _, n := range r.Needs {
		m.linef("- needs %s", need(n))
	}
	if r.Advice != "" {
		m.linef("- %s: never rewritten, the web-server flow with PKCE is advised", r.Advice)
	}
	if r.Instead != "" {
		say, config := r.Successor()
		m.linef("- instead: %s", plain(say))
		if config != "" {
			m.linef("\n```text\n%s```\n", config)
		}
	}
	for _, t := range r.Todo {
		say := plain(t.Say)
		if t.Flow != "" {
			say = code(t.Flow) + ": " + say
		}
		m.linef("- left to a person: %s", say)
	}
	for _, n := range r.Notes {
		m.linef("- note: %s", plain(n))
	}
	m.linef("\nSource: %s", linkedAll(r.Docs))
}

// settings lists the roles that a flow reads, and where.
func settings(f *recipe.Flow) string {
	var list []string
	for _, rule := range f.Rules {
		if len(rule.Settings) == 0 || len(rule.Settings[0].Paths) == 0 {
			continue
		}
		list = append(list, code(rule.Settings[0].Paths[0].Under(f.At).Text))
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, ", ") + ")"
}

func need(n recipe.Need) string {
	what := plain(n.What)
	if n.Package != "" {
		what = code(n.Package)
	}
	if n.AtLeast != "" {
		what += fmt.Sprintf(" %s or later", n.AtLeast)
	}
	if n.Flow != "" {
		what += " for " + code(n.Flow)
	}
	if n.Unverified != "" {
		what += " (*unverified*: " + plain(n.Unverified) + ")"
	}
	return what
}
