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

// mapBytes maps each byte of n's value to its place in the document: one to one
// where nothing is escaped, else escape by escape. It gives nil where that cannot
// be done exactly.
func mapBytes(n *Node) *outer {
	if len(n.Doc.Src) > math.MaxInt32 {
		return nil
	}
	o := &outer{node: n, escape: n.Style}
	if !strings.HasPrefix(o.escape, "esc:") {
		o.escape = "esc:" + o.escape
	}
	if strings.HasPrefix(n.Style, "properties") {
		o.escape = "esc:properties-part"
	}
	if !known(o.escape) {
		return nil
	}
	switch n.Style {
	case "hcl-heredoc":
		h := heredocText{src: n.Doc.Src, refs: n.Refs, mapping: true}
		if h.read(n.ValueSpan) != n.Value || len(bytes.TrimLeft(h.lead, " ")) > 0 && len(bytes.TrimLeft(h.lead, "\t")) > 0 {
			return nil
		}
		o.offsets, o.lines, o.indent = h.offsets, true, string(h.lead)
		o.least = n.Doc.Src[n.ValueSpan.Start+2] == '-'
		return o
	case "yaml-block":
		return o.mapBlock()
	}
	span := contents(n)
	if n.Doc.Syntax == "xml" {
		span = n.ValueSpan
	}
	raw := span.Slice(n.Doc.Src)
	o.offsets = make([]int32, 0, len(n.Value)+1)
	if string(raw) == n.Value {
		for i := range raw {
			o.offsets = append(o.offsets, int32(span.Start+i))
		}
		o.offsets = append(o.offsets, int32(span.End))
		return o
	}
	next := unitsOf(n)
	decoded := make([]byte, 0, len(n.Value))
	for i := 0; i < len(raw); {
		got, size := next(raw[i:])
		if size == 0 {
			return nil
		}
		for range got {
			o.offsets = append(o.offsets, int32(span.Start+i))
		}
		decoded = append(decoded, got...)
		i += size
	}
	o.offsets = append(o.offsets, int32(span.End))
	if string(decoded) != n.Value {
		return nil
	}
	return o
}

// mapBlock maps a literal block scalar of YAML, whose lines stand behind an
// indent.
func (o *outer) mapBlock() *outer {
	n := o.node
	decoded, offsets, depth := blockText(n.Doc.Src, n.ValueSpan, n.Value)
	if offsets == nil || string(decoded) != n.Value {
		return nil
	}
	o.offsets, o.lines, o.indent = offsets, true, strings.Repeat(" ", depth)
	header, _, _ := bytes.Cut(n.ValueSpan.Slice(n.Doc.Src), []byte("\n"))
	indicators, _, _ := bytes.Cut(header, []byte("#"))
	o.first, o.templated = !bytes.ContainsAny(indicators, "123456789"), n.Opaque == templated
	return o
}

// blockText gives the text of the literal block scalar in span, where each byte of
// it and its end stand, and how deep it does. Of value, which is what the library
// reads there, it takes the length and the blanks in front. It gives no offsets
// for a scalar of another kind.
func blockText(src []byte, span text.Span, value string) (decoded []byte, offsets []int32, depth int) {
	at := text.LineEnd(src, span.Start)
	if src[span.Start] != '|' {
		return nil, nil, 0
	}
	first := at
	for skipSpaces(src, first, len(src)) < len(src) && src[skipSpaces(src, first, len(src))] == '\n' {
		first = text.LineEnd(src, first)
	}
	blanks := len(strings.TrimLeft(value, "\n")) - len(strings.TrimLeft(strings.TrimLeft(value, "\n"), " "))
	if depth = skipSpaces(src, first, len(src)) - first - blanks; depth < 0 {
		return nil, nil, 0
	}
	end := span.End
	for at < len(src) && len(decoded) < len(value) {
		next := text.LineEnd(src, at)
		stop := next - len(lineEnd(src[at:next]))
		from := min(at+depth, skipSpaces(src, at, stop))
		for i := from; i < stop; i++ {
			offsets = append(offsets, int32(i))
		}
		decoded = append(decoded, src[from:stop]...)
		end = stop
		if len(decoded) < len(value) {
			decoded, offsets = append(decoded, '\n'), append(offsets, int32(stop))
			end = next
		}
		at = next
	}
	return decoded, append(offsets, int32(end)), depth
}

