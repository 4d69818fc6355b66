package format

import (
	"fmt"
	"strings"
)

// backslashed escapes a text as most languages do: a backslash in front of itself
// and of the characters in guarded, \n, \r and \t, and control for every other
// control character and those in odd.
func backslashed(s, guarded, control, odd string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || strings.ContainsRune(guarded, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, control, r)
		case strings.ContainsRune(odd, r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
