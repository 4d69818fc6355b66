package format

// closure is a block that its name makes a group of settings: name { … }.
type closure struct {
	end  int // the token of its end
	node *Node
}

// groovyName looks at a name that is no part of another one.
func (s *scopes) groovyName(i int) {
	p := s.program
	last := p.chain(i)
	switch w := p.text(i); {
	case w == "for" && p.is(i+1, "("):
		s.unknownUntil(i+2, ")")
		return
	case w == "def" && p.is(i+1, "("): // def (a, b) = …
		s.unknownWithin(i+2, int(p.toks[i+1].match))
		return
	case w == "package", w == "import", p.is(i-1, "@"):
		return
	case p.is(last+1, "{") && p.toks[last+1].kind == tOpen && p.begins(i) && !p.lang.statement[w] && !p.typed(i):
		s.closure(i, last)
		return
	case p.is(i+1, "->") || p.is(i+1, ",") && s.bracket() == '{':
		s.closureParameters(i)
		return
	}
	next := last + 1
	switch {
	case p.is(next, "="):
		s.typedSet(i, last, next+1)
	case p.kind(next) == tOp && next > 0 && len(p.text(next)) > 1 && p.text(next)[len(p.text(next))-1] == '=' && !p.compares(next):
		p.unknown(p.dotted(i, last))
	case p.groovyCommand(i, next):
		e := p.statementEnd(next, false)
		s.inClosure(set{key: p.dotted(i, last), keySpan: p.span(i, last+1), keyStyle: "dotted-name", vs: next, ve: e, span: p.statement(i, e)})
	}
}

// groovyCommand tells whether the name at i is called with the text, or the
// variable, that begins at next and nothing else: username 'x'.
func (p *program) groovyCommand(i, next int) bool {
	if next >= len(p.toks) || p.toks[next].newline || !p.toks[next].space || !p.begins(i) || p.lang.statement[p.text(i)] || groovyCommands[p.text(i)] {
		return false
	}
	end := p.skip(next)
	switch p.kind(next) {
	case tString, tStringOpen:
	case tWord:
		var ok bool
		if _, end, ok = p.envAt(next); !ok {
			return false
		}
	default:
		return false
	}
	return p.statementEnd(next, false) == end
}

// groovyCommands are called with a text that is no setting.
var groovyCommands = words("println print echo sh bat powershell error apply include id assert")

// compares tells whether token i, an operator that ends with "=", gives nothing.
func (p *program) compares(i int) bool {
	switch p.text(i) {
	case "==", "!=", "<=", ">=", "===", "!==":
		return true
	}
	return false
}

// typed tells whether a word stands in front of the name at i on its line, as that
// of a class or a method.
func (p *program) typed(i int) bool {
	return i > 0 && p.word(i-1) && !p.toks[i].newline
}

// inClosure notes a as an entry of the innermost group, or of the file.
func (s *scopes) inClosure(a set) {
	s.state(a)
	if n := len(s.closures); n > 0 {
		s.stated[len(s.stated)-1].node.Parent = s.closures[n-1].node
	}
}

// closure begins the group whose name is words i to last.
func (s *scopes) closure(i, last int) {
	p := s.program
	open := last + 1
	end := int(p.toks[open].match)
	n := p.doc.node(Node{Parent: p.doc.Root, Kind: Map, Layout: Lines, Key: p.dotted(i, last), KeySpan: p.span(i, last+1), KeyStyle: "dotted-name"})
	n.Span, n.ValueSpan = p.span(i, end+1), p.span(open, end+1)
	n.Body.Start, n.Body.End = int(p.toks[open].end), int(p.toks[end].start)
	if k := len(s.closures); k > 0 {
		n.Parent = s.closures[k-1].node
	}
	p.stated = append(p.stated, &binding{node: n, read: true, group: true})
	s.closures = append(s.closures, closure{end: end, node: n})
}

// closureParameters makes the names from i to "->" unknown, if they are those of
// a closure.
func (s *scopes) closureParameters(i int) {
	for j := i; j < min(len(s.toks), i+20) && (s.word(j) || s.is(j, ",")); j++ {
		if s.is(j+1, "->") {
			s.unknownUntil(i, "->")
			return
		}
	}
}
