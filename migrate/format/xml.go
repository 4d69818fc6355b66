package format

import (
	"bytes"
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// XML reads XML files with a tokenizer of its own: the standard library does not
// say where an attribute's value stands. Elements are containers, attributes and
// texts settings, and an element that only ties a value to a name (<property
// name= value=>) is a setting of that name. Entities are not expanded, so a value
// with one that XML does not define is opaque; so is, outside of UTF-8, what is
// not ASCII.
type XML struct{}

// Name implements Syntax.
func (XML) Name() string { return "xml" }

// Parse implements Syntax. The root of the document is a container that holds
// the outermost element.
func (XML) Parse(src []byte) (*Document, error) {
	whole := text.Span{Start: 0, End: len(src)}
	d := &Document{Syntax: "xml", Src: src}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Loose, Span: whole, Body: whole}
	d.Roots = []*Node{d.Root}
	p := &xmlParser{doc: d, src: src, end: len(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	for i, c := range src {
		if c < 0x20 && !xmlChar(rune(c)) {
			p.failAt(i, "a character that XML does not allow")
			break
		}
	}
	if m := xmlEncoding.FindSubmatch(src[p.at:min(len(src), p.at+200)]); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "utf-8", "us-ascii", "utf-16": // a text in UTF-16 was decoded
		default:
			p.foreign = true
		}
	}
	for p.err == nil && p.at < p.end {
		p.outside()
	}
	if len(d.Root.Children) == 0 {
		p.fail("there is no element")
	}
	if p.err != nil {
		if loose := loosely(src); loose != nil {
			return loose, nil
		}
		return nil, p.err
	}
	return d, nil
}

const xmlSpace = " \t\r\n"

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

type xmlParser struct {
	doc     *Document
	src     []byte
	at, end int
	foreign bool // the file says that it is not in UTF-8
	comment bool // what is read stands in a comment
	err     *Malformed
}

func (p *xmlParser) fail(why string) { p.failAt(p.at, why) }

func (p *xmlParser) failAt(at int, why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(at, p.end)), Why: "not valid XML here: " + why}
	}
	p.at = p.end
}

// want goes behind s, which must stand here.
func (p *xmlParser) want(s, why string) {
	if p.err == nil && !p.has(s) {
		p.fail(why)
	} else if p.err == nil {
		p.at += len(s)
	}
}

func (p *xmlParser) has(s string) bool { return bytes.HasPrefix(p.src[p.at:p.end], []byte(s)) }

// until goes behind the next s and gives what stood before it.
func (p *xmlParser) until(s, why string) text.Span {
	i := bytes.Index(p.src[p.at:p.end], []byte(s))
	if i < 0 {
		p.fail(why)
		return text.Span{Start: p.at, End: p.at}
	}
	span := text.Span{Start: p.at, End: p.at + i}
	p.at += i + len(s)
	return span
}

// outside reads one thing that stands outside of the outermost element.
func (p *xmlParser) outside() {
	switch {
	case p.space():
	case p.has("<!DOCTYPE"):
		p.doctype()
	case p.has("<?"), p.has("<!--"):
		p.skipped(p.doc.Root)
	case !p.has("<"):
		p.fail("text outside of the outermost element")
	case len(p.doc.Root.Children) > 0:
		p.fail("a second outermost element")
	default:
		p.doc.Root.Children = append(p.doc.Root.Children, p.element(p.doc.Root, 0))
	}
}

func (p *xmlParser) space() bool {
	start := p.at
	for p.at < p.end && strings.IndexByte(xmlSpace, p.src[p.at]) >= 0 {
		p.at++
	}
	return p.at > start
}

// skipped passes a comment or a processing instruction. Settings in the comment
// are kept as commented ones.
func (p *xmlParser) skipped(parent *Node) {
	if p.has("<?") {
		p.at += 2
		p.until("?>", "a processing instruction has no end")
		return
	}
	p.at += len("<!--")
	inside := p.until("--", "a comment has no end")
	p.want(">", "two hyphens in a comment")
	if p.err != nil || p.comment || bytes.IndexByte(inside.Slice(p.src), '<') < 0 {
		return
	}
	q := &xmlParser{doc: p.doc, src: p.src, at: inside.Start, end: inside.End, foreign: p.foreign, comment: true}
	for q.err == nil && q.at < q.end {
		q.space()
		n := q.element(parent, 0)
		if q.err != nil {
			return
		}
		n.Walk(func(n *Node) bool {
			if n.Kind == Scalar {
				p.doc.Commented = append(p.doc.Commented, n)
			}
			return true
		})
	}
}

// doctype passes a document type declaration with its internal subset.
func (p *xmlParser) doctype() {
	for depth := 0; p.at < p.end; {
		c := p.src[p.at]
		switch p.at++; {
		case c == '"' || c == '\'':
			p.until(string(c), "a quote in DOCTYPE is not closed")
		case c == '<' && p.has("!--"):
			p.until("-->", "a comment has no end")
		case c == '<':
			depth++
		case c == '>' && depth == 1:
			return
		case c == '>':
			depth--
		}
	}
	p.fail("DOCTYPE has no end")
}

func (p *xmlParser) name() text.Span {
	start := p.at
	for p.at < p.end {
		c := p.src[p.at]
		if !isWord(c) && c != ':' && c < 0x80 && (p.at == start || c != '-' && c != '.') || p.at == start && c >= '0' && c <= '9' {
			break
		}
		p.at++
	}
	name := text.Span{Start: start, End: p.at}
	if p.doc != nil && (name.Empty() || bytes.Count(name.Slice(p.src), []byte(":")) > 1) {
		p.fail("a name is missing")
	}
	return name
}

