package scan

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"unpw/migrate/format"
)

// Tree is a scanned root: the documents that were opened, and where the names
// in them are defined. It implements recipe.Tree.
type Tree struct {
	root  Root
	files []file // all that may be read, in order

	mu     sync.Mutex
	docs   map[string]*format.Document
	sorted []*format.Document
	near   map[string]*neighbour // by path; nil where there is none

	defs     map[defKey][]*format.Node
	reading  map[defKey][]*format.Node // nodes that refer to it
	naming   map[string][]string       // variable, in lower case → files without a syntax that name it
	projects map[string]bool           // folders that are roots of version control

	scopes       map[defKey]*scope
	readers      map[defKey]folders[*format.Node] // reading, by folder
	namers       map[string]folders[string]       // naming, by folder
	programs     folders[*format.Document]
	environments map[*format.Node]*environment
}

// defKey is a name and the kind of place that defines it.
type defKey struct {
	kind   format.RefKind
	object string // a Kubernetes Secret or ConfigMap, or a file
	name   string
}

func newTree(root Root) *Tree {
	return &Tree{root: root, docs: map[string]*format.Document{}, near: map[string]*neighbour{},
		naming: map[string][]string{}, projects: map[string]bool{}}
}

// Documents gives the opened documents in the order of their files.
func (t *Tree) Documents() []*format.Document {
	if len(t.sorted) != len(t.docs) { // documents are only added
		t.sorted = make([]*format.Document, 0, len(t.docs))
		for _, name := range slices.Sorted(maps.Keys(t.docs)) {
			t.sorted = append(t.sorted, t.docs[name])
		}
	}
	return slices.Clone(t.sorted)
}

// Document gives the opened document of a file, nil if it was not opened.
func (t *Tree) Document(file string) *format.Document { return t.docs[file] }

// Nearest gives the text of the nearest file called name, in the folder of from
// or one above it; nil if there is none. Of a large file it gives the beginning.
func (t *Tree) Nearest(from, name string) []byte {
	if n := t.neighbour(from, name); n != nil {
		return n.data
	}
	return nil
}

// Beside implements recipe.Tree.
func (t *Tree) Beside(from, name, text string) bool {
	n := t.neighbour(from, name)
	if n == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	holds, ok := n.holds[text]
	if !ok {
		holds = strings.Contains(strings.ToLower(string(n.data)), strings.ToLower(text))
		n.holds[text] = holds
	}
	return holds
}

// neighbour is a file that stands beside others: a manifest, a lock file.
type neighbour struct {
	data  []byte
	holds map[string]bool // texts that were looked for
}

const maxNeighbour = 4 << 20

func (t *Tree) neighbour(from, name string) *neighbour {
	t.mu.Lock()
	defer t.mu.Unlock()
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		p := path.Join(dir, name)
		n, ok := t.near[p]
		if !ok {
			if data, err := fs.ReadFile(t.root.FS, p); err == nil {
				n = &neighbour{data: data[:min(len(data), maxNeighbour)], holds: map[string]bool{}}
			}
			t.near[p] = n
		}
		if n != nil || dir == "." {
			return n
		}
	}
}

// Value implements recipe.Tree.
func (t *Tree) Value(n *format.Node) (string, bool) { return t.value(n, 0) }

func (t *Tree) value(n *format.Node, depth int) (string, bool) {
	if n == nil || n.Kind != format.Scalar || depth > 8 {
		return "", false
	}
	if len(n.Refs) == 0 {
		return n.Value, n.Opaque == ""
	}
	var b strings.Builder
	text := string(n.Doc.Src)
	at := n.Refs[0].Span.Start
	whole := n.Refs[0].Whole || n.Via != nil || format.IsProgram(n.Doc.Syntax)
	if !whole {
		inside := n.ValueSpan
		at = inside.Start
		if c := text[inside.Start]; c == '"' || c == '\'' {
			at++
		}
	}
	for _, ref := range n.Refs {
		v, ok := t.refValue(n, ref, depth)
		if !ok {
			return "", false
		}
		if !whole && ref.Span.Start >= at {
			b.WriteString(text[at:ref.Span.Start])
			at = ref.Span.End
		}
		b.WriteString(v)
	}
	if !whole {
		end := n.ValueSpan.End
		if end > at && (text[end-1] == '"' || text[end-1] == '\'') {
			end--
		}
		b.WriteString(text[at:max(at, end)])
	}
	return b.String(), true
}

func (t *Tree) refValue(n *format.Node, ref format.Ref, depth int) (string, bool) {
	for _, d := range t.Definitions(n.Doc.Path, ref) {
		if v, ok := t.value(d, depth+1); ok {
			return v, true
		}
	}
	return ref.Default, ref.Default != ""
}

// Variable implements recipe.Tree.
func (t *Tree) Variable(file, name string) []*format.Node {
	return t.Definitions(file, format.Ref{Kind: format.RefEnv, Name: name})
}

// Definitions gives the nodes that define what ref names for a reader in file:
// those seen from the nearest folder that sees any. The order is that of the
// files.
func (t *Tree) Definitions(file string, ref format.Ref) []*format.Node {
	for _, k := range refKeys(ref) {
		if out := t.nearest(file, k); len(out) > 0 {
			return out
		}
	}
	return nil
}

// refKeys gives what may define what ref names, best first.
func refKeys(ref format.Ref) []defKey {
	switch ref.Kind {
	case format.RefEnv:
		return []defKey{{kind: format.RefEnv, name: ref.Name}, {kind: format.RefParameter, name: ref.Name}}
	case format.RefProperty:
		return []defKey{{kind: format.RefProperty, name: ref.Name}, {kind: format.RefEnv, name: ref.Name}, {kind: format.RefParameter, name: ref.Name}}
	case format.RefSecret, format.RefConfigMap:
		return []defKey{{kind: format.RefSecret, object: ref.Object, name: ref.Name}}
	case format.RefHelm, format.RefTemplate:
		return []defKey{{kind: ref.Kind, name: ref.Name}}
	case format.RefParameter:
		return []defKey{{kind: format.RefParameter, object: ref.Object, name: ref.Name}}
	case format.RefFile:
		return []defKey{{kind: format.RefFile, object: path.Base(ref.Object), name: ref.Name}}
	}
	return nil
}

// NewTree makes a tree of documents that are added one by one: what a written
// file says together with the files around it.
func NewTree(fsys fs.FS) *Tree { return newTree(Root{FS: fsys}) }

// Add puts a document into the tree. Index must follow.
func (t *Tree) Add(d *format.Document) { t.docs[d.Path] = d }

// Index finds what the documents of the tree define and read.
func (t *Tree) Index() {
	t.defs, t.reading, t.scopes = map[defKey][]*format.Node{}, map[defKey][]*format.Node{}, map[defKey]*scope{}
	t.readers, t.namers, t.programs = map[defKey]folders[*format.Node]{}, map[string]folders[string]{}, folders[*format.Document]{}
	for _, d := range t.Documents() {
		t.index(d)
	}
	t.join()
}
