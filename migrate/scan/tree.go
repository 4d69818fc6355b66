package scan

import (
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"

	"unpw/migrate/format"
)

// Tree is a scanned root: the documents that were opened, and where the names
// in them are defined. It implements recipe.Tree.
type Tree struct {
	root  Root
	files []file // all that may be read, in order

	mu   sync.Mutex
	docs map[string]*format.Document
	near map[string][]byte // cache of Nearest

	defs    map[defKey][]*format.Node
	readers map[string][]string // name → files that read it
	unread  []text              // files without a syntax that hold a wanted name
}

// text is a file that no syntax reads, in lower case.
type text struct {
	path  string
	lower []byte
}

// defKey is a name and the kind of place that defines it.
type defKey struct {
	kind   format.RefKind
	object string // of a Kubernetes Secret or ConfigMap
	name   string
}

func newTree(root Root) *Tree {
	return &Tree{root: root, docs: map[string]*format.Document{}, near: map[string][]byte{},
		defs: map[defKey][]*format.Node{}, readers: map[string][]string{}}
}

// Documents gives the opened documents in the order of their files.
func (t *Tree) Documents() []*format.Document {
	names := make([]string, 0, len(t.docs))
	for name := range t.docs {
		names = append(names, name)
	}
	sort.Strings(names)
	out := make([]*format.Document, len(names))
	for i, name := range names {
		out[i] = t.docs[name]
	}
	return out
}

// Files lists the files that may be read, in order.
func (t *Tree) Files() []string {
	out := make([]string, len(t.files))
	for i, f := range t.files {
		out[i] = f.path
	}
	return out
}

// Document gives the opened document of a file, nil if it was not opened.
func (t *Tree) Document(file string) *format.Document { return t.docs[file] }

// Nearest implements recipe.Tree.
func (t *Tree) Nearest(from, name string) []byte {
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		p := path.Join(dir, name)
		t.mu.Lock()
		data, ok := t.near[p]
		t.mu.Unlock()
		if !ok {
			data, _ = fs.ReadFile(t.root.FS, p)
			if len(data) > 1<<22 {
				data = data[:1<<22]
			}
			t.mu.Lock()
			t.near[p] = data
			t.mu.Unlock()
		}
		if data != nil {
			return data
		}
		if dir == "." {
			return nil
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
	whole := n.Refs[0].Whole || n.Via != nil || n.Doc.Syntax == "python" || n.Doc.Syntax == "javascript" || n.Doc.Syntax == "ruby"
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
// those in the nearest folder that has any. The order is that of the files.
func (t *Tree) Definitions(file string, ref format.Ref) []*format.Node {
	var out []*format.Node
	switch ref.Kind {
	case format.RefEnv:
		out = t.nearest(file, t.defs[defKey{kind: format.RefEnv, name: ref.Name}])
	case format.RefProperty:
		if out = t.nearest(file, t.defs[defKey{kind: format.RefProperty, name: ref.Name}]); len(out) == 0 {
			out = t.nearest(file, t.defs[defKey{kind: format.RefEnv, name: ref.Name}])
		}
	case format.RefSecret, format.RefConfigMap:
		out = t.nearest(file, t.defs[defKey{kind: format.RefSecret, object: ref.Object, name: ref.Name}])
	case format.RefHelm:
		for _, d := range t.nearest(file, t.defs[defKey{kind: format.RefProperty, name: ref.Name}]) {
			if strings.HasPrefix(path.Base(d.Doc.Path), "values") {
				out = append(out, d)
			}
		}
	case format.RefFile:
		for _, d := range t.nearest(file, t.defs[defKey{kind: format.RefProperty, name: ref.Name}]) {
			if path.Base(d.Doc.Path) == path.Base(ref.Object) {
				out = append(out, d)
			}
		}
	}
	return out
}

// nearest keeps the nodes whose files are closest to file: those below its own
// folder, else below the folder above it, and so on. A file that another reader
// of the name has in its own folder is that reader's.
func (t *Tree) nearest(file string, nodes []*format.Node) []*format.Node {
	best := -1
	var out []*format.Node
	for _, n := range nodes {
		level := distance(file, n.Doc.File().Path)
		if level > 0 && t.ownedElsewhere(file, n) {
			continue
		}
		switch {
		case best < 0 || level < best:
			best, out = level, []*format.Node{n}
		case level == best:
			out = append(out, n)
		}
	}
	return out
}

func (t *Tree) ownedElsewhere(file string, n *format.Node) bool {
	at := n.Doc.File().Path
	if at == file {
		return false
	}
	for _, reader := range t.readers[n.Key] {
		if reader != file && reader != at && home(reader) != home(file) && distance(reader, at) == 0 {
			return true
		}
	}
	return false
}

// distance counts how many folders up from reader's one has to go until
// definition lies below.
func distance(reader, definition string) int {
	dir, target := home(reader), home(definition)
	for up := 0; ; up++ {
		if dir == "." || target == dir || strings.HasPrefix(target, dir+"/") {
			return up
		}
		dir = path.Dir(dir)
	}
}

// home gives the folder that a file speaks for: a pipeline under .github is its
// project's.
func home(file string) string {
	dir := path.Dir(file)
	for _, hidden := range []string{".github", ".circleci", ".gitlab", ".azure", ".azuredevops", ".claude", ".cursor", ".vscode"} {
		if i := strings.Index("/"+dir+"/", "/"+hidden+"/"); i >= 0 {
			if i == 0 {
				return "."
			}
			return dir[:i-1]
		}
	}
	return dir
}

// NewTree makes a tree of documents that are added one by one: what a written
// file says together with the files around it.
func NewTree(fsys fs.FS) *Tree { return newTree(Root{FS: fsys}) }

// Add puts a document into the tree. Index must follow.
func (t *Tree) Add(d *format.Document) { t.docs[d.Path] = d }

// Index finds what the documents of the tree define and read.
func (t *Tree) Index() {
	for _, d := range t.Documents() {
		t.index(d)
	}
}
