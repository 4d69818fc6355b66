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
// separators depend on what stays.
func Edits(container *Node, changes []Change) ([]FileEdit, error) {
	by := make(map[*Node]Change, len(changes))
	for _, c := range changes {
		if c.Node.Parent != container {
			return nil, fmt.Errorf("entry %q is not in its container", c.Node.Key)
		}
		by[c.Node] = c
	}
	e := &editor{src: container.Doc.Src, by: by}
	groups := [][]*Node{container.Children}
	if container.Layout == Loose {
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
		return e.done()
	}
	for _, g := range groups {
		switch container.Layout {
		case Commas:
			e.commas(g)
		case Spaces:
			e.spaces(g)
		default:
			e.lines(g)
		}
	}
	return e.done()
}

type editor struct {
	src   []byte
	by    map[*Node]Change
	edits []FileEdit
	err   error
}

func (e *editor) replace(start, end int, t Fragment) {
	e.edits = append(e.edits, FileEdit{Span: text.Span{Start: start, End: end}, Text: t})
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
	return e.edits, nil
}

// indented gives t with every line but the first put behind indent, and the
// file's own line ends.
func (e *editor) indented(t Fragment, indent string) Fragment {
	nl := text.NewlineOf(e.src)
	out := make(Fragment, len(t))
	for i, p := range t {
		p.lit = strings.ReplaceAll(p.lit, "\n", nl+indent)
		out[i] = p
	}
	return out
}

// indentOf gives the white space that a line of n's container begins with.
func (e *editor) indentOf(n *Node) string {
	line := e.src[text.LineStart(e.src, n.Span.Start):n.Span.Start]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	if blank == len(line) {
		return string(line)
	}
	return string(line[:blank]) + strings.Repeat(" ", len(line)-blank)
}

// lines edits entries that own their lines.
func (e *editor) lines(entries []*Node) {
	for i, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start := text.LineStart(e.src, n.Span.Start)
		end := text.LineEnd(e.src, max(n.Span.Start, n.Span.End-1))
		stop := end
		for stop > start && (e.src[stop-1] == '\n' || e.src[stop-1] == '\r') {
			stop--
		}
		indent := e.indentOf(n)
		after := c.After
		if c.Remove {
			alone := len(bytes.TrimSpace(e.src[start:n.Span.Start])) == 0
			switch {
			case len(after) > 0:
				e.replace(n.Span.Start, stop, e.indented(after[0], indent))
				after = after[1:]
			case alone:
				e.replace(start, end, nil)
			case i+1 < len(entries) && !e.by[entries[i+1]].Remove:
				e.replace(n.Span.Start, entries[i+1].Span.Start, nil)
			default:
				e.err = fmt.Errorf("the first entry of a list item cannot be removed alone")
			}
		}
		if len(after) > 0 {
			e.insertLines(end, indent, after)
		}
	}
}

// insertLines puts entries on lines of their own at the offset at, a line's
// start or the end of a file without a final line end.
func (e *editor) insertLines(at int, indent string, entries []Fragment) {
	nl := text.NewlineOf(e.src)
	open := at > 0 && at == len(e.src) && e.src[at-1] != '\n'
	var all Fragment
	for _, t := range entries {
		line := Join(Literal(indent), e.indented(t, indent))
		if open {
			all = Join(all, Literal(nl), line)
		} else {
			all = Join(all, line, Literal(nl))
		}
	}
	e.replace(at, at, all)
}

// commas edits entries with commas between them.
func (e *editor) commas(entries []*Node) {
	last := -1 // the last entry that is there afterwards
	for i, n := range entries {
		if c, ok := e.by[n]; !ok || !c.Remove || len(c.After) > 0 {
			last = i
		}
	}
	for i, n := range entries {
		c, ok := e.by[n]
		if i == last && i < len(entries)-1 && entries[len(entries)-1].Comma.Empty() && !n.Comma.Empty() {
			e.replace(n.Comma.Start, n.Comma.End, nil)
		}
		if !ok {
			continue
		}
		lead := e.lead(entries, i)
		indent := lead[strings.LastIndexByte(lead, '\n')+1:]
		if !strings.Contains(lead, "\n") {
			indent = e.indentOf(n)
		}
		var added Fragment
		for j, t := range c.After {
			if j > 0 || !c.Remove {
				added = Join(added, Literal(","+lead))
			}
			added = Join(added, e.indented(t, indent))
		}
		switch {
		case c.Remove && len(added) > 0:
			e.replace(n.Span.Start, n.Span.End, added)
		case c.Remove:
			e.removeBetweenCommas(entries, i)
		case len(added) > 0:
			e.replace(n.Span.End, n.Span.End, added)
		}
	}
}

