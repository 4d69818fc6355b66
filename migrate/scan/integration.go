package scan

import (
	"path"
	"slices"
	"sort"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// Setting is a setting of an integration with the places that define the names
// in its value.
type Setting struct {
	recipe.Found
	Defs []*Definition
}

// Definition is a place that defines what a reference names.
type Definition struct {
	Node *format.Node
	Ref  format.Ref // as the setting, or the definition before it, writes it
	Defs []*Definition
}

// Integration is one client of Salesforce.
type Integration struct {
	// More are further containers with the same login; they have no ID.
	More     []*Integration
	ID       string
	Match    *recipe.Match
	Login    string
	State    string // active, mixed, commented, declared, migrated
	Settings []*Setting
	// Username and Host are "" where the files do not say.
	Username, Host string
	// File and Line are where its password stands: the anchor.
	File string
	Line int
	Key  string
	// Value follows references to a value, as recipe.Tree does.
	Value func(*format.Node) (string, bool)
}

// Finding tells whether the integration still logs in by password.
func (i *Integration) Finding() bool { return i.State == "active" || i.State == "mixed" }

// Setting gives the setting that plays role, nil if there is none.
func (i *Integration) Setting(role string) *Setting {
	for _, s := range i.Settings {
		if s.Role == role {
			return s
		}
	}
	return nil
}

// Ends gives the definitions at the end of every chain that starts at s, or
// nothing where s is written out or is defined outside of the tree.
func (s *Setting) Ends() []*Definition { return ends(s.Defs) }

func ends(defs []*Definition) []*Definition {
	var out []*Definition
	for _, d := range defs {
		if len(d.Defs) == 0 {
			out = append(out, d)
			continue
		}
		out = append(out, ends(d.Defs)...)
	}
	return out
}

// Each calls do for every definition below s, nearest first.
func (s *Setting) Each(do func(*Definition)) { each(s.Defs, do) }

func each(defs []*Definition, do func(*Definition)) {
	for _, d := range defs {
		do(d)
		each(d.Defs, do)
	}
}

// integrations matches every recipe against the documents it reads, lets one
// recipe win each setting, and names what is found.
func (s *scanner) integrations() []*Integration {
	var matches []*recipe.Match
	readers := map[*format.Document][]*recipe.Recipe{}
	for _, d := range s.tree.Documents() {
		_, hit := s.hits[d.Path]
		if !hit {
			continue
		}
		lower, carried := lowerWords(d), carriedIn(d)
		for _, r := range s.o.Recipes.Recipes {
			if (r.Reads(d.Path) || readsOne(r, carried)) && r.HasKeyword(lower) {
				readers[d] = append(readers[d], r)
				matches = append(matches, slices.DeleteFunc(s.matches(r, d), labels)...)
			}
		}
	}
	var out []*Integration
	for _, m := range s.claim(matches) {
		if m.Flow.Name == recipe.Other {
			continue
		}
		out = append(out, s.integration(m))
	}
	samples(out)
	kept := s.kept(out, readers)
	inOrder(out)
	out = s.group(out)
	if len(s.o.Only) > 0 {
		out, kept = keepFiles(out, s.o.Only), keepFiles(kept, s.o.Only)
	}
	inOrder(out)
	inOrder(kept)
	out = append(out, kept...) // last, so that no other gets another id by them
	name(out)
	return out
}

func inOrder(list []*Integration) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
}

// kept gives the logins that are written down and not in use: in comments, or
// as names without values.
func (s *scanner) kept(found []*Integration, readers map[*format.Document][]*recipe.Recipe) []*Integration {
	type reading struct {
		d *format.Document
		r *recipe.Recipe
	}
	uses, inUse := map[reading]bool{}, map[*format.Document]bool{}
	for _, i := range found {
		uses[reading{i.Match.Doc, i.Match.Recipe}] = i.Login != ""
		inUse[i.Match.Doc] = inUse[i.Match.Doc] || i.Login != ""
	}
	var out []*Integration
	for _, d := range s.tree.Documents() {
		var left []*recipe.Recipe
		for _, r := range readers[d] {
			if !uses[reading{d, r}] && !(r.Fallback && inUse[d]) { // what a named recipe reads here, it reads in comments too
				left = append(left, r)
			}
		}
		for state, matches := range map[string][]*recipe.Match{"commented": s.commented(d, left), "declared": s.declared(d, left)} {
			for _, m := range s.claim(matches) {
				i := s.integration(m)
				i.State = state
				out = append(out, i)
			}
		}
	}
	return out
}

