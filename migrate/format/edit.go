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
	if container.mixed {
		return nil, fmt.Errorf("the entries of %q cannot be changed: text stands among them", container.Key)
	}
	by := make(map[*Node]Change, len(changes))
	for _, c := range changes {
		if c.Node.Parent != container {
			return nil, fmt.Errorf("entry %q is not in its container", c.Node.Key)
		}
		if c.Remove && holdsAnchor(c.Node) {
			return nil, fmt.Errorf("%q cannot be removed: other values refer to it by its anchor", c.Node.Key)
		}
		if outermost := container.Parent == nil && container.Doc.Syntax == "xml"; outermost && (!c.Remove || len(c.After) != 1) {
			return nil, fmt.Errorf("%q is the only element of its file", c.Node.Key)
		}
		if c.Remove || len(c.After) > 0 {
			by[c.Node] = c
		}
	}
	src := container.Doc.Src
	newline := text.NewlineOf(src)
	if len(changes) > 0 {
		newline = text.NewlineAt(src, changes[0].Node.Span.Start)
	}
	e := &editor{src: src, syntax: container.Doc.Syntax, newline: newline, by: by, separator: ","}
	switch {
	case e.syntax == "powershell" && container.Kind == Map:
		e.separator = ";"
	case e.syntax == "http":
		e.separator = "&"
	}
	if e.syntax == "dockerfile" {
		e.docker(container)
		return e.done()
	}
	e.httpStays(container)
	e.logstashStays(container)
	if e.syntax == "csv" && container.Parent != nil {
		e.fail("a column cannot be removed or added in one row alone")
	}
	if container.Kind == Map && container.Layout == Commas && container.Parent == nil && container.Body == container.ValueSpan && e.emptied(container.Children) {
		e.fail("nothing would be left of the file, which is no value then")
	}
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
	case Joined:
		e.joined(container)
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
	src     []byte
	syntax  string
	newline string
	// separator stands between entries in line.
	separator string
	by        map[*Node]Change
	edits     []FileEdit
	err       error
	near      text.Span // the line looked at last
}

// line gives the line that holds at, its line end included. A long line is
// looked for once, however many entries stand on it.
func (e *editor) line(at int) text.Span {
	if at < e.near.Start || at >= e.near.End {
		e.near = text.Span{Start: text.LineStart(e.src, at), End: text.LineEnd(e.src, at)}
	}
	return e.near
}

func (e *editor) lineEnd(at int) int { return e.line(at).End }

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
	end := len(e.src)
	if end == 0 || e.src[end-1] == '\n' {
		return
	}
	for i := len(e.edits) - 1; i >= 0 && e.edits[i].End == end; i-- {
		edit := &e.edits[i]
		if len(edit.Text) > 0 {
			if i+1 < len(e.edits) { // new lines stand before those that go
				edit.Text = edit.Text.TrimNewline()
			}
			return
		}
		floor := 0
		if i > 0 {
			floor = e.edits[i-1].End
		}
		if stays := i == 0 || e.edits[i-1].End < edit.Start; stays && e.syntax == "hcl" && endsHeredoc(e.src, edit.Start) {
			return
		}
		for edit.Start > floor && (e.src[edit.Start-1] == '\n' || e.src[edit.Start-1] == '\r') {
			edit.Start--
		}
		end = edit.Start
	}
}

// endsHeredoc tells whether the line in front of at may end a heredoc of HCL, which
// it only does with a line end behind it: it is one word.
func endsHeredoc(src []byte, at int) bool {
	end := trimRight(src, 0, at)
	p := &hclParser{src: src[:end], at: skipBlanks(src, text.LineStart(src, end), end)}
	return !p.ident().Empty() && p.at == end
}

// NeedsLineEnd tells whether a file that would end at at, with the line end in
// front of it taken away, would be another one.
func (d *Document) NeedsLineEnd(at int) bool { return d.Syntax == "hcl" && endsHeredoc(d.Src, at) }

// indented gives t with every line but the first put behind indent, and the
// file's own line ends. A value that goes over lines stays what it is.
func (e *editor) indented(t Fragment, indent string) Fragment {
	return t.layout(func(s string) string { return strings.ReplaceAll(s, "\n", e.newline+indent) })
}

// indentOf gives the white space that a line of n's container begins with: as
// wide as what stands in front of n, unless n stands far behind on its line.
func (e *editor) indentOf(n *Node) string {
	line := e.src[e.lineStart(n.Span.Start):n.Span.Start]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	if blank == len(line) || len(line) > 200 {
		return string(line[:blank])
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
	if start := e.line(at).Start; start > 0 || at < 3 || !bytes.HasPrefix(e.src, []byte(mark)) {
		return start
	}
	return len(mark)
}

// tail gives where the line that goes on at ends, its line end not included.
// alone tells that nothing but a comment stands there; end is behind it.
func (e *editor) tail(at int) (end int, alone, comment bool) {
	stop := e.lineEnd(at)
	end = trimRight(e.src, at, stop)
	i := skipBlanks(e.src, at, end)
	if i == end {
		return end, e.syntax != "properties" || !goesOn(e.src, at), false
	}
	rest := e.src[i:end]
	switch e.syntax {
	case "json", "javascript", "hcl", "php", "groovy", "java", "csharp":
		if bytes.HasPrefix(rest, []byte("/*")) {
			closing := bytes.Index(rest[2:], []byte("*/"))
			return end, closing >= 0 && closing+4 == len(rest), true
		}
		alone = bytes.HasPrefix(rest, []byte("//")) || (e.syntax == "hcl" || e.syntax == "php") && rest[0] == '#'
	case "xml":
		alone = bytes.HasPrefix(rest, []byte("<!--")) && bytes.Index(rest, []byte("-->"))+3 == len(rest)
	case "python", "ruby", "toml", "powershell":
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
