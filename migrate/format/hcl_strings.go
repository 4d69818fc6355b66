package format

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"unpw/migrate/text"
)

// quoted reads the string that begins here into n.
func (p *hclParser) quoted(n *Node, depth int) {
	start, plain := p.at, true
	for p.at++; p.at < len(p.src); {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			n.ValueSpan, n.Style = text.Span{Start: start, End: p.at}, `hcl"`
			if n.Value = p.text[start+1 : p.at-1]; !plain {
				p.decode(n, n.Value)
			}
			return
		case c == '\n':
			p.at = start
			p.fail("a string has no end")
			return
		case c == '\\':
			plain = false
			p.at += 2
		case c == '$' || c == '%':
			plain = plain && p.at+1 < len(p.src) && p.src[p.at+1] != '{' && p.src[p.at+1] != c
			p.sequence(n, depth)
		default:
			p.at++
		}
	}
	if p.err == nil {
		p.at = start
		p.fail("a string has no end")
	}
}

// sequence passes what begins with the "$" or "%" here: ${ … } and %{ … } with
// all that is in them, which it notes in n; $${ and any other are text.
func (p *hclParser) sequence(n *Node, depth int) {
	c := p.src[p.at]
	switch {
	case bytes.HasPrefix(p.src[p.at:], []byte{c, c, '{'}):
		p.at += 3
		return
	case p.at+1 >= len(p.src) || p.src[p.at+1] != '{':
		p.at++
		return
	}
	start := p.at
	p.at += 2
	p.closed(depth + 1)
	if p.err != nil {
		return
	}
	ref, ok := p.parameter(text.Span{Start: start, End: p.at})
	switch {
	case c == '%':
		n.Opaque = "a directive stands in the text"
	case !ok && n.Opaque == "":
		n.Opaque = hclComputed
	case ok:
		n.Refs = append(n.Refs, ref)
	}
}

// parameter reads "${var.x}".
func (p *hclParser) parameter(span text.Span) (Ref, bool) {
	inside := p.text[span.Start+2 : span.End-1]
	trimmed := strings.TrimLeft(inside, "~ \t")
	at := span.Start + 2 + len(inside) - len(trimmed)
	object, name, _ := strings.Cut(strings.TrimRight(trimmed, "~ \t"), ".")
	q := &hclParser{src: []byte(name)}
	if object != "var" && object != "local" || name == "" || q.ident().Len() != len(name) {
		return Ref{}, false
	}
	at += len(object) + 1
	return Ref{Kind: RefParameter, Object: object, Name: name, NameSpan: text.Span{Start: at, End: at + len(name)}, Span: span}, true
}

// decode gives n, a string with escapes or references, its text. What stands
// in ${ } is kept as it is written.
func (p *hclParser) decode(n *Node, raw string) {
	for i := range n.Refs {
		n.Refs[i].Whole = n.Refs[i].Span.Len() == len(raw)
	}
	var b strings.Builder
	refs := n.Refs
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\':
			size, ok := hclEscaped(&b, raw[i:])
			if !ok {
				p.at = n.ValueSpan.Start
				p.fail("an escape in a string is not known")
				return
			}
			i += size
		case (c == '$' || c == '%') && i+1 < len(raw) && raw[i+1] == '{':
			size := 2 // of one that makes n opaque
			if len(refs) > 0 && refs[0].Span.Start == n.ValueSpan.Start+1+i {
				size, refs = refs[0].Span.Len(), refs[1:]
			}
			b.WriteString(raw[i : i+size])
			i += size
		case (c == '$' || c == '%') && strings.HasPrefix(raw[i+1:], string(c)+"{"):
			b.WriteString(raw[i+1 : i+3])
			i += 3
		default:
			b.WriteByte(c)
			i++
		}
	}
	n.Value = b.String()
}

