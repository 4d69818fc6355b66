package recipe

import (
	"strings"

	"unpw/migrate/format"
)

// Follow is one change that a companion document needs.
type Follow struct {
	Node  *format.Node
	Key   string    // the new last name of its path; "" if it stays
	Value *Constant // nil where the value stays
	// Name is what others call the document, where the companion says so.
	Name string
	// Unknown tells that the value is none that the recipe knows.
	Unknown bool
}

// Companions gives the changes that d needs to follow an integration. names are
// the texts for {name} and for the names of the companions before c.
func (r *Recipe) Followers(c *Companion, d *format.Document, t Tree, names map[string][]string) []Follow {
	if !matchesFile(c.Files, d.Path) {
		return nil
	}
	s := &search{recipe: &Recipe{Relaxed: r.Relaxed}, doc: d, tree: t}
	with := make([]Condition, len(c.With))
	for i, cond := range c.With {
		for _, pt := range cond {
			with[i] = append(with[i], PathText{Path: pt.Path, Texts: fill(pt.Texts, names)})
		}
	}
	var out []Follow
	d.Walk(func(n *format.Node) bool {
		if n.Kind != format.Scalar || n.Key == "" {
			return true
		}
		base, ok := locate(n, c.From.Path.Segments, r.Relaxed)
		if !ok || base.Node == nil || len(with) > 0 && !s.any(base, with) {
			return true
		}
		out = append(out, s.follow(c, n, base))
		return true
	})
	return out
}

func (s *search) follow(c *Companion, n *format.Node, base Base) Follow {
	f := Follow{Node: n}
	if from, to := c.From.Path.Segments, c.To.Path.Segments; len(to) > 0 && from[len(from)-1] != to[len(to)-1] {
		f.Key = to[len(to)-1]
	}
	if c.NamePath.Text != "" {
		for _, m := range s.lookup(base, c.NamePath) {
			f.Name = m.Value
		}
	}
	value, ok := s.tree.Value(n)
	f.Unknown = true
	for i, from := range c.From.Values {
		if from.Text == "*" || ok && strings.EqualFold(from.Text, value) {
			f.Unknown = false
			if to := c.To.Values[i]; to.Text != "*" {
				f.Value = &to
			}
			break
		}
	}
	for _, to := range c.To.Values {
		if ok && f.Unknown && strings.EqualFold(to.Text, value) {
			f.Unknown, f.Key = false, "" // it has followed already
		}
	}
	return f
}

// fill puts names into texts: {name} becomes each of its texts.
func fill(texts []string, names map[string][]string) []string {
	var out []string
	for _, t := range texts {
		if strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") {
			out = append(out, names[t[1:len(t)-1]]...)
			continue
		}
		out = append(out, t)
	}
	return out
}
