package scan

import (
	"path"
	"strings"

	"unpw/migrate/format"
)

// environment is a set of groups of variables that one program runs with: the
// ConfigMap and the Secret of an envFrom, the variables of a compose service and
// its env_file.
type environment struct {
	groups []*format.Node
	via    []*format.Node // what ties them together
}

// Joined gives the groups of variables that run together with env, itself
// included; nil where it stands alone. It implements what package recipe asks of
// a tree that knows environments.
func (t *Tree) Joined(env *format.Node) []*format.Node {
	if e := t.environments[env]; e != nil {
		return e.groups
	}
	return nil
}

// Ties gives the documents that tie env to the groups it runs with.
func (t *Tree) Ties(env *format.Node) []*format.Document {
	e := t.environments[env]
	if e == nil {
		return nil
	}
	var out []*format.Document
	for _, n := range append(append([]*format.Node(nil), e.via...), e.groups...) {
		out = append(out, n.Doc.File())
	}
	return out
}

// join finds the environments of the tree. It wants index to have run.
func (t *Tree) join() {
	t.environments = map[*format.Node]*environment{}
	for _, d := range t.Documents() {
		for _, root := range d.Roots {
			kind, _ := kubernetesObject(root)
			if kind == "Secret" {
				t.together(root, firstOf(root, "data"), firstOf(root, "stringData"))
			}
			root.Walk(func(n *format.Node) bool {
				switch n.Key {
				case "envFrom":
					t.envFrom(n)
				case "env_file":
					t.envFile(n)
				}
				return true
			})
		}
	}
}

func firstOf(n *format.Node, key string) *format.Node {
	if c := n.Child(key); c != nil && c.Env {
		return c
	}
	return nil
}

// envFrom joins the objects that a Kubernetes container takes its variables from
// with the variables of its own.
func (t *Tree) envFrom(list *format.Node) {
	groups := []*format.Node{}
	if list.Parent != nil {
		groups = append(groups, firstOf(list.Parent, "env"))
	}
	for _, item := range list.Children {
		for _, ref := range []string{"secretRef", "configMapRef"} {
			if r := item.Child(ref); r != nil && r.Child("name") != nil {
				groups = append(groups, t.nearest(list.Doc.Path, defKey{kind: wholeObject, object: r.Child("name").Value})...)
			}
		}
	}
	t.together(list, groups...)
}

// envFile joins the variables of a compose service with those of its files.
func (t *Tree) envFile(n *format.Node) {
	var files []string
	switch n.Kind {
	case format.Scalar:
		files = append(files, n.Value)
	case format.List:
		for _, c := range n.Children {
			if p := c.Child("path"); p != nil {
				files = append(files, p.Value)
			} else {
				files = append(files, c.Value)
			}
		}
	}
	groups := []*format.Node{}
	if n.Parent != nil {
		groups = append(groups, firstOf(n.Parent, "environment"))
	}
	for _, f := range files {
		if d := t.docs[path.Join(path.Dir(n.Doc.Path), strings.TrimPrefix(f, "./"))]; d != nil && d.Root.Env {
			groups = append(groups, d.Root)
		}
	}
	t.together(n, groups...)
}

// together makes one environment of groups, and of those they were in before.
func (t *Tree) together(via *format.Node, groups ...*format.Node) {
	e := &environment{via: []*format.Node{via}}
	seen := map[*format.Node]bool{}
	for _, g := range groups {
		if g == nil || seen[g] {
			continue
		}
		if old := t.environments[g]; old != nil {
			e.via = append(e.via, old.via...)
			for _, o := range old.groups {
				if !seen[o] {
					seen[o] = true
					e.groups = append(e.groups, o)
				}
			}
			continue
		}
		seen[g] = true
		e.groups = append(e.groups, g)
	}
	if len(e.groups) < 2 {
		return
	}
	for _, g := range e.groups {
		t.environments[g] = e
	}
}
