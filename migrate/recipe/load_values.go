package recipe

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// each calls do for every entry of a mapping and refuses a name given twice.
func (l *loader) each(n *yaml.Node, where string, do func(key string, k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		l.fail(n, "%s: a mapping is wanted here", where)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] {
			l.fail(k, "%s: %q stands twice", where, k.Value)
		}
		seen[k.Value] = true
		do(k.Value, k, v)
	}
}

func (l *loader) text(n *yaml.Node, where string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		l.fail(n, "%s: a text is wanted here", where)
		return ""
	}
	return n.Value
}

// texts reads one text or a list of them.
func (l *loader) texts(n *yaml.Node, where string) []string {
	if n.Kind != yaml.SequenceNode {
		return []string{l.text(n, where)}
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, l.text(c, where))
	}
	return out
}

func (l *loader) constants(n *yaml.Node, where string) []Constant {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var out []Constant
	for _, c := range items {
		out = append(out, Constant{Text: l.text(c, where), Typed: isTyped(c)})
	}
	return out
}

func isTyped(n *yaml.Node) bool { return n.Tag == "!!bool" || n.Tag == "!!int" || n.Tag == "!!float" }

// path reads where a setting stands.
func (l *loader) path(n *yaml.Node, where string) Path {
	p := ParsePath(l.text(n, where))
	if n.Kind == yaml.ScalarNode && p.Variable == "" && p.Call == "" && len(p.Segments) == 0 || slices.Contains(p.Segments, "") {
		l.fail(n, "%s: %q is no path", where, n.Value).Hint("write segments with single dots between them")
	}
	return p
}

// paths reads one path or a list of them.
func (l *loader) paths(n *yaml.Node, where string) []Path {
	var out []Path
	for _, c := range l.list(n, where) {
		out = append(out, l.path(c, where))
	}
	return out
}

func (l *loader) list(n *yaml.Node, where string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	return n.Content
}
