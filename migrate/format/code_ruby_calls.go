package format

import "unpw/migrate/text"

// block is a Ruby block that its call hands something to configure.
type block struct {
	param string
	end   int // the token of its end
	node  *Node
}

// matchBlocks finds the "end" of every "do". Words that open something else are
// counted where a statement or a value begins; behind one they are modifiers.
func (p *program) matchBlocks() {
	p.blocks = map[int]int{}
	var open []int // tokens of words that want an end; -1 for those that are no "do"
	loop := false  // the next "do" belongs to a loop
	for i := range p.toks {
		if p.toks[i].newline && !p.continues(i) {
			loop = false
		}
		if !p.word(i) || p.dot(i-1) || p.is(i+1, ":") && p.toks[i].end == p.toks[i+1].start {
			continue
		}
		switch w := p.text(i); w {
		case "do":
			if !loop {
				open = append(open, i)
			}
			loop = false
		case "while", "until", "for":
			if p.opensValue(i) {
				open = append(open, -1)
				loop = true
			}
		case "if", "unless", "case", "begin", "class", "module", "def":
			if p.opensValue(i) && !(w == "class" && p.dot(i-1)) && !p.endless(i) {
				open = append(open, -1)
			}
		case "end":
			if n := len(open); n > 0 {
				if open[n-1] >= 0 {
					p.blocks[open[n-1]] = i
				}
				open = open[:n-1]
			}
		}
	}
}

// opensValue tells whether a statement or a value begins at i.
func (p *program) opensValue(i int) bool {
	if p.begins(i) {
		return true
	}
	switch k := p.kind(i - 1); k {
	case tOp, tOpen, tFieldOpen:
		return true
	case tWord:
		switch p.text(i - 1) {
		case "return", "private", "public", "protected", "module_function", "private_class_method", "not", "and", "or", "puts", "when", "in", "ensure", "rescue":
			return true
		}
	}
	return false
}

// endless tells whether the method that is defined at i has no "end": def x = 1.
func (p *program) endless(i int) bool {
	if !p.is(i, "def") {
		return false
	}
	j := i + 2
	for p.dot(j) {
		j += 2
	}
	if p.is(j, "(") {
		j = p.skip(j)
	}
	return p.is(j, "=") && p.toks[j].space
}

// command tells whether the name that begins at word i is called with the
// arguments that begin at s, without brackets.
func (p *program) command(i, s int) bool {
	if s >= len(p.toks) || p.toks[s].newline || !p.toks[s].space || p.is(i-1, "def") || p.is(i-1, "class") || p.is(i-1, "module") {
		return false
	}
	switch p.kind(s) {
	case tString, tStringOpen, tNumber, tOther:
		return true
	case tWord:
		w := p.text(s)
		return !p.lang.statement[w] || p.lang.bare[w] || w == "self" || w == "super" || w == "__dir__" || w == "__FILE__"
	case tOp:
		switch p.text(s) {
		case "**", "*", "&", "::":
			return s+1 < len(p.toks) && !p.toks[s+1].space
		case "->":
			return true
		}
	}
	return false
}

// commandEnd gives the token behind the arguments that begin at s.
func (p *program) commandEnd(s int) int {
	end := p.statementEnd(s, false)
	for i := s; i < end; i = p.skip(i) {
		if p.word(i) {
			switch p.text(i) {
			case "if", "unless", "while", "until", "rescue", "and", "or", "do", "then":
				if !p.is(i+1, ":") && !p.dot(i-1) {
					return i
				}
			}
		}
	}
	return end
}

// blockAt tells whether a block with a parameter begins at i.
func (p *program) blockAt(i int) bool {
	if !(p.is(i, "do") || p.is(i, "{") && p.kind(i) == tOpen) || !p.is(i+1, "|") || !p.word(i+2) || !p.is(i+3, "|") {
		return false
	}
	_, ended := p.blocks[i]
	return ended || p.is(i, "{")
}

// withBlock adds to the call n the block behind its arguments. Where there are
// no arguments, what the block assigns to its parameter are the entries.
func (p *program) withBlock(c *called, n *Node) {
	end, ok := p.blocks[c.end]
	if !ok {
		end = int(p.toks[c.end].match)
	}
	n.Span.End = int(p.toks[end].end)
	if len(n.Children) > 0 {
		return
	}
	n.Layout = Lines
	n.Body = text.Span{Start: int(p.toks[c.end+3].end), End: int(p.toks[end].start)}
	c.block = block{param: p.text(c.end + 2), end: end, node: n}
}

// configured reads "config.X = value" at i as an entry of the innermost block
// whose parameter config is.
func (p *program) configured(blocks []block, i int) {
	name := p.text(i)
	for k := len(blocks) - 1; k >= 0 && k > len(blocks)-20; k-- {
		b := blocks[k]
		if b.param != name {
			continue
		}
		e := p.statementEnd(i+4, false)
		c := p.doc.node(Node{Parent: b.node, Span: p.span(i, e), Key: p.text(i + 2), KeySpan: p.toks[i+2].span(), KeyStyle: "name"})
		p.value(c, i+4, e, true)
		b.node.Children = append(b.node.Children, c)
		return
	}
}
