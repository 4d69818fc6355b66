package format

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codeStyles write whole literals, quotes included; the esc: forms what stands
// between the quotes. The -bare forms are for numbers and the words of a
// language that are values; any other text gets quotes.
var codeStyles = map[string]encoder{
	`python"`: quoted(`"`, codeEscapes(`"`)), `esc:python"`: quoted("", codeEscapes(`"`)),
	"python'": quoted("'", codeEscapes("'")), "esc:python'": quoted("", codeEscapes("'")),
	`javascript"`: quoted(`"`, codeEscapes(`"`)), `esc:javascript"`: quoted("", codeEscapes(`"`)),
	"javascript'": quoted("'", codeEscapes("'")), "esc:javascript'": quoted("", codeEscapes("'")),
	"javascript`": quoted("`", codeEscapes("`${")), "esc:javascript`": quoted("", codeEscapes("`${")),
	`ruby"`: quoted(`"`, codeEscapes(`"#`)), `esc:ruby"`: quoted("", codeEscapes(`"#`)),
	"ruby'": rubySingle, "esc:ruby'": rubySingleInside,
	"python-bare":     codeBare(Python, quoted(`"`, codeEscapes(`"`))),
	"javascript-bare": codeBare(JavaScript, quoted("'", codeEscapes("'"))),
	"ruby-bare":       codeBare(Ruby, rubySingle),
	"name":            codeName(""),
	"dotted-name":     dottedName,
	"callee":          codeName("$@.:?!"), // of several words
}

// codeName spells a name, which may hold more than letters and digits.
func codeName(more string) encoder {
	return func(s string) (string, error) {
		if s == "" || s[0] >= '0' && s[0] <= '9' || strings.ContainsFunc(s, func(r rune) bool {
			return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(more, r)
		}) {
			return "", errNoSpelling
		}
		return s, nil
	}
}

func codeBare(l Language, quoted encoder) encoder {
	return func(s string) (string, error) {
		if languages[l].bare[s] || isBare(s) && s != "true" && s != "false" && s != "null" {
			return s, nil
		}
		return quoted(s)
	}
}

// constant gives true, false and null, as a recipe writes them, in the words of a
// language.
func (l Language) constant(s string) string {
	own := map[Language]map[string]string{
		Python: {"true": "True", "false": "False", "null": "None"},
		Ruby:   {"null": "nil"},
	}
	if w, ok := own[l][s]; ok {
		return w
	}
	return s
}

func quoted(quote string, escape func(string) string) encoder {
	return func(s string) (string, error) {
		if !utf8.ValidString(s) {
			return "", errNoSpelling
		}
		return quote + escape(s) + quote, nil
	}
}

// codeFields break what begins a field in a text, by the text's quotes; they
// look at a text that is escaped already, where these signs stand as they did.
var codeFields = map[string]*strings.Replacer{
	`"#`:  strings.NewReplacer("#{", `\x23{`, "#@", `\x23@`, "#$", `\x23$`), // Ruby
	"`${": strings.NewReplacer("${", `\${`),                                 // JavaScript
}

// codeEscapes escapes a text for quotes[:1]. Behind it stands what begins a
// field, see codeFields.
func codeEscapes(quotes string) func(string) string {
	return func(s string) string {
		s = backslashed(s, quotes[:1], `\x%02x`, "\u2028\u2029\ufeff")
		if fields := codeFields[quotes]; fields != nil {
			s = fields.Replace(s)
		}
		return s
	}
}

var rubySingleEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// rubySingle takes double quotes for what single ones cannot say on one line.
func rubySingle(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", errNoSpelling
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 }) {
		return quoted(`"`, codeEscapes(`"#`))(s)
	}
	return "'" + rubySingleEscapes.Replace(s) + "'", nil
}

func rubySingleInside(s string) (string, error) {
	if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00") {
		return "", errNoSpelling
	}
	return rubySingleEscapes.Replace(s), nil
}

// quoteWidth gives the length of the quote that a literal without prefix begins
// with: 3 for Python's long ones.
func quoteWidth(raw string) int {
	if len(raw) >= 6 && raw[0] != '`' && raw[1] == raw[0] && raw[2] == raw[0] {
		return 3
	}
	return 1
}

// styleOf gives the style of the literal raw.
func (l *language) styleOf(raw string) string {
	if raw[0] == '<' || raw[0] == '@' || raw[0] >= 0x80 { // a here-document, a curly quote
		return l.style
	}
	quote := raw[0]
	if quote != '"' && quote != '\'' { // behind a prefix, as in r"…"
		quote = raw[strings.IndexAny(raw, "\"'`")]
	}
	return l.quoteStyle(quote)
}

// quoteStyle gives the style of a literal in the quotes quote.
func (l *language) quoteStyle(quote byte) string {
	switch quote {
	case '"':
		return l.quoteStyles[0]
	case '\'':
		return l.quoteStyles[1]
	}
	return l.quoteStyles[2]
}

