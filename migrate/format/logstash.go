package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// Logstash reads pipelines of Logstash, by its own grammar (logstash-core,
// config/grammar.treetop): sections, plugins, conditions and hashes are
// containers, ${NAME} and ${NAME:default} references to variables. What a
// backslash means in a string is a setting of Logstash itself
// (config.support_escapes): a value with one is opaque.
type Logstash struct{}

// Name implements Syntax.
func (Logstash) Name() string { return "logstash" }

// Parse implements Syntax.
func (Logstash) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "logstash", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &logstashParser{doc: d, src: src, text: string(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	for p.space(); p.at < len(src) && p.err == nil; p.space() {
		start := p.at
		word := p.bare()
		if s := string(word.Slice(src)); s != "input" && s != "filter" && s != "output" {
			p.at = start
			p.fail("neither input, filter nor output")
			break
		}
		n := p.begin(d.Root, start, word)
		n.KeySpan = text.Span{Start: start, End: start} // Logstash knows no other name
		p.space()
		p.section(n, 0)
		d.Root.Children = append(d.Root.Children, n)
	}
	if p.err != nil {
		return nil, p.err
	}
	return d, nil
}

type logstashParser struct {
	doc *Document
	src []byte
	// text is src; values are cut from it.
	text string
	at   int
	err  *Malformed
}

func (p *logstashParser) fail(why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(p.at, len(p.src))), Why: "not valid for Logstash here: " + why}
	}
	p.at = len(p.src)
}

// space passes over white space and comments.
func (p *logstashParser) space() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		case '#':
			end := text.LineEnd(p.src, p.at)
			p.comment(p.at, end)
			p.at = end
		default:
			return
		}
	}
}

// next tells whether s stands here, and passes over it.
func (p *logstashParser) next(s string) bool {
	if !bytes.HasPrefix(p.src[p.at:], []byte(s)) {
		return false
	}
	p.at += len(s)
	return true
}

// bare gives the span of the name without quotes that begins here.
func (p *logstashParser) bare() text.Span {
	start := p.at
	for p.at < len(p.src) && (isWord(p.src[p.at]) || p.src[p.at] == '-') {
		p.at++
	}
	return text.Span{Start: start, End: p.at}
}

// quoted gives the span of the text in quotes that begins here.
func (p *logstashParser) quoted() text.Span {
	start, quote := p.at, p.src[p.at]
	for p.at++; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == '\\' && p.at+1 < len(p.src) && p.src[p.at+1] == quote:
			p.at++
		case c == quote:
			p.at++
			return text.Span{Start: start, End: p.at}
		}
	}
	p.at = start
	p.fail("a quote is not closed")
	return text.Span{Start: start, End: start}
}

func (p *logstashParser) node(n Node) *Node {
	if !p.doc.more() {
		p.fail(tooMany)
	}
	return p.doc.node(n)
}

// logstashStays fails where a condition goes: what follows it is its other half.
func (e *editor) logstashStays(section *Node) {
	for _, n := range section.Children {
		if c := e.by[n]; c.Remove && e.syntax == "logstash" && n.Kind == Map && (n.Key == "if" || n.Key == "else") && n.KeySpan.Empty() {
			e.fail("%q cannot be removed: the rest of its section would be read as something else", n.Key)
		}
	}
}

// begin makes a container whose name is at key.
func (p *logstashParser) begin(parent *Node, start int, key text.Span) *Node {
	n := p.node(Node{Parent: parent, Kind: Map, Key: p.text[key.Start:key.End], KeySpan: key, KeyStyle: "logstash-key", Span: text.Span{Start: start}})
	p.unquoteKey(n)
	return n
}

// unquoteKey takes the quotes off the name of n.
func (p *logstashParser) unquoteKey(n *Node) {
	if raw := n.Key; len(raw) >= 2 && (raw[0] == '"' || raw[0] == '\'') {
		n.Key, n.KeySpan.Start, n.KeySpan.End, n.KeyStyle = raw[1:len(raw)-1], n.KeySpan.Start+1, n.KeySpan.End-1, "logstash-key"+raw[:1]
		if strings.IndexByte(n.Key, '\\') >= 0 {
			n.Opaque = "its name: " + logstashSlash
		}
	}
}

const logstashSlash = "a setting of Logstash says what a backslash means"

