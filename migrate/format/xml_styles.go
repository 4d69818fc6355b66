package format

import (
	"strings"
	"unicode/utf8"
)

// xmlStyles spell what stands between the quotes of an attribute, between tags
// and in a CDATA section; a node's span never holds the quotes themselves, so
// the esc: forms are the same.
var xmlStyles = map[string]encoder{
	`xml"`: xmlAttr(`"`, "&quot;"), `esc:xml"`: xmlAttr(`"`, "&quot;"),
	"xml'": xmlAttr("'", "&apos;"), "esc:xml'": xmlAttr("'", "&apos;"),
	"xml": xmlText, "esc:xml": xmlText,
	"xml-cdata": xmlCDATA, "esc:xml-cdata": xmlCDATA,
	"xml-name": func(s string) (string, error) {
		if p := (&xmlParser{src: []byte(s), end: len(s)}); s == "" || p.name().Len() != len(s) || strings.Contains(s, ":") {
			return "", errNoSpelling
		}
		return s, nil
	},
}

func xmlAttr(quote, entity string) encoder {
	r := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;", quote, entity)
	return func(s string) (string, error) { return r.Replace(s), xmlAllows(s) }
}

func xmlText(s string) (string, error) {
	if strings.Trim(s, xmlSpace) == "" { // a line end alone would be layout
		return strings.NewReplacer("\n", "&#10;", "\r", "&#13;").Replace(s), nil
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;").Replace(s), xmlAllows(s)
}

func xmlCDATA(s string) (string, error) {
	if strings.Contains(s, "]]>") || strings.Contains(s, "\r") {
		return "", errNoSpelling
	}
	return s, xmlAllows(s)
}

// xmlAllows gives an error for a text with characters that XML 1.0 cannot hold
// in any spelling.
func xmlAllows(s string) error {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !xmlChar(r) }) {
		return errNoSpelling
	}
	return nil
}

func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= utf8.MaxRune
}
