package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// operand is what is known of an expression.
type operand struct {
	text   string // the value, where known
	known  bool
	bare   bool
	style  string
	refs   []Ref
	parts  []text.Span
	via    *Node
	opaque string
}

func unknownOperand(refs []Ref) operand { return operand{opaque: computed, refs: partly(refs)} }

// partly gives refs as parts of a value.
func partly(refs []Ref) []Ref {
	out := append([]Ref(nil), refs...)
	for i := range out {
		out[i].Whole = false
	}
	return out
}

// sum reads operands with the language's joint between them.
func (p *program) sum(s, e int, follow bool) operand {
	joined := false
	for i := s; i < e && !joined; i = p.skip(i) {
		joined = p.is(i, p.lang.joint)
	}
	if !joined {
		return p.operand(s, e, follow)
	}
	var all []operand
	var spans []text.Span
	start := s
	for i := s; i <= e; {
		if i < e && !p.is(i, p.lang.joint) {
			i = min(p.skip(i), e) // a block may end outside of its brackets
			continue
		}
		if len(all) > maxParts {
			return unknownOperand(nil)
		}
		all = append(all, p.operand(start, i, follow))
		spans = append(spans, p.span(start, i))
		i++
		start = i
	}
	return join(all, spans)
}

// maxRefs is how many references a value may join, maxParts how many parts.
const maxRefs, maxParts = 8, 100

func join(all []operand, spans []text.Span) operand {
	o := operand{known: true, parts: spans, style: all[0].style, via: all[0].via}
	var b strings.Builder
	for _, part := range all {
		o.refs = append(o.refs, partly(part.refs)...)
		o.known = o.known && part.known && !part.bare
		b.WriteString(part.text)
		if part.opaque != "" || part.bare {
			o.opaque = computed
		}
	}
	if len(o.refs) > maxRefs {
		o.refs, o.opaque = nil, computed
	}
	if o.known {
		o.text, o.parts = b.String(), nil
	}
	return o
}

// operand reads the expression [s,e), which holds no joint of its own.
func (p *program) operand(s, e int, follow bool) operand {
	o, i := p.primary(s, e, follow)
	method := false
	for i < e && o.opaque == "" {
		ruby := p.lang.name == Ruby
		switch {
		case p.is(i, "!") && p.lang.name == JavaScript && len(o.refs) > 0:
			i++
		case p.dot(i) && p.word(i+1) && (ruby || p.is(i+2, "(")) && !o.known: // it stays the variable's value, in another shape
			method = true
			if i += 2; p.is(i, "(") {
				i = p.skip(i)
			}
		case (p.is(i, "as") || p.is(i, "satisfies")) && (p.lang.name == JavaScript || p.lang.name == Groovy):
			i = e
		case ruby && p.is(i, "{") && len(o.refs) == 1 && p.kind(i+1) == tString && p.is(i+2, "}"):
			o.refs = append([]Ref(nil), o.refs...)
			o.refs[0].Default, _ = p.lang.decode(p.text(i + 1))
			i += 3
		case (p.is(i, "||") || p.is(i, "??") || p.is(i, "?:") || p.is(i, "or")) && len(o.refs) > 0:
			return p.fallback(o, s, i, e, method)
		default:
			return unknownOperand(o.refs)
		}
	}
	if i > e {
		return unknownOperand(o.refs)
	}
	if method {
		o.refs = partly(o.refs)
	} else if len(o.refs) == 1 && o.refs[0].Whole && o.via == nil && s < e {
		o.refs = []Ref{o.refs[0]}
		o.refs[0].Span = p.span(s, e)
	}
	return o
}

