package format

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"unpw/migrate/text"
)

// outer ties an inner document to the setting that holds it.
type outer struct {
	node *Node
	// offsets maps each byte of the inner text, and its end, to the outer one.
	offsets []int32
	// escape is the encoder for text inside the outer value.
	escape string
	// lines tells that the outer value holds the lines of the inner text as
	// lines; each but the first stands behind indent.
	lines  bool
	indent string
	// first tells that the indent of the first line is taken off all, least that
	// the least of all lines is.
	first, least bool
	cells        *cells // of a notebook, nil elsewhere
	// templated tells that templates may stand in the text: as they are, but not
	// in a secret.
	templated bool
	// sealed is how long the text is that stands here in base64; 0 for others,
	// whose bytes have places of their own.
	sealed int
}

func (o *outer) at(i int) int {
	if o.sealed > 0 {
		return contents(o.node).Start
	}
	return int(o.offsets[max(0, min(i, len(o.offsets)-1))])
}

// deepest is how many documents may stand in each other, the file counted;
// mostInner how many values of a file are looked into: a file with more is data.
const deepest, mostInner = 4, 10_000

// openInner reads a value that is itself a document. Its settings are then
// found like others, and an edit inside becomes an edit of the outer bytes,
// escaped as the outer value is. A value whose bytes cannot be mapped one by
// one is left closed.
func openInner(n *Node) {
	if strings.HasPrefix(n.Style, "base64|") && n.Opaque == "" {
		openSealed(n)
		return
	}
	if n.Opaque != "" && n.Opaque != templated || n.Via != nil || len(n.Parts) > 0 || len(n.Value) < 2 || strings.Contains(n.Style, "|") {
		return
	}
	s := innerSyntax(n)
	if n.Opaque == templated {
		s = namedSyntax(n)
	}
	if s == nil || !mayOpen(n.Doc) {
		return
	}
	o := mapBytes(n)
	if o == nil {
		return
	}
	d, err := s.Parse([]byte(n.Value))
	if err != nil || len(d.Root.Children) == 0 && len(d.Roots) < 2 {
		return
	}
	d.outer = o
	n.hold(d)
}

// hold makes d the document in n's value.
func (n *Node) hold(d *Document) {
	d.Path = n.Doc.Path
	if namedSyntax(n) != nil {
		d.Name = path.Join(path.Dir(d.Path), fileName(n))
	}
	n.Inner = d
	d.shape()
}

// Holder gives the setting in whose value n stands, nil if n stands in no value.
func (n *Node) Holder() *Node {
	if n.Doc == nil || n.Doc.outer == nil {
		return nil
	}
	return n.Doc.outer.node
}

// mayOpen tells whether a value of d may be looked into.
func mayOpen(d *Document) bool {
	depth := 1
	for d.outer != nil {
		d, depth = d.outer.node.Doc, depth+1
	}
	d.inner++
	return depth < deepest && d.inner <= mostInner
}

// FileEdit is a change to the bytes of a file.
type FileEdit struct {
	text.Span
	Text Fragment
}

// ToFile gives the edits of an inner document as edits of its file.
func (d *Document) ToFile(edits []FileEdit) ([]FileEdit, error) { return d.To(nil, edits) }

// To gives the edits of an inner document as edits of stop, a document around it
// or d itself; with nil, of its file.
func (d *Document) To(stop *Document, edits []FileEdit) ([]FileEdit, error) {
	for ; d.outer != nil && d != stop; d = d.outer.node.Doc {
		if d.outer.sealed > 0 {
			sealed, err := d.outer.sealing(edits)
			if err != nil {
				return nil, err
			}
			edits = sealed
			continue
		}
		if c := d.outer.cells; c != nil {
			var err error
			if edits, err = c.within(edits); err != nil {
				return nil, err
			}
		}
		for i, e := range edits {
			outward, err := d.outer.outward(d.Src, e)
			if err != nil {
				return nil, err
			}
			edits[i] = outward
		}
	}
	return edits, nil
}

// InOuter gives where the bytes of the inner document d in s stand in the
// document around it.
func (d *Document) InOuter(s text.Span) text.Span {
	if d.outer.sealed > 0 {
		return contents(d.outer.node)
	}
	return text.Span{Start: d.outer.at(s.Start), End: d.outer.at(s.End)}
}

