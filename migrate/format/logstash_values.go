package format

import (
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// value reads a text, a number, a word, an array, a hash or a plugin.
func (p *logstashParser) value(parent *Node, depth int) *Node {
	n := p.node(Node{Parent: parent, Span: text.Span{Start: p.at}, KeySpan: text.Span{Start: p.at, End: p.at}})
	if p.at >= len(p.src) {
		p.fail("a value is missing")
		return n
	}
	switch c := p.src[p.at]; c {
	case '{':
		n.Kind = Map
		p.plugin(n, depth+1)
	case '[':
		n.Kind, n.Layout = List, Commas
		p.array(n, depth+1)
	case '"', '\'':
		n.ValueSpan, n.Style = p.quoted(), "logstash"+string(c)
		p.decode(n)
	case '$': // a template: something puts the value in before Logstash reads it
		p.variable(n)
	default:
		p.word(n, depth)
	}
	return n
}

// variable reads a reference without quotes.
func (p *logstashParser) variable(n *Node) {
	line := p.text[p.at:text.LineEnd(p.src, p.at)]
	m := logstashRef.FindStringSubmatchIndex(line[:min(len(line), longestDefault)])
	if m == nil || m[0] != 0 {
		p.fail("a value is missing")
		return
	}
	at := p.at
	p.at += m[1]
	n.ValueSpan, n.Span.End, n.Style, n.Value = text.Span{Start: at, End: p.at}, p.at, "logstash", line[:m[1]]
	ref := Ref{Kind: RefEnv, Name: line[m[2]:m[3]], NameSpan: text.Span{Start: at + m[2], End: at + m[3]}, Span: n.ValueSpan, Whole: true}
	if m[4] >= 0 {
		ref.Default = line[m[4]:m[5]]
	}
	n.Refs = []Ref{ref}
}

// word reads a value without quotes. One with braces behind it is a plugin.
func (p *logstashParser) word(n *Node, depth int) {
	start := p.at
	for p.at < len(p.src) && (isWord(p.src[p.at]) || p.src[p.at] == '-' || p.src[p.at] == '.') {
		p.at++
	}
	if p.at == start {
		p.fail("a value is missing")
		return
	}
	n.ValueSpan, n.Style = text.Span{Start: start, End: p.at}, "logstash"
	n.Value, n.Span.End = p.text[n.ValueSpan.Start:n.ValueSpan.End], p.at
	n.Bare = isBare(n.Value)
	if i := skipBlanks(p.src, p.at, len(p.src)); i < len(p.src) && p.src[i] == '{' && !n.Bare {
		n.Kind, n.Value, n.Style, p.at = Map, "", "", i
		p.plugin(n, depth+1)
		n.ValueSpan.Start = start
	}
}

func (p *logstashParser) array(n *Node, depth int) {
	if depth >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	open := p.at
	p.at++
	for p.space(); p.err == nil && !p.next("]"); p.space() {
		if k := len(n.Children); k > 0 && n.Children[k-1].Comma.Empty() || p.at >= len(p.src) {
			p.fail("a bracket is not closed, or a comma missing")
			return
		}
		c := p.value(n, depth)
		n.Children = append(n.Children, c)
		p.space()
		if comma := p.at; p.next(",") {
			c.Comma = text.Span{Start: comma, End: p.at}
		}
	}
	if k := len(n.Children); k > 0 && !n.Children[k-1].Comma.Empty() {
		p.fail("a comma behind the last value")
	}
	p.end(n, open)
}

// decode gives a text in quotes its value and references.
func (p *logstashParser) decode(n *Node) {
	if p.err != nil {
		return
	}
	raw := n.ValueSpan.Slice(p.src)
	n.Span.End, n.Value = n.ValueSpan.End, p.text[n.ValueSpan.Start+1:n.ValueSpan.End-1]
	if !utf8.Valid(raw) {
		n.Opaque = "the text is not in UTF-8"
	} else if strings.IndexByte(n.Value, '\\') >= 0 {
		n.Opaque = logstashSlash
	}
	if !strings.Contains(n.Value, "${") || len(n.Value) > longestRefText {
		return
	}
	all := logstashRef.FindAllStringSubmatchIndex(n.Value, mostRefs+1)
	if len(all) > mostRefs {
		n.Opaque = "more references than one setting has"
		return
	}
	for _, m := range all {
		at := n.ValueSpan.Start + 1
		ref := Ref{Kind: RefEnv, Name: n.Value[m[2]:m[3]], NameSpan: text.Span{Start: at + m[2], End: at + m[3]}, Span: text.Span{Start: at + m[0], End: at + m[1]}, Whole: m[1]-m[0] == len(n.Value)}
		if m[4] >= 0 {
			ref.Default = n.Value[m[4]:m[5]]
		}
		n.Refs = append(n.Refs, ref)
	}
}
