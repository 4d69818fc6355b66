package format

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// value reads the value that begins here into n.
func (p *tomlParser) value(n *Node, depth int) {
	start := p.at
	if p.at >= len(p.src) {
		p.fail("a value is missing")
		return
	}
	switch c := p.src[p.at]; c {
	case '"', '\'':
		n.Style = "toml" + string(c)
		if bytes.HasPrefix(p.src[p.at:], []byte{c, c, c}) {
			n.Style = "toml" + strings.Repeat(string(c), 3)
			n.Value = p.long(c)
		} else {
			n.Value = p.short()
		}
	case '[', '{':
		p.container(n, c, depth)
	default:
		n.Style, n.Bare = "toml-bare", true
		n.Value = p.bare()
	}
	n.ValueSpan = text.Span{Start: start, End: p.at}
}

func (p *tomlParser) container(n *Node, open byte, depth int) {
	if depth >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	closing := byte(']')
	n.Kind, n.Layout = List, Commas
	if open == '{' {
		n.Kind, closing = Map, '}'
	}
	p.at++
	n.Body.Start = p.at
	for {
		if p.space(true); p.at >= len(p.src) {
			p.fail("a bracket is not closed")
			return
		}
		if p.src[p.at] == closing {
			n.Body.End = p.at
			p.at++
			return
		}
		if k := len(n.Children); k > 0 && n.Children[k-1].Comma.Empty() {
			p.fail("a comma is missing")
			return
		}
		var child *Node
		if open == '{' {
			child = p.pair(n, depth+1)
		} else {
			child = p.node()
			child.Doc, child.Parent, child.KeySpan = p.doc, n, text.Span{Start: p.at, End: p.at}
			child.Span.Start = p.at
			p.value(child, depth+1)
			child.Span.End = p.at
		}
		if p.err != nil {
			return
		}
		n.Children = append(n.Children, child)
		if p.space(true); p.at < len(p.src) && p.src[p.at] == ',' {
			child.Comma = text.Span{Start: p.at, End: p.at + 1}
			p.at++
		}
	}
}

// short reads the string on one line that begins here.
func (p *tomlParser) short() string {
	quote, start, plain := p.src[p.at], p.at, true
	for p.at++; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == quote:
			p.at++
			if plain {
				return p.text[start+1 : p.at-1]
			}
			return p.unescaped(start+1, p.at-1)
		case c == '\\' && quote == '"':
			plain = false
			p.at++
		case c < 0x20 && c != '\t' || c == 0x7f:
			p.fail("a string has no end, or a control character in it")
			return ""
		}
	}
	p.at = start
	p.fail("a string has no end")
	return ""
}

// long reads the string in three quotes that begins here.
func (p *tomlParser) long(quote byte) string {
	start, plain := p.at, true
	for p.at += 3; p.at < len(p.src); p.at++ {
		switch c := p.src[p.at]; {
		case c == quote && bytes.HasPrefix(p.src[p.at:], []byte{quote, quote, quote}):
			for more := 0; more < 2 && p.at+3 < len(p.src) && p.src[p.at+3] == quote; more++ {
				p.at++ // one or two quotes may stand in front of the last three
			}
			from, to := tomlInside(p.src, start, p.at+3)
			p.at += 3
			if plain {
				return strings.ReplaceAll(p.text[from:to], "\r\n", "\n")
			}
			return p.unescaped(from, to)
		case c == '\\' && quote == '"':
			plain = false
			p.at++
		case c == '\r' && p.at+1 < len(p.src) && p.src[p.at+1] == '\n':
		case c < 0x20 && c != '\t' && c != '\n' || c == 0x7f:
			p.fail("a control character in a string")
			return ""
		}
	}
	p.at = start
	p.fail("a string has no end")
	return ""
}

// tomlInside gives the text of the string in three quotes at [start,end): a line
// end right behind the first three is none of it.
func tomlInside(src []byte, start, end int) (from, to int) {
	from, to = start+3, end-3
	if from < to && src[from] == '\r' {
		from++
	}
	if from < to && src[from] == '\n' {
		from++
	}
	return from, to
}

// unescaped decodes the basic string in [start,end).
func (p *tomlParser) unescaped(start, end int) string {
	b := make([]byte, 0, end-start)
	for i := start; i < end; i++ {
		c := p.src[i]
		if c == '\r' { // of a line end
			continue
		}
		if c != '\\' {
			b = append(b, c)
			continue
		}
		i++
		if i >= end {
			p.at = start
			p.fail("an escape in a string is not known")
			return ""
		}
		switch k := strings.IndexByte(`btnfr"\e`, p.src[i]); {
		case k >= 0:
			b = append(b, "\b\t\n\f\r\"\\\x1b"[k])
		case p.src[i] == 'u' || p.src[i] == 'U':
			size := 4
			if p.src[i] == 'U' {
				size = 8
			}
			v, err := strconv.ParseUint(p.text[min(i+1, end):min(i+1+size, end)], 16, 32)
			if i+size >= end || err != nil || !utf8.ValidRune(rune(v)) {
				p.at = i
				p.fail("an escape in a string is no character")
				return ""
			}
			b = utf8.AppendRune(b, rune(v))
			i += size
		default:
			next, ok := tomlGoesOn(p.src, i, end)
			if !ok {
				p.at = i
				p.fail("an escape in a string is not known")
				return ""
			}
			i = next - 1
		}
	}
	return string(b)
}

