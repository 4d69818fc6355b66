package format

import (
	"strconv"

	"unpw/migrate/text"
)

// calls gives the root of the document all calls of the file.
func (p *program) calls() {
	root := p.doc.Root
	var commands []int // where the calls without brackets end that are being read
	var blocks []block
	for i := 0; i < len(p.toks); {
		for len(commands) > 0 && commands[len(commands)-1] <= i {
			commands = commands[:len(commands)-1]
		}
		for len(blocks) > 0 && blocks[len(blocks)-1].end <= i {
			blocks = blocks[:len(blocks)-1]
		}
		if !p.word(i) {
			i++
			continue
		}
		if p.lang.settings {
			if _, _, ok := p.envAt(i); ok || p.lang.name == Groovy && p.is(i, "credentials") && !p.dot(i-1) { // it is the value of something
				i = p.chain(i) + 1
				continue
			}
		}
		if p.lang.name == PowerShell {
			if n, _ := p.psCommand(i); n != nil {
				root.Children = append(root.Children, n)
				i++
				continue
			}
		}
		last := p.callee(i)
		c := p.callAt(i, last, len(commands))
		if c.node != nil {
			root.Children = append(root.Children, c.node)
			if c.command {
				commands = append(commands, c.end)
			}
			if c.block.node != nil {
				blocks = append(blocks, c.block)
			}
		} else if last == i+2 && p.is(last+1, "=") && p.begins(i) {
			p.configured(blocks, i)
		}
		i = last + 1
	}
}

// callee gives the last word of the name that begins at i. Ruby's new ends it: it
// is a call even without brackets.
func (p *program) callee(i int) int {
	last := p.chain(i)
	if p.lang.name == Ruby {
		for j := i + 2; j < last; j += 2 {
			if p.is(j, "new") {
				return j
			}
		}
	}
	return last
}

// called is a call and how it was found.
type called struct {
	node    *Node
	end     int  // the token behind its arguments
	command bool // it has no brackets
	block   block
}

// maxCommands is how many calls without brackets may stand in each other's
// arguments; further ones are not looked for.
const maxCommands = 2

// callAt reads the call of the name made of words i to last; its node is nil if
// there is none.
func (p *program) callAt(i, last, commands int) (c called) {
	open := last + 1
	if p.lang.name != Ruby && (!p.is(open, "(") || p.toks[open].newline) {
		return c
	}
	if i == last && !p.dot(i-1) && p.lang.statement[p.text(i)] {
		return c
	}
	ruby := p.lang.name == Ruby
	var n *Node
	call := func() { n = p.doc.node(Node{Parent: p.doc.Root, Kind: Call, Layout: Commas, KeyStyle: "callee"}) }
	switch {
	case p.is(open, "(") && !p.toks[open].newline && (p.lang.name != PowerShell || !p.toks[open].space):
		if p.defines(i, last, open) {
			return c
		}
		end := int(p.toks[open].match)
		call()
		c.end = end + 1
		n.Body = text.Span{Start: int(p.toks[open].end), End: int(p.toks[end].start)}
		p.arguments(n, open+1, end)
		n.Await = p.awaits(i)
		if n.Await && p.continuesChain(c.end) {
			p.awaited[open] = true
			n.Await = false
		}
	case ruby && commands < maxCommands && p.command(i, open):
		call()
		c.end, c.command = p.commandEnd(open), true
		n.Body = p.span(open, c.end)
		p.arguments(n, open, c.end)
	case ruby && (p.blockAt(open) || last > i && p.is(last, "new")): // without arguments
		call()
		c.end = open
		n.Body = text.Span{Start: int(p.toks[last].end), End: int(p.toks[last].end)}
	default:
		return c
	}
	n.Key, n.Callee = p.resolve(i, last), p.dotted(i, last)
	n.KeySpan, n.Span = p.span(i, last+1), p.span(i, c.end)
	if ruby && p.blockAt(c.end) {
		p.withBlock(&c, n)
	}
	n.ValueSpan = n.Span
	c.node = n
	return c
}

// defines tells whether a bracket behind a name holds parameters.
func (p *program) defines(i, last, open int) bool {
	if p.parameters(open) {
		return true
	}
	switch p.lang.name {
	case Java, CSharp: // behind a type
		if i == last && (p.word(i-1) && !p.lang.before[p.text(i-1)] && !p.is(i-1, "=") || p.is(i-1, "]") && p.kind(i-1) == tClose && !p.begins(i)) {
			return true
		}
	}
	if p.lang.name != JavaScript {
		return p.is(i-1, "def") || p.is(i-1, "class")
	}
	return i == last && p.is(int(p.toks[open].match)+1, ":") && p.declares(i)
}

// awaits tells whether the call chain that word i belongs to is awaited.
func (p *program) awaits(i int) bool {
	if p.dot(i - 1) { // behind a bracket
		if k := p.kind(i - 2); k == tClose {
			return p.awaited[int(p.toks[i-2].match)]
		}
		return false
	}
	if p.is(i-1, "new") {
		i--
	}
	return p.is(i-1, "await")
}

// continuesChain tells whether token i takes the result of what stands before it.
func (p *program) continuesChain(i int) bool {
	return p.dot(i) || p.is(i, "(") && !p.toks[i].newline || p.is(i, "[") && !p.toks[i].newline
}

// arguments reads the tokens [s,e) as those of the call n.
func (p *program) arguments(n *Node, s, e int) {
	position := 0
	p.split(s, e, func(s, e, comma int) {
		if s >= e {
			return
		}
		c := p.doc.node(Node{Parent: n, Span: p.span(s, e), KeySpan: text.Span{Start: int(p.toks[s].start), End: int(p.toks[s].start)}})
		if comma >= 0 {
			c.Comma = p.toks[comma].span()
		}
		n.Children = append(n.Children, c)
		switch {
		case p.is(s, "**"):
			p.splat(c, "**", s, e)
		case p.is(s, "*") || p.is(s, "...") || p.is(s, "&"):
			p.splat(c, p.splatName(s), s, e)
		case p.lang.name == Python && p.word(s) && p.is(s+1, "="), (p.lang.name == PHP || p.lang.name == CSharp) && p.word(s) && p.is(s+1, ":"):
			c.Key, c.KeySpan, c.KeyStyle = p.text(s), p.toks[s].span(), "name"
			p.value(c, s+2, e, true)
		default:
			v := 0
			if p.lang.name == Ruby || p.lang.name == Groovy {
				v = p.key(c, s, e)
			}
			if v == 0 {
				position++
				c.Key = placeKey(position)
				v = s
			}
			if v == s && c.KeyStyle == "name" { // username: without a value
				p.value(c, s, s+1, true)
				return
			}
			p.value(c, v, e, true)
		}
	})
}

// places are the names of arguments by their place.
var places = [...]string{"(0)", "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"}

func placeKey(n int) string {
	if n < len(places) {
		return places[n]
	}
	return "(" + strconv.Itoa(n) + ")"
}

func (p *program) splatName(i int) string {
	if p.is(i, "&") {
		return "&"
	}
	return "*"
}
