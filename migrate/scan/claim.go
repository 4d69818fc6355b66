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
// lower id. A match that loses one of its settings is dropped. A value belongs to
// one match with all that stands in it: a connection string is not found twice, as
// a text and as the settings in it.
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
	owner, within := map[*format.Node]*recipe.Match{}, map[*format.Node]*recipe.Match{}
	lost := map[*recipe.Match]bool{}
	for _, m := range order {
		for _, f := range m.Settings {
			by := reached[f.Node]
			if by != nil && by != m && !f.Implicit && by.Base != m.Base {
				lost[m] = true
			}
			taken := owner[f.Node] != nil || within[f.Node] != nil
			for h := f.Node.Holder(); h != nil; h = h.Holder() {
				taken = taken || owner[h] != nil
			}
			if taken && f.Role != "username" && !isHostRole(f.Role) {
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
			for h := f.Node.Holder(); h != nil; h = h.Holder() {
				within[h] = m
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
