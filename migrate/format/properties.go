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
// ":" or blanks behind the name, continuation lines, \uXXXX. Open decodes
// a file in Latin-1, their historic encoding.
type Properties struct{}

// Name implements Syntax.
func (Properties) Name() string { return "properties" }

var propertiesStyles = map[string]encoder{
	"properties": plainly(func(s string) string { return propertiesEscape(s, false) }),
	// behind a name that stands alone
	"properties-lead": plainly(func(s string) string { return "=" + propertiesEscape(s, false) }),
	"properties-key": func(s string) (string, error) {
		if s == "" {
			return "", errNoSpelling
		}
		return propertiesEscape(s, true), nil
	},
	"esc:properties": plainly(func(s string) string { return propertiesEscape(s, false) }),
	// behind the beginning of a value, where nothing ends a name any more
	"esc:properties-part": plainly(func(s string) string { return strings.TrimPrefix(propertiesEscape("x"+s, false), "x") }),
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
		case (key || i == 0) && (r == ':' || r == '='), i == 0 && (r == '#' || r == '!') && key:
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
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "properties", Src: src}
	root := &Node{Doc: d, Kind: Map, Layout: Lines, Body: text.Span{Start: 0, End: len(src)}, Span: text.Span{Start: 0, End: len(src)}}
	d.Root, d.Roots = root, []*Node{root}
	if at := loneReturn(src); at >= 0 {
		return nil, &Malformed{Line: d.Line(at), Why: "a line ends without a line feed"}
	}
	at := 0
	if bytes.HasPrefix(src, []byte(mark)) {
		at = len(mark)
	}
	for at < len(src) {
		end := logicalEnd(src, at)
		if n, _ := propertiesLine(d, root, at, end); n != nil {
			root.Children = append(root.Children, n)
		} else if c := commentedLine(d, root, at, end, propertiesLine); c != nil {
			d.Commented = append(d.Commented, c)
		}
		if at = end; d.entries > MaxEntries {
			return nil, &Malformed{Line: d.Line(at - 1), Why: tooMany}
		}
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

func propertiesLine(d *Document, root *Node, at, end int) (*Node, int) {
	src := d.Src
	stop := end
	for stop > at && (src[stop-1] == '\n' || src[stop-1] == '\r') {
		stop--
	}
	start := skipProperties(src, at, stop)
	if start >= stop || src[start] == '#' || src[start] == '!' {
		return nil, end
	}
	i := start
	for i < stop && strings.IndexByte("=: \t\f", src[i]) < 0 {
		if next := skipProperties(src, i, stop); next > i { // the name goes on on the next line
			i = next
			continue
		}
		if src[i] == '\\' {
			i++
		}
		i++
	}
	i = min(i, stop)
	key, style := text.Span{Start: start, End: i}, "properties"
	if i == stop {
		style = "properties-lead"
	}
	i = skipProperties(src, i, stop)
	if i < stop && (src[i] == '=' || src[i] == ':') {
		i = skipProperties(src, i+1, stop)
	}
	value := text.Span{Start: i, End: stop}
	d.entries++
	n := d.node(Node{Parent: root, Kind: Scalar, KeySpan: key, KeyStyle: "properties-key",
		ValueSpan: value, Style: style, Span: text.Span{Start: min(start, skipBlanks(src, at, stop)), End: stop}})
	var ok1, ok2 bool
	n.Key, ok1 = propertiesDecode(key.Slice(src))
	n.Value, ok2 = propertiesDecode(value.Slice(src))
	switch {
	case !ok1 || !ok2:
		n.Opaque = "a \\u escape is malformed"
	case goesOn(src, key.End):
		n.Opaque = "a backslash stands where its value would"
	}
	return n, end
}

// loneReturn gives the place of a carriage return that no line feed follows, which
// some readers take for a line end; -1 if there is none.
func loneReturn(src []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\r')
		if i < 0 {
			return -1
		}
		i += at
		for at = i; at < len(src) && src[at] == '\r'; at++ {
		}
		if at < len(src) && src[at] != '\n' {
			return i
		}
	}
}

// skipProperties passes blanks and line ends behind a backslash.
func skipProperties(src []byte, at, end int) int {
	for at < end {
		switch c := src[at]; {
		case c == ' ' || c == '\t' || c == '\f':
			at++
		case c == '\\' && at+1 < end && src[at+1] == '\n':
			at += 2
		case c == '\\' && at+2 < end && src[at+1] == '\r' && src[at+2] == '\n':
			at += 3
		default:
			return at
		}
	}
	return at
}

func propertiesDecode(raw []byte) (string, bool) {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw), true
	}
	var b []byte
	var high rune
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c != '\\' || i+1 == len(raw) {
			if c != '\\' {
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
			case r >= 0xd800 && r < 0xdc00 && i+2 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u':
				high = r
				continue
			case r >= 0xdc00 && r < 0xe000 && high != 0:
				b = utf8.AppendRune(b, (high-0xd800)<<10+(r-0xdc00)+0x10000)
			case r >= 0xd800 && r < 0xe000 || high != 0:
				return "", false // half a character
			default:
				b = utf8.AppendRune(b, r)
			}
			high = 0
		default:
			b = append(b, raw[i])
		}
	}
	return string(b), true
}
