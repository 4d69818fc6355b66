package scan

import (
	"sort"
	"strconv"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

func itoa(n int) string { return strconv.Itoa(n) }

func atLine(m *format.Malformed) string {
	if m.Line == 0 {
		return m.Why
	}
	return "line " + itoa(m.Line) + ": " + m.Why
}

// claim lets each setting belong to one match (docs/recipe-language.md 5): the
// integration that reaches it by reference, then a user's recipe, then one that
// is no fallback, the one with more conditions, the one that claims more, the
// lower id. A match that loses one of its settings is dropped.
func (s *scanner) claim(matches []*recipe.Match) []*recipe.Match {
	reached := map[*format.Node]*recipe.Match{}
	for _, m := range matches {
		for _, f := range m.Settings {
			for _, d := range s.tree.chain(f.Node, 0) {
				mark(reached, d, m)
			}
			if f.Implicit {
				for _, d := range s.tree.Variable(m.Doc.Path, f.Path.Variable) {
					reached[d] = m
				}
			}
		}
	}
	order := append([]*recipe.Match(nil), matches...)
	sort.SliceStable(order, func(i, j int) bool { return recipe.Stronger(order[i], order[j]) })
	owner := map[*format.Node]*recipe.Match{}
	lost := map[*recipe.Match]bool{}
	for _, m := range order {
		for _, f := range m.Settings {
			by := reached[f.Node]
			if by != nil && by != m && !f.Implicit && by.Base != m.Base {
				lost[m] = true
			}
			if o := owner[f.Node]; o != nil && f.Role != "username" && !isHostRole(f.Role) {
				lost[m] = true
			}
		}
		if lost[m] {
			continue
		}
		for _, f := range m.Settings {
			if owner[f.Node] == nil {
				owner[f.Node] = m
			}
		}
	}
	var out []*recipe.Match
	for _, m := range matches {
		if !lost[m] {
			out = append(out, m)
		}
	}
	return out
}

func isHostRole(role string) bool { return recipe.IsHost(role) }

func mark(reached map[*format.Node]*recipe.Match, d *Definition, m *recipe.Match) {
	reached[d.Node] = m
	for _, next := range d.Defs {
		mark(reached, next, m)
	}
}
