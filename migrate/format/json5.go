package format

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"unpw/migrate/text"
)

// JSON5 reads JSON5 (spec.json5.org): JSON with comments, trailing commas, single
// quotes, names without quotes, more numbers and more escapes. The documents are
// of syntax "json": what can be done with them is the same.
type JSON5 struct{}

// Name implements Syntax.
func (JSON5) Name() string { return "json5" }

// Parse implements Syntax.
func (JSON5) Parse(src []byte) (*Document, error) { return parseJSON(src, true) }

// json5Styles spell values. All of JSON is JSON5, so that only what stands in
// single quotes, or without any, is spelt in another way.
var json5Styles = map[string]encoder{
	`json5"`:     plainly(jsonQuoted),
	`esc:json5"`: plainly(func(s string) string { q := jsonQuoted(s); return q[1 : len(q)-1] }),
	"json5-bare": bareOr(plainly(jsonQuoted)),
	"json5'":     plainly(func(s string) string { return "'" + json5Single(s) + "'" }),
	"esc:json5'": plainly(json5Single),
	"json5-key": plainly(func(s string) string {
		if json5Identifier(s) {
			return s
		}
		return jsonQuoted(s)
	}),
}

func json5Single(s string) string {
	q := jsonQuoted(s)
	return strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), "'", `\'`)
}

// json5Space gives the length of the white space that s begins with, as far as
// it is none in JSON.
func json5Space(s []byte) int {
	r, size := utf8.DecodeRune(s)
	if r == '\v' || r == '\f' || r == '\ufeff' || r == '\u2028' || r == '\u2029' || r > 0x7f && unicode.Is(unicode.Zs, r) {
		return size
	}
	return 0
}

// json5Identifier tells whether s is a name that needs no quotes.
func json5Identifier(s string) bool {
	for i, r := range s {
		if r != '$' && r != '_' && !unicode.IsLetter(r) && !unicode.Is(unicode.Nl, r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// identifier gives the span of the name without quotes that begins here, empty
// if none does. One with an escape is not read.
func (p *jsonParser) identifier() text.Span {
	start := p.at
	for p.at < len(p.src) {
		c := p.src[p.at]
		if c < utf8.RuneSelf && !isWord(c) && c != '$' || json5Space(p.src[p.at:]) > 0 {
			break
		}
		p.at++
	}
	if !json5Identifier(string(p.src[start:p.at])) {
		p.at = start
	}
	return text.Span{Start: start, End: p.at}
}

// isJSON5Number tells whether s is a number as only JSON5 writes it.
func isJSON5Number(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		return hex != "" && strings.Trim(hex, "0123456789abcdef") == ""
	}
	if s == "Infinity" || s == "NaN" {
		return true
	}
	whole := digits(s)
	if whole > 1 && s[0] == '0' {
		return false
	}
	rest := s[whole:]
	fraction := 0
	if strings.HasPrefix(rest, ".") {
		fraction = digits(rest[1:])
		rest = rest[1+fraction:]
	}
	return whole+fraction > 0 && isBare("1"+rest)
}

// json5Decode gives the text between the quotes of a string, and why it cannot
// be given; it is not ok where an escape is none.
func json5Decode(inner string) (value, opaque string, ok bool) {
	var b strings.Builder
	var half rune // the first half of a character, not yet written
	for i := 0; i < len(inner); {
		c := inner[i]
		if c == '\\' && i+1 < len(inner) {
			r, size := json5Escape(inner[i:])
			if size == 0 {
				return "", "", false
			}
			i += size
			switch {
			case half != 0 && utf16.IsSurrogate(r):
				r = utf16.DecodeRune(half, r)
				if half = 0; r == utf8.RuneError {
					opaque = "an escape is half a character"
				}
				b.WriteRune(r)
				continue
			case half != 0:
				opaque, half = "an escape is half a character", 0
			}
			if utf16.IsSurrogate(r) {
				half = r
			} else if r >= 0 {
				b.WriteRune(r)
			}
			continue
		}
		if half != 0 {
			opaque, half = "an escape is half a character", 0
		}
		b.WriteByte(c)
		i++
	}
	if half != 0 {
		opaque = "an escape is half a character"
	}
	return b.String(), opaque, true
}

// json5Escape gives what the escape that s begins with means, -1 for nothing, and
// its length; 0 for one that is none.
func json5Escape(s string) (r rune, size int) {
	hex := func(n int) (rune, int) {
		if len(s) < 2+n {
			return 0, 0
		}
		v, err := strconv.ParseUint(s[2:2+n], 16, 16)
		if err != nil || s[2] == '+' {
			return 0, 0
		}
		return rune(v), 2 + n
	}
	switch c := s[1]; c {
	case 'u':
		return hex(4)
	case 'x':
		return hex(2)
	case '\r':
		if strings.HasPrefix(s[2:], "\n") {
			return -1, 3
		}
		return -1, 2
	case '\n':
		return -1, 2
	case '0':
		if len(s) > 2 && s[2] >= '0' && s[2] <= '9' {
			return 0, 0
		}
		return 0, 2
	default:
		if c >= '1' && c <= '9' {
			return 0, 0
		}
		if k := strings.IndexByte("bfnrtv", c); k >= 0 {
			return rune("\b\f\n\r\t\v"[k]), 2
		}
	}
	r, n := utf8.DecodeRuneInString(s[1:])
	if r == '\u2028' || r == '\u2029' { // line ends too
		return -1, 1 + n
	}
	return r, 1 + n
}
