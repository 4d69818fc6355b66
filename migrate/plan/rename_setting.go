package plan

import (
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

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

// renamed gives the name that n has after the edits.
func (d *difference) renamed(n *format.Node) string {
	for _, e := range d.edits {
		if e.op == "rename" && e.doc == n.Doc && e.edit.Start == n.KeySpan.Start {
			return e.key
		}
	}
	return n.Key
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
