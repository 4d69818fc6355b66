package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

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
		d.outsideWith(n.Refs[0].Name, Outer{Ref: n.Refs[0], File: n.Doc.File().Path}, role, value)
		return nil
	}
	for _, def := range defs {
		if def.Node.Opaque == format.GivenLater {
			d.outsideWith(n.Refs[0].Name, Outer{Ref: n.Refs[0], File: n.Doc.File().Path}, role, value)
			continue
		}
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
	if who := d.breaks(n, role); who != "" {
		return fmt.Errorf("%s in %s, line %d, is read by %s too, whose login would break", n.Key, n.Doc.Path, n.Line(), who)
	}
	d.written[key] = true
	e, err := format.SetValue(n, value, typed)
	if err != nil {
		return err
	}
	d.edits = append(d.edits, located{doc: n.Doc, edit: e, op: "replace", role: role, key: n.Key})
	return nil
}

// breaks names what else reads n and would not log in any more with what the role
// is to have: an app or a key is one integration's, a host serves both logins.
func (d *difference) breaks(n *format.Node, role string) string {
	if n.Value == "" || role == "username" || recipe.IsHost(role) {
		return ""
	}
	own := map[*format.Node]bool{}
	for _, s := range d.whole.All() {
		own[s.Node] = true
		s.Each(func(def *scan.Definition) { own[def.Node] = true })
	}
	return d.readerBeside(n, func(reader *format.Node) bool { return own[reader] || d.goes[reader] })
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
