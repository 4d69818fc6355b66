package plan

import (
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/text"
)

// Op is one byte edit of a file, and what it means.
type Op struct {
	File string
	Line int
	Kind string // insert, replace, rename, remove
	Role string
	Key  string
	text.Span
	Text format.Fragment
}

// Difference is what turns the old login of an integration into the new one.
type Difference struct {
	Ops []Op
	// Outside are the names that are defined outside of the tree and must be
	// created or changed there.
	Outside []string
	// Values are what those names are to have, as a step says it: the value, or
	// where a secret lies.
	Values map[string]string
	// Kept are definitions that stay because something else reads them.
	Kept []string
	// Assisted says why a person has to finish the change; empty if none has to.
	Assisted []string
}

// difference works out a Difference. Nothing is written while it runs: changes
// are gathered by container, since separators depend on what stays.
type difference struct {
	in     *scan.Integration
	tree   *scan.Tree
	old    *recipe.Flow
	new    *recipe.Flow
	values Values
	beside bool // new settings beside the old ones, nothing else

	spell   spelling
	slots   map[*format.Node]map[*format.Node]*slot // container → entry
	order   []*format.Node                          // containers, in order of first use
	first   map[*format.Node]*slot                  // entries in front of all others
	edits   []located
	kept    map[*scan.Setting]bool
	goes    map[*format.Node]bool
	written map[string]bool
	grouped map[string]*group
	out     Difference
}

// slot is what becomes of one entry.
type slot struct {
	node   *format.Node
	remove bool
	role   string
	after  []addition
}

// addition is a new entry, or a new container that gathers entries.
type addition struct {
	role, key string
	text      format.Fragment
	group     *group
}

type group struct {
	key     string
	model   *format.Node
	entries []addition
}

// located is an edit of a value or a name.
type located struct {
	doc       *format.Document
	edit      format.FileEdit
	op        string
	role, key string
}

