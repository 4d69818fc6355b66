package format

import (
	"strings"

	"unpw/migrate/text"
)

const computed = "the value is computed"

// value makes n what the expression [s,e) is. follow tells whether a variable
// leads to what it was given.
func (p *program) value(n *Node, s, e int, follow bool) {
	n.Kind, n.ValueSpan, n.Style = Scalar, p.span(s, e), p.lang.style
	if s >= e { // "a=": nothing is written
		n.ValueSpan = text.Span{Start: n.Span.End, End: n.Span.End}
	}
	if p.lang.name == PowerShell {
		s = p.psCast(s, e)
		n.ValueSpan = p.span(s, e)
		if s < e && int(p.toks[s].match) == e-1 && p.kind(s) == tOpen {
			switch {
			case p.is(s, "@{"):
				p.psTable(n, s, e-1)
				return
			case p.is(s, "@("):
				p.container(n, List, s, e-1)
				return
			}
		}
	}
	if open := p.initialiser(s, e); open > 0 {
		p.container(n, Map, open, e-1)
		return
	}
	if p.lang.name == PHP && p.is(s, "array") && p.is(s+1, "(") && int(p.toks[s+1].match) == e-1 {
		p.container(n, p.bracketKind(s+1), s+1, e-1)
		return
	}
	if s < e && int(p.toks[s].match) == e-1 && p.kind(s) == tOpen {
		switch {
		case (p.lang.name == PHP || p.lang.name == Groovy) && p.is(s, "["):
			p.container(n, p.bracketKind(s), s, e-1)
			return
		case p.lang.settings && p.is(s, "{"): // a body
		case p.is(s, "{") && p.mapping(s+1, e-1):
			p.container(n, Map, s, e-1)
			return
		case p.is(s, "["):
			p.container(n, List, s, e-1)
			return
		}
	}
	o := p.sum(s, e, follow)
	n.Value, n.Bare, n.Refs, n.Parts, n.Via, n.Opaque = o.text, o.bare, o.refs, o.parts, o.via, o.opaque
	if o.style != "" {
		n.Style = o.style
	}
}

// mapping tells whether braces hold names and values, as against a set.
func (p *program) mapping(s, e int) bool {
	if p.lang.name != Python || s == e || p.is(s, "**") {
		return true
	}
	for i := s; i < e && !p.is(i, ","); i = p.skip(i) {
		if p.is(i, ":") {
			return true
		}
	}
	return false
}

// container reads what the bracket at open holds as entries of n.
func (p *program) container(n *Node, kind Kind, open, end int) {
	n.Kind, n.Layout, n.Style = kind, Commas, ""
	n.Body = text.Span{Start: int(p.toks[open].end), End: int(p.toks[end].start)}
	p.split(open+1, end, func(s, e, comma int) {
		if s >= e || e == s+1 && p.is(s, ":") && p.lang.name == Groovy { // [:] is empty
			return
		}
		c := p.doc.node(Node{Parent: n, Span: p.span(s, e), KeySpan: text.Span{Start: int(p.toks[s].start), End: int(p.toks[s].start)}})
		if comma >= 0 {
			c.Comma = p.toks[comma].span()
		}
		n.Children = append(n.Children, c)
		if kind == List {
			p.value(c, s, e, true)
			return
		}
		p.entry(c, s, e)
	})
}

// entry reads an entry of an object, a dictionary or a hash.
func (p *program) entry(c *Node, s, e int) {
	if p.is(s, "**") || p.is(s, "...") {
		p.splat(c, "**", s, e)
		return
	}
	v := p.key(c, s, e)
	switch {
	case v > 0:
		p.value(c, v, e, true)
	case p.lang.name == CSharp && p.element(c, s, e):
	case p.lang.name == JavaScript && e == s+1 && p.word(s):
		c.Key, c.KeySpan, c.KeyStyle = p.text(s), p.toks[s].span(), "name"
		p.value(c, s, e, true)
	default: // a method, a name that is computed
		c.Kind, c.ValueSpan, c.Opaque = Scalar, p.span(s, e), computed
	}
}

func (p *program) splat(c *Node, key string, s, e int) {
	c.Kind, c.Key, c.ValueSpan, c.Opaque = Scalar, key, p.span(min(s+1, e-1), e), computed
}

// key gives c the name that the entry [s,e) begins with, and the token at which
// its value begins; 0 if there is no name that can be read.
func (p *program) key(c *Node, s, e int) int {
	v := s + 2
	colon := p.is(s+1, ":")
	label := colon && p.toks[s].end == p.toks[s+1].start
	rocket := p.is(s+1, "=>")
	symbol := p.kind(s) == tOther && rocket && p.src[p.toks[s].start] == ':' && p.toks[s].end-p.toks[s].start > 1 && p.lang.letterAt(p.src[p.toks[s].start+1])
	var named bool
	switch p.lang.name {
	case JavaScript:
		named = colon
	case Python:
		named = colon && p.kind(s) == tString
	case CSharp:
		named = p.word(s) && p.is(s+1, "=")
	case PowerShell:
		named = p.is(s+1, "=") && (p.word(s) && p.src[p.toks[s].start] != '$' || p.kind(s) == tString || p.kind(s) == tNumber)
	case Groovy:
		named = colon && (p.word(s) || p.kind(s) == tString || p.kind(s) == tNumber)
	case PHP:
		named = rocket && (p.kind(s) == tString || p.kind(s) == tNumber)
	case Ruby:
		named = label || rocket && p.kind(s) == tString || symbol
	}
	switch {
	case !named || v > e:
		return 0
	case symbol:
		c.KeySpan = p.toks[s].span()
		c.KeySpan.Start++
	case p.kind(s) == tWord || p.kind(s) == tNumber:
		c.KeySpan = p.toks[s].span()
	case p.kind(s) == tString:
		var ok bool
		c.Key, ok = p.lang.decode(p.text(s))
		c.KeySpan, c.KeyStyle = p.inside(s), "esc:"+p.lang.styleOf(p.text(s))
		if !ok || c.KeySpan.Empty() && p.text(s)[0] != '"' && p.text(s)[0] != '\'' {
			return 0
		}
		return v
	default:
		return 0
	}
	c.Key, c.KeyStyle = string(c.KeySpan.Slice(p.src)), "name"
	if v == e && p.lang.name == Ruby { // f(username:) passes the variable of that name
		return s
	}
	return v
}

// bracketKind tells whether the bracket at i holds names and values, or values.
func (p *program) bracketKind(i int) Kind {
	sign := "=>"
	if p.lang.name == Groovy {
		sign = ":"
	}
	for end := int(p.toks[i].match); i+1 < end; {
		switch i++; {
		case p.is(i, sign):
			return Map
		case p.is(i, "?"): // a choice has a ":" too
			return List
		}
		if p.toks[i].opens() {
			i = int(p.toks[i].match)
		}
	}
	return List
}

// letterAt tells whether c can begin a name.
func (l *language) letterAt(c byte) bool {
	return isWord(c) && (c < '0' || c > '9') || c >= 0x80 || strings.IndexByte(l.letters, c) >= 0
}
