package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// leave takes away what only the old login needs in all places, then what only
// fed it: a definition goes when everything that reads it does.
func (d *difference) leave(places []*scan.Integration) {
	for _, place := range places {
		d.at(place)
		for _, s := range place.Settings {
			if d.kept[s] || !d.leaves(s) {
				continue
			}
			d.remove(s.Node, s.Role)
			if s.Implicit {
				for _, def := range d.tree.Variable(place.Match.Doc.Path, s.Path.Variable) {
					d.remove(def, s.Role)
				}
			}
			d.removeVia(s.Node, s.Role)
		}
	}
	for _, place := range places {
		d.at(place)
		for _, s := range place.Settings {
			if d.goes[s.Node] {
				d.removeDefinitions(s.Defs, s.Role)
				d.removeDeclarations(s.Node, s.Role)
			}
		}
		for _, p := range d.old.Drop {
			for _, n := range place.Match.Lookup(p) {
				d.remove(n, "")
			}
		}
	}
	for _, place := range places {
		d.at(place)
		d.hold()
	}
}

// leaves tells whether a setting means nothing to the new login.
func (d *difference) leaves(s *scan.Setting) bool {
	if s.Rule == d.old.Rule(s.Role) {
		return true
	}
	for _, r := range d.new.Rules {
		for _, set := range r.Settings {
			for _, p := range set.Paths {
				if p.Under(d.new.At).Text == s.Path.Under(d.new.At).Text && s.Rule == r {
					return false
				}
			}
		}
	}
	// a leftover of another old login would win over the new one
	for _, f := range d.in.Match.Recipe.Flows {
		if recipe.IsOld(f.Name) && f.Rule(s.Role) == s.Rule && d.new.Rule(s.Role) == nil {
			return true
		}
	}
	return false
}

func (d *difference) remove(n *format.Node, role string) {
	d.goes[n] = true
	d.slot(n, role).remove = true
}

// removeVia takes the assignment of a local variable away with its only use.
func (d *difference) removeVia(n *format.Node, role string) {
	if n.Via != nil && n.Via.Parent != nil {
		d.remove(n.Via, role)
	}
}

// removeDefinitions takes definitions away unless something else reads them.
func (d *difference) removeDefinitions(defs []*scan.Definition, role string) {
	for _, def := range defs {
		if d.goes[def.Node] {
			continue
		}
		if who := d.otherReader(def.Node); who != "" {
			d.keeps(fmt.Sprintf("%s in %s stays: %s reads it too; remove it when nothing does", def.Node.Key, def.Node.Doc.Path, who))
			continue
		}
		if scan.Declares(def.Node) == nil { // else the whole declaration goes
			d.remove(def.Node, role)
		}
		d.goes[def.Node] = true
		d.removeDefinitions(def.Defs, role)
	}
}

func (d *difference) keeps(why string) {
	if !slices.Contains(d.out.Kept, why) {
		d.out.Kept = append(d.out.Kept, why)
	}
}

// hold looks for readers of variables that the client itself reads by name: such
// a variable must go, since a leftover would win, and it must stay for others.
func (d *difference) hold() {
	if !d.byName() {
		return
	}
	for _, s := range d.in.Settings {
		if !d.goes[s.Node] || s.Node.Parent == nil || !s.Node.Parent.Env {
			continue
		}
		if who := d.otherReader(s.Node); who != "" {
			d.assist(fmt.Errorf("%s is read by %s too, and a leftover would win over the new login", s.Node.Key, who))
		}
	}
}

func (d *difference) byName() bool {
	for _, in := range d.in.Match.Recipe.In {
		if in.Text == "environment" {
			return true
		}
	}
	return false
}

// otherReader names what reads a definition beside this integration, "" if
// nothing does.
func (d *difference) otherReader(def *format.Node) string {
	return d.readerBeside(def, func(n *format.Node) bool { return d.goes[n] })
}

// readerBeside names what reads a definition, other than the settings that are
// passed over.
func (d *difference) readerBeside(def *format.Node, passed func(*format.Node) bool) string {
	nodes, files := d.tree.Readers(def)
	for _, n := range nodes {
		if !passed(n) {
			if strings.HasPrefix(n.Key, "(") {
				return fmt.Sprintf("%s, line %d,", n.Doc.Path, n.Line())
			}
			return fmt.Sprintf("%s in %s", n.Key, n.Doc.Path)
		}
	}
	if len(files) > 0 {
		return files[0]
	}
	if def.Parent == nil || !def.Parent.Env {
		return ""
	}
	own := func(file string, at int) bool {
		for _, n := range d.settings() {
			if n.Doc.Path != file || !passed(n) {
				continue
			}
			span := n.Span
			if at >= span.Start && at < span.End {
				return true
			}
			for _, ref := range n.Refs {
				if at >= ref.Span.Start && at < ref.Span.End {
					return true
				}
			}
		}
		return false
	}
	if programs := d.tree.Programs(def, own); len(programs) > 0 {
		return programs[0]
	}
	return ""
}

// settings gives what stands in the integration's places, and what goes.
func (d *difference) settings() []*format.Node {
	out := slices.Collect(maps.Keys(d.goes))
	for _, s := range d.whole.All() {
		out = append(out, s.Node)
	}
	return out
}
