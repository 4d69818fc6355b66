package format

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// Properties reads Java .properties files as java.util.Properties does: "=",
// ":" or blanks behind the name, continuation lines, \uXXXX. A file that is not
// UTF-8 is read as Latin-1, its historic encoding.
type Properties struct{}

// Name implements Syntax.
func (Properties) Name() string { return "properties" }

var propertiesStyles = map[string]encoder{
	"properties":     plainly(func(s string) string { return propertiesEscape(s, false) }),
	"properties-key": plainly(func(s string) string { return propertiesEscape(s, true) }),
	"esc:properties": plainly(func(s string) string { return propertiesEscape(s, false) }),
}

func propertiesEscape(s string, key bool) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' && (key || i == 0):
			b.WriteString(`\ `)
		case key && (r == ':' || r == '='), i == 0 && (r == '#' || r == '!') && key:
			b.WriteString(`\` + string(r))
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r > 0x7e || r < 0x20:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Parse implements Syntax.
func (Properties) Parse(src []byte) (*Document, error) {
	d := &Document{Syntax: "properties", Src: src}
	root := &Node{Doc: d, Kind: Map, Layout: Lines, Body: text.Span{Start: 0, End: len(src)}, Span: text.Span{Start: 0, End: len(src)}}
	d.Root, d.Roots = root, []*Node{root}
	latin := !utf8.Valid(src)
	read := func(d *Document, root *Node, at, end int) (*Node, int) {
		return propertiesLine(d, root, at, end, latin)
	}
	at := 0
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		at = 3
	}
	for at < len(src) {
		end := logicalEnd(src, at)
		if n, _ := read(d, root, at, end); n != nil {
			root.Children = append(root.Children, n)
		} else if c := commentedLine(d, root, at, text.LineEnd(src, at), read); c != nil {
			d.Commented = append(d.Commented, c)
			end = text.LineEnd(src, at)
		} else {
			end = text.LineEnd(src, at)
		}
		at = end
	}
	return d, nil
}

// logicalEnd gives the end of the logical line that begins at at: a line end
// behind an odd number of backslashes does not end it.
func logicalEnd(src []byte, at int) int {
	if i := skipBlanks(src, at, len(src)); i < len(src) && (src[i] == '#' || src[i] == '!') {
		return text.LineEnd(src, at)
	}
	for at < len(src) {
		end := text.LineEnd(src, at)
		if end == len(src) {
			return end
		}
		i := end - 1
		if i > at && src[i-1] == '\r' {
			i--
		}
		slashes := 0
		for i > at && src[i-1] == '\\' {
			slashes++
			i--
		}
		if slashes%2 == 0 {
			return end
		}
		at = end
	}
	return at
}

func propertiesLine(d *Document, root *Node, at, end int, latin bool) (*Node, int) {
	src := d.Src
	stop := end
	for stop > at && (src[stop-1] == '\n' || src[stop-1] == '\r') {
		stop--
	}
	i := at
	for i < stop && (src[i] == ' ' || src[i] == '\t' || src[i] == '\f') {
		i++
	}
	if i >= stop || src[i] == '#' || src[i] == '!' {
		return nil, end
	}
	start := i
	for i < stop && !strings.ContainsRune("=: \t\f", rune(src[i])) {
		if src[i] == '\\' {
			i++
		}
		i++
	}
	i = min(i, stop)
	key := text.Span{Start: start, End: i}
	i = skipBlanks(src, i, stop)
	if i < stop && (src[i] == '=' || src[i] == ':') {
		i = skipBlanks(src, i+1, stop)
	}
	value := text.Span{Start: i, End: stop}
	n := &Node{Doc: d, Parent: root, Kind: Scalar, KeySpan: key, KeyStyle: "properties-key",
		ValueSpan: value, Style: "properties", Span: text.Span{Start: start, End: stop}}
	var ok1, ok2 bool
	n.Key, ok1 = propertiesDecode(key.Slice(src), latin)
	n.Value, ok2 = propertiesDecode(value.Slice(src), latin)
	if !ok1 || !ok2 {
		n.Opaque = "a \\u escape is malformed"
	}
	return n, end
}

func propertiesDecode(raw []byte, latin bool) (string, bool) {
	if bytes.IndexByte(raw, '\\') < 0 && !latin {
		return string(raw), true
	}
	var b []byte
	var high rune
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c != '\\' || i+1 == len(raw) {
			if latin && c >= 0x80 {
				b = utf8.AppendRune(b, rune(c))
			} else if c != '\\' {
				b = append(b, c)
			}
			continue
		}
		i++
		switch raw[i] {
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'f':
			b = append(b, '\f')
		case '\r', '\n':
			if raw[i] == '\r' && i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			for i+1 < len(raw) && (raw[i+1] == ' ' || raw[i+1] == '\t' || raw[i+1] == '\f') {
				i++
			}
		case 'u':
			if i+5 > len(raw) {
				return "", false
			}
			v, err := strconv.ParseUint(string(raw[i+1:i+5]), 16, 32)
			if err != nil {
				return "", false
			}
			i += 4
			switch r := rune(v); {
			case r >= 0xd800 && r < 0xdc00:
				high = r
			case r >= 0xdc00 && r < 0xe000 && high != 0:
				b = utf8.AppendRune(b, (high-0xd800)<<10+(r-0xdc00)+0x10000)
				high = 0
			default:
				b = utf8.AppendRune(b, r)
			}
		default:
			b = append(b, raw[i])
		}
	}
	return string(b), true
}