// fallback reads what stands behind the "||" at i: a text is the default of the
// reference before it, another reference stands beside it.
func (p *program) fallback(o operand, s, i, e int, method bool) operand {
	p.fallbacks++
	defer func() { p.fallbacks-- }()
	if p.fallbacks > maxRefs {
		return unknownOperand(nil)
	}
	right := p.operand(i+1, e, false)
	if right.opaque != "" {
		return unknownOperand(append(append([]Ref(nil), o.refs...), right.refs...))
	}
	if !right.known || len(o.refs) != 1 {
		o.refs = partly(append(append([]Ref(nil), o.refs...), right.refs...))
		return o
	}
	whole := o.refs[0].Whole && !method && o.via == nil
	o.refs = partly(o.refs)
	o.refs[0].Default, o.refs[0].Whole = right.text, whole
	if whole {
		o.refs[0].Span = p.span(s, e)
	}
	return o
}

// primary reads a literal, a reference or a name at s, and gives the token
// behind it.
func (p *program) primary(s, e int, follow bool) (operand, int) {
	if s >= e {
		return unknownOperand(nil), e
	}
	switch p.kind(s) {
	case tOpen:
		if p.lang.name == PHP && p.is(s+1, "string") && p.is(s+2, ")") { // a cast
			o, next := p.primary(s+3, e, follow)
			o.refs = partly(o.refs)
			return o, next
		}
		if p.lang.name == PowerShell && p.is(s, "[") && p.word(s+1) { // [Environment]::GetEnvironmentVariable('X')
			return p.psStatic(s)
		}
		if p.is(s, "(") {
			return p.sum(s+1, int(p.toks[s].match), follow), p.skip(s)
		}
	case tString:
		return p.literals(s, e)
	case tStringOpen:
		return p.fieldsOf(s, follow), p.skip(s)
	case tNumber:
		return operand{text: p.text(s), known: true, bare: true, style: p.lang.bareStyle}, s + 1
	case tOp:
		if p.is(s, "-") && p.kind(s+1) == tNumber {
			return operand{text: "-" + p.text(s+1), known: true, bare: true, style: p.lang.bareStyle}, s + 2
		}
	case tOther:
		if p.src[p.toks[s].start] == ':' {
			return operand{text: p.text(s), known: true, bare: true, style: p.lang.bareStyle}, s + 1
		}
	case tWord:
		if r, next, ok := p.envAt(s); ok {
			return operand{refs: []Ref{r}, style: p.styleNear(r)}, next
		}
		if p.lang.bare[p.text(s)] {
			return operand{text: p.text(s), known: true, bare: true, style: p.lang.bareStyle}, s + 1
		}
		if p.lang.casts[p.text(s)] && p.is(s+1, "(") {
			return p.cast(s, follow)
		}
		if p.lang.name == Groovy && p.is(s, "credentials") && p.is(s+1, "(") && p.kind(s+2) == tString && p.is(s+3, ")") {
			r := Ref{Kind: RefCISecret, NameSpan: p.inside(s + 2), Span: p.span(s, s+4), Whole: true}
			r.Name = string(r.NameSpan.Slice(p.src))
			return operand{refs: []Ref{r}, style: p.styleNear(r)}, s + 4
		}
		if p.lang.name == PHP && p.is(s, "str_replace") && p.is(s+1, "(") {
			return p.replaced(s, follow)
		}
		if follow {
			return p.variable(s)
		}
	}
	return unknownOperand(nil), e
}

// cast reads str(x), where x is a name.
func (p *program) cast(s int, follow bool) (operand, int) {
	end := int(p.toks[s+1].match)
	if !p.word(s+2) || p.lang.casts[p.text(s+2)] {
		return unknownOperand(nil), end + 1
	}
	o, next := p.primary(s+2, end, follow)
	if next != end {
		return unknownOperand(o.refs), end + 1
	}
	o.refs = partly(o.refs)
	return o, end + 1
}