// Diff gives the difference between the login of in and the flow called flow of
// its recipe. With beside, new settings are only added beside the old ones.
func Diff(in *scan.Integration, tree *scan.Tree, flow *recipe.Flow, v Values, beside bool) (*Difference, error) {
	d := &difference{in: in, tree: tree, old: in.Match.Flow, new: flow, values: v, beside: beside,
		slots: map[*format.Node]map[*format.Node]*slot{}, first: map[*format.Node]*slot{}, kept: map[*scan.Setting]bool{},
		goes: map[*format.Node]bool{}, written: map[string]bool{}, grouped: map[string]*group{}}
	d.spell = d.spelling()
	for _, rule := range flow.Rules {
		if err := d.rule(rule); err != nil {
			d.assist(err)
		}
	}
	if !beside {
		d.leave()
		if err := d.renameContainer(); err != nil {
			d.assist(err)
		}
		d.companions()
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	return &d.out, nil
}

func (d *difference) assist(err error) {
	if why := err.Error(); !slices.Contains(d.out.Assisted, why) {
		d.out.Assisted = append(d.out.Assisted, why)
	}
}

// outsideWith notes a name that is defined outside of the tree with the value it
// is to have.
func (d *difference) outsideWith(name, role string, value format.Fragment) {
	d.outside(name)
	if d.out.Values == nil {
		d.out.Values = map[string]string{}
	}
	if value.HasSecret() {
		d.out.Values[name] = "the " + strings.ReplaceAll(role, "-", " ")
	} else {
		d.out.Values[name] = value.String()
	}
}

func (d *difference) outside(name string) {
	if name != "" && !slices.Contains(d.out.Outside, name) {
		d.out.Outside = append(d.out.Outside, name)
	}
}

// rule decides what becomes of one role of the new login.
func (d *difference) rule(r *recipe.Rule) error {
	if d.skipped(r) {
		return nil
	}
	set := r.Settings[0]
	if r.Fixed != nil {
		if there := d.there(r); there != nil {
			return d.set(there, set, r)
		}
		return d.write(r, set)
	}
	old, there := d.oldSetting(r), d.there(r)
	switch {
	case old != nil && d.samePath(old, r, &set):
		d.kept[old] = true
		if d.beside || !planned(r.Role) && d.values.Set[r.Role] == "" {
			return nil
		}
		return d.set(old, set, r)
	case there != nil:
		d.kept[there] = true
		if v, ok := d.in.Value(there.Node); planned(r.Role) || ok && v == "" {
			return d.set(there, there.Setting, r)
		}
		return nil
	case d.beside && old != nil:
		return nil
	case old != nil && d.renames(old, r, set):
		d.kept[old] = true
		if err := d.renameKey(old, set); err != nil {
			return err
		}
		if planned(r.Role) {
			return d.set(old, set, r)
		}
		return nil
	case old == nil && r.Optional && !d.needed(r):
		return nil
	}
	return d.write(r, set)
}

// needed tells whether an optional role has to be written: the login host where
// it is not the usual one, the audience where it is not the login host.
func (d *difference) needed(r *recipe.Rule) bool {
	if _, forced := d.values.Set[r.Role]; forced {
		return true
	}
	switch r.Role {
	case "login-url":
		return d.values.Host != "" && d.values.Host != "login.salesforce.com"
	case "audience":
		return d.values.Audience != "" && d.values.Audience != d.values.Host
	}
	return false
}

// skipped tells whether r is the alternative that is not taken: the key's text
// where the old password ends in a Kubernetes Secret, a CI secret or a vault, its
// path elsewhere.
func (d *difference) skipped(r *recipe.Rule) bool {
	if d.new.Rule("private-key") == nil || d.new.Rule("private-key-file") == nil {
		return false
	}
	for _, role := range []string{"private-key", "private-key-file"} {
		if x := d.new.Rule(role); d.there(x) != nil {
			return r.Role != role && (r.Role == "private-key" || r.Role == "private-key-file")
		}
	}
	switch r.Role {
	case "private-key":
		return !d.asText()
	case "private-key-file":
		return d.asText()
	}
	return false
}

func (d *difference) asText() bool {
	p := d.in.Setting("password")
	if p == nil {
		return false
	}
	far := func(n *format.Node) bool {
		for _, ref := range n.Refs {
			switch ref.Kind {
			case format.RefSecret, format.RefCISecret, format.RefVault:
				return true
			}
		}
		return n.Parent != nil && n.Parent.Key == "stringData"
	}
	text := far(p.Node)
	p.Each(func(def *scan.Definition) { text = text || far(def.Node) })
	return text
}

// oldSetting gives the setting of the login in use that plays the role of r.
func (d *difference) oldSetting(r *recipe.Rule) *scan.Setting {
	for _, s := range d.in.Settings {
		if s.Role == r.Role && s.Role != "" && d.old.Rule(s.Role) != nil && s.Rule == d.old.Rule(s.Role) {
			return s
		}
	}
	return nil
}

// there gives a setting that stands where the new login wants it already.
func (d *difference) there(r *recipe.Rule) *scan.Setting {
	for _, s := range d.in.Settings {
		if s.Rule == r {
			return s
		}
	}
	return nil
}

// samePath tells whether the new login reads the setting where the old one has
// it, and gives how.
func (d *difference) samePath(old *scan.Setting, r *recipe.Rule, set *recipe.Setting) bool {
	for _, s := range r.Settings {
		for _, p := range s.Paths {
			if p.Equal(old.Path) {
				*set = s
				return true
			}
		}
	}
	return false
}

// renames tells whether the setting stays under another name in its container.
func (d *difference) renames(old *scan.Setting, r *recipe.Rule, set recipe.Setting) bool {
	if old.Implicit || old.Node.KeySpan.Empty() || !d.sameShape(old.Setting, set, r.Role) {
		return false
	}
	a, b := old.Path, set.Paths[0]
	return !a.Outward && !b.Outward && b.Variable == "" && len(a.Segments) > 0 && len(b.Segments) > 0 &&
		slices.Equal(a.Segments[:len(a.Segments)-1], b.Segments[:len(b.Segments)-1])
}

func (d *difference) sameShape(a, b recipe.Setting, role string) bool {
	shape := func(s recipe.Setting) string {
		if s.As == "" && recipe.IsHost(role) {
			return "url"
		}
		return s.As
	}
	return shape(a) == shape(b)
}

// set writes the planned value of a role into a setting that is there: where the
// value is written out, or where its names are defined.
func (d *difference) set(s *scan.Setting, set recipe.Setting, r *recipe.Rule) error {
	value, typed, ok := d.value(s, set, r)
	if !ok {
		return nil
	}
	return d.setNode(s.Node, s.Defs, value, typed, r.Role)
}

func (d *difference) setNode(n *format.Node, defs []*scan.Definition, value format.Fragment, typed bool, role string) error {
	if len(n.Refs) == 0 || !n.Refs[0].Whole && len(n.Refs) > 1 {
		return d.setHere(n, value, typed, role)
	}
	if len(defs) == 0 {
		if v, ok := d.in.Value(n); ok && v == value.String() {
			return nil // a default that is already right
		}
		d.outsideWith(n.Refs[0].Name, role, value)
		return nil
	}
	for _, def := range defs {
		if err := d.setNode(def.Node, def.Defs, forSample(def.Node, role, value), typed, role); err != nil {
			return err
		}
	}
	return nil
}

func (d *difference) setHere(n *format.Node, value format.Fragment, typed bool, role string) error {
	if n.Opaque == "" && !value.HasSecret() && n.Value == value.String() {
		return nil
	}
	key := fmt.Sprintf("set %p", n)
	if d.written[key] {
		return nil
	}
	d.written[key] = true
	e, err := format.SetValue(n, value, typed)
	if err != nil {
		return err
	}
	d.edits = append(d.edits, located{doc: n.Doc, edit: e, op: "replace", role: role, key: n.Key})
	return nil
}

// value gives what a role is to have; false where it stays as it is.
func (d *difference) value(s *scan.Setting, set recipe.Setting, r *recipe.Rule) (format.Fragment, bool, bool) {
	if r.Fixed != nil {
		return format.Literal(r.Fixed.Text), r.Fixed.Typed, true
	}
	if r.Role == "grant-type" || len(set.Is) > 0 {
		c := d.constant(s, set)
		return format.Literal(c.Text), c.Typed, true
	}
	if r.Role == "keystore-alias" || r.Role == "keystore-type" {
		if file := d.new.Rule("keystore-file"); file != nil && set.Format == "" {
			set.Format = file.Settings[0].Format
		}
	}
	v, ok := d.values.of(r.Role, set)
	return v, false, ok
}

// constant gives the constant of a new setting: the nth where the old setting
// has its nth, else the first.
func (d *difference) constant(s *scan.Setting, set recipe.Setting) recipe.Constant {
	if s != nil && len(s.Setting.Is) > 1 && len(s.Setting.Is) == len(set.Is) {
		if v, ok := d.in.Value(s.Node); ok {
			for i, c := range s.Setting.Is {
				if strings.EqualFold(c.Text, v) {
					return set.Is[i]
				}
			}
		}
	}
	if len(set.Is) == 0 {
		return recipe.Constant{}
	}
	return set.Is[0]
}

// renameKey gives a setting its new name.
func (d *difference) renameKey(s *scan.Setting, set recipe.Setting) error {
	old, next := s.Path.Segments, set.Paths[0].Segments
	from, to := d.spell.write(old[len(old)-1:]), d.spell.write(next[len(next)-1:])
	key := s.Node.Key
	if !strings.HasSuffix(key, from) {
		from, to = old[len(old)-1], next[len(next)-1]
	}
	if !strings.HasSuffix(key, from) {
		return fmt.Errorf("%q cannot be renamed: it is not spelt as the recipe says", key)
	}
	return d.rename(s.Node, strings.TrimSuffix(key, from)+to, s.Role)
}

func (d *difference) rename(n *format.Node, key, role string) error {
	if n.Key == key {
		return nil
	}
	edits, err := format.Rename(n, key)
	if err != nil {
		return err
	}
	for _, e := range edits {
		d.edits = append(d.edits, located{doc: n.Doc, edit: e, op: "rename", role: role, key: key})
	}
	return nil
}

// renameContainer gives the container that belongs to the old flow alone the
// name that the new flow wants; what the recipe does not name stays in it.
func (d *difference) renameContainer() error {
	from, to := d.old.At, d.new.At
	if from.Text == to.Text || len(from.Segments) == 0 || len(to.Segments) == 0 {
		return nil
	}
	last, next := from.Segments[len(from.Segments)-1], to.Segments[len(to.Segments)-1]
	done := map[*format.Node]bool{}
	for _, s := range d.in.Settings {
		if s.Rule != d.old.Rule(s.Role) || s.Implicit || s.Path.Outward {
			continue
		}
		if strings.Contains(s.Node.Key, last+".") {
			if !d.goes[s.Node] && !done[s.Node] {
				done[s.Node] = true
				renamed := strings.Replace(d.keyNow(s.Node), last+".", next+".", 1)
				if err := d.rename(s.Node, renamed, s.Role); err != nil {
					return err
				}
			}
			continue
		}
		n := s.Node.Parent
		for n != nil && !strings.HasSuffix(n.Key, last) {
			n = n.Parent
		}
		if n == nil {
			return fmt.Errorf("the container %s cannot be placed", from.Text)
		}
		if !done[n] {
			done[n] = true
			if err := d.rename(n, strings.TrimSuffix(n.Key, last)+next, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// keyNow gives the name of n after the renames so far, and takes those back:
// the caller makes one rename of both.
func (d *difference) keyNow(n *format.Node) string {
	key := n.Key
	d.edits = slices.DeleteFunc(d.edits, func(e located) bool {
		if e.op == "rename" && e.doc == n.Doc && e.edit.Start == n.KeySpan.Start {
			key = e.key
			return true
		}
		return false
	})
	return key
}
