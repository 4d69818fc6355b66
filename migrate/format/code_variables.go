package format

import (
	"strings"

	"unpw/migrate/text"
)

// binding is what the file gives a name.
type binding struct {
	s, e   int   // the tokens of the value
	node   *Node // the statement, or its part, as a setting
	read   bool  // node has its value
	listed bool  // node is among the listed ones
	group  bool  // node holds the assignments behind it
	twice  bool  // the name is also given something else: it is not followed
}

// findBindings notes every name that is given a value. Scopes are not looked at:
// a parameter, a loop or a second assignment makes a name unknown everywhere.
func (p *program) findBindings() {
	s := scopes{program: p}
	if p.lang.name == PowerShell {
		s.psData()
	}
	for i := 0; i < len(p.toks); i++ {
		switch t := p.toks[i]; {
		case t.opens():
			if p.parameters(i) {
				s.params = max(s.params, int(t.match))
			}
			s.open = append(s.open, p.src[t.start])
		case t.kind == tClose || t.kind == tStringClose || t.kind == tFieldClose:
			s.open = s.open[:len(s.open)-1]
			if n := len(s.closures); n > 0 && s.closures[n-1].end == i {
				s.closures = s.closures[:n-1]
			}
		case t.kind == tOp:
			if p.lang.name == Ruby && p.is(i, "|") && (p.is(i-1, "{") || p.is(i-1, "do")) {
				s.unknownUntil(i+1, "|")
			}
		case t.kind != tWord || p.dot(i-1) || t.handled:
		case i < s.params:
			switch {
			case p.lang.name == PowerShell:
				s.name(i)
			case !p.is(i-1, "="):
				p.unknown(p.text(i))
			}
		default:
			s.name(i)
		}
	}
}

type scopes struct {
	*program
	open   []byte // the brackets that are open
	params int    // where the parameters end among which the search is
	plain  int    // a list of names before this token is no target
	done   int    // the names before this token are unknown already

	closures []closure // Groovy: the groups that are open
	env      *Node     // PowerShell: the variables of the environment set last
	envEnd   int       // the token behind them
}

// bracket gives the innermost open bracket, 0 if there is none.
func (s *scopes) bracket() byte {
	if len(s.open) == 0 {
		return 0
	}
	return s.open[len(s.open)-1]
}

func (p *program) unknown(name string) {
	b := p.vars[name]
	if b == nil {
		b = &binding{}
		p.vars[name] = b
	}
	b.twice = true
}

// unknownUntil makes the names up to the token end unknown, a few at most.
func (s *scopes) unknownUntil(i int, end string) {
	for stop := min(len(s.toks), i+40); i < stop && !s.is(i, end); i++ {
		if s.word(i) && !s.is(i-1, "=") {
			s.program.unknown(s.text(i))
		}
	}
}

// begins tells whether a statement begins with token i.
func (p *program) begins(i int) bool {
	if i == 0 || p.toks[i].newline && !p.lang.ended {
		return true
	}
	switch prev := p.text(i - 1); prev {
	case ";", "{", "}":
		return true
	case "?>":
		return p.lang.name == PHP
	case ":":
		return p.lang.name == Python
	case "then", "do", "else", "begin", "|":
		return p.lang.name == Ruby
	case "export":
		return p.lang.name == JavaScript
	}
	return false
}

// parameters tells whether the bracket at i holds the parameters of a function.
func (p *program) parameters(i int) bool {
	if !p.is(i, "(") {
		return false
	}
	behind := int(p.toks[i].match) + 1
	switch p.lang.name {
	case Python:
		return p.is(i-2, "def")
	case Ruby:
		return p.is(i-2, "def") || p.dot(i-2) && p.is(i-4, "def") || p.is(i-1, "->")
	case PowerShell:
		return strings.EqualFold(p.text(i-1), "param") || strings.EqualFold(p.text(i-2), "function")
	case Java, CSharp:
		return p.word(i-1) && (p.is(behind, "{") || p.is(behind, "throws") || p.is(behind, "=>")) && !p.lang.statement[p.text(i-1)] || p.is(behind, "->") || p.is(behind, "=>")
	case Groovy:
		return p.is(behind, "{") && p.word(i-1) && p.word(i-2) && !p.toks[i-1].newline && !p.lang.before[p.text(i-2)]
	case PHP:
		return p.is(i-2, "function") || p.is(i-1, "function") || p.is(i-1, "fn") || p.is(i-1, "&") && p.is(i-2, "function") || p.is(i-2, "&") && p.is(i-3, "function")
	}
	if p.is(behind, "=>") || p.is(i-1, "function") || p.is(i-2, "function") || p.is(i-3, "function") {
		return true
	}
	if p.is(behind, "{") {
		return p.word(i-1) && (!p.lang.statement[p.text(i-1)] || p.is(i-1, "catch"))
	}
	return p.is(behind, ":") && p.returns(behind+1) && (!p.word(i-1) || p.declares(i-1))
}

// declares tells whether a method of a class may be declared at word i: nothing
// stands before it, or words like async.
func (p *program) declares(i int) bool {
	return p.begins(i) && (p.kind(i-1) != tOp || p.is(i-1, ";")) || p.word(i-1) && !p.lang.before[p.text(i-1)]
}