// end ends the container n behind the bracket that was just read.
func (p *logstashParser) end(n *Node, open int) {
	if p.err != nil {
		return
	}
	n.Span.End, n.Body = p.at, text.Span{Start: open + 1, End: p.at - 1}
	n.ValueSpan = text.Span{Start: open, End: p.at}
	if n.Kind == Map && n.Layout != Commas && bytes.IndexByte(n.Body.Slice(p.src), '\n') < 0 {
		n.Layout = Spaces
	}
}

// open reads a brace that opens n. It is false at the end of the nesting allowed.
func (p *logstashParser) open(depth int) (at int, ok bool) {
	at = p.at
	switch {
	case !p.next("{"):
		p.fail("a brace is missing")
	case depth >= MaxDepth:
		p.fail("nested too deeply")
	default:
		return at, true
	}
	return at, false
}

// section reads the plugins and conditions in braces.
func (p *logstashParser) section(n *Node, depth int) {
	open, ok := p.open(depth)
	if !ok {
		return
	}
	for p.space(); p.err == nil && !p.next("}"); p.space() {
		if p.at >= len(p.src) {
			p.fail("a brace is not closed")
			return
		}
		start := p.at
		name := p.name()
		word := string(name.Slice(p.src))
		if word == "if" || word == "else" {
			c := p.node(Node{Parent: n, Kind: Map, Layout: Lines, Key: word, KeySpan: text.Span{Start: start, End: start}, Span: text.Span{Start: start}})
			p.condition()
			p.section(c, depth+1)
			n.Children = append(n.Children, c)
			continue
		}
		c := p.begin(n, start, name)
		p.space()
		p.plugin(c, depth+1)
		n.Children = append(n.Children, c)
	}
	p.end(n, open)
}

// name gives the span of a name, quotes included.
func (p *logstashParser) name() text.Span {
	if p.at < len(p.src) && (p.src[p.at] == '"' || p.src[p.at] == '\'') {
		return p.quoted()
	}
	name := p.bare()
	if name.Empty() {
		p.fail("a name is missing")
	}
	return name
}

// condition passes over what stands between "if" and its brace.
func (p *logstashParser) condition() {
	for p.space(); p.at < len(p.src) && p.src[p.at] != '{'; p.space() {
		switch c := p.src[p.at]; c {
		case '"', '\'':
			p.quoted()
		case '/':
			for p.at++; p.at < len(p.src) && p.src[p.at] != '/'; p.at++ {
				if p.src[p.at] == '\\' {
					p.at++
				}
			}
			p.at = min(p.at+1, len(p.src))
		case '}':
			p.fail("a condition without a brace")
		default:
			p.at++
		}
	}
}

// plugin reads the settings in braces: of a plugin, or of a hash.
func (p *logstashParser) plugin(n *Node, depth int) {
	n.Layout = Lines
	open, ok := p.open(depth)
	if !ok {
		return
	}
	for p.space(); p.err == nil && !p.next("}"); p.space() {
		if p.at >= len(p.src) {
			p.fail("a brace is not closed")
			return
		}
		if c := p.attribute(n, depth); c != nil {
			n.Children = append(n.Children, c)
		}
	}
	p.end(n, open)
}

func (p *logstashParser) attribute(parent *Node, depth int) *Node {
	start := p.at
	key := p.name()
	p.space()
	if p.err == nil && !p.next("=>") {
		p.fail("=> is missing")
	}
	if p.err != nil {
		return nil
	}
	p.space()
	n := p.value(parent, depth)
	n.Key, n.KeySpan, n.KeyStyle, n.Span.Start = p.text[key.Start:key.End], key, "logstash-key", start
	p.unquoteKey(n)
	return n
}

// comment reads the setting in a comment.
func (p *logstashParser) comment(at, end int) {
	for at < end && (p.src[at] == '#' || p.src[at] == ' ' || p.src[at] == '\t') {
		at++
	}
	end = trimRight(p.src, at, end)
	if !bytes.Contains(p.src[at:end], []byte("=>")) {
		return
	}
	q := &logstashParser{doc: p.doc, src: p.src[:end], text: p.text, at: at}
	key := q.bare()
	q.at = skipBlanks(p.src, q.at, end)
	if key.Empty() || !q.next("=>") {
		return
	}
	if q.at = skipBlanks(p.src, q.at, end); q.at == end || strings.IndexByte("[{", q.src[q.at]) >= 0 {
		return
	}
	n := q.value(p.doc.Root, MaxDepth)
	if q.err == nil && n.Kind == Scalar && q.at == end {
		n.Key, n.KeySpan, n.KeyStyle, n.Span.Start = p.text[key.Start:key.End], key, "logstash-key", key.Start
		p.doc.Commented = append(p.doc.Commented, n)
	}
}
