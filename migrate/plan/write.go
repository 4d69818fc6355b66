package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// write adds a setting that only the new login has, in the form of its model.
func (d *difference) write(r *recipe.Rule, set recipe.Setting) error {
	p := set.Paths[0]
	if p.Outward {
		d.outside(p.Text[1:])
		return nil
	}
	if key, text := d.givenText(p); text != "" {
		return d.writeText(r, set, key, text)
	}
	model, err := d.model(r, set)
	if err != nil {
		return err
	}
	if model.Implicit {
		return d.writeImplicit(model, r, set)
	}
	v, err := d.newValue(model, r, set)
	if err != nil || v == nil {
		return err
	}
	return d.add(model, r, p, *v)
}

// givenText gives the text that the recipe has for a path or for a container of
// it.
func (d *difference) givenText(p recipe.Path) (key, text string) {
	for i := len(p.Segments); i > 0; i-- {
		key = strings.Join(p.Segments[:i], ".")
		if t, ok := d.new.Write[key]; ok {
			return key, t
		}
	}
	return "", ""
}

// model chooses the old setting whose form a new one copies: for a secret the
// old password, for a host the old host if that goes, else the user name.
func (d *difference) model(r *recipe.Rule, set recipe.Setting) (*scan.Setting, error) {
	if recipe.IsSecret(r.Role, set.As) {
		for _, role := range []string{"password", "client-secret"} {
			if s := d.oldRole(role); s != nil {
				return s, nil
			}
		}
		return nil, fmt.Errorf("%s: there is no old secret whose form it could take", r.Role)
	}
	if old := d.oldRole(r.Role); old != nil && !d.kept[old] && old.Path.Outward == set.Paths[0].Outward {
		return old, nil
	}
	if s := d.oldRole("username"); s != nil && !s.Implicit {
		return s, nil
	}
	for _, s := range d.in.Settings {
		if s.Rule == d.old.Rule(s.Role) && s.Role != "grant-type" && s.Role != "name" && !s.Implicit {
			return s, nil
		}
	}
	for _, s := range d.in.Settings {
		if s.Rule == d.old.Rule(s.Role) && s.Role != "name" {
			return s, nil
		}
	}
	return nil, fmt.Errorf("%s: there is no old setting whose form it could take", r.Role)
}

func (d *difference) oldRole(role string) *scan.Setting {
	for _, s := range d.in.Settings {
		if s.Role == role && s.Rule == d.old.Rule(role) {
			return s
		}
	}
	return nil
}

// newValue gives the value of a new setting: written out where the model's is,
// else a reference like the model's whose definition is written too.
func (d *difference) newValue(model *scan.Setting, r *recipe.Rule, set recipe.Setting) (*format.NewValue, error) {
	value, typed, ok := d.value(nil, set, r)
	moves := false
	if old := d.oldRole(r.Role); old != nil && !planned(r.Role) {
		// the same fact under another path: its value moves as it is
		model, moves = old, true
	}
	if !ok && !moves {
		return nil, nil
	}
	if constant := r.Fixed != nil || r.Role == "grant-type" || len(set.Is) > 0 || r.Role == "keystore-type"; constant {
		return &format.NewValue{Text: value, Typed: typed}, nil
	}
	n := model.Node
	if len(n.Refs) == 0 {
		if moves {
			return &format.NewValue{Text: format.Literal(n.Value)}, nil
		}
		return &format.NewValue{Text: value, Typed: typed}, nil
	}
	ref := n.Refs[0]
	if moves {
		return &format.NewValue{Ref: &ref, Name: ref.Name}, nil
	}
	name := d.variable(ref, model, r, set)
	if err := d.define(n, model.Defs, ref, name, model, r, set, value); err != nil {
		return nil, err
	}
	return &format.NewValue{Ref: &ref, Name: name}, nil
}