// replaced reads str_replace(a, b, x): where x is a variable, it stays its value,
// in another shape.
func (p *program) replaced(s int, follow bool) (operand, int) {
	end := int(p.toks[s+1].match)
	from, n := s+2, 0
	for i := s + 2; i < end; i = p.skip(i) {
		if p.is(i, ",") {
			from, n = i+1, n+1
		}
	}
	if n != 2 || !p.word(from) || p.is(from, "str_replace") {
		return unknownOperand(nil), end + 1
	}
	o, next := p.primary(from, end, follow)
	if next != end {
		return unknownOperand(o.refs), end + 1
	}
	o.refs = partly(o.refs)
	return o, end + 1
}

// styleNear gives the style of the quotes in which r names its variable.
func (p *program) styleNear(r Ref) string {
	if q := p.src[r.NameSpan.Start-1 : r.NameSpan.Start]; bytes.ContainsAny(q, `"'`) {
		return p.lang.quoteStyle(q[0])
	}
	return p.lang.style
}

// literals reads the text literal at s; in Python and Ruby those beside it belong
// to it.
func (p *program) literals(s, e int) (operand, int) {
	o := operand{known: true, style: p.lang.styleOf(p.text(s))}
	i := s
	for ; i < e && p.kind(i) == tString && (i == s || p.lang.name == Python || p.lang.name == Ruby); i++ {
		v, ok := p.lang.decode(p.text(i))
		if !ok {
			o = unknownOperand(nil)
		}
		o.text += v
	}
	if o.opaque != "" {
		o.text = ""
	}
	return o, i
}

// variable reads the local variable that begins at s, one step far.
func (p *program) variable(s int) (operand, int) {
	last := min(p.chain(s), s+4)
	for ; last >= s; last -= 2 {
		name := p.dotted(s, last)
		switch p.lang.name {
		case PHP:
			name = phpMember(name)
		case PowerShell:
			name = p.psDotted(s, last)
		}
		b := p.vars[name]
		if b == nil || b.twice || b.node == nil {
			continue
		}
		n := b.node
		if !b.read {
			b.read = true
			p.value(n, b.s, b.e, false)
		}
		if p.lang.settings {
			b.listed = true // see list
		} else if n.Parent == p.listed && !b.listed {
			b.listed = true
			p.listed.Children = append(p.listed.Children, n)
		}
		if n.Kind != Scalar {
			return unknownOperand(nil), last + 1
		}
		return operand{text: n.Value, known: n.Opaque == "" && len(n.Refs) == 0, bare: n.Bare, refs: n.Refs, via: n, opaque: n.Opaque}, last + 1
	}
	return unknownOperand(nil), s + 1
}

// fieldsOf reads a literal with fields: these are its parts, and where there is
// text beside them, the whole is computed.
func (p *program) fieldsOf(s int, follow bool) operand {
	end := int(p.toks[s].match)
	between := strings.TrimLeft(p.text(s), "rRuUfFtT$")
	between = strings.TrimPrefix(between[1:], strings.Repeat(between[:1], 2))
	var all []operand
	var spans []text.Span
	plain := between != ""
	for i := s + 1; i < end; i = p.skip(i) {
		close := int(p.toks[i].match)
		inner := unknownOperand(nil)
		if p.kind(i+1) != tStringOpen { // one deep: texts in fields in texts are nobody's setting
			inner = p.operand(i+1, close, follow)
		}
		all = append(all, inner)
		spans = append(spans, p.span(i+1, close))
		next := min(close+1, end)
		plain = plain || p.toks[close].end < p.toks[next].start
		if len(all) > maxRefs {
			return unknownOperand(nil)
		}
	}
	o := join(all, spans)
	o.known, o.parts, o.text, o.via = false, spans, "", nil
	if len(all) == 1 {
		o.via = all[0].via
	}
	quote := p.text(end)
	o.style = string(p.lang.name) + quote[:min(1, len(quote))]
	if plain || !known(o.style) {
		o.opaque = computed
	}
	if !known(o.style) {
		o.style = p.lang.style
	}
	return o
}
