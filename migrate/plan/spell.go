package plan

import (
	"strings"

	"unpw/migrate/scan"
)

// nested spells one segment as the name of a nested entry.
func (s spelling) nested(segment string) string {
	words := strings.Split(segment, "-")
	switch {
	case s.hyphen == "camel":
		return camel(words, false)
	case s.upper:
		return strings.ToUpper(strings.Join(words, "_"))
	}
	return strings.Join(words, s.hyphen)
}

// joined tells whether names in the model's container spell nesting themselves.
func (d *difference) joined(model *scan.Setting) bool {
	n := model.Node
	switch n.Doc.Syntax {
	case "properties", "dotenv":
		return true
	}
	if n.Parent != nil && n.Parent.Env {
		return true
	}
	return len(model.Path.Under(d.old.At).Segments) > 1 && strings.Contains(n.Key, ".") || d.in.Match.Base.Prefix != "" && n.Parent == d.in.Match.Base.Node
}

// prefix gives what stands in front of the recipe's path in the model's name.
func (d *difference) prefix(model *scan.Setting) string {
	key := model.Node.Key
	if model.Implicit {
		return ""
	}
	path := squash(strings.Join(model.Path.Under(d.old.At).Segments, ""))
	all := squash(key)
	if !strings.HasSuffix(all, path) {
		return ""
	}
	skip := len(all) - len(path)
	for i := range key {
		if skip == 0 && squash(key[i:i+1]) != "" {
			return key[:i]
		}
		if squash(key[i:i+1]) != "" {
			skip--
		}
	}
	return ""
}

// spelling finds out how the container spells the keys of the recipe.
func (d *difference) spelling() spelling {
	if !d.in.Match.Recipe.Relaxed {
		return d.exactSpelling()
	}
	var pairs [][2]string
	for _, s := range d.in.Settings {
		if s.Implicit || len(s.Path.Segments) == 0 {
			continue
		}
		key := s.Node.Key
		if d.joined(s) {
			key = key[len(d.prefix(s)):]
		}
		pairs = append(pairs, [2]string{strings.Join(s.Path.Under(d.old.At).Segments, "."), key})
	}
	if len(pairs) > 0 && d.in.Match.Base.Prefix != "" {
		pairs = append(pairs, [2]string{"", d.in.Match.Base.Prefix})
	}
	return spellingOf(pairs)
}

// exactSpelling writes paths as the recipe does; in variables nesting is "__"
// where the neighbours say so.
func (d *difference) exactSpelling() spelling {
	s := spelling{dot: ".", hyphen: "-"}
	for _, x := range d.in.Settings {
		if x.Node.Parent != nil && x.Node.Parent.Env && strings.Contains(x.Node.Key, "__") {
			s.dot = "__"
		}
	}
	return s
}
