package format

import "unpw/migrate/text"

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
	n := &Node{Doc: p.doc, Parent: p.doc.Root, Kind: Scalar, Key: a.key, KeySpan: a.keySpan, KeyStyle: a.keyStyle, Span: a.span, Opaque: a.opaque}
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

// list makes the assignments entries of the file: those that say a value or a part
// of one, where one comes from, or several.
func (p *program) list() {
	for _, b := range p.stated {
		n := b.node
		if !b.read {
			b.read = true
			opaque := n.Opaque
			if p.value(n, b.s, b.e, false); opaque != "" {
				n.Opaque = opaque
			}
		}
		if b.listed || n.Kind == Scalar && n.Opaque != "" && len(n.Refs) == 0 && len(n.Parts) == 0 {
			continue
		}
		b.listed = true
		p.listed.Children = append(p.listed.Children, n)
	}
}
