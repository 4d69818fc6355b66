package scan

import (
	"bytes"
	"slices"
	"strings"

	"unpw/migrate/format"
)

// Readers gives the places that read what def defines: settings that refer to
// it, and programs and other files that name it. A place is a node, or the path
// of a file no setting of which refers to it.
func (t *Tree) Readers(def *format.Node) (nodes []*format.Node, files []string) {
	name := refName(def)
	for _, file := range t.readers[name] {
		d := t.docs[file]
		if d == nil {
			continue
		}
		d.Walk(func(n *format.Node) bool {
			for _, ref := range n.Refs {
				if ref.Name == name && n != def && slices.Contains(t.Definitions(file, ref), def) {
					nodes = append(nodes, n)
				}
			}
			return true
		})
	}
	if def.Parent == nil || !def.Parent.Env {
		return nodes, nil
	}
	for _, u := range t.unread {
		if holdsWord(u.lower, strings.ToLower(name)) && t.definedFor(u.path, def) {
			files = append(files, u.path)
		}
	}
	return nodes, files
}

func (t *Tree) definedFor(file string, def *format.Node) bool {
	return slices.Contains(t.Definitions(file, format.Ref{Kind: format.RefEnv, Name: def.Key}), def)
}

// refName gives the name by which def is referred to.
func refName(def *format.Node) string {
	if def.Parent != nil && def.Parent.Env {
		return def.Key
	}
	if name, ok := dotted(def); ok {
		switch def.Doc.Syntax {
		case "properties", "yaml":
			if kind, _ := kubernetesObject(rootOf(def)); kind == "" {
				return name
			}
		}
	}
	return def.Key
}

func rootOf(n *format.Node) *format.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

func holdsWord(text []byte, word string) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(word))
		if i < 0 {
			return false
		}
		if wordAt(text, at+i, at+i+len(word)) {
			return true
		}
		at += i + len(word)
	}
}

// Programs gives the programs for which def is defined and that read its
// variable outside of the calls that skip covers: there the name stands in
// quotes or behind a dot.
func (t *Tree) Programs(def *format.Node, skip func(file string, at int) bool) []string {
	var out []string
	for _, d := range t.Documents() {
		switch d.Syntax {
		case "python", "javascript", "ruby":
		default:
			continue
		}
		if !t.definedFor(d.Path, def) {
			continue
		}
		for at := 0; ; {
			i := bytes.Index(d.Src[at:], []byte(def.Key))
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(def.Key)
			if !wordAt(d.Src, start, at) || start == 0 || !strings.ContainsRune(`"'.`, rune(d.Src[start-1])) {
				continue
			}
			if !skip(d.Path, start) {
				out = append(out, d.Path)
				break
			}
		}
	}
	return out
}