// unitsOf gives what reads one byte or one escape of n's value as written: the
// bytes it stands for and its own length, 0 where it is not known.
func unitsOf(n *Node) func(raw []byte) ([]byte, int) {
	style := strings.TrimPrefix(n.Style, "esc:")
	switch {
	case strings.HasPrefix(style, "properties"):
		return propertiesUnit
	case strings.HasPrefix(style, "xml"):
		return func(raw []byte) ([]byte, int) { return xmlUnit(raw, style) }
	case strings.HasPrefix(style, "hcl"):
		return hclUnit
	case style == `yaml"`:
		return yamlUnit
	case percentStyles[style] != nil:
		return func(raw []byte) ([]byte, int) { return percentUnit(raw, style == "query" || style == "form") }
	}
	known := escapesOf(style)
	return func(raw []byte) ([]byte, int) {
		switch {
		case n.Doc.Syntax == "toml" && bytes.HasPrefix(raw, []byte("\r\n")):
			return nil, 1 // a line end of the text is \n
		case known.doubled != 0 && bytes.HasPrefix(raw, []byte{known.doubled, known.doubled}):
			return raw[:1], 2
		case raw[0] == '\\' && known.letters != "" && len(raw) > 1:
			return known.decode(raw)
		}
		return raw[:1], 1
	}
}

func propertiesUnit(raw []byte) ([]byte, int) {
	if raw[0] != '\\' || len(raw) < 2 {
		return raw[:1], 1
	}
	if i := strings.IndexByte("nrtf", raw[1]); i >= 0 {
		return []byte{"\n\r\t\f"[i]}, 2
	}
	switch raw[1] {
	case 'u':
		return unicodeEscape(raw)
	case '\r', '\n': // the line goes on
		i := 2
		if bytes.HasPrefix(raw[1:], []byte("\r\n")) {
			i = 3
		}
		for i < len(raw) && strings.IndexByte(" \t\f", raw[i]) >= 0 {
			i++
		}
		return nil, i
	}
	return raw[1:2], 2
}

func xmlUnit(raw []byte, style string) ([]byte, int) {
	size := 1
	switch {
	case bytes.HasPrefix(raw, []byte("\r\n")):
		size = 2
	case raw[0] == '&' && style != "xml-cdata":
		if size = bytes.IndexByte(raw[:min(len(raw), 80)], ';') + 1; size == 0 {
			return nil, 0
		}
	}
	got, opaque, ok := xmlDecode(raw[:size], style)
	if !ok || opaque != "" {
		return nil, 0
	}
	return []byte(got), size
}

func hclUnit(raw []byte) ([]byte, int) {
	switch {
	case bytes.HasPrefix(raw, []byte("$${")), bytes.HasPrefix(raw, []byte("%%{")):
		return raw[1:3], 3
	case raw[0] != '\\':
		return raw[:1], 1
	}
	var b strings.Builder
	size, ok := hclEscaped(&b, string(raw[:min(len(raw), 10)]))
	if !ok {
		return nil, 0
	}
	return []byte(b.String()), size
}

// yamlUnit reads a text in double quotes on one line.
func yamlUnit(raw []byte) ([]byte, int) {
	switch raw[0] {
	case '\n', '\r':
		return nil, 0
	case '\\':
		var b []byte
		if len(raw) > 1 && (raw[1] == '\n' || raw[1] == '\r') {
			return nil, 0
		}
		size, ok := yamlEscape(&b, string(raw[:min(len(raw), 10)]))
		if !ok {
			return nil, 0
		}
		return b, size
	}
	return raw[:1], 1
}

// escapes are those that the text of an inner document may be written with.
type escapes struct {
	letters, meant string
	unicode        bool // \uXXXX
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
	case `netrc"`:
		return escapes{letters: `"\`, meant: `"\`}
	case "docker", "docker-old":
		return escapes{letters: `\`, any: true}
	case "docker'", "docker-old'":
		return escapes{}
	case "toml'", "toml'''", "http-body", `logstash"`, "logstash'":
		return escapes{}
	case `csv"`:
		return escapes{doubled: '"'}
	case "yaml'":
		return escapes{doubled: '\''}
	}
	return escapes{letters: `"\/'nrtbf`, meant: "\"\\/'\n\r\t\b\f", unicode: true}
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
	if e.unicode && raw[1] == 'u' {
		return unicodeEscape(raw)
	}
	if e.others {
		return raw[:1], 1
	}
	return nil, 0
}

// unicodeEscape decodes the \uXXXX that raw begins with, or two that are one
// character.
func unicodeEscape(raw []byte) ([]byte, int) {
	if len(raw) < 6 {
		return nil, 0
	}
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
	return nil, 0
}

func hex4(b []byte) (rune, bool) {
	v, err := strconv.ParseUint(string(b), 16, 32)
	return rune(v), err == nil && len(b) == 4
}
