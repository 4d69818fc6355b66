package format

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// JSON reads JSON and JSONC (comments, trailing commas). What only JSON5 has is
// refused; see there. It is a tokenizer of its own: exact spans are
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
func (JSON) Parse(src []byte) (*Document, error) { return parseJSON(src, false) }

// parseJSON reads JSON and JSONC, or all of JSON5.
func parseJSON(src []byte, five bool) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "json", Src: src}
	p := &jsonParser{doc: d, src: src, five: five}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	p.space()
	var root *Node
	if p.fragment() {
		root = d.node(Node{Span: text.Span{Start: p.at}, KeySpan: text.Span{Start: p.at, End: p.at}})
		p.container(root, 0, 0)
		root.Span.End = p.at
	} else {
		root = p.value(nil, 0)
	}
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
	// five tells that the text is JSON5.
	five bool
	err  *Malformed
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
			n := 0
			if p.five {
				n = json5Space(p.src[p.at:])
			}
			if n == 0 {
				return
			}
			p.at += n
		}
	}
}

// fragment tells whether the text is the inside of an object, without its braces:
// what people keep to paste it into one.
func (p *jsonParser) fragment() bool {
	start := p.at
	if start >= len(p.src) || p.src[start] != '"' {
		return false
	}
	p.string('"')
	p.space()
	ok := p.err == nil && p.at < len(p.src) && p.src[p.at] == ':'
	p.at, p.err = start, nil
	return ok
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
	switch c := p.src[p.at]; {
	case c == '{' || c == '[':
		p.container(n, c, depth)
	case c == '"' || c == '\'' && p.five:
		span := p.string(c)
		n.Kind, n.ValueSpan, n.Style = Scalar, span, p.style(c)
		n.Value, n.Opaque = p.decode(span)
	default:
		start := p.at
		for p.at < len(p.src) && strings.IndexByte(" \t\r\n,]}:/\"[{", p.src[p.at]) < 0 && (!p.five || json5Space(p.src[p.at:]) == 0) {
			p.at++
		}
		n.Kind, n.ValueSpan, n.Style, n.Bare = Scalar, text.Span{Start: start, End: p.at}, "json-bare", true
		n.Value = string(p.src[start:p.at])
		switch {
		case n.Value == "null": // says nothing of the type of what could stand here
			n.Style = p.style('"')
		case p.five:
			n.Style = "json5-bare"
		}
		if !isBare(n.Value) && !(p.five && isJSON5Number(n.Value)) {
			p.at = start
			p.fail("neither a string, a number, true, false nor null")
		}
	}
	n.Span.End = p.at
	return n
}

// container reads what open begins: an object, a list, with 0 the inside of an
// object.
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
	if open == 0 { // a fragment, which the end of the text closes
		closing = 0
	} else {
		p.at++
	}
	n.Body.Start = p.at
	for {
		p.space()
		if p.at >= len(p.src) && closing == 0 {
			n.Body.End = p.at
			n.ValueSpan = n.Body
			return
		}
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
	key, style := text.Span{}, ""
	switch c := p.src[p.at]; {
	case c == '"' || c == '\'' && p.five:
		key, style = p.string(c), "esc:"+p.style(c)
	case p.five:
		key, style = p.identifier(), "json5-key"
	}
	if key.Empty() {
		p.fail("a name in double quotes is missing")
		return nil
	}
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
	child.KeyStyle, child.Span.Start = style, key.Start
	if style == "json5-key" {
		child.Key, child.KeySpan = string(key.Slice(p.src)), key
		return child
	}
	name, opaque := p.decode(key)
	child.Key = name
	if opaque != "" && child.Opaque == "" {
		child.Opaque = "its name: " + opaque
	}
	child.KeySpan = text.Span{Start: key.Start + 1, End: key.End - 1}
	return child
}

// style gives the name of the style of a string in this quote.
func (p *jsonParser) style(quote byte) string {
	if p.five {
		return "json5" + string(quote)
	}
	return "json"
}

// string gives the span of the string that begins here, quotes included.
func (p *jsonParser) string(quote byte) text.Span {
	start := p.at
	for p.at++; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == '\\':
			if p.at++; p.five && p.at+1 < len(p.src) && p.src[p.at] == '\r' && p.src[p.at+1] == '\n' {
				p.at++
			}
		case c == quote:
			p.at++
			return text.Span{Start: start, End: p.at}
		case c == '\n' || c == '\r':
			p.at = start
			p.fail("a string has no end")
			return text.Span{Start: start, End: start}
		case c < 0x20 && !p.five:
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
	if p.five {
		value, opaque, ok := json5Decode(string(inner))
		if !ok {
			p.at = s.Start
			p.fail("an escape in a string is not known")
		}
		return value, opaque
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
