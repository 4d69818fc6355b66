package format

import (
	"strings"

	"unpw/migrate/text"
)

const hclComputed = "the value is computed"

// value reads the expression that begins here into n. It ends at a comma, at a
// closing bracket and, where lines is set, at the end of the line.
func (p *hclParser) value(n *Node, depth int, lines bool) {
	start := p.at
	n.ValueSpan.Start = start
	if depth >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	if !p.operand(n, depth) && p.err == nil {
		n.Opaque = hclComputed
	}
	end := p.at
	for p.err == nil {
		if p.space(!lines); p.at >= len(p.src) || strings.IndexByte("\n,]})", p.src[p.at]) >= 0 {
			break
		}
		if c := p.src[p.at]; end > start && !isOperator(p.src[end-1]) && (isWord(c) || c >= 0x80 || c == '"' || c == '{' || p.has("<<")) {
			p.fail("text behind the value")
			return
		}
		p.token(depth)
		end = p.at
		n.Opaque = hclComputed
	}
	if p.err != nil {
		return
	}
	p.at = end
	if start == end {
		p.fail("a value is missing")
		return
	}
	if n.Opaque == hclComputed {
		n.Kind, n.Layout, n.Children, n.Refs, n.Bare = Scalar, Lines, nil, nil, false
		n.ValueSpan, n.Body = text.Span{Start: start, End: end}, text.Span{}
		n.Value, n.Style = p.text[start:end], `hcl"`
	}
}

// operand reads a literal, a list, an object or a reference; false where
// something else begins here.
func (p *hclParser) operand(n *Node, depth int) bool {
	start := p.at
	switch c := p.next(); {
	case c == '"':
		p.quoted(n, depth)
		return true
	case c == '<' && p.has("<<"):
		p.heredoc(n, depth)
		return true
	case c == '[' || c == '{':
		return p.container(n, c, depth)
	case c >= '0' && c <= '9' || c == '-':
		p.number()
		n.Value, n.Style, n.Bare, n.ValueSpan = p.text[start:p.at], "hcl-bare", true, text.Span{Start: start, End: p.at}
		return hclNumber(n.Value)
	}
	s := p.ident()
	word := p.text[s.Start:s.End]
	n.ValueSpan = s
	switch {
	case word == "true" || word == "false":
		n.Value, n.Style, n.Bare = word, "hcl-bare", true
		return true
	case word == "null": // says nothing of the type of what could stand here
		n.Value, n.Style, n.Bare = word, `hcl"`, true
		return true
	case (word == "var" || word == "local") && p.next() == '.':
		p.at++
		name := p.ident()
		n.ValueSpan.End, n.Style = name.End, `hcl"`
		n.Value = p.text[s.Start:name.End]
		n.Refs = []Ref{{Kind: RefParameter, Object: word, Name: p.text[name.Start:name.End], NameSpan: name, Span: n.ValueSpan, Whole: true}}
		return !name.Empty()
	case p.next() == '(' && hclClear[word]:
		return p.argument(n, depth)
	}
	return false
}

// hclClear are the functions whose argument is what they give, as far as its
// settings go.
var hclClear = map[string]bool{"jsonencode": true, "yamlencode": true, "sensitive": true, "nonsensitive": true, "tomap": true, "tostring": true}

// argument reads the only argument of a call into n.
func (p *hclParser) argument(n *Node, depth int) bool {
	p.at++
	p.space(true)
	p.value(n, depth+1, false)
	p.space(true)
	if p.err != nil || p.next() != ')' {
		p.closed(depth)
		return false
	}
	p.at++
	return n.Opaque != hclComputed
}

// closed passes the rest of a bracket that is open here.
func (p *hclParser) closed(depth int) {
	for p.err == nil {
		if p.space(true); p.at >= len(p.src) {
			p.fail("a bracket is not closed")
		} else if c := p.src[p.at]; c == ')' || c == ']' || c == '}' {
			p.at++
			return
		} else if c == ',' {
			p.at++
		} else {
			p.token(depth)
		}
	}
}

// token passes one token of an expression, a bracket with all that is in it.
func (p *hclParser) token(depth int) {
	if depth >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	switch c := p.src[p.at]; {
	case c == '"':
		p.quoted(&Node{Doc: p.doc}, depth+1)
	case c == '<' && p.has("<<"):
		p.heredoc(&Node{Doc: p.doc}, depth+1)
	case c == '(' || c == '[' || c == '{':
		p.at++
		p.closed(depth + 1)
	case isWord(c) || c >= 0x80:
		for p.at < len(p.src) && (isWord(p.src[p.at]) || p.src[p.at] >= 0x80) {
			p.at++
		}
	case isOperator(c):
		p.at++
	default:
		p.fail("a character that no expression has")
	}
}

