package scan

import (
	"path"
	"slices"
	"strings"

	"unpw/migrate/format"
)

// maxPlaces is the number of folders side by side up to which definitions count
// as one project's environments; more of them are many projects'.
const maxPlaces = 24

// scope says from which folders the definitions of one name are seen: from their
// own upwards, as far as the folder of the nearest other file that reads the
// name, whose definitions they are, and never out of a project. A reader takes
// those of the first folder upwards from its own in which any are seen. So the
// settings of several environments are found together, and another project's
// variable of the same name is not.
type scope struct {
	seen map[string][]*format.Node
	top  map[*format.Node]string // the highest folder from which it is seen
}

// scope gives the scope of a name; it is worked out once.
func (t *Tree) scope(k defKey) *scope {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.scopes[k]; s != nil {
		return s
	}
	s := &scope{seen: map[string][]*format.Node{}, top: map[*format.Node]string{}}
	readers := t.readersIn(k)
	for _, n := range t.definers(k) {
		at := n.Doc.File().Path
		t.climb(home(at), func(dir string) bool {
			s.seen[dir] = append(s.seen[dir], n)
			s.top[n] = dir
			return !slices.ContainsFunc(readers[dir], func(file string) bool { return file != at })
		})
	}
	for dir, nodes := range s.seen {
		s.seen[dir] = uncrowded(dir, nodes)
	}
	t.scopes[k] = s
	return s
}

// definers gives the nodes that define k.
func (t *Tree) definers(k defKey) []*format.Node {
	switch k.kind {
	case format.RefHelm:
		return keep(t.defs[defKey{kind: format.RefProperty, name: k.name}], isValues)
	case format.RefFile:
		return keep(t.defs[defKey{kind: format.RefProperty, name: k.name}], func(file string) bool { return path.Base(file) == k.object })
	}
	return t.defs[k]
}

func isValues(file string) bool { return strings.HasPrefix(path.Base(file), "values") }

func keep(nodes []*format.Node, wanted func(file string) bool) []*format.Node {
	var out []*format.Node
	for _, n := range nodes {
		if wanted(n.Doc.Path) {
			out = append(out, n)
		}
	}
	return out
}

// readersIn gives the files that read k by the folder they speak for, two a
// folder at most: more are not asked for.
func (t *Tree) readersIn(k defKey) map[string][]string {
	out := map[string][]string{}
	note := func(file string) {
		dir := home(file)
		if list := out[dir]; len(list) < 2 && !slices.Contains(list, file) {
			out[dir] = append(list, file)
		}
	}
	for _, n := range t.reading[k] {
		note(n.Doc.File().Path)
	}
	if k.kind == format.RefEnv {
		for _, file := range t.naming[strings.ToLower(k.name)] {
			note(file)
		}
	}
	return out
}

// climb calls visit for dir and the folders above it, up to the root of the
// project that dir belongs to, until visit gives false.
func (t *Tree) climb(dir string, visit func(dir string) bool) {
	for visit(dir) && dir != "." && !t.projects[dir] {
		dir = path.Dir(dir)
	}
}

// uncrowded gives nodes, or of too many below dir only those in dir itself.
func uncrowded(dir string, nodes []*format.Node) []*format.Node {
	places := map[string]bool{}
	var own []*format.Node
	for _, n := range nodes {
		at := home(n.Doc.File().Path)
		if at == dir {
			own = append(own, n)
			continue
		}
		rest := at
		if dir != "." {
			rest = strings.TrimPrefix(at, dir+"/")
		}
		first, _, _ := strings.Cut(rest, "/")
		places[first] = true
	}
	if len(places) > maxPlaces {
		return own
	}
	return nodes
}

// nearest gives the definitions of k that a reader in file takes.
func (t *Tree) nearest(file string, k defKey) []*format.Node {
	s := t.scope(k)
	var out []*format.Node
	t.climb(home(file), func(dir string) bool {
		out = s.seen[dir]
		return len(out) == 0
	})
	return out
}

// folders gathers things by the folders they lie below.
type folders[T any] map[string][]T

// add puts x into the folder that file speaks for and into all above it.
func (f folders[T]) add(file string, x T) {
	for dir := home(file); ; dir = path.Dir(dir) {
		f[dir] = append(f[dir], x)
		if dir == "." {
			return
		}
	}
}

// home gives the folder that a file speaks for: a pipeline under .github is its
// project's.
func home(file string) string {
	dir := path.Dir(file)
	if !strings.Contains(dir, ".") || dir == "." {
		return dir
	}
	for _, hidden := range []string{".github", ".circleci", ".gitlab", ".azure", ".azuredevops", ".claude", ".cursor", ".vscode"} {
		if dir == hidden || strings.HasPrefix(dir, hidden+"/") {
			return "."
		}
		if i := strings.Index(dir+"/", "/"+hidden+"/"); i >= 0 {
			return dir[:i]
		}
	}
	return dir
}
