package format

import (
	"strings"

	"unpw/migrate/text"
)

// phpDotted gives the name of words i to last with "." for all that joins them,
// and for what separates namespaces.
func (p *program) phpDotted(i, last int) string {
	if i == last {
		name := p.text(i)
		if strings.IndexByte(name, '\\') < 0 {
			return name
		}
		return strings.ReplaceAll(strings.TrimPrefix(name, `\`), `\`, ".")
	}
	var b strings.Builder
	for ; i <= last; i += 2 {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strings.ReplaceAll(strings.TrimPrefix(p.text(i), `\`), `\`, "."))
	}
	return b.String()
}

// phpMember gives the name under which a member of the class is known.
func phpMember(name string) string {
	for _, of := range []string{"self.", "static."} {
		if rest, ok := strings.CutPrefix(name, of); ok {
			if variable, ok := strings.CutPrefix(rest, "$"); ok {
				return "$this." + variable
			}
			return rest
		}
	}
	return name
}

// phpUse reads use A\B, C\D as E, F\{G, H as I};
func (p *program) phpUse(i int) {
	if p.is(i, "function") || p.is(i, "const") {
		i++
	}
	for p.word(i) {
		name := p.phpDotted(i, i)
		switch {
		case p.is(i+1, "{"):
			p.split(i+2, int(p.toks[i+1].match), func(s, e, _ int) {
				if s < e && p.word(s) && p.word(e-1) {
					p.phpImported(e-1, name+p.phpDotted(s, s))
				}
			})
			return
		case p.is(i+1, "as") && p.word(i+2):
			p.imported(i+2, name)
			i += 2
		default:
			p.phpImported(i, name)
		}
		if i++; !p.is(i, ",") {
			return
		}
		i++
	}
}

// phpImported notes name under its last part, or the alias at i.
func (p *program) phpImported(i int, name string) {
	alias := p.text(i)
	p.imports[alias[strings.LastIndexByte(alias, '\\')+1:]] = name
}

// phpModifiers are the words in front of a property or a constant of a class.
var phpModifiers = words("public protected private static var readonly final")

// phpName looks at a name that is no part of another one.
func (s *scopes) phpName(i int) {
	p := s.program
	switch w := p.text(i); {
	case w == "as", w == "global":
		for j := i + 1; j < min(len(p.toks), i+20) && !p.is(j, ")") && !p.is(j, ";"); j++ {
			if p.word(j) {
				p.unknown(p.text(j))
			}
		}
	case w == "list" && p.is(i+1, "("):
		s.unknownWithin(i+2, int(p.toks[i+1].match))
	case w == "return" && (p.is(i+1, "[") || p.is(i+1, "array")):
		e := p.statementEnd(i+1, false)
		if at := int(p.toks[i+1].start); p.kind(e-1) == tClose {
			s.state(set{keySpan: text.Span{Start: at, End: at}, vs: i + 1, ve: e, span: p.span(i+1, e)})
		}
	case w == "define" && p.is(i+1, "(") && p.kind(i+2) == tString && p.is(i+3, ","):
		s.phpDefine(i)
	case w == "const" && !p.dot(i-1):
		s.phpConst(i)
	case strings.HasPrefix(w, "$"):
		s.phpVariable(i)
	}
}

// phpStart gives the first token of the declaration that the name at i is given
// a value in: that of the words and the type in front of it.
func (p *program) phpStart(i int) (start int, modified bool) {
	start = i
	for j := i - 1; j >= 0 && j > i-8 && (p.word(j) && !strings.HasPrefix(p.text(j), "$") || p.is(j, "?") || p.is(j, "|")); j-- {
		if p.lang.statement[p.text(j)] && !p.is(j, "array") {
			break
		}
		if phpModifiers[p.text(j)] {
			start, modified = j, true
		}
	}
	return start, modified
}

// maxDepthOfName is how deep the entry of an array may be that is given a value.
const maxDepthOfName = 20

// phpVariable looks whether the variable at i, or what is in it, is given a value.
func (s *scopes) phpVariable(i int) {
	p := s.program
	last := p.chain(i)
	next, dotted := last+1, false
	for next < last+3*maxDepthOfName && p.is(next, "[") && int(p.toks[next].match) == next+2 && (p.kind(next+1) == tString || p.kind(next+1) == tNumber) {
		dotted = dotted || strings.IndexByte(p.text(next+1), '.') >= 0
		next += 3
	}
	op := p.text(next)
	if p.kind(next) != tOp || op == "" || op[len(op)-1] != '=' || op == "==" || op == "!=" || op == "<=" || op == ">=" || op == "===" || op == "!==" {
		return
	}
	start, modified := p.phpStart(i)
	if name := p.dotted(i, last); op != "=" || !p.begins(start) {
		p.unknown(name)
		return
	}
	e := p.statementEnd(next+1, false)
	a := set{vs: next + 1, ve: e, span: p.statement(start, e), keyStyle: "name", name: p.dotted(i, last)}
	a.keySpan = p.toks[last].span()
	if last == i {
		a.keySpan.Start++ // the "$"
	}
	if modified && last == i {
		a.name = "$this." + string(a.keySpan.Slice(p.src))
	}
	a.key = string(a.keySpan.Slice(p.src))
	if next > last+1 {
		a.keyStyle, a.name = "php-path", ""
		for j := last + 1; j < next; j += 3 {
			part, ok := p.lang.decode(p.text(j + 1))
			if p.kind(j+1) == tNumber {
				part, ok = p.text(j+1), true
			}
			if !ok || part == "" {
				return
			}
			a.key += "." + part
		}
		if a.keySpan.End = int(p.toks[next-1].end); dotted {
			a.opaque = "a part of its name holds a dot"
		}
	}
	s.state(a)
}

// phpDefine reads define('NAME', value) at i.
func (s *scopes) phpDefine(i int) {
	p := s.program
	end := int(p.toks[i+1].match)
	vs := i + 4
	ve := vs
	for ve < end && !p.is(ve, ",") {
		ve = p.skip(ve)
	}
	key, ok := p.lang.decode(p.text(i + 2))
	if !ok || key == "" || ve > end || vs == ve || p.text(i + 2)[0] == '<' {
		return
	}
	start := i
	s.state(set{name: key, key: key, keySpan: p.inside(i + 2), keyStyle: "esc:" + p.lang.styleOf(p.text(i+2)), vs: vs, ve: ve, span: p.statement(start, end+1)})
}

// phpConst reads const A = x, B = y; at i.
func (s *scopes) phpConst(i int) {
	p := s.program
	start, _ := p.phpStart(i)
	name := i + 1
	for p.word(name) && p.word(name+1) { // a type
		name++
	}
	if !p.word(name) || !p.is(name+1, "=") {
		return
	}
	e := p.statementEnd(name+2, true)
	a := set{name: p.text(name), key: p.text(name), keySpan: p.toks[name].span(), keyStyle: "name", vs: name + 2, ve: e, span: p.statement(start, e)}
	if !p.is(e, ",") {
		s.state(a)
		return
	}
	for { // several share the statement: none is its line's
		a.span = p.span(name, e)
		s.state(a)
		if !p.is(e, ",") || !p.word(e+1) || !p.is(e+2, "=") {
			return
		}
		name = e + 1
		s.toks[name].handled = true
		e = p.statementEnd(name+2, true)
		a = set{name: p.text(name), key: p.text(name), keySpan: p.toks[name].span(), keyStyle: "name", vs: name + 2, ve: e}
	}
}
