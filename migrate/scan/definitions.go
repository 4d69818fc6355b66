package scan

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/text"
)

// index adds what d defines and reads to the tree.
func (t *Tree) index(d *format.Document) {
	switch d.Syntax {
	case "python", "javascript", "ruby":
		t.programs.add(d.Path, d)
	case "dotenv":
		t.expansions(d)
	default:
		if format.IsProgram(d.Syntax) {
			t.mentions(d)
		}
	}
	for _, root := range d.Roots {
		kind, object := kubernetesObject(root)
		if kind == "Secret" || kind == "ConfigMap" {
			for _, key := range []string{"data", "stringData"} {
				if g := firstOf(root, key); g != nil {
					t.define(defKey{kind: wholeObject, object: object}, g)
				}
			}
		}
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

// mentions notes the variables that a program reads where no setting of it does.
func (t *Tree) mentions(d *format.Document) {
	known := map[string]bool{}
	d.Walk(func(n *format.Node) bool {
		for _, ref := range n.Refs {
			known[ref.Name] = true
		}
		return true
	})
	for _, name := range format.EnvNames(d.Src, format.Language(d.Syntax)) {
		if !known[name] {
			t.naming[strings.ToLower(name)] = append(t.naming[strings.ToLower(name)], d.Path)
		}
	}
}

var expansion = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)`)

// expansions notes the variables that the commands of a script read: of a script
// only the assignments are settings.
func (t *Tree) expansions(d *format.Document) {
	if bytes.IndexByte(d.Src, '$') < 0 {
		return
	}
	known := map[int]bool{}
	d.Walk(func(n *format.Node) bool {
		for _, ref := range n.Refs {
			known[ref.Span.Start] = n.Doc == d
		}
		return true
	})
	for _, m := range expansion.FindAllSubmatchIndex(d.Src, -1) {
		start := text.LineStart(d.Src, m[0])
		if known[m[0]] || bytes.HasPrefix(bytes.TrimLeft(d.Src[start:m[0]], " \t"), []byte("#")) {
			continue
		}
		name := strings.ToLower(string(d.Src[m[2]:m[3]]))
		if files := t.naming[name]; len(files) == 0 || files[len(files)-1] != d.Path {
			t.naming[name] = append(files, d.Path)
		}
	}
}

// wholeObject is all variables of a Kubernetes Secret or ConfigMap.
const wholeObject format.RefKind = "k8s-object"

func (t *Tree) reads(n *format.Node) {
	for _, ref := range n.Refs {
		if inside(n.Inner, ref) {
			continue // it is read by a setting of the document in the value
		}
		for _, k := range refKeys(ref) {
			t.reading[k] = append(t.reading[k], n)
		}
	}
	if isObjectName(n) {
		k := defKey{kind: wholeObject, object: n.Value}
		t.reading[k] = append(t.reading[k], n)
	}
}

// inside tells whether a setting of the document d, which may be nil, has ref.
func inside(d *format.Document, ref format.Ref) bool {
	found := false
	if d != nil {
		d.Walk(func(n *format.Node) bool {
			for _, r := range n.Refs {
				found = found || r.Kind == ref.Kind && r.Name == ref.Name
			}
			return !found
		})
	}
	return found
}

// isObjectName tells whether n names an object all of whose keys become
// variables.
func isObjectName(n *format.Node) bool {
	return n.Kind == format.Scalar && n.Key == "name" && n.Parent != nil && (n.Parent.Key == "secretRef" || n.Parent.Key == "configMapRef")
}

func (t *Tree) defines(n *format.Node, kind, object string) {
	for _, k := range defines(n, kind, object) {
		t.define(k, n)
	}
}

// defines gives the names that n defines, in a document that is a Kubernetes
// object of the given kind and name.
func defines(n *format.Node, kind, object string) []defKey {
	parent := n.Parent
	if parent == nil {
		return nil
	}
	var out []defKey
	if parent.Env {
		out = append(out, defKey{kind: format.RefEnv, name: n.Key})
		if name, ok := strings.CutPrefix(n.Key, terraformEnv); ok && name != "" {
			out = append(out, defKey{kind: format.RefParameter, object: terraformVariable, name: name})
		}
	}
	if own := n.Doc.File() == n.Doc; own && (kind == "Secret" || kind == "ConfigMap") {
		if parent.Key == "stringData" || parent.Key == "data" {
			out = append(out, defKey{kind: format.RefSecret, object: object, name: n.Key})
		}
		return out
	}
	switch n.Doc.Syntax {
	case "properties", "yaml":
		if name, ok := dotted(n); ok {
			out = append(out, defKey{kind: format.RefProperty, name: name})
		}
	}
	if isTemplateVariable(n) {
		out = append(out, defKey{kind: format.RefTemplate, name: n.Key})
	}
	out = append(out, parameterKeys(n)...)
	return out
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

// wanted gives the names that the documents refer to, in lower case: what the
// next pass over the tree looks for.
func wanted(docs []*format.Document) map[string]bool {
	names := map[string]bool{}
	for _, d := range docs {
		if d.Syntax == "dotenv" {
			names[strings.ToLower(path.Base(d.Path))] = true // env_file: names it
		}
		for _, root := range d.Roots {
			if kind, object := kubernetesObject(root); (kind == "Secret" || kind == "ConfigMap") && len(object) >= 3 && !strings.Contains(object, "{") {
				names[strings.ToLower(object)] = true
			}
		}
		d.Walk(func(n *format.Node) bool {
			if isObjectName(n) && len(n.Value) >= 3 {
				names[strings.ToLower(n.Value)] = true
			}
			for _, ref := range n.Refs {
				if name := sought(ref); len(name) >= 3 {
					names[strings.ToLower(name)] = true
				}
				if ref.Kind == format.RefParameter && ref.Object == terraformVariable {
					names[strings.ToLower(terraformEnv+ref.Name)] = true
				}
			}
			return true
		})
	}
	return names
}

// apart stands between the words of a name that YAML may nest.
const apart = "\x00"

// sought gives what stands in every file that may define what ref names: of a
// key in a Kubernetes object the name of the object, of a dotted name its words.
func sought(ref format.Ref) string {
	switch {
	case ref.Kind == format.RefSecret || ref.Kind == format.RefConfigMap:
		return ref.Object
	case ref.Kind == format.RefProperty || ref.Kind == format.RefHelm || ref.Kind == format.RefFile:
		return strings.ReplaceAll(ref.Name, ".", apart)
	}
	return ref.Name
}

// isTemplateVariable tells whether n gives a value to a name that is written {{x}}:
// @x of a request file, an entry of its environment file, a variable of a Postman
// collection or environment.
func isTemplateVariable(n *format.Node) bool {
	base := strings.ToLower(path.Base(n.Doc.Path))
	switch {
	case n.Doc.Syntax == "http":
		return n.Parent.Parent == nil
	case strings.HasSuffix(base, ".env.json") && strings.HasPrefix(base, "http-client."):
		return n.Parent.Parent != nil && n.Parent.Parent.Parent == nil
	}
	return n.Doc.Syntax == "json" && n.Parent.Kind == format.List && (n.Parent.Key == "variable" || n.Parent.Key == "values")
}