// tomlGoesOn gives the place behind the white space that a backslash before at
// takes away: it has to hold a line end.
func tomlGoesOn(src []byte, at, end int) (next int, ok bool) {
	next = at
	for next < end && strings.IndexByte(" \t\r\n", src[next]) >= 0 {
		next++
	}
	line := bytes.TrimLeft(src[at:next], " \t")
	return next, bytes.HasPrefix(line, []byte("\n")) || bytes.HasPrefix(line, []byte("\r\n"))
}

// bare reads a number, a boolean or a date.
func (p *tomlParser) bare() string {
	start := p.at
	p.at = wordEnd(p.src, p.at)
	s := p.text[start:p.at]
	if tomlDate(s) && len(s) == len("1979-05-27") && p.at+3 < len(p.src) && p.src[p.at] == ' ' && tomlTime(p.text[p.at+1:wordEnd(p.src, p.at+1)]) {
		p.at = wordEnd(p.src, p.at+1)
		return p.text[start:p.at]
	}
	if !tomlNumber(s) && !tomlDate(s) && !tomlTime(s) && s != "true" && s != "false" {
		p.at = start
		p.fail("neither a string, a number, a date, true nor false")
	}
	return s
}

func wordEnd(src []byte, at int) int {
	for at < len(src) && strings.IndexByte(" \t\r\n,]}#", src[at]) < 0 {
		at++
	}
	return at
}

// tomlNumber tells whether s is a number of TOML.
func tomlNumber(s string) bool {
	unsigned := strings.TrimLeft(s, "+-")
	if len(s)-len(unsigned) > 1 || unsigned == "" {
		return false
	}
	if unsigned == "inf" || unsigned == "nan" {
		return true
	}
	digits := "0123456789"
	if len(unsigned) > 2 && unsigned[0] == '0' && len(s) == len(unsigned) {
		switch unsigned[1] {
		case 'x':
			return tomlDigits(unsigned[2:], "0123456789abcdefABCDEF")
		case 'o':
			return tomlDigits(unsigned[2:], "01234567")
		case 'b':
			return tomlDigits(unsigned[2:], "01")
		}
	}
	mantissa, exponent, hasExponent := unsigned, "", false
	if i := strings.IndexAny(unsigned, "eE"); i >= 0 {
		mantissa, exponent, hasExponent = unsigned[:i], unsigned[i+1:], true
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			exponent = exponent[1:]
		}
	}
	whole, fraction, hasFraction := strings.Cut(mantissa, ".")
	return tomlDigits(whole, digits) && (len(whole) == 1 || whole[0] != '0') &&
		(!hasFraction || tomlDigits(fraction, digits)) && (!hasExponent || tomlDigits(exponent, digits))
}

// tomlDigits tells whether s is digits, with single "_" between them.
func tomlDigits(s, digits string) bool {
	last := byte('_')
	for i := range len(s) {
		if s[i] == '_' && last == '_' || s[i] != '_' && strings.IndexByte(digits, s[i]) < 0 {
			return false
		}
		last = s[i]
	}
	return last != '_'
}

// tomlDate tells whether s has the form of a date, with or without a time.
func tomlDate(s string) bool {
	return shaped(s, "dddd-dd-dd") && (len(s) == 10 || (s[10] == 'T' || s[10] == 't') && tomlTime(s[11:]))
}

// tomlTime tells whether s has the form of a time, with or without a fraction and
// an offset.
func tomlTime(s string) bool {
	if !shaped(s, "dd:dd:dd") {
		return false
	}
	s = s[8:]
	if strings.HasPrefix(s, ".") {
		rest := strings.TrimLeft(s[1:], "0123456789")
		if len(rest) == len(s)-1 {
			return false
		}
		s = rest
	}
	return s == "" || s == "Z" || s == "z" || (s[0] == '+' || s[0] == '-') && len(s) == 6 && shaped(s[1:], "dd:dd")
}

// shaped tells whether s begins as shape, in which d is a digit.
func shaped(s, shape string) bool {
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if shape[i] == 'd' && (s[i] < '0' || s[i] > '9') || shape[i] != 'd' && s[i] != shape[i] {
			return false
		}
	}
	return true
}
