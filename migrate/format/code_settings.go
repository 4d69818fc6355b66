package format

import (
	"slices"

	"unpw/migrate/text"
)

// set is an assignment that is a setting of the file by itself.
type set struct {
	name     string // what it is called where it is used; "" if nothing refers to it
	key      string
	keySpan  text.Span
	keyStyle string
	vs, ve   int // the tokens of the value
	span     text.Span
	opaque   string // why its name cannot be written
}

// state notes the assignment a. What is given a value twice is a setting each
// time, but followed from nowhere.
func (s *scopes) state(a set) {
	p := s.program
	n := p.doc.node(Node{Parent: p.doc.Root, Kind: Scalar, Key: a.key, KeySpan: a.keySpan, KeyStyle: a.keyStyle, Span: a.span, Opaque: a.opaque})
	b := &binding{s: a.vs, e: a.ve, node: n}
	p.stated = append(p.stated, b)
	if a.name == "" {
		return
	}
	if first := p.vars[a.name]; first != nil {
		first.twice = true
		return
	}
	p.vars[a.name] = b
}

// list makes the assignments entries of the file, or of their group: those that
// say a value or a part of one, where one comes from, or several.
func (p *program) list() {
	kept := p.stated[:0]
	for _, b := range p.stated {
		n := b.node
		if !b.read {
			b.read = true
			opaque := n.Opaque
			if p.value(n, b.s, b.e, false); opaque != "" {
				n.Opaque = opaque
			}
		}
		if b.group || b.listed || n.Kind != Scalar || n.Opaque == "" || len(n.Refs) > 0 || len(n.Parts) > 0 {
			kept = append(kept, b)
		}
	}
	kept = p.apart(kept)
	filled := map[*Node]bool{} // groups that hold something
	for i := len(kept) - 1; i >= 0; i-- {
		if b := kept[i]; !b.group || filled[b.node] {
			filled[b.node.Parent] = true
		}
	}
	for _, b := range kept {
		if !b.group || filled[b.node] {
			b.node.Parent.Children = append(b.node.Parent.Children, b.node)
		}
	}
}

// apart gives those of all that do not stand in each other: of a setting in a
// function that is the value of another one, the inner one, unless that has a
// value of its own. One that a variable leads to is then an entry of the file.
func (p *program) apart(all []*binding) []*binding {
	last := map[*Node]int{} // the last entry of a group
	kept := all[:0]
	for _, b := range all {
		in := b.node.Parent
		i, ok := last[in]
		switch {
		case !ok || kept[i] == nil || kept[i].node.Span.End <= b.node.Span.Start:
		case kept[i].node.Opaque != "" && !kept[i].listed:
			kept[i] = nil
		case b.listed:
			b.node.Parent = p.doc.Root
		case !b.group:
			continue
		}
		if b.node.Parent == in {
			last[in] = len(kept)
		}
		kept = append(kept, b)
	}
	return slices.DeleteFunc(kept, func(b *binding) bool { return b == nil })
}