// returns tells whether the tokens from i on are a type and then a function's body.
func (p *program) returns(i int) bool {
	for stop := min(len(p.toks), i+30); i < stop && !p.toks[i].newline; i = p.skip(i) {
		switch {
		case p.is(i, "=>") || p.is(i, "{") && !p.is(i-1, ":"):
			return true
		case !p.word(i) && !p.is(i, ".") && !p.is(i, "<") && !p.is(i, ">") && !p.is(i, "|") && !p.is(i, ",") && !p.is(i, "["):
			return false
		}
	}
	return false
}

// name looks at a name that is no part of another one.
func (s *scopes) name(i int) {
	p := s.program
	switch w := p.text(i); p.lang.name {
	case Python:
		switch w {
		case "for":
			s.unknownUntil(i+1, "in")
		case "lambda":
			s.unknownUntil(i+1, ":")
		case "as", "def", "class":
			p.unknown(p.text(i + 1))
		}
	case JavaScript:
		switch w {
		case "const", "let", "var":
			s.declaration(i)
			return
		case "function", "class":
			p.unknown(p.text(i + 1))
		}
		if p.is(i+1, "=>") {
			p.unknown(w)
		}
	case PHP:
		s.phpName(i)
		return
	case Groovy:
		s.groovyName(i)
		return
	case Java, CSharp:
		s.typedName(i)
		return
	case PowerShell:
		s.psName(i)
		return
	case Ruby:
		switch {
		case w == "for":
			s.unknownUntil(i+1, "in")
		case w == "def" && !p.is(i+2, "("):
			for j := i + 2; j < len(p.toks) && j < i+40 && !p.toks[j].newline; j++ {
				p.unknown(p.text(j))
			}
		}
	}
	s.assignment(i)
}

// assignment looks whether the name that begins at i is given something.
func (s *scopes) assignment(i int) {
	p := s.program
	last := p.chain(i)
	next := last + 1
	begins := p.begins(i)
	if p.lang.name == Python && p.is(next, ":") && begins && s.bracket() == 0 {
		for j := next + 1; j < len(p.toks) && j < next+40 && !p.toks[j].newline; j = p.skip(j) {
			if p.is(j, "=") {
				next = j
				break
			}
		}
	}
	switch op := p.text(next); {
	case p.kind(next) != tOp:
	case op == "=" && p.lang.name == Python && s.bracket() != 0: // a named argument
	case op == "=" && begins && (s.bracket() == 0 || s.bracket() == '{'):
		e := p.statementEnd(next+1, false)
		if i == last && p.envObject(next+1, e) {
			p.imported(i, p.resolve(next+1, e-1))
		}
		s.bind(i, last, next+1, e, nil, p.span(i, e))
	case op == "=" || op == ":=" || len(op) > 1 && op[len(op)-1] == '=' && op != "==" && op != "!=" && op != "<=" && op != ">=" && op != "===" && op != "!==":
		p.unknown(p.dotted(i, last))
	case op == "," && begins:
		s.tuple(i)
	}
}

// tuple makes the names of "a, b = …" unknown.
func (s *scopes) tuple(i int) {
	p := s.program
	if i < s.plain {
		return
	}
	j := i
	for p.word(j) {
		j = p.chain(j) + 1
		if !p.is(j, ",") {
			break
		}
		j++
	}
	if s.plain = j; !p.is(j, "=") {
		return
	}
	for ; i < j; i++ {
		s.toks[i].handled = true
		if p.word(i) {
			p.unknown(p.text(i))
		}
	}
}

// bind gives the name of words i to last the value [vs,ve). group is the
// container of the entry, nil if it is a statement of its own.
func (s *scopes) bind(i, last, vs, ve int, group *Node, span text.Span) {
	p := s.program
	name := p.dotted(i, last)
	if b := p.vars[name]; b != nil {
		b.twice = true
		return
	}
	n := p.doc.node(Node{Parent: p.listed, Kind: Scalar, Key: name, KeySpan: p.span(i, last+1), KeyStyle: "callee", Span: span})
	if group != nil {
		n.Parent = group
	}
	p.vars[name] = &binding{s: vs, e: ve, node: n}
}

// statementEnd gives the token behind the expression that begins at i. comma
// tells that a comma ends it too.
func (p *program) statementEnd(i int, comma bool) int {
	for start := i; i < len(p.toks); i = p.skip(i) {
		t := p.toks[i]
		switch {
		case t.kind == tClose || t.kind == tStringClose || t.kind == tFieldClose || p.is(i, ";") || comma && p.is(i, ",") || p.is(i, "?>"):
			return i
		case i > start && t.newline && !p.continues(i):
			return i
		}
	}
	return i
}

// continues tells whether token i, the first on its line, goes on with the
// statement of the line before.
func (p *program) continues(i int) bool {
	before, here := p.kind(i-1) == tOp, p.kind(i) == tOp
	switch p.lang.name {
	case JavaScript:
		switch p.text(i) {
		case "!", "++", "--", "@", "~", "...":
			here = false
		case "(", "[":
			here = true
		}
		return here || before && !p.is(i-1, "++") && !p.is(i-1, "--") && !p.is(i-1, "!")
	case Ruby:
		return before || p.is(i, ".") || p.is(i, "&.")
	case PowerShell:
		return before && !p.is(i-1, "++") && !p.is(i-1, "--") && !p.is(i-1, ";") && !p.is(i-1, "%") && !p.is(i-1, "*")
	case Groovy:
		return before && !p.is(i-1, "++") && !p.is(i-1, "--") || p.dot(i) || p.is(i, "?:") || p.is(i, "&&") || p.is(i, "||")
	}
	return p.lang.ended
}
