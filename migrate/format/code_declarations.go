package format

import "unpw/migrate/text"

// declaration reads const, let and var, the word at i. What a pattern takes out
// of the environment has the environment's values; other patterns are unknown.
func (s *scopes) declaration(i int) {
	p := s.program
	type declared struct{ i, vs, ve int } // a name and its value
	var all []declared
	start := i
	if p.is(i-1, "export") {
		start--
	}
	j := i + 1
	for j < len(p.toks) {
		eq := p.initializer(j)
		if eq < 0 {
			s.without(j)
			j = p.skip(j)
			if !p.is(j, ",") {
				break
			}
			j++
			continue
		}
		end := p.statementEnd(eq+1, true)
		switch {
		case p.word(j):
			s.toks[j].handled = true
			all = append(all, declared{j, eq + 1, end})
			if p.envObject(eq+1, end) {
				p.imported(j, p.resolve(eq+1, end-1))
			}
		case p.is(j, "{") && p.envObject(eq+1, end):
			s.pattern(j, p.statement(start, end))
		default:
			s.without(j)
		}
		j = end
		if !p.is(j, ",") {
			break
		}
		j++
	}
	span := p.statement(start, j)
	if len(all) == 1 {
		s.bind(all[0].i, all[0].i, all[0].vs, all[0].ve, nil, span)
		return
	}
	group := s.group(span)
	for _, d := range all {
		s.bind(d.i, d.i, d.vs, d.ve, group, p.span(d.i, d.ve))
		s.enter(group, d.i, d.ve)
	}
}

// statement gives the bytes of a statement that ends before token e, with its
// semicolon.
func (p *program) statement(s, e int) text.Span {
	if p.is(e, ";") {
		e++
	}
	return p.span(s, min(e, len(p.toks)))
}

func (s *scopes) group(span text.Span) *Node {
	return s.doc.node(Node{Parent: s.doc.Root, Kind: Map, Layout: Commas, Span: span, Body: span})
}

// enter makes the name at i, just bound, an entry of group. A name bound before
// has a node there too, since its commas count.
func (s *scopes) enter(group *Node, i, end int) {
	n := s.doc.node(Node{Parent: group, Kind: Scalar, Key: s.text(i), KeySpan: s.toks[i].span(), Span: s.span(i, end), Opaque: computed})
	if b := s.vars[s.text(i)]; b.node != nil && b.node.Parent == group {
		n = b.node
	}
	if s.is(end, ",") {
		n.Comma = s.toks[end].span()
	}
	group.Children = append(group.Children, n)
}

// initializer gives the "=" behind the name or pattern at j, -1 if there is none.
func (p *program) initializer(j int) int {
	if !p.word(j) && !p.is(j, "{") && !p.is(j, "[") {
		return -1
	}
	j = p.skip(j)
	if p.is(j, "!") {
		j++
	}
	if p.is(j, ":") { // a type
		for stop := min(len(p.toks), j+60); j < stop && !p.is(j, "=") && !p.is(j, ";") && !p.is(j, ",") && !p.toks[j].newline; {
			j = p.skip(j)
		}
	}
	if p.is(j, "=") {
		return j
	}
	return -1
}

// without makes the names at j unknown: a pattern, or what a loop goes over. A
// plain declaration without a value gives none.
func (s *scopes) without(j int) {
	if s.is(j+1, "of") || s.is(j+1, "in") {
		s.unknown(s.text(j))
		s.toks[j].handled = true
	}
	if !s.is(j, "{") && !s.is(j, "[") {
		return
	}
	s.unknownWithin(j+1, int(s.toks[j].match))
}

// unknownWithin makes all names among the tokens [a,e) unknown.
func (s *scopes) unknownWithin(a, e int) {
	for k := max(a, s.done); k < e; k++ {
		if s.program.word(k) && !s.is(k-1, "=") {
			s.toks[k].handled = true
			s.unknown(s.text(k))
		}
	}
	s.done = max(s.done, e)
}

// pattern binds the names of { A, B: b = 'x' } = process.env.
func (s *scopes) pattern(j int, span text.Span) {
	p := s.program
	group := s.group(span)
	end := int(p.toks[j].match)
	group.Body = text.Span{Start: int(p.toks[j].end), End: int(p.toks[end].start)}
	p.split(j+1, end, func(a, e, _ int) {
		if a >= e {
			return
		}
		name := a
		if p.is(a+1, ":") {
			name = a + 2
		}
		if !p.word(a) || !p.word(name) || name+1 < e && !p.is(name+1, "=") {
			s.enterOther(group, a, e)
			return
		}
		p.toks[a].handled, p.toks[name].handled = true, true
		p.fields = append(p.fields, p.toks[a].span())
		s.bind(name, name, a, e, group, p.span(a, e))
		if b := p.vars[p.text(name)]; b.node != nil && b.node.Parent == group && !b.twice {
			b.read = true
			n := b.node
			n.ValueSpan, n.Style = p.toks[a].span(), p.lang.style
			n.Refs = []Ref{{Kind: RefEnv, Name: p.text(a), NameSpan: n.ValueSpan, Span: n.ValueSpan, Whole: true, Default: p.envDefault(name+2, e)}}
		}
		s.enter(group, name, e)
		group.Children[len(group.Children)-1].Span = p.span(a, e)
	})
}

// enterOther keeps a part of a pattern that is no plain name.
func (s *scopes) enterOther(group *Node, a, e int) {
	n := s.doc.node(Node{Parent: group, Kind: Scalar, Span: s.span(a, e), ValueSpan: s.span(a, e), Opaque: computed})
	if s.is(e, ",") {
		n.Comma = s.toks[e].span()
	}
	group.Children = append(group.Children, n)
	s.unknownWithin(a, e)
}
