package format

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// yamlStyles write a text so that it is read as that text. "yaml-bare" is for a
// number or a truth value, in whose place another one may stand without quotes;
// "-flow" marks what stands between brackets, "yaml-lead" what comes right behind
// a colon or a dash, "yaml-pair" what takes the place of a reference in a pair.
var yamlStyles = map[string]encoder{
	"yaml":           yamlPlain,
	"yaml-flow":      yamlFlow,
	"yaml-bare":      yamlBare(yamlPlain),
	"yaml-bare-flow": yamlBare(yamlFlow),
	"yaml-key":       yamlPlain,
	"yaml-key-flow":  yamlFlow,
	"yaml-lead":      behind(" ", yamlPlain),
	"yaml-lead-flow": behind(" ", yamlFlow),
	"yaml-pair":      behind("value: ", yamlPlain),
	"yaml-pair-flow": behind("value: ", yamlFlow),
	"json-pair":      behind(`"value": `, plainly(jsonQuoted)),
	`yaml"`:          plainly(yamlDouble),
	"yaml'":          plainly(yamlSingle),
	"yaml-block":     plainly(yamlDouble), // a block scalar that changes becomes one line
	"esc:yaml-block": func(s string) (string, error) {
		if templateLike(s) {
			return "", errNoSpelling
		}
		return yamlBlockText(s)
	},
	"esc:yaml-block-template": yamlBlockText,
	"esc:yaml":                func(s string) (string, error) { return yamlInside(s, false) },
	"esc:yaml-flow":           func(s string) (string, error) { return yamlInside(s, true) },
	`esc:yaml"`:               plainly(func(s string) string { q := yamlDouble(s); return q[1 : len(q)-1] }),
	"esc:yaml'": func(s string) (string, error) {
		if q := yamlSingle(s); q[0] == '\'' {
			return q[1 : len(q)-1], nil
		}
		return "", errNoSpelling
	},
}

func behind(lead string, enc encoder) encoder {
	return func(s string) (string, error) {
		out, err := enc(s)
		return lead + out, err
	}
}

// yamlBare leaves what every YAML reads as a number or a truth value: 1e5 is a
// text to YAML 1.1.
func yamlBare(other encoder) encoder {
	return func(s string) (string, error) {
		if digits(strings.TrimPrefix(s, "-")) > 0 && strings.ContainsAny(s, "eE") {
			return other(s)
		}
		return bareOr(other)(s)
	}
}

// bareOr leaves numbers and truth values as they are.
func bareOr(other encoder) encoder {
	return func(s string) (string, error) {
		if isBare(s) {
			return s, nil
		}
		return other(s)
	}
}

// yamlFlow is for what stands between brackets, where the library and other
// readers end a word at more characters than YAML says.
func yamlFlow(s string) (string, error) {
	if plainSafe(s) && strings.ContainsAny(s, "?:") {
		return yamlDouble(s), nil
	}
	return yamlPlain(s)
}

// yamlPlain writes s without quotes where YAML 1.1 and 1.2 both read it back as
// that very text.
func yamlPlain(s string) (string, error) {
	switch {
	case plainSafe(s):
		return s, nil
	case strings.ContainsAny(s, `"\`):
		return yamlSingle(s), nil
	}
	return yamlDouble(s), nil
}

// yamlInside is for a part of a text without quotes.
func yamlInside(s string, flow bool) (string, error) {
	if s != strings.TrimSpace(s) || !yamlPrintable(s) || templateLike(s) || strings.Contains(s, " #") || strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || flow && strings.ContainsAny(s, ",[]{}?:") {
		return "", errNoSpelling
	}
	return s, nil
}

// yamlBlockText is for a part of a text that stands in lines as they are.
func yamlBlockText(s string) (string, error) {
	if !yamlPrintable(strings.NewReplacer("\n", "", "\t", "").Replace(s)) {
		return "", errNoSpelling
	}
	return s, nil
}

// numberLike are the texts that YAML 1.1 or 1.2 reads as a number or a date.
var numberLike = regexp.MustCompile(`^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9][0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])`)

func plainSafe(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s[:1], "!&*-?|>@`%{}[]#,'\":~=<") && !strings.HasPrefix(s, "-----BEGIN") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") || strings.ContainsAny(s, "{}[],") {
		return false
	}
	switch strings.ToLower(strings.TrimLeft(s, "+-")) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf", "..", "...":
		return false
	}
	return !numberLike.MatchString(s) && yamlPrintable(s)
}

// templateLike tells whether s holds what begins a template of Helm or Jinja. A
// value is none, so that is written with an escape.
func templateLike(s string) bool { return strings.Contains(s, "{{") || strings.Contains(s, "{%") }

// yamlPrintable tells whether s stands on one line and has nothing that only an
// escape can say.
func yamlPrintable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

func yamlSingle(s string) string {
	if !yamlPrintable(s) || templateLike(s) {
		return yamlDouble(s)
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func yamlDouble(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '{' && templateLike(s[i:min(len(s), i+2)]):
			b.WriteString(`\x7b`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

// yamlUnquote reads what stands between quotes.
func yamlUnquote(s string, quote byte) (string, bool) {
	if quote == '\'' {
		s = strings.ReplaceAll(s, "''", "'")
	}
	if strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s, true
	}
	var b []byte
	hard := 0 // the bytes before are no blanks that a line end takes away
	for i := 0; i < len(s); {
		switch {
		case s[i] == '\r' || s[i] == '\n':
			b = b[:hard+len(strings.TrimRight(string(b[hard:]), " \t"))]
			breaks := 0
			for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
				if s[i] == '\n' || s[i] == '\r' && !strings.HasPrefix(s[i:], "\r\n") {
					breaks++
				}
				i++
			}
			if breaks == 1 {
				b = append(b, ' ')
			}
			for ; breaks > 1; breaks-- {
				b = append(b, '\n')
			}
			hard = len(b)
		case s[i] == '\\' && quote == '"':
			n, ok := yamlEscape(&b, s[i:])
			if !ok {
				return "", false
			}
			i += n
			hard = len(b)
		default:
			b = append(b, s[i])
			i++
		}
	}
	return string(b), utf8.Valid(b)
}

// yamlSimple are the escapes of one letter, and what they mean.
const yamlSimple, yamlMeant = `0abt` + "\t" + `nvfre "/\`, "\x00\a\b\t\t\n\v\f\r\x1b \"/\\"

// yamlEscape decodes the escape that s begins with and gives its length.
func yamlEscape(b *[]byte, s string) (int, bool) {
	if len(s) < 2 {
		return 0, false
	}
	digits := 0
	switch c := s[1]; c {
	case '\n', '\r': // the line goes on
		i := 2
		if strings.HasPrefix(s[1:], "\r\n") {
			i = 3
		}
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		return i, true
	case 'N', '_', 'L', 'P':
		*b = utf8.AppendRune(*b, map[byte]rune{'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029}[c])
		return 2, true
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		i := strings.IndexByte(yamlSimple, c)
		if i < 0 {
			return 0, false
		}
		*b = append(*b, yamlMeant[i])
		return 2, true
	}
	if len(s) < 2+digits {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) {
		return 0, false
	}
	*b = utf8.AppendRune(*b, rune(v))
	return 2 + digits, true
}
