package format

// declared gives the first token of the declaration of the name at i: that of
// the words in front of it, as def, static final and a type. It is -1 where the
// name stands in the middle of something else, i where nothing stands before it.
func (p *program) declared(i int) int {
	for j := i; j >= 0 && j > i-20; j-- {
		if p.begins(j) || p.annotated(j) {
			return j
		}
		switch k := p.kind(j - 1); {
		case k == tWord && (!p.lang.statement[p.text(j-1)] || p.is(j-1, "static") || p.is(j-1, "default")):
		case j == i && k != tWord && !p.is(j-1, ">") && !p.is(j-1, "]") && !p.is(j-1, "?"):
			return -1
		case p.is(j-1, "<"), p.is(j-1, ">"), p.is(j-1, ">>"), p.is(j-1, ","), p.is(j-1, "."), p.is(j-1, "["), p.is(j-1, "]"), p.is(j-1, "?"):
		default:
			return -1
		}
	}
	return -1
}

// annotated tells whether token i stands behind an annotation that begins a
// statement: @Name, @Name(…) or [Name].
func (p *program) annotated(i int) bool {
	switch {
	case p.is(i-1, ")"), p.is(i-1, "]"):
		open := int(p.toks[i-1].match)
		return p.is(open-2, "@") || p.is(i-1, "]") && p.begins(open)
	}
	return p.word(i-1) && p.is(i-2, "@")
}

// typedName looks at a name that is no part of another one.
func (s *scopes) typedName(i int) {
	p := s.program
	last := p.chain(i)
	next := last + 1
	switch w := p.text(i); {
	case w == "for" || w == "foreach" || w == "catch":
		s.unknownUntil(i+2, ")")
	case w == "new" && p.lang.name == CSharp:
		s.initialised(i)
	case w == "package", w == "import", w == "namespace", w == "using", p.is(i-1, "@"):
	case p.is(next, "->") || p.is(next, "=>"):
		p.unknown(w)
	case p.is(next, "="):
		s.typedSet(i, last, next+1)
	case p.kind(next) == tOp && len(p.text(next)) > 1 && p.text(next)[len(p.text(next))-1] == '=' && !p.compares(next):
		p.unknown(p.dotted(i, last))
	}
}

// typedSet reads an assignment to words i to last, whose value begins at vs.
func (s *scopes) typedSet(i, last, vs int) {
	p := s.program
	name := p.dotted(i, last)
	start := p.declared(i)
	if start < 0 || s.bracket() == '(' || s.bracket() == '[' {
		if s.bracket() == 0 || s.bracket() == '{' {
			p.unknown(name)
		}
		return
	}
	e := p.statementEnd(vs, false)
	if vs >= e {
		return
	}
	if p.lang.ended && !p.is(e, ";") { // a property's accessors, something that is not known
		p.unknown(name)
		return
	}
	a := set{name: name, key: name, keySpan: p.span(i, last+1), keyStyle: "dotted-name", vs: vs, ve: e, span: p.statement(start, e)}
	if start == i && len(s.closures) > 0 {
		a.name = "" // of what the closure configures
	}
	s.inClosure(a)
}

// initialised passes the names that new X { … } at i gives values: they are those of
// the object.
func (s *scopes) initialised(i int) {
	for j := i + 1; j < min(len(s.toks), i+30) && s.typeToken(j); j = s.skip(j) {
		if !s.is(j, "{") {
			continue
		}
		for k := j + 1; k < int(s.toks[j].match); k = s.skip(k) {
			s.toks[k].handled = s.word(k) && s.is(k+1, "=")
		}
		return
	}
}

// typeToken tells whether token i can be part of the name of a type, or a bracket.
func (p *program) typeToken(i int) bool {
	switch p.kind(i) {
	case tWord, tOpen:
		return true
	case tOp:
		return p.is(i, ".") || p.is(i, "<") || p.is(i, ">") || p.is(i, ">>") || p.is(i, ",") || p.is(i, "?")
	}
	return false
}

// generic gives the token behind the arguments of a type that begin with the "<" at
// i; i where it compares.
func (p *program) generic(i int) int {
	depth := 0
	for j := i; j < min(len(p.toks), i+40) && p.typeToken(j); j++ {
		switch p.text(j) {
		case "<":
			depth++
		case ">", ">>":
			if depth -= len(p.text(j)); depth <= 0 {
				return j + 1
			}
		}
	}
	return i
}

// initialiser gives the token of the brace of new X { … }, the value [s,e); -1 if
// it is none.
func (p *program) initialiser(s, e int) int {
	if p.lang.name != CSharp || !p.is(s, "new") || !p.is(e-1, "}") {
		return -1
	}
	open := int(p.toks[e-1].match)
	for i := s + 1; i < open; i = p.skip(i) {
		if !p.typeToken(i) {
			return -1
		}
	}
	return open
}

// element reads {"a", "b"} and ["a"] = "b" in the initialiser of a dictionary; false
// where the entry [s,e) is none of these.
func (p *program) element(c *Node, s, e int) bool {
	name, v, end := s+1, s+3, e
	switch {
	case p.is(s, "{") && int(p.toks[s].match) == e-1 && p.is(s+2, ","):
		end = e - 1
	case p.is(s, "[") && p.is(s+2, "]") && p.is(s+3, "="):
		v = s + 4
	default:
		return false
	}
	if p.kind(name) != tString || p.text(name)[0] != '"' || v >= end {
		return false
	}
	key, ok := p.lang.decode(p.text(name))
	if !ok || key == "" {
		return false
	}
	c.Key, c.KeySpan, c.KeyStyle = key, p.inside(name), "esc:"+p.lang.style
	p.value(c, v, end, true)
	return true
}
