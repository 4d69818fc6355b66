package scan

import (
	"strings"

	"unpw/migrate/format"
)

// index adds what d defines and reads to the tree, for the names in wanted; nil
// means all names.
func (t *Tree) index(d *format.Document) {
	for _, root := range d.Roots {
		kind, object := kubernetesObject(root)
		root.Walk(func(n *format.Node) bool {
			t.reads(n)
			if n.Kind != format.Scalar || n.Key == "" || n.Attr {
				return true
			}
			t.defines(n, kind, object)
			return true
		})
	}
}

func (t *Tree) reads(n *format.Node) {
	for _, ref := range n.Refs {
		if list := t.readers[ref.Name]; len(list) == 0 || list[len(list)-1] != n.Doc.Path {
			t.readers[ref.Name] = append(list, n.Doc.Path)
		}
	}
}

func (t *Tree) defines(n *format.Node, kind, object string) {
	parent := n.Parent
	if parent == nil {
		return
	}
	if parent.Env {
		t.define(defKey{kind: format.RefEnv, name: n.Key}, n)
	}
	if kind == "Secret" || kind == "ConfigMap" {
		if parent.Key == "stringData" || parent.Key == "data" {
			t.define(defKey{kind: format.RefSecret, object: object, name: n.Key}, n)
		}
		return
	}
	switch n.Doc.Syntax {
	case "properties", "yaml":
		if n.Doc.File() == n.Doc {
			if name, ok := dotted(n); ok {
				t.define(defKey{kind: format.RefProperty, name: name}, n)
			}
		}
	}
}

func (t *Tree) define(k defKey, n *format.Node) { t.defs[k] = append(t.defs[k], n) }

// kubernetesObject gives kind and name of a Kubernetes object, "" for others.
func kubernetesObject(root *format.Node) (kind, name string) {
	if root.Kind != format.Map || root.Child("apiVersion") == nil {
		return "", ""
	}
	if k := root.Child("kind"); k != nil {
		kind = k.Value
	}
	if m := root.Child("metadata"); m != nil {
		if n := m.Child("name"); n != nil {
			name = n.Value
		}
	}
	return kind, name
}

// dotted gives the path of n from the root of its document, with dots between
// the names; false inside of lists.
func dotted(n *format.Node) (string, bool) {
	var parts []string
	for cur := n; cur != nil && cur.Parent != nil; cur = cur.Parent {
		if cur.Key == "" || cur.Parent.Kind == format.List {
			return "", false
		}
		parts = append(parts, cur.Key)
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, "."), len(parts) > 0
}

// wanted gives the names that the documents refer to: what the next pass over
// the tree looks for.
func wanted(docs []*format.Document) map[string]bool {
	names := map[string]bool{}
	for _, d := range docs {
		d.Walk(func(n *format.Node) bool {
			for _, ref := range n.Refs {
				if name := lastWord(ref); len(name) >= 3 {
					names[strings.ToLower(name)] = true
				}
				if ref.Object != "" && ref.Kind != format.RefFile {
					names[strings.ToLower(ref.Object)] = true
				}
			}
			return true
		})
	}
	return names
}

// lastWord gives what to look for in files: YAML may nest the parts of a name,
// so only its last part stands there for certain.
func lastWord(ref format.Ref) string {
	name := ref.Name
	if ref.Kind == format.RefProperty || ref.Kind == format.RefHelm {
		name = name[strings.LastIndexByte(name, '.')+1:]
	}
	return name
}
