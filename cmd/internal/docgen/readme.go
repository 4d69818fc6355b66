package main

import (
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/recipe"
)

const (
	tableBegins = "<!-- integrations: made by `make docs` from templates/recipes/*.yaml -->\n"
	tableEnds   = "<!-- end of integrations -->\n"
)

// integrations makes the table of integrations in README.md: one row a recipe
// file, whatever the number of shapes in it. The rest is written by hand.
func integrations(have string) (string, error) {
	before, rest, begins := strings.Cut(have, tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return "", fmt.Errorf("the page has no place for the table: %q … %q", tableBegins, tableEnds)
	}
	catalogue, err := catalogue()
	if err != nil {
		return "", err
	}
	byFile := map[string][]*recipe.Recipe{}
	var files []string
	for _, r := range catalogue.Recipes {
		if byFile[r.File] == nil {
			files = append(files, r.File)
		}
		byFile[r.File] = append(byFile[r.File], r)
	}
	slices.Sort(files)
	var m markdown
	m.linef("\n%s\n\n<details><summary>All of them</summary>", summary(byFile))
	m.head("integration", "JWT bearer", "client credentials")
	for _, f := range files {
		first := byFile[f][0]
		title, _, _ := strings.Cut(first.Title, ", settings")
		m.row(fmt.Sprintf("[%s](docs/recipes.md#%s)", plain(title), first.ID), offers(byFile[f], recipe.JWTBearer), offers(byFile[f], recipe.ClientCredentials))
	}
	m.linef("\n</details>\n")
	return before + tableBegins + m.String() + tableEnds + after, nil
}

// summary counts integrations by the best that one of their shapes comes to.
func summary(byFile map[string][]*recipe.Recipe) string {
	var rewritten, assisted int
	for _, shapes := range byFile {
		best := ""
		for _, r := range shapes {
			for _, f := range r.Writable() {
				what := r.Outcome(f.Name)
				if best == "" || what != "assisted" {
					best = what
				}
			}
		}
		switch best {
		case "":
		case "assisted":
			assisted++
		default:
			rewritten++
		}
	}
	return fmt.Sprintf("%d integrations: %d are rewritten, %d assisted, %d answered with steps.",
		len(byFile), rewritten, assisted, len(byFile)-rewritten-assisted)
}

// offers gives what the shapes of an integration come to with a flow. Shapes
// that have no secure login count only where no other shape has one.
func offers(shapes []*recipe.Recipe, flow string) string {
	secure := slices.ContainsFunc(shapes, func(r *recipe.Recipe) bool { return len(r.Writable()) > 0 })
	var list []string
	for _, r := range shapes {
		if secure && len(r.Writable()) == 0 {
			continue
		}
		if what := outcome(r, flow); what != "–" && !slices.Contains(list, what) {
			list = append(list, what)
		}
	}
	if len(list) == 0 {
		return "–"
	}
	return strings.Join(list, "; ")
}