// outward gives an edit of the inner text src as an edit of the outer one.
func (o *outer) outward(src []byte, e FileEdit) (FileEdit, error) {
	whole := o.lines && wholeLines(src, e)
	switch {
	case !o.lines:
	case o.first && !keepsFirstColumn(src, e), o.least && !keepsLeastIndent(src, e):
		return e, fmt.Errorf("the text in %q cannot begin with a blank: %w", o.node.Key, errNoSpelling)
	case !whole && e.End == len(src) && len(src) > 0 && src[e.End-1] == '\n':
		return e, fmt.Errorf("the text in %q has to end with a line end: %w", o.node.Key, errNoSpelling)
	}
	escape := o.escape
	if (escape == "esc:ini" || escape == "esc:ini%") && e.Start > 0 && strings.IndexByte(" \t", src[e.Start-1]) < 0 {
		escape += "-behind"
	}
	t, err := e.Text.Through(escape)
	if o.templated {
		t, err = e.Text.eachOf("esc:yaml-block-template", o.escape)
	}
	if err != nil {
		return e, err
	}
	if o.cells != nil {
		t = o.cells.lines(t, e.Start)
	}
	file := o.node.Doc.Src
	newline := text.NewlineAt(file, o.at(e.Start))
	switch {
	case whole:
		return o.wholeLines(e, t, newline)
	case o.lines:
		t, err = t.each(indentName(o.indent, newline))
	case o.overLines() && newline == "\r\n":
		t = t.layout(func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") })
	}
	span := text.Span{Start: o.at(e.Start), End: o.at(e.End)}
	if o.escape == "esc:properties-part" {
		span.End = unfolded(o.node.Doc.Src, span)
	}
	return FileEdit{Span: span, Text: t}, err
}

// unfolded gives the end of span in front of the line end behind a backslash, and
// the blanks behind it, with which a line of properties goes on: it stays.
func unfolded(src []byte, span text.Span) int {
	at := skipBack(src, span.Start, span.End, " \t\f")
	if at == span.Start || src[at-1] != '\n' {
		return span.End
	}
	if at = skipBack(src, span.Start, at-1, "\r"); at > span.Start && goesOn(src, at) {
		return at - 1
	}
	return span.End
}

// skipBack gives end less the bytes of chars before it, at least start.
func skipBack(src []byte, start, end int, chars string) int {
	for end > start && strings.IndexByte(chars, src[end-1]) >= 0 {
		end--
	}
	return end
}

// wholeLines tells whether an edit makes, changes or takes away whole lines.
func wholeLines(src []byte, e FileEdit) bool {
	begins := func(at int) bool { return at == 0 || src[at-1] == '\n' }
	return begins(e.Start) && begins(e.End) && (e.Text.empty() || e.Text.endsLine())
}

// wholeLines gives such an edit, whose text is t now, with the indents of its
// lines: it stands in the first column, which also an empty line has, and so has
// the place behind the last one.
func (o *outer) wholeLines(e FileEdit, t Fragment, newline string) (FileEdit, error) {
	file := o.node.Doc.Src
	out := FileEdit{Span: text.Span{Start: text.LineStart(file, o.at(e.Start)), End: text.LineStart(file, o.at(e.End))}}
	if t.empty() {
		return out, nil
	}
	t, err := t.TrimNewline().each(indentName(o.indent, newline))
	out.Text = Join(Literal(o.indent), t, Literal(newline))
	return out, err
}

// indentName names the encoder for lines that end with newline and stand behind
// indent.
func indentName(indent, newline string) string {
	name := "indent-"
	if strings.HasPrefix(indent, "\t") {
		name = "tabs-"
	}
	if newline == "\r\n" {
		name += "crlf-"
	}
	return name + strconv.Itoa(len(indent))
}

// overLines tells whether the outer value holds line ends as they are.
func (o *outer) overLines() bool {
	return strings.HasSuffix(o.escape, `"""`) || strings.HasSuffix(o.escape, "'''")
}

// keepsLeastIndent tells whether a line without an indent is there once e is made.
// Several changes that each take away another such line are not seen to take away
// all of them.
func keepsLeastIndent(src []byte, e FileEdit) bool {
	if s, known := e.Text.text(); e.Empty() || !known || s != "" && strings.IndexByte(" \t\n", s[0]) < 0 {
		return true
	}
	for at := 0; at < len(src); at = text.LineEnd(src, at) {
		if (at < e.Start || at >= e.End) && strings.IndexByte(" \t\r\n", src[at]) < 0 {
			return true
		}
	}
	return e.Start == 0 && e.End == len(src)
}

// keepsFirstColumn tells whether the first line of src, once e is made, still
// begins in the column of all lines.
func keepsFirstColumn(src []byte, e FileEdit) bool {
	first := len(src) - len(strings.TrimLeft(string(src[:min(len(src), 1<<10)]), "\n")) - max(0, len(src)-1<<10)
	if e.Start > max(0, first) {
		return true
	}
	rest := string(src[e.End:min(len(src), e.End+1)])
	if !e.Text.empty() {
		if e.Text[0].secret != "" {
			return false
		}
		rest = e.Text[0].lit + rest
	}
	return rest == "" || strings.IndexByte(" \t\n", rest[0]) < 0
}
