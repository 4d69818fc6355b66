package format

import (
	"bytes"

	"unpw/migrate/text"
)

// notWellFormed is why nothing in a template of XML is ever edited.
const notWellFormed = "the file is a template, not well-formed XML"

// xmlTemplates are what templates of XML hold: Jinja, Helm, Handlebars, ERB and
// JSP, FreeMarker.
var xmlTemplates = []string{"{{", "{%", "<%", "<#"}

// loosely reads tags and attributes of a template whose tags need not fit each
// other: an end tag ends the nearest element of its name, and no other one is
// missed. All of it is opaque, so that it is reported and never edited. It gives
// nil where src is no such template.
func loosely(src []byte) *Document {
	template := false
	for _, sign := range xmlTemplates {
		template = template || bytes.Contains(src, []byte(sign))
	}
	if !template {
		return nil
	}
	d := &Document{Syntax: "xml", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Loose, Span: whole, Body: whole}
	d.Roots = []*Node{d.Root}
	p := &looseXML{xmlParser: &xmlParser{doc: d, src: src, end: len(src)}, open: []*Node{d.Root}}
	for p.next() {
	}
	p.close(1)
	if p.err != nil || len(d.Root.Children) == 0 {
		return nil
	}
	return d
}

type looseXML struct {
	*xmlParser
	open []*Node // the elements around the place, the root first
}

// next reads up to and with the next tag; false at the end of the text.
func (p *looseXML) next() bool {
	i := bytes.IndexByte(p.src[p.at:], '<')
	if i < 0 || p.err != nil {
		p.at = p.end
		return false
	}
	p.at += i
	for _, skip := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<%", "%>"}} {
		if p.has(skip[0]) {
			j := bytes.Index(p.src[p.at:], []byte(skip[1]))
			if j < 0 {
				return false
			}
			p.at += j + len(skip[1])
			return true
		}
	}
	if p.has("</") {
		p.endTag()
		return true
	}
	start := p.at
	p.at++
	tag := p.word()
	if tag.Empty() {
		return true
	}
	if len(p.open) > MaxDepth || !p.doc.more() {
		p.fail(tooMany)
		return false
	}
	top := p.open[len(p.open)-1]
	n := p.doc.node(Node{Parent: top, Kind: Map, Layout: Loose, KeyStyle: "xml-name", Opaque: notWellFormed, Tag: tag})
	n.Span.Start, n.KeySpan = start, p.local(tag)
	n.Key = string(n.KeySpan.Slice(p.src))
	top.Children = append(top.Children, n)
	p.attributes(n)
	n.Body = text.Span{Start: p.at, End: p.at}
	n.Span.End, n.ValueSpan = p.at, n.Body
	if p.src[p.at-1] == '>' && p.src[p.at-2] != '/' {
		p.open = append(p.open, n)
	}
	return true
}

// word gives the name that stands here, empty if none does.
func (p *looseXML) word() text.Span {
	start := p.at
	for p.at < p.end && (isWord(p.src[p.at]) || bytes.IndexByte([]byte(":.-"), p.src[p.at]) >= 0) {
		p.at++
	}
	return text.Span{Start: start, End: p.at}
}

// attributes reads the rest of a start tag, whatever else stands in it.
func (p *looseXML) attributes(n *Node) {
	for p.at < p.end {
		if p.src[p.at] == '>' {
			p.at++
			return
		}
		name := p.word()
		if name.Empty() {
			p.at++
			continue
		}
		p.space()
		if !p.has("=") {
			continue
		}
		p.at++
		p.space()
		if p.at >= p.end || p.src[p.at] != '"' && p.src[p.at] != '\'' {
			continue
		}
		end := bytes.IndexByte(p.src[p.at+1:], p.src[p.at])
		if end < 0 {
			p.at = p.end
			return
		}
		value := text.Span{Start: p.at + 1, End: p.at + 1 + end}
		p.at = value.End + 1
		a := p.doc.node(Node{Parent: n, Attr: true, KeySpan: p.local(name), KeyStyle: "xml-name", ValueSpan: value, Style: `xml"`, Span: text.Span{Start: name.Start, End: p.at}})
		a.Key = string(a.KeySpan.Slice(p.src))
		a.Value, _, _ = xmlDecode(value.Slice(p.src), a.Style)
		a.Opaque = notWellFormed
		n.Children = append(n.Children, a)
	}
}

// endTag ends the nearest open element of its name.
func (p *looseXML) endTag() {
	start := p.at
	p.at += 2
	name := p.word().Slice(p.src)
	if i := bytes.IndexByte(p.src[p.at:], '>'); i >= 0 {
		p.at += i + 1
	} else {
		p.at = p.end
	}
	for i := len(p.open) - 1; i > 0; i-- {
		n := p.open[i]
		if !bytes.Equal(n.Tag.Slice(p.src), name) {
			continue
		}
		p.close(i + 1)
		n.Body.End, n.Span.End = start, p.at
		n.ValueSpan = n.Body
		if inside := bytes.Trim(n.Body.Slice(p.src), xmlSpace); len(n.Children) == 0 && len(inside) > 0 {
			n.Kind, n.Style = Scalar, "xml"
			n.Value, _, _ = xmlDecode(n.Body.Slice(p.src), n.Style)
		}
		p.open = p.open[:i]
		return
	}
}

// close ends the open elements from number i on where they are.
func (p *looseXML) close(i int) {
	for _, n := range p.open[min(i, len(p.open)):] {
		n.Body.End, n.Span.End = p.at, p.at
		n.ValueSpan = n.Body
	}
	p.open = p.open[:min(i, len(p.open))]
}
