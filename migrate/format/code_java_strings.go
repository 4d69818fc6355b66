package format

import (
	"strconv"
	"strings"
)

// groovyStyles write literals of Groovy, Java and C#, which have the escapes of
// Java.
var groovyStyles = map[string]encoder{
	"groovy'": quoted("'", javaEscapes("'")), "esc:groovy'": quoted("", javaEscapes("'")),
	`groovy"`: quoted(`"`, javaEscapes(`"$`)), `esc:groovy"`: quoted("", javaEscapes(`"$`)),
	`java"`: quoted(`"`, javaEscapes(`"`)), `esc:java"`: quoted("", javaEscapes(`"`)),
	"java-bare": codeBare(Java, quoted(`"`, javaEscapes(`"`))),
	`csharp"`:   quoted(`"`, javaEscapes(`"`)), `esc:csharp"`: quoted("", javaEscapes(`"`)),
	"csharp-bare": codeBare(CSharp, quoted(`"`, javaEscapes(`"`))),
	"groovy-bare": codeBare(Groovy, quoted("'", javaEscapes("'"))),
}

// dottedName spells a.b.c, each part a name and no word of the language.
func dottedName(s string) (string, error) {
	for part := range strings.SplitSeq(s, ".") {
		if _, err := codeName("$")(part); err != nil {
			return "", err
		}
		if l := languages[Groovy]; l.statement[part] || l.before[part] || l.bare[part] {
			return "", errNoSpelling
		}
	}
	return s, nil
}

// javaEscapes escapes a text for a literal that guards also needs a backslash for.
func javaEscapes(guarded string) func(string) string {
	return func(s string) string { return backslashed(s, guarded, `\u%04x`, "\u0085\u2028\u2029\ufeff") }
}

// javaEscape decodes the escape that s begins with, and gives its length. more are
// characters that a backslash guards beside quotes and itself.
func javaEscape(b *[]byte, s, more string) (int, bool) {
	c := s[1]
	if i := strings.IndexByte("nrtbf\\'\"", c); i >= 0 {
		*b = append(*b, "\n\r\t\b\f\\'\""[i])
		return 2, true
	}
	switch {
	case strings.IndexByte(more, c) >= 0:
		*b = append(*b, c)
		return 2, true
	case c == '\n':
		return 2, true
	case c == 'u' && len(s) >= 6:
		e := escapes{unicode: true}
		got, n := e.decode([]byte(s[:min(len(s), 12)]))
		*b = append(*b, got...)
		return n, n > 0
	case c >= '0' && c <= '7':
		n := 1
		for n < 4 && n < len(s) && s[n] >= '0' && s[n] <= '7' && (n < 3 || c <= '3') {
			n++
		}
		v, _ := strconv.ParseUint(s[1:n], 8, 16)
		*b = append(*b, string(rune(v))...)
		return n, true
	}
	return 0, false
}

// cSharpEscape decodes the escape that s begins with, and gives its length.
func cSharpEscape(b *[]byte, s string) (int, bool) {
	switch c := s[1]; {
	case c == '0':
		*b = append(*b, 0)
		return 2, true
	case c == 'a' || c == 'v':
		*b = append(*b, map[byte]byte{'a': 7, 'v': 11}[c])
		return 2, true
	case c == 'x':
		n := 2
		for n < 6 && n < len(s) && isHex(s[n]) {
			n++
		}
		return n, n > 2 && appendRune(b, s[2:n])
	case c == 'U' && len(s) >= 10:
		return 10, appendRune(b, s[2:10])
	case c >= '1' && c <= '9' || c == '\n':
		return 0, false
	}
	return javaEscape(b, s, "")
}