// variable names the new definition that stands beside the one ref names.
func (d *difference) variable(ref format.Ref, model *scan.Setting, r *recipe.Rule, set recipe.Setting) string {
	var around []string
	for _, s := range d.in.Settings {
		for _, other := range s.Node.Refs {
			if other.Kind == ref.Kind {
				around = append(around, other.Name)
			}
		}
		s.Each(func(def *scan.Definition) {
			if def.Ref.Kind == ref.Kind {
				around = append(around, def.Ref.Name)
			}
		})
	}
	return rename(ref.Name, model.Role, r.Role, set.As, around, ref.Kind == format.RefSecret || ref.Kind == format.RefConfigMap)
}

// define writes the definition of a new name, which from refers to, beside each of
// the model's, step by step down to the places where values are written out.
func (d *difference) define(from *format.Node, defs []*scan.Definition, ref format.Ref, name string, model *scan.Setting, r *recipe.Rule, set recipe.Setting, value format.Fragment) error {
	if err := d.declare(from, ref, name, model, r, value); err != nil {
		return err
	}
	found := false
	for _, def := range defs {
		if def.Ref.Name != ref.Name {
			continue
		}
		found = true
		if scan.Declares(def.Node) != nil {
			continue // the declaration carries it
		}
		if err := d.defineBeside(def, ref, name, model, r, set, value); err != nil {
			return err
		}
	}
	if !found {
		d.outsideWith(name, Outer{Ref: ref, File: from.Doc.File().Path}, r.Role, value)
	}
	return nil
}

func (d *difference) defineBeside(def *scan.Definition, ref format.Ref, name string, model *scan.Setting, r *recipe.Rule, set recipe.Setting, value format.Fragment) error {
	n := def.Node
	key := name
	if rest := strings.TrimSuffix(ref.Name, n.Key); rest != ref.Name && strings.HasPrefix(name, rest) {
		key = name[len(rest):]
	} else if lead, ok := strings.CutSuffix(n.Key, ref.Name); ok { // TF_VAR_
		key = lead + name
	}
	if there := n.Parent.Child(key); there != nil {
		return d.setNode(there, d.tree.Chain(there), forSample(there, r.Role, value), false, r.Role)
	}
	id := fmt.Sprintf("%p %s", n.Parent, key)
	if d.written[id] {
		return nil
	}
	d.written[id] = true
	if n.Opaque == format.GivenLater {
		d.outsideWith(name, Outer{Ref: ref, File: n.Doc.File().Path}, r.Role, value)
		return d.declareBeside(n, key, model.Role, r)
	}
	v := format.NewValue{Text: forSample(n, r.Role, value)}
	if len(n.Refs) > 0 {
		inner := n.Refs[0]
		innerName := d.variable(inner, model, r, set)
		if err := d.define(n, def.Defs, inner, innerName, model, r, set, value); err != nil {
			return err
		}
		v = format.NewValue{Ref: &inner, Name: innerName}
	}
	text, err := format.Copy(n, key, v)
	if err != nil {
		return err
	}
	s := d.slot(n, model.Role)
	s.add(addition{role: r.Role, key: key, text: text})
	return nil
}

// forSample keeps secrets out of files that only show what the real ones look
// like: they get a word for the secret, or nothing where they hold nothing.
func forSample(n *format.Node, role string, value format.Fragment) format.Fragment {
	if !value.HasSecret() || !scan.IsSample(n.Doc.Path) {
		return value
	}
	if n.Value == "" {
		return format.Literal("")
	}
	return format.Literal("your-" + role)
}

// slot gives what becomes of n, to be added to.
func (d *difference) slot(n *format.Node, role string) *slot {
	container := n.Parent
	if d.slots[container] == nil {
		d.slots[container] = map[*format.Node]*slot{}
		d.order = append(d.order, container)
	}
	s := d.slots[container][n]
	if s == nil {
		s = &slot{node: n, role: role}
		d.slots[container][n] = s
	}
	return s
}