// hclEscaped decodes the escape that s begins with and gives its length.
func hclEscaped(b *strings.Builder, s string) (int, bool) {
	if len(s) < 2 {
		return 0, false
	}
	if i := strings.IndexByte(`nrt"\`, s[1]); i >= 0 {
		b.WriteByte("\n\r\t\"\\"[i])
		return 2, true
	}
	size := map[byte]int{'u': 6, 'U': 10}[s[1]]
	if size == 0 || len(s) < size {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:size], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) {
		return 0, false
	}
	b.WriteRune(rune(v))
	return size, true
}

// heredoc reads the text that begins with "<<" here into n.
func (p *hclParser) heredoc(n *Node, depth int) {
	start := p.at
	if p.at += 2; p.next() == '-' {
		p.at++
	}
	word := p.ident()
	marker := p.text[word.Start:word.End]
	if p.at < len(p.src) && p.src[p.at] == '\r' {
		p.at++
	}
	if marker == "" || p.next() != '\n' {
		p.fail("a heredoc without a word")
		return
	}
	p.at++
	for fresh := true; p.at < len(p.src); {
		if fresh {
			end := text.LineEnd(p.src, p.at)
			if i := skipBlanks(p.src, p.at, end); strings.HasPrefix(p.text[i:end], marker) && trimRight(p.src, i, end) == i+len(marker) {
				p.at = i + len(marker)
				n.ValueSpan = text.Span{Start: start, End: p.at}
				n.Style = "hcl-heredoc"
				h := heredocText{src: p.src, refs: n.Refs}
				if n.Value = h.read(n.ValueSpan); h.odd && n.Opaque == "" {
					n.Opaque = "a line is indented with more than blanks"
				}
				return
			}
		}
		fresh = false
		switch c := p.src[p.at]; c {
		case '$', '%':
			p.sequence(n, depth)
		case '\n':
			fresh = true
			p.at++
		default:
			p.at++
		}
	}
	if p.err == nil {
		p.at = start
		p.fail("a heredoc has no end")
	}
}

// heredocText decodes a heredoc, and knows where each byte of it comes from.
type heredocText struct {
	src     []byte
	refs    []Ref
	mapping bool
	out     []byte
	offsets []int32
	lead    []byte // the blanks that are taken off every line
	odd     bool   // a line begins with white space of another kind
}

func (h *heredocText) put(at int) {
	h.out = append(h.out, h.src[at])
	if h.mapping {
		h.offsets = append(h.offsets, int32(at))
	}
}

// read gives the text of the heredoc in span.
func (h *heredocText) read(span text.Span) string {
	first := text.LineEnd(h.src, span.Start)
	last := text.LineStart(h.src, span.End)
	indent := 0
	if h.src[span.Start+2] == '-' {
		indent = h.indent(first, last)
	}
	for at := first; at < last; {
		end := text.LineEnd(h.src, at)
		if i := skipBlanks(h.src, at, end); trimRight(h.src, i, end) > i { // an empty line keeps its blanks
			at += indent
		}
		h.line(at, end)
		at = end
	}
	if h.mapping {
		h.offsets = append(h.offsets, int32(last))
	}
	return string(h.out)
}

// indent gives the blanks that all lines begin with, but for empty ones.
func (h *heredocText) indent(first, last int) int {
	indent := -1
	for at := first; at < last; {
		end := text.LineEnd(h.src, at)
		if i := skipBlanks(h.src, at, end); trimRight(h.src, i, end) > i {
			r, _ := utf8.DecodeRune(h.src[i:])
			h.odd = h.odd || unicode.IsSpace(r)
			if indent < 0 || i-at < indent {
				indent, h.lead = i-at, h.src[at:i]
			}
		}
		at = end
	}
	return max(0, indent)
}

func (h *heredocText) line(at, end int) {
	for at < end {
		c := h.src[at]
		size := 1
		switch {
		case c == '\r' && at+1 < end && h.src[at+1] == '\n': // one line end, in the place of both
			h.put(at)
			h.out[len(h.out)-1] = '\n'
			at += 2
			continue
		case (c == '$' || c == '%') && bytes.HasPrefix(h.src[at+1:end], []byte{c, '{'}):
			at++
			size = 2
		case len(h.refs) > 0 && h.refs[0].Span.Start == at:
			size = h.refs[0].Span.Len()
			h.refs = h.refs[1:]
		}
		for ; size > 0; size-- {
			h.put(at)
			at++
		}
	}
}
