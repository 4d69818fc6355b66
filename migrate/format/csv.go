package format

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"unpw/migrate/text"
)

// CSV reads tables of connections: the first row names the columns, each further
// one is a container of settings by these names. Fields are separated by commas,
// semicolons, tabs or bars, whichever the first row has most of; quotes are
// those of RFC 4180. A file whose first row names no columns is data, and
// refused. A column goes in all rows or in none, so that only values and whole
// rows are changed.
type CSV struct{}

// Name implements Syntax.
func (CSV) Name() string { return "csv" }

// Parse implements Syntax.
func (CSV) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "csv", Src: src}
	if at := loneReturn(src); at >= 0 {
		return nil, &Malformed{Line: d.Line(at), Why: "a line ends without a line feed"}
	}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: List, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &csvParser{doc: d, src: src, text: string(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	p.separator = csvSeparator(src[p.at:text.LineEnd(src, p.at)])
	if !p.header() {
		return nil, &Malformed{Line: 1, Why: "the first row names no columns: this is data"}
	}
	for p.at < len(src) {
		if p.row(); p.bad != nil {
			return nil, p.bad
		}
	}
	return d, nil
}

type csvParser struct {
	doc       *Document
	src       []byte
	text      string // src; values are cut from it
	at        int
	separator byte
	columns   []string
	bad       *Malformed
}

// csvSeparator gives what separates the fields of a header.
func csvSeparator(header []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte(",;\t|") {
		if n := bytes.Count(header, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}

// csvField is a field as it stands in the file.
type csvField struct {
	text.Span
	value, opaque string
	quoted        bool
}

// header reads the names of the columns. It is false if the first row has none:
// two or more, different, of letters, digits and a few signs.
func (p *csvParser) header() bool {
	seen := map[string]bool{}
	for more := true; more; {
		var f csvField
		if f, more = p.field(); f.opaque != "" || !csvName(f.value) || seen[strings.ToLower(f.value)] {
			return false
		}
		seen[strings.ToLower(f.value)] = true
		p.columns = append(p.columns, strings.TrimSpace(f.value))
	}
	return len(p.columns) > 1
}

func csvName(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 100 {
		return false
	}
	for i, r := range s {
		if !unicode.IsLetter(r) && r != '_' && (i == 0 || !unicode.IsDigit(r) && !strings.ContainsRune(" .-/()#:@&", r)) {
			return false
		}
	}
	return true
}

// row reads a row; an empty line is none.
func (p *csvParser) row() {
	if end := text.LineEnd(p.src, p.at); len(bytes.TrimRight(p.src[p.at:end], "\r\n")) == 0 {
		p.at = end
		return
	}
	row := p.doc.node(Node{Parent: p.doc.Root, Kind: Map, Layout: Commas, Span: text.Span{Start: p.at}, KeySpan: text.Span{Start: p.at, End: p.at}})
	row.Children = make([]*Node, 0, len(p.columns))
	for more := true; more; {
		start := p.at
		var f csvField
		f, more = p.field()
		if !p.doc.more() {
			p.bad = &Malformed{Line: p.doc.Line(start), Why: tooMany}
			return
		}
		n := p.doc.node(Node{Parent: row, Kind: Scalar, Value: f.value, Opaque: f.opaque, ValueSpan: f.Span, Span: f.Span, KeySpan: text.Span{Start: f.Start, End: f.Start}, Style: "csv"})
		if f.quoted {
			n.Style = `csv"`
		}
		if i := len(row.Children); i < len(p.columns) {
			n.Key = p.columns[i]
		}
		if more {
			n.Comma = text.Span{Start: f.End, End: f.End + 1}
		}
		row.Children = append(row.Children, n)
		row.Span.End = f.End
	}
	if len(row.Children) != len(p.columns) {
		for _, n := range row.Children {
			n.Opaque = "its row has not as many fields as there are columns"
		}
	}
	row.ValueSpan, row.Body = row.Span, row.Span
	p.doc.Root.Children = append(p.doc.Root.Children, row)
}

// field reads a field and what separates it from the next; more tells that one
// follows in the row.
func (p *csvParser) field() (f csvField, more bool) {
	f.Start = p.at
	if p.at < len(p.src) && p.src[p.at] == '"' {
		f.quoted = true
		for p.at++; ; {
			i := bytes.IndexByte(p.src[p.at:], '"')
			if i < 0 {
				p.bad = &Malformed{Line: p.doc.Line(f.Start), Why: "a quote is not closed"}
				f.opaque, p.at = "a quote is not closed", len(p.src)
				f.End = p.at
				return f, false
			}
			if p.at += i + 1; p.at >= len(p.src) || p.src[p.at] != '"' {
				break
			}
			p.at++
		}
		f.value = csvUnquote(p.text[f.Start+1 : p.at-1])
	}
	closed := p.at
	for p.at < len(p.src) && p.src[p.at] != p.separator && p.src[p.at] != '\n' && !bytes.HasPrefix(p.src[p.at:], []byte("\r\n")) {
		p.at++
	}
	f.End = p.at
	raw := p.src[f.Start:f.End]
	switch {
	case f.quoted && closed < f.End:
		f.opaque, f.quoted, f.value = "text stands behind the closing quote", false, p.text[f.Start:f.End]
	case !f.quoted:
		if f.value = p.text[f.Start:f.End]; f.value != "" && (f.value[0] == ' ' || f.value[0] == '\t') && strings.HasPrefix(strings.TrimLeft(f.value, " \t"), `"`) {
			f.opaque = "readers differ on a quote behind a blank"
		}
	}
	if !utf8.Valid(raw) {
		f.opaque = "the text is not in UTF-8"
	}
	if p.at < len(p.src) && p.src[p.at] == p.separator {
		p.at++
		return f, true
	}
	p.at = text.LineEnd(p.src, p.at)
	return f, false
}

func csvUnquote(s string) string {
	if strings.IndexByte(s, '"') >= 0 {
		s = strings.ReplaceAll(s, `""`, `"`)
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return s
}

// csvStyles spell values. Quotes are added where any separator would ask for
// them. A carriage return has no spelling: it may be one of a line end.
var csvStyles = map[string]encoder{
	"csv": func(s string) (string, error) {
		if strings.ContainsAny(s, ",;\t|\"\r\n\x00\ufeff") || strings.TrimSpace(s) != s {
			return csvQuoted(s)
		}
		return s, nil
	},
	`csv"`: csvQuoted,
	"esc:csv": func(s string) (string, error) {
		if strings.ContainsAny(s, ",;\t|\"\r\n\x00") {
			return "", errNoSpelling
		}
		return s, nil
	},
	`esc:csv"`: csvInside,
}

func csvQuoted(s string) (string, error) {
	out, err := csvInside(s)
	return `"` + out + `"`, err
}

func csvInside(s string) (string, error) {
	if strings.ContainsAny(s, "\r\x00") {
		return "", errNoSpelling
	}
	return strings.ReplaceAll(s, `"`, `""`), nil
}
