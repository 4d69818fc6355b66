package format

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// phpStyles write the literals of PHP. A text over lines goes into double quotes,
// so that it stands on one.
var phpStyles = map[string]encoder{
	"php'": phpSingle, "esc:php'": phpSingleInside,
	`php"`: quoted(`"`, phpEscapes), `esc:php"`: quoted("", phpEscapes),
	"php-bare": codeBare(PHP, phpSingle),
	"php-path": phpPath,
}

var phpSingleEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

func phpSingle(s string) (string, error) {
	if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return quoted(`"`, phpEscapes)(s)
	}
	return quoted("'", phpSingleEscapes.Replace)(s)
}

func phpSingleInside(s string) (string, error) {
	if strings.ContainsAny(s, "\r") { // a file's line ends may be changed as a whole
		return "", errNoSpelling
	}
	return quoted("", phpSingleEscapes.Replace)(s)
}

func phpEscapes(s string) string { return backslashed(s, `"$`, `\x%02x`, "") }

// phpPath writes a.b.c as a['b']['c'].
func phpPath(s string) (string, error) {
	first, rest, _ := strings.Cut(s, ".")
	out, err := codeName("")(first)
	for err == nil && rest != "" {
		var key string
		key, rest, _ = strings.Cut(rest, ".")
		if key == "" || strings.HasSuffix(s, ".") || strings.ContainsFunc(key, func(r rune) bool { return r < 0x20 }) {
			return "", errNoSpelling
		}
		out += "['" + phpSingleEscapes.Replace(key) + "']"
	}
	return out, err
}

// phpDecode gives the text of a literal of PHP without fields.
func phpDecode(raw string) (string, bool) {
	quote := raw[0]
	var s string
	switch {
	case strings.HasPrefix(raw, "<<<"):
		var ok bool
		if s, quote, ok = phpHereText(raw); !ok {
			return "", false
		}
	case len(raw) < 2 || quote != '\'' && quote != '"':
		return "", false
	default:
		s = raw[1 : len(raw)-1]
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	if quote == 0 || strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			i++
			continue
		}
		var n int
		if quote == '\'' {
			if b, n = append(b, '\\'), 1; s[i+1] == '\\' || s[i+1] == '\'' {
				b, n = append(b[:len(b)-1], s[i+1]), 2
			}
		} else if b, n = phpEscape(b, s[i:], quote); n == 0 {
			return "", false
		}
		i += n
	}
	return string(b), utf8.Valid(b)
}

// phpEscape decodes the escape that s begins with, and gives its length: 0 where
// PHP itself would not take it. What is no escape keeps its backslash.
func phpEscape(b []byte, s string, quote byte) ([]byte, int) {
	c := s[1]
	if i := strings.IndexByte("nrtvef\\$", c); i >= 0 {
		return append(b, "\n\r\t\v\x1b\f\\$"[i]), 2
	}
	n := 1
	switch {
	case c == quote:
		return append(b, c), 2
	case c == 'u' && len(s) > 2 && s[2] == '{':
		end := strings.IndexByte(s, '}')
		if end < 0 || !appendRune(&b, s[3:end]) {
			return b, 0
		}
		return b, end + 1
	case c >= '0' && c <= '7':
		for n < 4 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
			n++
		}
		v, _ := strconv.ParseUint(s[1:n], 8, 16)
		return append(b, byte(v)), n
	case c == 'x':
		for n = 2; n < 4 && n < len(s) && isHex(s[n]); {
			n++
		}
		if n > 2 {
			v, _ := strconv.ParseUint(s[2:n], 16, 8)
			return append(b, byte(v)), n
		}
	}
	return append(b, '\\'), 1
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// phpHereText gives the text of <<<NAME … NAME without the indent of its end;
// quote is 0 for one in which nothing is escaped. In a here-document a double
// quote is no escape: the quote is then 1.
func phpHereText(raw string) (s string, quote byte, ok bool) {
	head, body, _ := strings.Cut(raw, "\n")
	quote = 1
	if strings.Contains(head, "'") {
		quote = 0
	}
	at := strings.LastIndexByte(body, '\n')
	last := body[at+1:]
	indent := last[:len(last)-len(strings.TrimLeft(last, " \t"))]
	if at < 0 {
		return "", quote, true
	}
	lines := strings.Split(strings.TrimSuffix(body[:at], "\r"), "\n")
	for i, line := range lines {
		cut, ok := strings.CutPrefix(line, indent)
		if !ok && strings.TrimSpace(line) != "" {
			return "", quote, false
		}
		lines[i] = cut
	}
	return strings.Join(lines, "\n"), quote, true
}
