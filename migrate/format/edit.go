package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/text"
)

// Change says what becomes of one entry of a container.
type Change struct {
	// Node is the entry.
	Node *Node
	// Remove takes it away, its separator and trailing comment with it.
	Remove bool
	// After are new entries right behind Node, or in its place if it goes.
	// Their first line carries no indent, the others theirs relative to it.
	After []Fragment
}

// Edits gives the byte edits that make all changes in the container that the
// nodes of changes share. All changes of one container MUST come in one call:
// separators depend on what stays. It fails, and changes nothing, where an entry
// cannot go alone.
func Edits(container *Node, changes []Change) ([]FileEdit, error) {
	if container.Opaque != "" {
		return nil, fmt.Errorf("the entries of %q cannot be changed: %s", container.Key, container.Opaque)
	}
	by := make(map[*Node]Change, len(changes))
	for _, c := range changes {
		if c.Node.Parent != container {
			return nil, fmt.Errorf("entry %q is not in its container", c.Node.Key)
		}
		if c.Remove && holdsAnchor(c.Node) {
			return nil, fmt.Errorf("%q cannot be removed: other values refer to it by its anchor", c.Node.Key)
		}
		by[c.Node] = c
	}
	e := &editor{src: container.Doc.Src, syntax: container.Doc.Syntax, by: by}
	switch container.Layout {
	case Loose:
		var attrs, elements []*Node
		for _, c := range container.Children {
			if c.Attr {
				attrs = append(attrs, c)
			} else {
				elements = append(elements, c)
			}
		}
		e.spaces(attrs)
		e.loose(elements)
	case Commas:
		e.commas(container.Children)
	case Spaces:
		e.spaces(container.Children)
	default:
		e.lines(container)
	}
	return e.done()
}

// holdsAnchor tells whether n, or something in it, is what an alias stands for.
func holdsAnchor(n *Node) bool {
	found := false
	n.Walk(func(c *Node) bool {
		found = found || c.aliased
		return !found
	})
	return found
}

type editor struct {
	src    []byte
	syntax string
	by     map[*Node]Change
	edits  []FileEdit
	err    error
}

func (e *editor) replace(start, end int, t Fragment) {
	e.edits = append(e.edits, FileEdit{Span: text.Span{Start: start, End: end}, Text: t})
}

func (e *editor) fail(format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf(format, args...)
	}
}

func (e *editor) done() ([]FileEdit, error) {
	if e.err != nil {
		return nil, e.err
	}
	slices.SortStableFunc(e.edits, func(a, b FileEdit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	e.keepEnd()
	return e.edits, nil
}

// keepEnd leaves a text without a final line end without one where its last
// lines go.
func (e *editor) keepEnd() {
	n := len(e.src)
	if n == 0 || e.src[n-1] == '\n' {
		return
	}
	end, first := n, len(e.edits)
	for first > 0 && e.edits[first-1].End == end && len(e.edits[first-1].Text) == 0 {
		first--
		end = e.edits[first].Start
	}
	if first == len(e.edits) {
		return
	}
	if first > 0 && e.edits[first-1].End == end { // new lines stand before those that go
		e.edits[first-1].Text = e.edits[first-1].Text.TrimNewline()
		return
	}
	for _, c := range []byte("\n\r") {
		if end > 0 && e.src[end-1] == c {
			end--
		}
	}
	e.edits[first].Start = end
}

// indented gives t with every line but the first put behind indent, and the
// file's own line ends. A value that goes over lines stays what it is.
func (e *editor) indented(t Fragment, indent string) Fragment {
	nl := text.NewlineOf(e.src)
	return t.layout(func(s string) string { return strings.ReplaceAll(s, "\n", nl+indent) })
}

// indentOf gives the white space that a line of n's container begins with.
func (e *editor) indentOf(n *Node) string {
	line := e.src[e.lineStart(n.Span.Start):n.Span.Start]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	if blank == len(line) {
		return string(line)
	}
	return string(line[:blank]) + strings.Repeat(" ", len(line)-blank)
}

// firstOnLine tells whether only blanks stand in front of at on its line.
func (e *editor) firstOnLine(at int) bool {
	return len(bytes.Trim(e.src[e.lineStart(at):at], " \t")) == 0
}

// lineStart gives the first byte of the line that holds at, behind a byte order
// mark.
func (e *editor) lineStart(at int) int {
	if start := text.LineStart(e.src, at); start > 0 || at < 3 || !bytes.HasPrefix(e.src, []byte(mark)) {
		return start
	}
	return len(mark)
}

// tail gives where the line that goes on at ends, its line end not included.
// alone tells that nothing but a comment stands there; end is behind it.
func (e *editor) tail(at int) (end int, alone, comment bool) {
	stop := text.LineEnd(e.src, at)
	end = trimRight(e.src, at, stop)
	i := skipBlanks(e.src, at, end)
	if i == end {
		return end, e.syntax != "properties" || !goesOn(e.src, at), false
	}
	rest := e.src[i:end]
	switch e.syntax {
	case "json", "javascript":
		if bytes.HasPrefix(rest, []byte("/*")) {
			closing := bytes.Index(rest[2:], []byte("*/"))
			return end, closing >= 0 && closing+4 == len(rest), true
		}
		alone = bytes.HasPrefix(rest, []byte("//"))
	case "xml":
		closing := bytes.Index(rest, []byte("-->"))
		alone = bytes.HasPrefix(rest, []byte("<!--")) && closing+3 == len(rest)
	case "python", "ruby":
		alone = rest[0] == '#'
	default:
		alone = rest[0] == '#' && i > at
	}
	return end, alone, alone
}

// goesOn tells whether the line that ends at at would go on on a next one: its
// last byte is a backslash that no other guards.
func goesOn(src []byte, at int) bool {
	slashes := len(src[:at]) - len(bytes.TrimRight(src[:at], `\`))
	return slashes%2 == 1
}