// decode gives the text of a literal without fields, prefix and quotes included
// in raw. It is not ok where it has an escape that is not known here.
func (l *language) decode(raw string) (string, bool) {
	switch l.name {
	case PHP:
		return phpDecode(raw)
	case PowerShell:
		return psDecode(raw)
	case CSharp:
		if strings.HasPrefix(raw, "@") {
			return strings.ReplaceAll(raw[2:len(raw)-1], `""`, `"`), utf8.ValidString(raw)
		}
	}
	start := strings.IndexAny(raw, "\"'`")
	if start < 0 {
		return "", false
	}
	prefix := strings.ToLower(raw[:start])
	width := 1
	if l.name == Python || l.name == Groovy {
		width = quoteWidth(raw[start:])
	}
	if len(raw) < start+2*width {
		return "", false
	}
	quote := raw[start]
	s := strings.ReplaceAll(raw[start+width:len(raw)-width], "\r\n", "\n")
	if strings.ContainsAny(prefix, "ft") {
		s = strings.NewReplacer("{{", "{", "}}", "}").Replace(s)
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	if strings.IndexByte(s, '\\') < 0 && (l.name != Ruby || strings.IndexByte(s, '#') < 0) || strings.Contains(prefix, "r") {
		return s, true
	}
	var b []byte
	for i := 0; i < len(s); {
		switch {
		case l.name == Ruby && quote == '"' && s[i] == '#' && i+1 < len(s) && (s[i+1] == '@' || s[i+1] == '$'):
			return "", false // a variable
		case s[i] != '\\' || i+1 == len(s):
			b = append(b, s[i])
			i++
		case l.name == Ruby && quote == '\'':
			if s[i+1] == '\\' || s[i+1] == '\'' {
				i++
			}
			b = append(b, s[i])
			i++
		default:
			n, ok := l.unescape(&b, s[i:])
			if !ok {
				return "", false
			}
			i += n
		}
	}
	return string(b), utf8.Valid(b)
}

var simpleEscapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', 'v': '\v', '\\': '\\', '\'': '\'', '"': '"'}

// unescape decodes the escape that s begins with and gives its length.
func (l *language) unescape(b *[]byte, s string) (int, bool) {
	c := s[1]
	switch l.name {
	case Groovy:
		return javaEscape(b, s, "$")
	case Java:
		if c == 's' {
			*b = append(*b, ' ')
			return 2, true
		}
		return javaEscape(b, s, "")
	case CSharp:
		return cSharpEscape(b, s)
	}
	if v, ok := simpleEscapes[c]; ok {
		*b = append(*b, v)
		return 2, true
	}
	switch {
	case c == '\n':
		return 2, true
	case c == 'x':
		return l.hexEscape(b, s)
	case c == 'u' && len(s) > 2 && s[2] == '{' && l.name != Python:
		end := strings.IndexByte(s[:min(len(s), 12)], '}')
		if end < 0 {
			return 0, false
		}
		return end + 1, appendRune(b, s[3:end])
	case c == 'u' && len(s) >= 6:
		high, err := strconv.ParseUint(s[2:6], 16, 32)
		if err != nil {
			return 0, false
		}
		if l.name == JavaScript && high >= 0xd800 && high < 0xdc00 && len(s) >= 12 && s[6:8] == `\u` {
			low, err := strconv.ParseUint(s[8:12], 16, 32)
			if err != nil || low < 0xdc00 || low > 0xdfff {
				return 0, false
			}
			*b = utf8.AppendRune(*b, rune((high-0xd800)<<10+(low-0xdc00)+0x10000))
			return 12, true
		}
		return 6, appendRune(b, s[2:6])
	case c == 'U' && l.name == Python && len(s) >= 10:
		return 10, appendRune(b, s[2:10])
	case c >= '0' && c <= '7':
		return l.octalEscape(b, s)
	case l.name == Python:
		switch c {
		case 'a':
			*b = append(*b, 7)
		case 'N', 'u', 'U':
			return 0, false
		default: // not an escape: the backslash stays
			*b = append(*b, '\\', c)
		}
		return 2, true
	case l.name == Ruby:
		switch i := strings.IndexByte("aes", c); {
		case i >= 0:
			*b = append(*b, "\a\x1b "[i])
			return 2, true
		case strings.IndexByte("cCMu", c) >= 0:
			return 0, false
		}
	case c == 'u':
		return 0, false
	}
	_, n := utf8.DecodeRuneInString(s[1:])
	*b = append(*b, s[1:1+n]...)
	return 1 + n, true
}

// hexEscape decodes \xNN: a character, in Ruby a byte of one or two digits.
func (l *language) hexEscape(b *[]byte, s string) (int, bool) {
	n := 2
	for n < 4 && n < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
		n++
	}
	v, err := strconv.ParseUint(s[2:n], 16, 32)
	if err != nil || n < 4 && l.name != Ruby {
		return 0, false
	}
	if l.name == Ruby {
		*b = append(*b, byte(v))
	} else {
		*b = utf8.AppendRune(*b, rune(v))
	}
	return n, true
}

// octalEscape decodes \0 and, in Python and Ruby, up to three octal digits.
func (l *language) octalEscape(b *[]byte, s string) (int, bool) {
	n := 1
	for n < 4 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	v, err := strconv.ParseUint(s[1:n], 8, 32)
	if err != nil || l.name == JavaScript && (n != 2 || v != 0 || n < len(s) && s[n] >= '8' && s[n] <= '9') {
		return 0, false
	}
	if l.name == Ruby {
		*b = append(*b, byte(v))
	} else {
		*b = utf8.AppendRune(*b, rune(v))
	}
	return n, true
}

func appendRune(b *[]byte, hex string) bool {
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > utf8.MaxRune {
		return false
	}
	*b = utf8.AppendRune(*b, rune(v))
	return true
}
