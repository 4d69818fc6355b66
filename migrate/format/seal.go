package format

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// seal says that a fragment is the whole of a value in base64: the text that
// stands there now, in span of the file, with changes. What stays of it is not
// spelt out, so that no plan holds the secrets beside those that change.
type seal struct {
	span text.Span
}

// errSealed says that a text cannot be given without the file that it changes.
var errSealed = errors.New("the text in base64 is not what it was")

// openSealed opens the document in a value in base64. Its bytes have no places in
// the file, so that all changes of it are one edit of the whole value; of a
// document in such a document too. It is for values of a file itself, written
// in one piece.
func openSealed(n *Node) {
	rest, _ := strings.CutPrefix(n.Style, "base64|")
	if n.Doc.outer != nil || strings.Contains(rest, "|") || len(n.Value) < 2 {
		return
	}
	s := innerSyntax(n)
	decoded, err := base64.StdEncoding.DecodeString(string(contents(n).Slice(n.Doc.Src)))
	if s == nil || err != nil || !utf8.Valid(decoded) || !mayOpen(n.Doc) {
		return
	}
	src := decoded
	switch s.(type) {
	case URI, Connection, Form:
		src = []byte(n.Value)
	}
	d, err := s.Parse(src)
	if err != nil || len(d.Root.Children) == 0 {
		return
	}
	d.outer = &outer{node: n, sealed: len(decoded)}
	n.hold(d)
}

// Sealed gives d, or the document around it, that stands in its file in base64;
// nil if none does. All edits below it have to be given to its ToFile at once.
func (d *Document) Sealed() *Document {
	for ; d != nil && d.outer != nil; d = d.outer.node.Doc {
		if d.outer.sealed > 0 {
			return d
		}
	}
	return nil
}

// sealing gives the edits of a sealed document as one of its file.
func (o *outer) sealing(edits []FileEdit) ([]FileEdit, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b FileEdit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	span := contents(o.node)
	out := Fragment{{seal: &seal{span: span}}}
	at := 0
	keep := func(end int) {
		if end > at {
			out = append(out, part{kept: text.Span{Start: at, End: end}})
		}
	}
	for _, e := range edits {
		if e.Start < at {
			return nil, errors.New("two changes of a text in base64 overlap")
		}
		keep(e.Start)
		out, at = append(out, e.Text...), e.End
	}
	keep(o.sealed)
	return []FileEdit{{Span: span, Text: out}}, nil
}

// Sealed tells whether f is the whole of a value in base64.
func (f Fragment) Sealed() bool { return len(f) > 0 && f[0].seal != nil }

// FillIn is Fill for a text that may keep parts of what stands in file, which is
// the text of the file that it changes.
func (f Fragment) FillIn(file []byte, value func(name string) (string, error)) (string, error) {
	if !f.Sealed() {
		return f.Fill(value)
	}
	span := f[0].seal.span
	if span.Start > span.End || span.End > len(file) {
		return "", errSealed
	}
	old, err := base64.StdEncoding.DecodeString(string(span.Slice(file)))
	if err != nil {
		return "", errSealed
	}
	plain := make(Fragment, 0, len(f))
	for _, p := range f[1:] {
		if !p.kept.Empty() {
			if p.kept.End > len(old) {
				return "", errSealed
			}
			p = part{lit: string(p.kept.Slice(old))}
		}
		plain = append(plain, p)
	}
	s, err := plain.Fill(value)
	return base64.StdEncoding.EncodeToString([]byte(s)), err
}