// local gives the part of a name behind its prefix.
func (p *xmlParser) local(name text.Span) text.Span {
	name.Start += bytes.LastIndexByte(name.Slice(p.src), ':') + 1
	return name
}

func (p *xmlParser) attribute(parent *Node) *Node {
	name := p.name()
	if !p.doc.more() {
		p.fail(tooMany)
	}
	n := p.doc.node(Node{Parent: parent, Kind: Scalar, Attr: true, KeySpan: p.local(name), KeyStyle: "xml-name"})
	if bytes.HasPrefix(name.Slice(p.src), []byte("xmlns:")) {
		n.KeySpan = name
	}
	n.Key, n.Span.Start = string(n.KeySpan.Slice(p.src)), name.Start
	p.space()
	p.want("=", "an attribute has no value")
	p.space()
	if p.err != nil || !p.has(`"`) && !p.has("'") {
		p.fail("an attribute's value has no quotes")
		return n
	}
	quote := p.src[p.at : p.at+1]
	p.at++
	n.ValueSpan, n.Style = p.until(string(quote), "a quote is not closed"), "xml"+string(quote)
	n.Span.End = p.at
	if bytes.IndexByte(n.ValueSpan.Slice(p.src), '<') >= 0 {
		p.fail(`"<" in an attribute`)
	}
	p.decode(n)
	return n
}

func (p *xmlParser) element(parent *Node, depth int) *Node {
	n := p.doc.node(Node{Parent: parent, Kind: Map, Layout: Loose, KeyStyle: "xml-name"})
	n.Span.Start = p.at
	switch {
	case depth >= MaxDepth:
		p.fail("nested too deeply")
	case !p.doc.more():
		p.fail(tooMany)
	}
	p.want("<", "an element is missing")
	n.Tag = p.name()
	n.KeySpan = p.local(n.Tag)
	n.Key = string(n.KeySpan.Slice(p.src))
	seen := map[string]bool{}
	for spaced := p.space(); p.err == nil && !p.has(">") && !p.has("/>"); spaced = p.space() {
		if !spaced {
			p.fail("neither a blank nor the end of a tag")
			return n
		}
		a := p.attribute(n)
		name := string(p.src[a.Span.Start:a.KeySpan.End])
		if p.err == nil && seen[name] {
			p.fail("an attribute stands there twice")
		}
		seen[name] = true
		n.Children = append(n.Children, a)
	}
	if p.err != nil {
		return n
	}
	if n.Closed = p.has("/>"); n.Closed {
		n.Body = text.Span{Start: p.at, End: p.at + 2}
		p.at += 2
	} else {
		p.at++
		p.content(n, depth)
	}
	n.Span.End = p.at
	if n.Kind != Scalar {
		n.ValueSpan = n.Body
	}
	if p.err == nil {
		p.pair(n)
	}
	return n
}

// content reads what stands between the tags of n, and its end tag.
func (p *xmlParser) content(n *Node, depth int) {
	n.Body.Start = p.at
	attrs := len(n.Children)
	var texts []text.Span // those that are not blank
	cdata, others := 0, 0
	for {
		i := bytes.IndexByte(p.src[p.at:p.end], '<')
		if i < 0 {
			p.fail("an element is not closed")
			return
		}
		if piece := (text.Span{Start: p.at, End: p.at + i}); len(bytes.Trim(piece.Slice(p.src), xmlSpace)) > 0 {
			if bytes.Contains(piece.Slice(p.src), []byte("]]>")) {
				p.fail("the end of a CDATA section in a text")
			}
			texts = append(texts, piece)
			p.decode(&Node{ValueSpan: piece, Style: "xml"})
		}
		if p.err != nil {
			return
		}
		p.at += i
		switch {
		case p.has("</"):
			n.Body.End = p.at
			p.at += 2
			if n.EndTag = p.name(); !bytes.Equal(n.EndTag.Slice(p.src), n.Tag.Slice(p.src)) {
				p.fail("the end tag of another element")
			}
			p.space()
			p.want(">", "an end tag is not closed")
			if len(n.Children) == attrs && p.err == nil {
				p.text(n, texts, cdata, others)
			}
			n.mixed = len(n.Children) > attrs && len(texts) > 0
			return
		case p.has("<![CDATA["):
			p.at += len("<![CDATA[")
			texts = append(texts, p.until("]]>", "a CDATA section has no end"))
			cdata++
		case p.has("<!--"), p.has("<?"):
			p.skipped(n)
			others++
		default:
			n.Children = append(n.Children, p.element(n, depth+1))
		}
		if p.err != nil {
			return
		}
	}
}

// text makes n, an element without elements, a setting if there is a text or
// room for one. Blanks around a CDATA section or beside a comment do not count.
func (p *xmlParser) text(n *Node, texts []text.Span, cdata, others int) {
	if len(texts) == 0 && (others > 0 || len(n.Children) > 0 || bytes.IndexByte(n.Body.Slice(p.src), '\n') >= 0) {
		return
	}
	n.Kind, n.Style, n.ValueSpan = Scalar, [2]string{"xml", "xml-cdata"}[min(cdata, 1)], n.Body
	if len(texts) > 1 {
		n.Opaque = "the text is in several parts"
		return
	}
	if cdata+others > 0 && len(texts) == 1 {
		n.ValueSpan = texts[0]
	}
	p.decode(n)
}
