package plan

import (
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// add puts a new setting where it belongs: right behind its model, or in its
// place if it goes; in the container that its path names, which is made if it is
// not there.
func (d *difference) add(model *scan.Setting, r *recipe.Rule, p recipe.Path, v format.NewValue) error {
	n := model.Node
	key, missing, container := d.home(model, p)
	if container == n.Parent && len(missing) == 0 {
		text, err := format.Copy(n, key, v)
		if err != nil {
			return err
		}
		s := d.slot(n, model.Role)
		s.add(addition{role: r.Role, key: key, text: text})
		return nil
	}
	text, err := format.Copy(n, key, v)
	if err != nil {
		return err
	}
	entry := addition{role: r.Role, key: key, text: text}
	if len(missing) == 0 {
		anchor := d.lastOld(container)
		if anchor == nil {
			return fmt.Errorf("%s: its container is empty", p.Text)
		}
		s := d.slot(anchor, "")
		s.add(entry)
		return nil
	}
	id := fmt.Sprintf("%p %s", container, strings.Join(missing, "."))
	g := d.grouped[id]
	if g == nil {
		if len(missing) > 1 {
			return fmt.Errorf("%s: it would need %d new containers", p.Text, len(missing))
		}
		g = &group{key: missing[0], model: n}
		d.grouped[id] = g
		s := d.anchorFor(container, n)
		s.add(addition{role: r.Role, key: g.key, group: g})
	}
	g.entries = append(g.entries, entry)
	return nil
}

// anchorFor gives the slot beside which a new container is put: the model, if it
// is in the same container, else what holds the model there. An element among
// attributes goes in front of all child elements.
func (d *difference) anchorFor(container, model *format.Node) *slot {
	if model.Attr && model.Parent == container {
		if d.first[container] == nil {
			d.first[container] = &slot{node: container}
		}
		return d.first[container]
	}
	n := model
	for n.Parent != nil && n.Parent != container {
		n = n.Parent
	}
	return d.slot(n, "")
}

// lastOld gives the last setting of the old login that stands in container, else
// its last entry.
func (d *difference) lastOld(container *format.Node) *format.Node {
	var last *format.Node
	for _, s := range d.in.Settings {
		if s.Node.Parent == container && (last == nil || s.Node.Span.Start > last.Span.Start) {
			last = s.Node
		}
	}
	if last == nil && len(container.Children) > 0 {
		last = container.Children[len(container.Children)-1]
	}
	return last
}

// home works out where a path leads from the model's container: the name there,
// and the containers that are missing on the way.
func (d *difference) home(model *scan.Setting, p recipe.Path) (key string, missing []string, container *format.Node) {
	n := model.Node
	if lead := d.lead(model); lead > 0 {
		return d.beneath(model, p, lead)
	}
	if d.joined(model) {
		return d.prefix(model) + d.spell.write(p.Under(d.new.At).Segments), nil, n.Parent
	}
	old, next := model.Path.Segments, p.Segments
	common := 0
	for common < len(old)-1 && common < len(next)-1 && old[common] == next[common] {
		common++
	}
	container = n.Parent
	for range len(old) - 1 - common {
		container = container.Parent
		for container.Kind == format.List && container.Parent != nil {
			container = container.Parent
		}
	}
	last := d.spell.nested(next[len(next)-1])
	for i, seg := range next[common : len(next)-1] {
		child := container.Child(d.spell.nested(seg))
		if child == nil || child.Kind != format.Map {
			if d.dotsBeside(container, next[:common+i+1]) {
				return d.spell.write(next[common+i:]), nil, container
			}
			return last, next[common+i : len(next)-1], container
		}
		container = child
	}
	return last, nil, container
}

// lead gives how many segments of the model's path are containers around a name
// that spells the others with dots; 0 for any other name.
func (d *difference) lead(model *scan.Setting) int {
	n := model.Node
	if n.Doc.Syntax == "properties" || n.Doc.Syntax == "dotenv" || n.Parent == nil || n.Parent.Env || !strings.Contains(n.Key, ".") {
		return 0
	}
	return len(model.Path.Under(d.old.At).Segments) - strings.Count(n.Key, ".") - 1
}

// beneath is home for a path whose first segments are containers.
func (d *difference) beneath(model *scan.Setting, p recipe.Path, lead int) (key string, missing []string, container *format.Node) {
	old, next := model.Path.Under(d.old.At).Segments, p.Under(d.new.At).Segments
	container = model.Node.Parent
	if len(next) <= lead {
		return d.spell.write(next), nil, container
	}
	if !slices.Equal(old[:lead], next[:lead]) {
		for range lead {
			container = container.Parent
		}
		for i, seg := range next[:lead] {
			child := container.Child(seg)
			if child == nil || child.Kind != format.Map {
				return d.spell.write(next[lead:]), next[i:lead], container
			}
			container = child
		}
	}
	return d.spell.write(next[lead:]), nil, container
}

// dotsBeside tells whether a neighbour in container spells the same nesting with
// dots (client.id beside a new client.username).
func (d *difference) dotsBeside(container *format.Node, segments []string) bool {
	for _, s := range d.in.Settings {
		p := s.Path.Segments
		if s.Node.Parent == container && len(p) > len(segments) && slices.Equal(p[:len(segments)], segments) && strings.Contains(s.Node.Key, ".") {
			return true
		}
	}
	return false
}