// removeBetweenCommas takes an entry away with the white space before it and
// the comma behind it; a comment behind the comma on the same line goes too.
func (e *editor) removeBetweenCommas(entries []*Node, i int) {
	n := entries[i]
	start := n.Span.Start
	for start > 0 && bytes.IndexByte([]byte(" \t\r\n"), e.src[start-1]) >= 0 {
		start--
	}
	floor := 0
	if i > 0 {
		floor = max(entries[i-1].Span.End, entries[i-1].Comma.End)
	}
	start = max(start, floor)
	end := n.Span.End
	if !n.Comma.Empty() {
		end = n.Comma.End
	}
	if i == 0 && start == floor && i+1 < len(entries) {
		// f(a, b): the blank behind the comma goes with the first entry
		for end < len(e.src) && (e.src[end] == ' ' || e.src[end] == '\t') {
			end++
		}
	}
	if i == 0 && start > 0 && !bytes.ContainsAny(e.src[start:n.Span.Start], "\n") && bytes.IndexByte([]byte("({["), e.src[start-1]) >= 0 && start < n.Span.Start {
		// "{ a, b }": the blank inside the bracket stays, the next one's goes
		start = n.Span.Start
		for end < len(e.src) && (e.src[end] == ' ' || e.src[end] == '\t') {
			end++
		}
	} else if i == 0 && start < n.Span.Start && i+1 == len(entries) {
		start = n.Span.Start
	}
	e.replace(start, end, nil)
}

// lead gives the white space that stands in front of an entry, which new
// entries of the container copy.
func (e *editor) lead(entries []*Node, i int) string {
	white := func(k int) string {
		at := entries[k].Span.Start
		start := at
		for start > 0 && bytes.IndexByte([]byte(" \t\r\n"), e.src[start-1]) >= 0 {
			start--
		}
		w := string(e.src[start:at])
		if nl := strings.LastIndexByte(w, '\n'); nl >= 0 {
			return text.NewlineOf(e.src) + w[nl+1:]
		}
		if ls := text.LineStart(e.src, at); start == ls && k > 0 || strings.TrimSpace(string(e.src[ls:at])) == "" {
			return text.NewlineOf(e.src) + string(e.src[ls:at])
		}
		return w
	}
	w := white(i)
	if i == 0 && !strings.Contains(w, "\n") {
		if len(entries) > 1 {
			return white(1)
		}
		return e.blankBehindCommas(entries[0])
	}
	return w
}

// blankBehindCommas gives the white space that the containers around n put
// behind a comma, a blank where none shows it.
func (e *editor) blankBehindCommas(n *Node) string {
	for up := n.Parent; up != nil; up = up.Parent {
		for i, c := range up.Children {
			if i+1 == len(up.Children) || c.Comma.Empty() {
				continue
			}
			if gap := string(e.src[c.Comma.End:up.Children[i+1].Span.Start]); strings.TrimSpace(gap) == "" && !strings.Contains(gap, "\n") {
				return gap
			}
		}
	}
	return " "
}

// spaces edits the attributes of an element.
func (e *editor) spaces(entries []*Node) {
	for _, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start := n.Span.Start
		for start > 0 && bytes.IndexByte([]byte(" \t\r\n"), e.src[start-1]) >= 0 {
			start--
		}
		lead := string(e.src[start:n.Span.Start])
		var added Fragment
		for j, t := range c.After {
			if j > 0 || !c.Remove {
				added = Join(added, Literal(lead))
			}
			added = Join(added, t)
		}
		switch {
		case c.Remove && len(added) > 0:
			e.replace(n.Span.Start, n.Span.End, added)
		case c.Remove:
			e.replace(start, n.Span.End, nil)
		default:
			e.replace(n.Span.End, n.Span.End, added)
		}
	}
}

// loose edits child elements: on lines of their own where n stands on its own,
// else right beside each other.
func (e *editor) loose(entries []*Node) {
	for _, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start, end := text.LineStart(e.src, n.Span.Start), text.LineEnd(e.src, n.Span.End)
		own := len(bytes.TrimSpace(e.src[start:n.Span.Start])) == 0 && len(bytes.TrimSpace(e.src[n.Span.End:end])) == 0
		indent := e.indentOf(n)
		after := c.After
		if c.Remove {
			switch {
			case len(after) > 0:
				e.replace(n.Span.Start, n.Span.End, e.indented(after[0], indent))
				after = after[1:]
			case own:
				e.replace(start, end, nil)
			default:
				e.replace(n.Span.Start, n.Span.End, nil)
			}
		}
		if len(after) == 0 {
			continue
		}
		if own {
			e.insertLines(end, indent, after)
			continue
		}
		var all Fragment
		for _, t := range after {
			all = Join(all, e.indented(t, indent))
		}
		e.replace(n.Span.End, n.Span.End, all)
	}
}
