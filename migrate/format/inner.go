package format

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"unpw/migrate/text"
)

// outer ties an inner document to the setting that holds it.
type outer struct {
	node *Node
	// offsets maps each byte of the inner text, and its end, to the outer one.
	offsets []int32
	// escape is the encoder for text inside the outer value.
	escape string
}

func (o *outer) at(i int) int { return int(o.offsets[max(0, min(i, len(o.offsets)-1))]) }

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
// where nothing is escaped, else escape by escape.
func mapBytes(n *Node) ([]int32, bool) {
	if len(n.Doc.Src) > math.MaxInt32 {
		return nil, false
	}
	if n.Style == "hcl-heredoc" {
		h := heredocText{src: n.Doc.Src, refs: n.Refs, mapping: true}
		same := h.read(n.ValueSpan) == n.Value
		return h.offsets, same
	}
	span := contents(n)
	raw := span.Slice(n.Doc.Src)
	offsets := make([]int32, 0, len(n.Value)+1)
	if string(raw) == n.Value {
		for i := range raw {
			offsets = append(offsets, int32(span.Start+i))
		}
		return append(offsets, int32(span.End)), true
	}
	known := escapesOf(strings.TrimPrefix(n.Style, "esc:"))
	var decoded []byte
	for i := 0; i < len(raw); {
		got, unit := raw[i:i+1], 1
		if n.Doc.Syntax == "toml" && bytes.HasPrefix(raw[i:], []byte("\r\n")) {
			i++ // a line end of the text is \n
			continue
		}
		if known.doubled != 0 && bytes.HasPrefix(raw[i:], []byte{known.doubled, known.doubled}) {
			unit = 2
		} else if raw[i] == '\\' && known.letters != "" && i+1 < len(raw) {
			if got, unit = known.decode(raw[i:]); unit == 0 {
				return nil, false
			}
		}
		for range got {
			offsets = append(offsets, int32(span.Start+i))
		}
		decoded = append(decoded, got...)
		i += unit
	}
	return append(offsets, int32(span.End)), string(decoded) == n.Value
}

// escapes are those that the text of an inner document may be written with.
type escapes struct {
	letters, meant string
	unicode        bool // \uXXXX
	hex            bool // \xXX
	others         bool // a backslash before another letter is itself
	any            bool // a backslash makes any byte itself
	doubled        byte // a quote that is written twice
}

func escapesOf(style string) escapes {
	switch style {
	case `dotenv"`:
		return escapes{letters: dotenvLetters, meant: dotenvMeant, others: true}
	case `shell"`:
		return escapes{letters: shellLetters, meant: shellLetters, others: true}
	case `docker"`, `docker-old"`:
		return escapes{letters: "\"\\$", meant: "\"\\$", others: true}
	case "docker", "docker-old":
		return escapes{letters: `\`, any: true}
	case "docker'", "docker-old'":
		return escapes{}
	case "toml'", "toml'''":
		return escapes{}
	case "yaml'":
		return escapes{doubled: '\''}
	}
	return escapes{letters: `"\/'nrtbf`, meant: "\"\\/'\n\r\t\b\f", unicode: true, hex: style == `yaml"`}
}

// decode gives what the escape that raw begins with means, and its length; 0 for
// one that is not known.
func (e escapes) decode(raw []byte) ([]byte, int) {
	if e.any {
		return raw[1:2], 2
	}
	if i := strings.IndexByte(e.letters, raw[1]); i >= 0 {
		return []byte{e.meant[i]}, 2
	}
	if e.unicode && raw[1] == 'u' && len(raw) >= 6 {
		r, ok := hex4(raw[2:6])
		if ok && !utf16.IsSurrogate(r) {
			return utf8.AppendRune(nil, r), 6
		}
		if ok && len(raw) >= 12 && raw[6] == '\\' && raw[7] == 'u' {
			low, _ := hex4(raw[8:12])
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				return utf8.AppendRune(nil, r), 12
			}
		}
	}
	if e.hex && raw[1] == 'x' && len(raw) >= 4 {
		if c, err := strconv.ParseUint(string(raw[2:4]), 16, 8); err == nil && c < 0x80 {
			return []byte{byte(c)}, 4
		}
	}
	if e.others {
		return raw[:1], 1
	}
	return nil, 0
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

// overLines tells whether the outer value holds line ends as they are.
func (o *outer) overLines() bool {
	return strings.HasSuffix(o.escape, "heredoc") || strings.HasSuffix(o.escape, `"""`) || strings.HasSuffix(o.escape, "'''")
}

// ToFile gives the edits of an inner document as edits of its file.
func (d *Document) ToFile(edits []FileEdit) ([]FileEdit, error) {
	for d.outer != nil {
		for i, e := range edits {
			t, err := e.Text.Through(d.outer.escape)
			if err != nil {
				return nil, err
			}
			if file := d.outer.node.Doc.Src; d.outer.overLines() && text.NewlineOf(file) == "\r\n" {
				t = t.layout(func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") })
			}
			edits[i] = FileEdit{Span: text.Span{Start: d.outer.at(e.Start), End: d.outer.at(e.End)}, Text: t}
		}
		d = d.outer.node.Doc
	}
	return edits, nil
}
