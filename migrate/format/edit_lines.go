package format

import (
	"bytes"
	"strings"
)

// lines edits entries that own their lines.
func (e *editor) lines(container *Node) {
	entries := container.Children
	if e.emptied(entries) {
		e.empty(container)
		return
	}
	for i, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start, end := e.ownLines(n)
		indent := e.indentOf(n)
		after := c.After
		if c.Remove || len(after) > 0 {
			e.ownsLine(n, c.Remove)
		}
		if len(after) > 0 && n.Kind == Map && (e.syntax == "toml" || e.syntax == "ini") && e.src[n.Span.Start] == '[' {
			e.fail("a setting behind the table %q would be one of its own", n.Key)
		}
		switch {
		case !c.Remove:
		case len(after) > 0:
			stop := max(n.Span.End, trimRight(e.src, n.Span.Start, end))
			e.replace(n.Span.Start, stop, e.indented(after[0], indent))
			after = after[1:]
		case e.firstOnLine(n.Span.Start):
			e.replace(start, e.withBlankLine(n, start, end), nil)
		default:
			e.removeFirst(entries, i)
		}
		if len(after) > 0 {
			if e.openBlock(n) {
				e.fail("%q shares its line end with the end of the file: another line behind it would change its text", n.Key)
			}
			e.insertLines(end, indent, after)
		}
	}
}

// withBlankLine gives the end of what goes with a block: the blank line behind it,
// where one stands in front of it too.
func (e *editor) withBlankLine(n *Node, start, end int) int {
	next := e.lineEnd(end)
	blank := func(from, to int) bool { return len(bytes.TrimSpace(e.src[from:to])) == 0 }
	if n.Kind != Map || end >= len(e.src) || !blank(end, next) || start > 0 && !blank(e.lineStart(start-1), start) {
		return end
	}
	return next
}

// emptied tells whether all entries go and none comes.
func (e *editor) emptied(entries []*Node) bool {
	for _, n := range entries {
		if c, ok := e.by[n]; !ok || !c.Remove || len(c.After) > 0 {
			return false
		}
	}
	return len(entries) > 0
}

// ownLines gives the bytes of the lines that n stands on.
func (e *editor) ownLines(n *Node) (start, end int) {
	return e.lineStart(n.Span.Start), e.lineEnd(n.Span.End)
}

// ownsLine fails where something else stands on the lines of n: what it shares
// them with would go with it, or come between it and a new entry.
func (e *editor) ownsLine(n *Node, removed bool) {
	before := bytes.Trim(e.src[e.lineStart(n.Span.Start):n.Span.Start], " \t")
	if e.syntax == "yaml" {
		before = bytes.Trim(before, "- \t")
	}
	_, alone, _ := e.tail(n.Span.End)
	if len(before) > 0 || !alone {
		e.fail("%q shares its line with something else", n.Key)
	}
}

// removeFirst takes away the first entries of a list item, from entry i on, and
// puts what follows them behind the dash: a comment, else the next entry.
func (e *editor) removeFirst(entries []*Node, i int) {
	n := entries[i]
	_, at := e.ownLines(n)
	next := i + 1
	for at < len(e.src) {
		end := e.lineEnd(at)
		if next < len(entries) && entries[next].Span.Start < end && entries[next].Span.Start >= at {
			c, ok := e.by[entries[next]]
			if !ok || !c.Remove || len(c.After) > 0 {
				break
			}
			_, at = e.ownLines(entries[next])
			next++
			continue
		}
		if len(bytes.TrimSpace(e.src[at:end])) > 0 {
			break
		}
		at = end
	}
	for _, gone := range entries[i+1 : next] {
		delete(e.by, gone) // it lies in what is cut out here
	}
	e.replace(n.Span.Start, skipBlanks(e.src, at, len(e.src)), nil)
}

// empty takes all entries of a container away and leaves it an empty one: YAML
// would read nothing at all as null.
func (e *editor) empty(container *Node) {
	hollow := map[Kind]string{Map: "{}", List: "[]"}[container.Kind]
	for i, n := range container.Children {
		e.ownsLine(n, true)
		start, end := e.ownLines(n)
		if i == 0 && !e.firstOnLine(n.Span.Start) {
			e.replace(n.Span.Start, trimRight(e.src, n.Span.Start, end), Literal(hollow))
			continue
		}
		e.replace(start, end, nil)
		if at := e.behindHeader(container); i == 0 && at >= 0 {
			e.replace(at, at, Literal(" "+hollow))
		}
	}
}

// behindHeader gives the place behind "name:" or the dash of a YAML container
// whose entries begin on the next line; -1 where there is none.
func (e *editor) behindHeader(container *Node) int {
	if e.syntax != "yaml" || container.Parent == nil {
		return -1
	}
	at := container.Span.Start
	if container.KeySpan.Empty() {
		if at >= len(e.src) || e.src[at] != '-' {
			return -1
		}
		at++
	} else {
		at = container.KeySpan.End
		end := e.lineEnd(at)
		colon := bytes.IndexByte(e.src[at:end], ':')
		if colon < 0 {
			return -1
		}
		at += colon + 1
	}
	for {
		i := skipBlanks(e.src, at, len(e.src))
		if i == len(e.src) || e.src[i] != '&' && e.src[i] != '!' {
			return at
		}
		at = i
		for at < len(e.src) && strings.IndexByte(" \t\r\n", e.src[at]) < 0 {
			at++
		}
	}
}

// openBlock tells whether n ends with a text over lines that the end of the file
// ends: with a line behind it, it would end with a line end.
func (e *editor) openBlock(n *Node) bool {
	for len(n.Children) > 0 {
		n = n.Children[len(n.Children)-1]
	}
	if n.Style != "yaml-block" || n.Span.End < len(e.src) {
		return false
	}
	header, _, _ := bytes.Cut(n.ValueSpan.Slice(e.src), []byte("\n"))
	return bytes.IndexByte(header, '-') < 0
}

// insertLines puts entries on lines of their own at the offset at, a line's
// start or the end of a file without a final line end.
func (e *editor) insertLines(at int, indent string, entries []Fragment) {
	open := at > 0 && at == len(e.src) && e.src[at-1] != '\n'
	var all Fragment
	for _, t := range entries {
		line := Join(Literal(indent), e.indented(t, indent))
		if open {
			all = Join(all, Literal(e.newline), line)
		} else {
			all = Join(all, line, Literal(e.newline))
		}
	}
	e.replace(at, at, all)
}
