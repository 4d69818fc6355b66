package plan

import (
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/format"
)

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
			edits, err := format.InsertFirst(container, d.renamed(container), text)
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
	for _, l := range d.together(all) {
		outer, err := l.doc.ToFile(l.edits)
		if err != nil {
			d.assist(err)
			continue
		}
		file := l.doc.File()
		if err := writable(file, outer[0].Text); err != nil {
			d.assist(fmt.Errorf("%s: %w", file.Path, err))
		}
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

// writable tells whether the encoding of a file has bytes for a new text. Secrets
// are not known yet: apply asks again.
func writable(file *format.Document, t format.Fragment) error {
	s, err := t.FillIn(file.Src, func(string) (string, error) { return "", nil })
	if err == nil {
		_, err = file.Encoding.Encode(s)
	}
	return err
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
	if d.tree.Document(op.File).NeedsLineEnd(op.Start) {
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
		for i, a := range s.after {
			text, err := d.text(a)
			if err != nil {
				return nil, err
			}
			if a.apart && (i > 0 || !s.remove) {
				text = format.Join(format.Literal("\n"), text)
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
