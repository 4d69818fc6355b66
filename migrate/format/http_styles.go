package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// httpStyles spell values of *.http files. Blanks around a value are no part of it
// anywhere. In a form everything but letters, digits and -._~ is written in
// percents, which the clients send as it is.
var httpStyles = map[string]encoder{
	"http": func(s string) (string, error) {
		if strings.IndexByte(s, '\\') >= 0 {
			return "", errNoSpelling
		}
		return httpLine(s)
	},
	"esc:http": func(s string) (string, error) {
		if strings.IndexByte(s, '\\') >= 0 {
			return "", errNoSpelling
		}
		return httpPart(s)
	},
	"http-header":     httpLine,
	"esc:http-header": httpPart,
	"http-word": func(s string) (string, error) {
		if s == "" || strings.ContainsFunc(s, unicode.IsSpace) || s[0] == '#' || strings.HasPrefix(s, "//") || s[0] == '@' || s[0] == '<' || s[0] == '>' {
			return "", errNoSpelling
		}
		return httpLine(s)
	},
	"esc:http-word": func(s string) (string, error) {
		if strings.ContainsFunc(s, unicode.IsSpace) {
			return "", errNoSpelling
		}
		return httpPart(s)
	},
	"http-body":        httpBody,
	"esc:http-body":    httpPart,
	"http-name":        httpName,
	"http-header-name": httpName,
	"form":             percent(""),
	"esc:form":         percent(""),
}

// httpPart is for a part of a line; a body has several, and its inner document
// brings its own line ends.
func httpPart(s string) (string, error) {
	if strings.ContainsAny(s, "\r\x00") {
		return "", errNoSpelling
	}
	return s, nil
}

func httpLine(s string) (string, error) {
	if strings.ContainsAny(s, "\r\n\x00\ufeff") || strings.TrimSpace(s) != s {
		return "", errNoSpelling
	}
	return s, nil
}

// httpBody is for a whole body: a line that ends it has no spelling.
func httpBody(s string) (string, error) {
	if strings.TrimSpace(s) != s || s == "" || strings.ContainsAny(s, "\r\x00\ufeff") {
		return "", errNoSpelling
	}
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimLeft(line, " \t"); strings.HasPrefix(line, "###") || strings.HasPrefix(line, "<") || strings.HasPrefix(line, ">") {
			return "", errNoSpelling
		}
	}
	return s, nil
}

func httpName(s string) (string, error) {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e || r <= ' ' || strings.ContainsRune("@#/:=<>?&(){}\"'\\,;[]", r) }) {
		return "", errNoSpelling
	}
	return s, nil
}

// formText gives the text of a part of a form, and why clients differ on it.
func formText(s string) (value, opaque string) {
	if !utf8.ValidString(s) {
		return s, "the text is not in UTF-8"
	}
	if strings.IndexByte(s, '+') >= 0 {
		opaque = "readers differ on whether a + is a blank"
	}
	if strings.IndexByte(s, '%') < 0 {
		return s, opaque
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return s, "readers differ on what a percent sign means"
		}
		r, ok := hex4([]byte{'0', '0', s[i+1], s[i+2]})
		if !ok {
			return s, "readers differ on what a percent sign means"
		}
		b.WriteByte(byte(r))
		i += 2
	}
	if value = b.String(); !utf8.ValidString(value) {
		return s, "the text is not in UTF-8"
	}
	return value, opaque
}
