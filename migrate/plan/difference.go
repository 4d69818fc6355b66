package plan

import (
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
	// Refs are the references by which files name them.
	Refs map[string]Outer
	// Kept are definitions that stay because something else reads them.
	Kept []string
	// Assisted says why a person has to finish the change; empty if none has to.
	Assisted []string
}

// Outer is a reference to what no file of the tree defines.
type Outer struct {
	format.Ref
	File string // in which the reference stands
}

// difference works out a Difference. Nothing is written while it runs: changes
// are gathered by container, since separators depend on what stays.
type difference struct {
	whole  *scan.Integration
	in     *scan.Integration // the place that is being changed
	old    *recipe.Flow      // in use there
	tree   *scan.Tree
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

// add notes an entry that comes behind; one that several places share, once.
func (s *slot) add(a addition) {
	for _, there := range s.after {
		if there.key == a.key && there.group == a.group && there.text.String() == a.text.String() {
			return
		}
	}
	s.after = append(s.after, a)
}

// addition is a new entry, or a new container that gathers entries.
type addition struct {
	role, key string
	text      format.Fragment
	group     *group
	apart     bool // a blank line stands in front of it, where something else does
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
// its recipe, in all places of in. With beside, new settings are only added beside
// the old ones.
func Diff(in *scan.Integration, tree *scan.Tree, flow *recipe.Flow, v Values, beside bool) (*Difference, error) {
	d := &difference{whole: in, tree: tree, new: flow, values: v, beside: beside,
		slots: map[*format.Node]map[*format.Node]*slot{}, first: map[*format.Node]*slot{}, kept: map[*scan.Setting]bool{},
		goes: map[*format.Node]bool{}, written: map[string]bool{}, grouped: map[string]*group{}}
	places := in.Places()
	for _, place := range places {
		d.at(place)
		for _, rule := range flow.Rules {
			if err := d.rule(rule); err != nil {
				d.assist(err)
			}
		}
	}
	if !beside {
		d.leave(places)
		for _, place := range places {
			d.at(place)
			if err := d.renameContainer(); err != nil {
				d.assist(err)
			}
			d.companions()
		}
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	return &d.out, nil
}

// at turns to one place of the integration.
func (d *difference) at(place *scan.Integration) {
	d.in, d.old = place, place.Match.Flow
	d.spell = d.spelling()
}

func (d *difference) assist(err error) {
	if why := err.Error(); !slices.Contains(d.out.Assisted, why) {
		d.out.Assisted = append(d.out.Assisted, why)
	}
}

// outsideWith notes a name that is defined outside of the tree with the value it
// is to have.
func (d *difference) outsideWith(name string, by Outer, role string, value format.Fragment) {
	d.outside(name)
	if d.out.Values == nil {
		d.out.Values, d.out.Refs = map[string]string{}, map[string]Outer{}
	}
	d.out.Refs[name] = by
	if value.HasSecret() {
		d.out.Values[name] = "the " + spoken(role)
	} else {
		d.out.Values[name] = value.String()
	}
}

// spoken gives a role as people say it.
func spoken(role string) string { return strings.ReplaceAll(role, "-", " ") }

func (d *difference) outside(name string) {
	if name != "" && !slices.Contains(d.out.Outside, name) {
		d.out.Outside = append(d.out.Outside, name)
	}
}
