package workspace

import (
	"maps"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// leaves is what a file says, by path; two files with the same leaves mean the
// same. Empty containers are leaves too.
type leaves map[string]string

const sep = "\x00"

func flatten(root *yaml.Node) leaves {
	out := leaves{}
	out.put("", root)
	return out
}

func (l leaves) put(path string, n *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode && len(n.Content) > 0:
		for i := 0; i < len(n.Content); i += 2 {
			l.put(path+sep+n.Content[i].Value, n.Content[i+1])
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0:
		for i, item := range n.Content {
			l.put(path+sep+"["+strconv.Itoa(i), item)
		}
	case n.Kind == yaml.MappingNode:
		l[path] = "{}"
	case n.Kind == yaml.SequenceNode:
		l[path] = "[]"
	case isNull(n):
		l[path] = "null"
	default:
		l[path] = n.ShortTag() + n.Value
	}
}

func (l leaves) equal(m leaves) bool { return maps.Equal(l, m) }

// expected gives what the file must say after the edits.
func (e *editor) expected() (leaves, error) {
	want := flatten(e.root)
	for _, s := range e.sets {
		rendered, err := renderValue(s.Value)
		if err != nil {
			return nil, err
		}
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(rendered), &doc); err != nil || len(doc.Content) != 1 {
			return nil, e.lost(0, "the value cannot be written")
		}
		path := sep + strings.Join(s.Path, sep)
		for have := range want {
			// What was there or below, and the emptiness of what it is put into.
			if have == path || strings.HasPrefix(have, path+sep) || strings.HasPrefix(path, have+sep) && have != "" {
				delete(want, have)
			}
		}
		want.put(path, doc.Content[0])
	}
	return want, nil
}

// sameValue tells whether a node says v already.
func sameValue(n *yaml.Node, v any) bool {
	rendered, err := renderValue(v)
	if err != nil {
		return false
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(rendered), &doc); err != nil || len(doc.Content) != 1 {
		return false
	}
	want := doc.Content[0]
	// A day or a word may stand in quotes.
	if n.Kind == yaml.ScalarNode && want.Kind == yaml.ScalarNode && n.Value == want.Value && isNull(n) == isNull(want) {
		return true
	}
	return flatten(n).equal(flatten(want))
}
