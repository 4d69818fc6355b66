package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes untrusted text safe to print on one line: every character that
// a terminal would obey instead of show (line ends, escape sequences, C1
// controls, direction marks) is shown as an escape such as \n, \x1b or
// \u202e. A hostile file name is thus seen, not run.
func Clean(text string) string { return clean(text, false) }

// CleanText is Clean for text of several lines: line feeds and tabs stay.
func CleanText(text string) string { return clean(text, true) }

func clean(text string, lines bool) string {
	if !needsCleaning(text, lines) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case lines && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		case obeyed(r):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

func needsCleaning(text string, lines bool) bool {
	if !utf8.ValidString(text) {
		return true
	}
	return strings.ContainsFunc(text, func(r rune) bool {
		return obeyed(r) && (!lines || r != '\n' && r != '\t')
	})
}

// obeyed tells whether a terminal does something for r other than draw it:
// control characters, line and paragraph separators, and the format
// characters that reorder or hide text. Joiners stay: scripts and emoji need
// them.
func obeyed(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	case r == '\u200d', r == '\u200c':
		return false
	}
	return unicode.Is(unicode.Cf, r)
}

func escape(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	switch {
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// safe wraps arguments so that they print cleaned under any verb. Numbers and
// booleans need no care and may serve as a width (%*d).
func (s stream) safe(args []any) []any {
	safe := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
			safe[i] = a
		case Painted:
			safe[i] = s.paint(a.style, Clean(a.text))
		default:
			safe[i] = cleaned{a}
		}
	}
	return safe
}

// cleaned formats its value as asked, then cleans the outcome.
type cleaned struct{ value any }

func (c cleaned) Format(f fmt.State, verb rune) {
	_, _ = f.Write([]byte(Clean(fmt.Sprintf(fmt.FormatString(f, verb), c.value))))
}
