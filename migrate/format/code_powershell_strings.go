package format

import (
	"strings"
	"unicode/utf8"
)

// powerShellStyles write the literals of PowerShell. A text over lines goes into
// double quotes, so that it stands on one.
var powerShellStyles = map[string]encoder{
	"powershell'": psSingleQuoted, "esc:powershell'": psSingleInside,
	`powershell"`: quoted(`"`, psEscapes), `esc:powershell"`: quoted("", psEscapes),
	"powershell-bare": psBare,
	"powershell-path": psPath,
	"powershell-word": psWord,
}

func psSingleQuoted(s string) (string, error) {
	if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return quoted(`"`, psEscapes)(s)
	}
	return quoted("'", psDoubled)(s)
}

func psSingleInside(s string) (string, error) {
	if strings.ContainsAny(s, "\r") {
		return "", errNoSpelling
	}
	return quoted("", psDoubled)(s)
}

// psDoubled writes every single quote twice, curly ones too.
func psDoubled(s string) string {
	var b strings.Builder
	for _, r := range s {
		if quote, _ := psQuote(utf8.AppendRune(nil, r)); quote == '\'' {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// psControls are the letters behind a backtick that mean a control character.
const psControls, psMeant = "0abfnrtv", "\x00\a\b\f\n\r\t\v"

func psEscapes(s string) string {
	var b strings.Builder
	for _, r := range s {
		if i := strings.IndexRune(psMeant, r); i >= 0 {
			b.WriteByte('`')
			b.WriteByte(psControls[i])
			continue
		}
		if quote, _ := psQuote(utf8.AppendRune(nil, r)); r == '`' || r == '$' || quote == '"' {
			b.WriteByte('`')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func psBare(s string) (string, error) {
	switch {
	case languages[PowerShell].bare[s], isBare(s) && s != "true" && s != "false" && s != "null":
		return s, nil
	}
	return psSingleQuoted(s)
}

// psWord leaves an argument of a command without quotes if it needs none.
func psWord(s string) (string, error) {
	if s != "" && isWord(s[0]) && !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 || !isWord(byte(r)) && !strings.ContainsRune("./:@\\-", r) }) {
		return s, nil
	}
	return psSingleQuoted(s)
}

// psPath writes a.b.c as a['b']['c'].
func psPath(s string) (string, error) {
	if strings.ContainsAny(s, `'\`) || strings.ContainsFunc(s, psCurly) {
		return "", errNoSpelling
	}
	return phpPath(s)
}

// psDecode gives the text of a literal of PowerShell without fields.
func psDecode(raw string) (string, bool) {
	if !utf8.ValidString(raw) {
		return "", false
	}
	if raw[0] == '@' {
		at := strings.IndexByte(raw, '\n')
		end := strings.LastIndexByte(raw, '\n')
		s := strings.ReplaceAll(strings.TrimSuffix(raw[min(at+1, max(end, 0)):max(end, 0)], "\r"), "\r\n", "\n")
		if raw[1] == '\'' {
			return s, true
		}
		return psUnescape(s, false)
	}
	quote, width := psQuote([]byte(raw))
	_, last := utf8.DecodeLastRuneInString(raw)
	if quote == 0 || len(raw) < width+last {
		return "", false
	}
	s := strings.ReplaceAll(raw[width:len(raw)-last], "\r\n", "\n")
	if quote == '"' {
		return psUnescape(s, true)
	}
	return psUndouble(s, '\''), true
}

// psUndouble makes one of two quotes.
func psUndouble(s string, of byte) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		quote, width := psQuote([]byte(s[i:min(len(s), i+3)]))
		n := max(1, width)
		b.WriteString(s[i : i+n])
		if i += n; quote == of && i < len(s) {
			_, width := psQuote([]byte(s[i:min(len(s), i+3)]))
			i += width
		}
	}
	return b.String()
}

// psUnescape decodes a text in which a backtick guards; doubled tells that two
// quotes are one.
func psUnescape(s string, doubled bool) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		quote, width := psQuote([]byte(s[i:min(len(s), i+3)]))
		switch {
		case s[i] == '`' && i+1 == len(s):
			return "", false
		case s[i] == '`':
			i++
			if k := strings.IndexByte(psControls, s[i]); k >= 0 {
				b.WriteByte(psMeant[k])
			} else if s[i] == 'e' || s[i] == 'u' { // only newer versions know these
				return "", false
			} else {
				b.WriteByte(s[i])
			}
		case doubled && quote == '"':
			b.WriteString(s[i : i+width])
			i += width
			_, width = psQuote([]byte(s[min(len(s), i):min(len(s), i+3)]))
			i += width - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), true
}