func isOperator(c byte) bool { return strings.IndexByte(".*+-/%=<>!&|?:", c) >= 0 }

func (p *hclParser) number() {
	if p.next() == '-' {
		p.at++
	}
	for p.at < len(p.src) {
		c := p.src[p.at]
		if (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && (c != '+' && c != '-' || p.src[p.at-1]|0x20 != 'e') {
			return
		}
		p.at++
	}
}

// hclNumber tells whether s is a number of HCL.
func hclNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, rest, fraction := strings.Cut(s, ".")
	exponent := ""
	if fraction {
		rest, exponent = cutAny(rest, "eE")
	} else {
		whole, exponent = cutAny(whole, "eE")
	}
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!fraction || digits(rest)) && (exponent == "" || digits(strings.TrimPrefix(strings.TrimPrefix(exponent[1:], "+"), "-")))
}

// cutAny cuts s in front of the first of chars.
func cutAny(s, chars string) (before, rest string) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// container reads a list or an object; false for one that is computed.
func (p *hclParser) container(n *Node, open byte, depth int) bool {
	start := p.at
	p.at++
	n.Body.Start = p.at
	n.Kind, n.Layout = List, Commas
	closing := byte(']')
	if open == '{' {
		n.Kind, closing = Map, '}'
	}
	for {
		if p.space(true); p.at >= len(p.src) {
			p.fail("a bracket is not closed")
			return false
		}
		if p.src[p.at] == closing {
			n.Body.End = p.at
			p.at++
			n.ValueSpan = text.Span{Start: start, End: p.at}
			p.layout(n)
			return true
		}
		if len(n.Children) == 0 && p.isFor() {
			p.closed(depth)
			return false
		}
		k := len(n.Children)
		if k > 0 && n.Children[k-1].Comma.Empty() && (n.Kind == List || !p.lineBetween(n.Children[k-1].Span.End)) {
			p.fail("a comma is missing")
			return false
		}
		child := p.node()
		child.Doc, child.Parent, child.Span.Start = p.doc, n, p.at
		child.KeySpan = text.Span{Start: p.at, End: p.at}
		n.Children = append(n.Children, child)
		if n.Kind == Map {
			p.item(child, depth)
		} else {
			p.value(child, depth+1, false)
		}
		if p.err != nil {
			return false
		}
		child.Span.End = p.at
		if p.space(n.Kind == List); p.next() == ',' {
			child.Comma = text.Span{Start: p.at, End: p.at + 1}
			p.at++
		}
	}
}

// isFor tells whether a for expression begins here.
func (p *hclParser) isFor() bool {
	return p.has("for") && p.at+3 < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.at+3]) >= 0 && p.src[skipBlanks(p.src, p.at+3, len(p.src)-1)] != '='
}

// lineBetween tells whether a line ends between an entry and here.
func (p *hclParser) lineBetween(end int) bool {
	return strings.IndexByte(p.text[end:p.at], '\n') >= 0
}

// item reads "name = value" or "name: value" of an object.
func (p *hclParser) item(n *Node, depth int) {
	if c := p.next(); c == '"' || isWord(c) || c >= 0x80 {
		for c >= '0' && c <= '9' { // a number is a name too
			p.at++
			c = p.next()
		}
		if p.at > n.Span.Start {
			n.Key, n.KeyStyle, n.KeySpan.End = p.text[n.Span.Start:p.at], "hcl-key", p.at
		} else {
			p.named(n, "hcl-key")
		}
		p.space(false)
	}
	for first := true; p.err == nil && p.next() != '=' && p.next() != ':'; first = false {
		if first {
			n.Key, n.KeyStyle, n.Opaque, n.KeySpan = "", "", "its name is computed", text.Span{Start: n.Span.Start, End: n.Span.Start}
		}
		if c := p.next(); c == 0 || strings.IndexByte(",]})\n", c) >= 0 {
			p.fail("a value is missing")
			return
		}
		p.token(depth)
		p.space(false)
	}
	if p.err != nil {
		return
	}
	p.at++
	p.space(false)
	opaque := n.Opaque
	p.value(n, depth+1, true)
	if opaque != "" {
		n.Opaque = opaque
	}
}

// layout finds out how the entries of an object stand beside each other: with
// commas, else on lines of their own.
func (p *hclParser) layout(n *Node) {
	if n.Kind == List || len(n.Children) == 0 {
		return
	}
	last := len(n.Children) - 1
	apart := 0 // entries that no comma parts from the next one
	for _, c := range n.Children[:last] {
		if c.Comma.Empty() {
			apart++
		}
	}
	first := n.Children[0]
	if apart > 0 || last == 0 && first.Comma.Empty() && strings.Contains(p.text[n.Body.Start:first.Span.Start], "\n") {
		n.Layout = Lines
	}
}
