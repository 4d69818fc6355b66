package scan

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"unpw/migrate/format"
)

// Readers gives the places that read what def defines: settings that refer to
// it, and files no setting of which does, but that name its variable.
func (t *Tree) Readers(def *format.Node) (nodes []*format.Node, files []string) {
	for _, k := range t.names(def) {
		for _, n := range t.readersBelow(k)[t.scope(k).top[def]] {
			if n != def && !slices.Contains(nodes, n) && t.readsDefinition(n, def) {
				nodes = append(nodes, n)
			}
		}
		if k.kind != format.RefEnv {
			continue
		}
		for _, file := range t.namersBelow(k.name)[t.scope(k).top[def]] {
			if t.definedFor(file, def) {
				files = append(files, file)
			}
		}
	}
	return nodes, files
}

func (t *Tree) readsDefinition(n, def *format.Node) bool {
	for _, ref := range n.Refs {
		if slices.Contains(t.Definitions(n.Doc.File().Path, ref), def) {
			return true
		}
	}
	return false
}

// names gives all by which def may be referred to.
func (t *Tree) names(def *format.Node) []defKey {
	kind, object := kubernetesObject(rootOf(def))
	var out []defKey
	for _, k := range defines(def, kind, object) {
		out = append(out, k)
		if k.kind == format.RefProperty {
			file := path.Base(def.Doc.Path)
			out = append(out, defKey{kind: format.RefFile, object: file, name: k.name})
			if isValues(file) {
				out = append(out, defKey{kind: format.RefHelm, name: k.name})
			}
		}
	}
	return out
}

func (t *Tree) readersBelow(k defKey) folders[*format.Node] {
	f, ok := t.readers[k]
	if !ok {
		f = folders[*format.Node]{}
		for _, n := range t.reading[k] {
			f.add(n.Doc.File().Path, n)
		}
		t.readers[k] = f
	}
	return f
}

func (t *Tree) namersBelow(variable string) folders[string] {
	name := strings.ToLower(variable)
	f, ok := t.namers[name]
	if !ok {
		f = folders[string]{}
		for _, file := range t.naming[name] {
			f.add(file, file)
		}
		t.namers[name] = f
	}
	return f
}

func (t *Tree) definedFor(file string, def *format.Node) bool {
	return slices.Contains(t.Definitions(file, format.Ref{Kind: format.RefEnv, Name: def.Key}), def)
}

func rootOf(n *format.Node) *format.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// Programs gives the programs for which def is defined and that read its
// variable outside of the calls that skip covers: there the name stands in
// quotes or behind a dot.
func (t *Tree) Programs(def *format.Node, skip func(file string, at int) bool) []string {
	var out []string
	for _, d := range t.programs[t.scope(defKey{kind: format.RefEnv, name: def.Key}).top[def]] {
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