func keepFiles(list []*Integration, only []string) []*Integration {
	var out []*Integration
	for _, i := range list {
		keep := false
		for _, f := range only {
			keep = keep || i.stands(f)
		}
		if keep {
			out = append(out, i)
		}
	}
	return out
}

func (s *scanner) integration(m *recipe.Match) *Integration {
	i := &Integration{Match: m, Login: m.Flow.Name, State: "active", Value: s.tree.Value}
	switch {
	case recipe.IsNew(m.Flow.Name):
		i.State, i.Login = "migrated", ""
	case declared(m):
		i.State = "declared"
	case m.Mixed():
		i.State = "mixed"
	}
	for _, f := range append(append([]recipe.Found(nil), m.Settings...), m.Also...) {
		i.Settings = append(i.Settings, &Setting{Found: f, Defs: s.tree.chain(f.Node, 0)})
	}
	i.Username = s.plain(i, "username")
	i.Host = s.host(i)
	s.anchor(i)
	return i
}

// Chain gives the definitions of the names in n, and of the names in those.
func (t *Tree) Chain(n *format.Node) []*Definition { return t.chain(n, 0) }

func (t *Tree) chain(n *format.Node, depth int) []*Definition {
	if depth > 8 {
		return nil
	}
	var out []*Definition
	for _, ref := range n.Refs {
		for _, d := range t.Definitions(n.Doc.Path, ref) {
			if d != n {
				out = append(out, &Definition{Node: d, Ref: ref, Defs: t.chain(d, depth+1)})
			}
		}
	}
	return out
}

func (s *scanner) plain(i *Integration, role string) string {
	if set := i.Setting(role); set != nil {
		if v, ok := s.tree.Value(set.Node); ok && !Placeholder(v) {
			return v
		}
	}
	return ""
}

// host gives the host that the old login goes to, without scheme and path.
func (s *scanner) host(i *Integration) string {
	for _, role := range []string{"login-url", "instance-url"} {
		set := i.Setting(role)
		if set == nil {
			continue
		}
		v, ok := s.tree.Value(set.Node)
		if !ok {
			continue
		}
		if h := recipe.HostOf(v, set.Setting.As); h != "" && !Placeholder(h) {
			return h
		}
	}
	return ""
}

// anchor finds the place that stands for the integration: where its password is
// written out, else where it is read.
func (s *scanner) anchor(i *Integration) {
	set := i.Setting("password")
	if set == nil && len(i.Settings) > 0 {
		set = i.Settings[0]
	}
	n := i.Match.Base.Node
	if set != nil {
		n = definition(set)
	}
	i.File, i.Line, i.Key = n.Doc.Path, n.Line(), n.Key
}

// name gives every integration its id: the folder of its anchor, or in the root
// the file's stem; the second one there gets -2.
func name(list []*Integration) {
	taken := map[string]int{}
	for _, i := range list {
		dir := path.Dir(i.File)
		id := slug(dir)
		if dir == "." {
			base := path.Base(i.File)
			stem := strings.TrimSuffix(base, path.Ext(base))
			if stem == "" {
				stem = base
			}
			id = slug(stem)
		}
		if id == "" {
			id = "integration"
		}
		taken[id]++
		if n := taken[id]; n > 1 {
			i.ID = id + "-" + itoa(n)
		} else {
			i.ID = id
		}
	}
}

func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		} else {
			dash = true
		}
	}
	return b.String()
}
