package format

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// JSON reads JSON and JSONC (comments, trailing commas). Single quotes and bare
// names, as in JSON5, are refused. It is a tokenizer of its own: exact spans are
// what it is for, and it counts nesting as it goes.
type JSON struct{}

// Name implements Syntax.
func (JSON) Name() string { return "json" }

var jsonStyles = map[string]encoder{
	"json":      plainly(jsonQuoted),
	"json-bare": bareOr(plainly(jsonQuoted)),
	"esc:json":  plainly(func(s string) string { q := jsonQuoted(s); return q[1 : len(q)-1] }),
}

func jsonQuoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s)
	return strings.TrimSuffix(b.String(), "\n")
}

// Parse implements Syntax. A file that holds no value at all is malformed.
func (JSON) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "json", Src: src}
	p := &jsonParser{doc: d, src: src}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	p.space()
	root := p.value(nil, 0)
	p.space()
	if p.err == nil && p.at < len(src) {
		p.fail("text behind the value")
	}
	if p.err != nil {
		return nil, p.err
	}
	d.Root, d.Roots = root, []*Node{root}
	return d, nil
}

type jsonParser struct {
	doc *Document
	src []byte
	at  int
	err *Malformed
}

func (p *jsonParser) fail(why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(p.at, len(p.src))), Why: "not valid JSON here: " + why}
	}
	p.at = len(p.src)
}

// space skips white space and comments.
func (p *jsonParser) space() {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.at++
		case c == '/' && p.at+1 < len(p.src) && p.src[p.at+1] == '/':
			start := p.at
			p.at = text.LineEnd(p.src, p.at)
			if i := loneReturn(p.src[start:p.at]); i >= 0 {
				p.at = start
				p.fail("a line ends without a line feed")
				return
			}
		case c == '/' && p.at+1 < len(p.src) && p.src[p.at+1] == '*':
			end := bytes.Index(p.src[p.at+2:], []byte("*/"))
			if end < 0 {
				p.fail("a comment has no end")
				return
			}
			p.at += 2 + end + 2
		default:
			return
		}
	}
}

func (p *jsonParser) value(parent *Node, depth int) *Node {
	n := p.doc.node(Node{Parent: parent, KeySpan: text.Span{Start: p.at, End: p.at}})
	n.Span.Start = p.at
	if !p.doc.more() {
		p.fail(tooMany)
		return n
	}
	if p.at >= len(p.src) {
		p.fail("a value is missing")
		return n
	}
	switch c := p.src[p.at]; c {
	case '{', '[':
		p.container(n, c, depth)
	case '"':
		span := p.string()
		n.Kind, n.ValueSpan, n.Style = Scalar, span, "json"
		n.Value, n.Opaque = p.decode(span)
	default:
		start := p.at
		for p.at < len(p.src) && strings.IndexByte(" \t\r\n,]}:/\"[{", p.src[p.at]) < 0 {
			p.at++
		}
		n.Kind, n.ValueSpan, n.Style, n.Bare = Scalar, text.Span{Start: start, End: p.at}, "json-bare", true
		n.Value = string(p.src[start:p.at])
		if n.Value == "null" { // says nothing of the type of what could stand here
			n.Style = "json"
		}
		if !isBare(n.Value) {
			p.at = start
			p.fail("neither a string, a number, true, false nor null")
		}
	}
	n.Span.End = p.at
	return n
}

func (p *jsonParser) container(n *Node, open byte, depth int) {
	if depth >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	n.Kind, n.Layout = Map, Commas
	closing := byte('}')
	if open == '[' {
		n.Kind, closing = List, ']'
	}
	p.at++
	n.Body.Start = p.at
	for {
		p.space()
		if p.at >= len(p.src) {
			p.fail("a bracket is not closed")
			return
		}
		if p.src[p.at] == closing {
			n.Body.End = p.at
			p.at++
			n.ValueSpan = text.Span{Start: n.Body.Start - 1, End: p.at}
			return
		}
		if k := len(n.Children); k > 0 && n.Children[k-1].Comma.Empty() {
			p.fail("a comma is missing")
			return
		}
		child := p.member(n, depth)
		if p.err != nil {
			return
		}
		n.Children = append(n.Children, child)
		p.space()
		if p.at < len(p.src) && p.src[p.at] == ',' {
			child.Comma = text.Span{Start: p.at, End: p.at + 1}
			p.at++
		}
	}
}

func (p *jsonParser) member(n *Node, depth int) *Node {
	if n.Kind == List {
		return p.value(n, depth+1)
	}
	if p.src[p.at] != '"' {
		p.fail("a name in double quotes is missing")
		return nil
	}
	key := p.string()
	p.space()
	if p.err == nil && (p.at >= len(p.src) || p.src[p.at] != ':') {
		p.fail("a colon is missing")
	}
	if p.err != nil {
		return nil
	}
	p.at++
	p.space()
	child := p.value(n, depth+1)
	name, opaque := p.decode(key)
	child.Key, child.KeyStyle = name, "esc:json"
	if opaque != "" && child.Opaque == "" {
		child.Opaque = "its name: " + opaque
	}
	child.KeySpan = text.Span{Start: key.Start + 1, End: key.End - 1}
	child.Span.Start = key.Start
	return child
}

// string gives the span of the string that begins here, quotes included.
func (p *jsonParser) string() text.Span {
	start := p.at
	for p.at++; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == '\\':
			p.at++
		case c == '"':
			p.at++
			return text.Span{Start: start, End: p.at}
		case c == '\n' || c == '\r':
			p.at = start
			p.fail("a string has no end")
			return text.Span{Start: start, End: start}
		case c < 0x20:
			p.fail("a control character in a string")
			return text.Span{Start: start, End: start}
		}
	}
	p.at = start
	p.fail("a string has no end")
	return text.Span{Start: start, End: start}
}

// decode gives the text of a string, and why it cannot be given.
func (p *jsonParser) decode(s text.Span) (value, opaque string) {
	if p.err != nil || s.Len() < 2 {
		return "", ""
	}
	raw := s.Slice(p.src)
	inner := raw[1 : len(raw)-1]
	if !utf8.Valid(inner) {
		return "", "the text is not in UTF-8"
	}
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), ""
	}
	if json.Unmarshal(raw, &value) != nil {
		p.at = s.Start
		p.fail("an escape in a string is not known")
	}
	if strings.Count(value, "\ufffd") > bytes.Count(inner, []byte("\ufffd"))+bytes.Count(bytes.ToLower(inner), []byte(`\ufffd`)) {
		opaque = "an escape is half a character"
	}
	return value, opaque
}
