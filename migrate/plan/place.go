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
		s.after = append(s.after, addition{role: r.Role, key: key, text: text})
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
		s.after = append(s.after, entry)
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
		s.after = append(s.after, addition{role: r.Role, key: g.key, group: g})
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

// nested spells one segment as the name of a nested entry.
func (s spelling) nested(segment string) string {
	words := strings.Split(segment, "-")
	switch {
	case s.hyphen == "camel":
		return camel(words, false)
	case s.upper:
		return strings.ToUpper(strings.Join(words, "_"))
	}
	return strings.Join(words, s.hyphen)
}

// joined tells whether names in the model's container spell nesting themselves.
func (d *difference) joined(model *scan.Setting) bool {
	n := model.Node
	switch n.Doc.Syntax {
	case "properties", "dotenv":
		return true
	}
	if n.Parent != nil && n.Parent.Env {
		return true
	}
	return len(model.Path.Under(d.old.At).Segments) > 1 && strings.Contains(n.Key, ".") || d.in.Match.Base.Prefix != "" && n.Parent == d.in.Match.Base.Node
}

// prefix gives what stands in front of the recipe's path in the model's name.
func (d *difference) prefix(model *scan.Setting) string {
	key := model.Node.Key
	if model.Implicit {
		return ""
	}
	path := squash(strings.Join(model.Path.Under(d.old.At).Segments, ""))
	all := squash(key)
	if !strings.HasSuffix(all, path) {
		return ""
	}
	skip := len(all) - len(path)
	for i := range key {
		if skip == 0 && squash(key[i:i+1]) != "" {
			return key[:i]
		}
		if squash(key[i:i+1]) != "" {
			skip--
		}
	}
	return ""
}

// spelling finds out how the container spells the keys of the recipe.
func (d *difference) spelling() spelling {
	if !d.in.Match.Recipe.Relaxed {
		return d.exactSpelling()
	}
	var pairs [][2]string
	for _, s := range d.in.Settings {
		if s.Implicit || len(s.Path.Segments) == 0 {
			continue
		}
		key := s.Node.Key
		if d.joined(s) {
			key = key[len(d.prefix(s)):]
		}
		pairs = append(pairs, [2]string{strings.Join(s.Path.Under(d.old.At).Segments, "."), key})
	}
	if len(pairs) > 0 && d.in.Match.Base.Prefix != "" {
		pairs = append(pairs, [2]string{"", d.in.Match.Base.Prefix})
	}
	return spellingOf(pairs)
}

// exactSpelling writes paths as the recipe does; in variables nesting is "__"
// where the neighbours say so.
func (d *difference) exactSpelling() spelling {
	s := spelling{dot: ".", hyphen: "-"}
	for _, x := range d.in.Settings {
		if x.Node.Parent != nil && x.Node.Parent.Env && strings.Contains(x.Node.Key, "__") {
			s.dot = "__"
		}
	}
	return s
}

// finish turns what was gathered into byte edits of files.
func (d *difference) finish() error {
	var all []located
	for _, container := range d.order {
		edits, err := d.containerEdits(container)
		if err != nil {
			d.assist(err)
			continue
		}
		all = append(all, edits...)
	}
	for container, s := range d.first {
		for _, a := range slices.Backward(s.after) {
			text, err := d.text(a)
			if err != nil {
				return err
			}
			edits, err := format.InsertFirst(container, text)
			if err != nil {
				return err
			}
			for _, e := range edits {
				all = append(all, located{doc: container.Doc, edit: e, op: "insert", role: a.role, key: a.key})
			}
		}
	}
	for _, e := range d.edits {
		if !d.covered(e) {
			all = append(all, e)
		}
	}
	for _, l := range all {
		outer, err := l.doc.ToFile([]format.FileEdit{l.edit})
		if err != nil {
			d.assist(err)
			continue
		}
		file := l.doc.File()
		d.out.Ops = append(d.out.Ops, Op{File: file.Path, Line: file.Line(outer[0].Start), Kind: l.op, Role: l.role, Key: l.key,
			Span: outer[0].Span, Text: outer[0].Text})
	}
	slices.SortStableFunc(d.out.Ops, func(a, b Op) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	d.keepEnds()
	return nil
}

// keepEnds keeps files without a final line end without one, also where their
// last line goes or a new one comes behind it.
func (d *difference) keepEnds() {
	for i := len(d.out.Ops) - 1; i >= 0; i-- {
		op := d.out.Ops[i]
		if i+1 < len(d.out.Ops) && d.out.Ops[i+1].File == op.File {
			continue
		}
		src := d.tree.Document(op.File).Src
		if n := len(src); n > 0 && src[n-1] != '\n' && op.End == n {
			d.trimEnd(src, i)
		}
	}
}

// trimEnd takes one line end from what the edits up to number i leave at the end
// of their file.
func (d *difference) trimEnd(src []byte, i int) {
	op := &d.out.Ops[i]
	if len(op.Text) > 0 {
		op.Text = op.Text.TrimNewline()
		return
	}
	if i > 0 && d.out.Ops[i-1].File == op.File && d.out.Ops[i-1].End == op.Start {
		d.trimEnd(src, i-1)
		return
	}
	for _, c := range []byte{'\n', '\r'} {
		if op.Start > 0 && src[op.Start-1] == c {
			op.Start--
		}
	}
}

// covered tells whether an edit lies in an entry that goes.
func (d *difference) covered(l located) bool {
	for n := range d.goes {
		if n.Doc == l.doc && n.Span.Contains(l.edit.Span) && !l.edit.Empty() {
			return true
		}
	}
	return false
}

func (d *difference) containerEdits(container *format.Node) ([]located, error) {
	var changes []format.Change
	for _, n := range container.Children {
		s := d.slots[container][n]
		if s == nil {
			continue
		}
		c := format.Change{Node: n, Remove: s.remove}
		for _, a := range s.after {
			text, err := d.text(a)
			if err != nil {
				return nil, err
			}
			c.After = append(c.After, text)
		}
		changes = append(changes, c)
	}
	edits, err := format.Edits(container, changes)
	if err != nil {
		return nil, err
	}
	out := make([]located, 0, len(edits))
	for _, e := range edits {
		l := located{doc: container.Doc, edit: e, op: "replace"}
		switch {
		case e.Empty():
			l.op = "insert"
		case len(e.Text) == 0:
			l.op = "remove"
		}
		l.role, l.key = d.meaning(container, e)
		out = append(out, l)
	}
	return out, nil
}

// meaning names the role and key that an edit is about: the new entry's where it
// brings one, else the entry's that goes.
func (d *difference) meaning(container *format.Node, e format.FileEdit) (role, key string) {
	for _, n := range container.Children {
		s := d.slots[container][n]
		if s == nil {
			continue
		}
		near := n.Span.Overlaps(e.Span) || e.Span.Contains(n.Span) || e.Empty() && e.Start >= n.Span.Start && e.Start <= n.Span.End+2
		if !near && !(e.Empty() && len(s.after) > 0 && e.Start >= n.Span.End) {
			continue
		}
		if len(e.Text) > 0 && len(s.after) > 0 {
			role, key = s.after[0].role, s.after[0].key
		} else {
			role, key = s.role, n.Key
		}
	}
	return role, key
}

func (d *difference) text(a addition) (format.Fragment, error) {
	if a.group == nil {
		return a.text, nil
	}
	entries := make([]format.Fragment, len(a.group.entries))
	for i, e := range a.group.entries {
		entries[i] = e.text
	}
	return format.Nest(a.group.model, a.group.key, entries)
}
