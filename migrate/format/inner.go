package format

import (
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// outer ties an inner document to the setting that holds it.
type outer struct {
	node *Node
	// offsets maps each byte of the inner text, and its end, to the outer one.
	offsets []int
	// escape is the encoder for text inside the outer value.
	escape string
}

func (o *outer) at(i int) int { return o.offsets[max(0, min(i, len(o.offsets)-1))] }

// openInner reads a value that is itself a document. Its settings are then
// found like others, and an edit inside becomes an edit of the outer bytes,
// escaped as the outer value is. A value whose bytes cannot be mapped one by
// one is left closed.
func openInner(n *Node) {
	value := strings.TrimSpace(n.Value)
	if n.Opaque != "" || len(value) < 2 || value[0] != '{' || value[len(value)-1] != '}' || !strings.Contains(value, `"`) || strings.HasPrefix(value, "{{") || strings.Contains(n.Style, "|") {
		return
	}
	if depth(n.Doc) > 3 {
		return
	}
	offsets, ok := mapBytes(n)
	if !ok {
		return
	}
	d, err := JSON{}.Parse([]byte(n.Value))
	if err != nil {
		return
	}
	d.Path = n.Doc.Path
	escape := n.Style
	if !strings.HasPrefix(escape, "esc:") {
		escape = "esc:" + escape
	}
	d.outer = &outer{node: n, offsets: offsets, escape: escape}
	n.Inner = d
	d.shape()
}

func depth(d *Document) int {
	n := 0
	for d.outer != nil {
		d, n = d.outer.node.Doc, n+1
	}
	return n
}

// mapBytes maps each byte of n's value to its place in the document: one to one
// where nothing is escaped, unit by unit where escapes are those of JSON.
func mapBytes(n *Node) ([]int, bool) {
	span := contents(n)
	raw := span.Slice(n.Doc.Src)
	offsets := make([]int, 0, len(n.Value)+1)
	if string(raw) == n.Value {
		for i := range raw {
			offsets = append(offsets, span.Start+i)
		}
		return append(offsets, span.End), true
	}
	var decoded []byte
	for i := 0; i < len(raw); {
		unit := 1
		var got []byte
		switch {
		case raw[i] != '\\':
			got = raw[i : i+1]
		case i+1 < len(raw) && strings.IndexByte(`"\/'`, raw[i+1]) >= 0:
			unit, got = 2, raw[i+1:i+2]
		case i+1 < len(raw) && strings.IndexByte("nrtbf", raw[i+1]) >= 0:
			unit, got = 2, []byte{"\n\r\t\b\f"[strings.IndexByte("nrtbf", raw[i+1])]}
		case i+5 < len(raw) && raw[i+1] == 'u':
			r, ok := hex4(raw[i+2 : i+6])
			if !ok || r >= 0xd800 && r < 0xe000 {
				return nil, false
			}
			unit, got = 6, utf8.AppendRune(nil, r)
		default:
			return nil, false
		}
		for range got {
			offsets = append(offsets, span.Start+i)
		}
		decoded = append(decoded, got...)
		i += unit
	}
	return append(offsets, span.End), string(decoded) == n.Value
}

func hex4(b []byte) (rune, bool) {
	var r rune
	for _, c := range b {
		i := strings.IndexByte("0123456789abcdef", c|0x20)
		if c >= '0' && c <= '9' {
			i = int(c - '0')
		}
		if i < 0 {
			return 0, false
		}
		r = r<<4 | rune(i)
	}
	return r, true
}

// FileEdit is a change to the bytes of a file.
type FileEdit struct {
	text.Span
	Text Fragment
}

// ToFile gives the edits of an inner document as edits of its file.
func (d *Document) ToFile(edits []FileEdit) ([]FileEdit, error) {
	for d.outer != nil {
		for i, e := range edits {
			t, err := e.Text.Through(d.outer.escape)
			if err != nil {
				return nil, err
			}
			edits[i] = FileEdit{Span: text.Span{Start: d.outer.at(e.Start), End: d.outer.at(e.End)}, Text: t}
		}
		d = d.outer.node.Doc
	}
	return edits, nil
}
