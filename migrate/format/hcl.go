package format

import (
	"bytes"
	"unicode/utf8"

	"unpw/migrate/text"
)

// HCL reads HCL 2 as Terraform, Packer, Nomad and Steampipe write it. A block is
// a container called as its type, with a container for each of its labels in it;
// attributes and the entries of objects are settings. An expression that is no
// literal, list or object is opaque, but for var.x and local.x, which are
// references to parameters, and for jsonencode and the like, through which the
// argument is seen.
type HCL struct{}

// Name implements Syntax.
func (HCL) Name() string { return "hcl" }

// Parse implements Syntax.
func (HCL) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "hcl", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &hclParser{doc: d, src: src, text: string(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	if !utf8.Valid(src) {
		p.at = invalidUTF8(src)
		p.fail("the text is not in UTF-8")
	}
	p.body(d.Root, 0)
	if p.err == nil && p.at < len(src) {
		p.fail("a brace that closes nothing")
	}
	if p.err != nil {
		return nil, p.err
	}
	return d, nil
}

type hclParser struct {
	doc   *Document
	src   []byte
	text  string // src; values are cut from it
	at    int
	nodes nodes
	noted int // comments up to here were seen
	err   *Malformed
}

func (p *hclParser) fail(why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(p.at, len(p.src))), Why: "not valid HCL here: " + why}
	}
	p.at = len(p.src)
}

// node gives a new node.
func (p *hclParser) node() *Node {
	if !p.doc.more() {
		p.fail(tooMany)
	}
	return p.nodes.next()
}

// next gives the byte here, 0 at the end.
func (p *hclParser) next() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

func (p *hclParser) has(s string) bool { return bytes.HasPrefix(p.src[p.at:], []byte(s)) }

// space passes white space and comments; line ends too, where lines is set.
func (p *hclParser) space(lines bool) {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == ' ' || c == '\t' || c == '\r':
			p.at++
		case c == '\n' && lines:
			p.at++
		case c == '#' || c == '/' && p.has("//"):
			end := text.LineEnd(p.src, p.at)
			p.commented(p.at, trimRight(p.src, p.at, end))
			if p.at = end; p.src[end-1] == '\n' {
				p.at--
			}
		case c == '/' && p.has("/*"):
			i := bytes.Index(p.src[p.at+2:], []byte("*/"))
			if i < 0 {
				p.fail("a comment has no end")
				return
			}
			p.at += 2 + i + 2
		default:
			return
		}
	}
}

// commented keeps the setting in a comment.
func (p *hclParser) commented(at, stop int) {
	if stop <= p.noted {
		return
	}
	p.noted = stop
	for at < stop && (p.src[at] == '#' || p.src[at] == '/' || p.src[at] == ' ' || p.src[at] == '\t') {
		at++
	}
	i := at
	for i < stop && (isWord(p.src[i]) || p.src[i] == '-') {
		i++
	}
	eq := skipBlanks(p.src, i, stop)
	if i == at || eq >= stop || p.src[eq] != '=' {
		return
	}
	start := skipBlanks(p.src, eq+1, stop)
	n := p.node()
	*n = Node{Doc: p.doc, Parent: p.doc.Root, Kind: Scalar, Key: p.text[at:i], KeySpan: text.Span{Start: at, End: i}, KeyStyle: "hcl-name",
		Value: string(bytes.Trim(p.src[start:stop], `"`)), ValueSpan: text.Span{Start: start, End: stop}, Style: `hcl"`, Span: text.Span{Start: at, End: stop}}
	p.doc.Commented = append(p.doc.Commented, n)
}

// ident gives the name that begins here, empty if none does.
func (p *hclParser) ident() text.Span {
	start := p.at
	for p.at < len(p.src) {
		c := p.src[p.at]
		if !isWord(c) && c < 0x80 && (c != '-' || p.at == start) || p.at == start && c >= '0' && c <= '9' {
			break
		}
		p.at++
	}
	return text.Span{Start: start, End: p.at}
}

// body reads attributes and blocks up to the brace that closes n.
func (p *hclParser) body(n *Node, depth int) {
	for p.err == nil {
		if p.space(true); p.at >= len(p.src) || p.src[p.at] == '}' {
			return
		}
		child := p.node()
		child.Doc, child.Parent = p.doc, n
		n.Children = append(n.Children, child)
		child.Span.Start = p.at
		p.named(child, "hcl-name")
		p.space(false)
		if p.next() == '=' {
			p.at++
			p.space(false)
			p.value(child, depth, true)
			child.Span.End = p.at
			child.Env = child.Env || child.Key == "app_settings" // of Azure's functions
		} else {
			p.block(child, depth)
		}
		if p.space(false); p.at < len(p.src) && p.src[p.at] != '\n' && p.src[p.at] != '}' {
			p.fail("text behind an attribute or a block")
		}
	}
}

// named reads the name of n, a word or a text in quotes.
func (p *hclParser) named(n *Node, style string) {
	if p.next() == '"' {
		label := Node{Doc: p.doc}
		p.quoted(&label, 0)
		if p.err != nil {
			return
		}
		s := label.ValueSpan
		n.Key, n.KeyStyle, n.KeySpan = label.Value, `esc:hcl"`, text.Span{Start: s.Start + 1, End: s.End - 1}
		if len(label.Refs) > 0 || label.Opaque != "" || n.KeySpan.Empty() {
			n.Key, n.KeySpan.End = "", n.KeySpan.Start
			n.Opaque = "its name is computed"
		}
		return
	}
	s := p.ident()
	if s.Empty() {
		p.fail("a name is missing")
		return
	}
	n.Key, n.KeyStyle, n.KeySpan = p.text[s.Start:s.End], style, s
}

// block reads the labels and the body of the block n, whose type was read.
func (p *hclParser) block(n *Node, depth int) {
	inner := n
	for p.err == nil && p.next() != '{' {
		if depth++; depth >= MaxDepth {
			p.fail("nested too deeply")
			return
		}
		label := p.node()
		label.Doc, label.Parent, label.Span.Start = p.doc, inner, p.at
		inner.Kind, inner.Layout, inner.Opaque = Map, Lines, "its entries are the labels of a block"
		inner.Children = []*Node{label}
		p.named(label, "hcl-key")
		inner = label
		p.space(false)
	}
	if depth >= MaxDepth {
		p.fail("nested too deeply")
	}
	if p.err != nil {
		return
	}
	brace := p.at
	inner.Kind, inner.Layout = Map, Lines
	p.at++
	inner.Body.Start = p.at
	p.body(inner, depth+1)
	if p.next() != '}' {
		p.fail("a brace is not closed")
		return
	}
	inner.Body.End = p.at
	p.at++
	for b := inner; ; b = b.Parent {
		b.Span.End, b.ValueSpan = p.at, text.Span{Start: brace, End: p.at}
		if b == n {
			return
		}
		b.Parent.Body = b.Span
	}
}
