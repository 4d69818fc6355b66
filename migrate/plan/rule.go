package plan

import (
	"slices"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

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
			if d.values.InStore != nil && len(d.tree.Definitions(n.Doc.Path, ref)) == 0 && d.values.InStore(n.Doc.File().Path, ref) {
				return true
			}
		}
		return n.Opaque == format.GivenLater || n.Parent != nil && n.Parent.Key == "stringData"
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
