package format

import (
	"fmt"
	"strings"
)

// hclStyles spell values as strings of HCL, "hcl-bare" as a number or a truth
// value where the text is one. A heredoc that changes becomes a string on one
// line.
var hclStyles = map[string]encoder{
	`hcl"`:            plainly(hclQuoted),
	"hcl-bare":        plainly(hclBare),
	"hcl-heredoc":     plainly(hclQuoted),
	`esc:hcl"`:        plainly(hclInside),
	"esc:hcl-heredoc": hclHeredoc,
	"hcl-name":        hclName,
	"hcl-key": func(s string) (string, error) {
		if name, err := hclName(s); err == nil && s != "for" {
			return name, nil
		}
		if s == "" {
			return "", errNoSpelling
		}
		return hclQuoted(s), nil
	},
}

func hclQuoted(s string) string { return `"` + hclEscape(s) + `"` }

// hclInside is for a part of a string: another may go on with a brace.
func hclInside(s string) string {
	out := hclEscape(s)
	if n := len(s); n > 0 && (s[n-1] == '$' || s[n-1] == '%') {
		out = out[:len(out)-1] + fmt.Sprintf(`\u%04x`, s[n-1])
	}
	return out
}

var hclTemplates = strings.NewReplacer("${", "$${", "%{", "%%{")

func hclEscape(s string) string {
	return backslashed(hclTemplates.Replace(s), `"`, `\u%04x`, "")
}

func hclBare(s string) string {
	if s == "true" || s == "false" || s == "null" || hclNumber(s) && isBare(s) {
		return s
	}
	return hclQuoted(s)
}

// hclHeredoc is for text in a heredoc. A line that could end it has no spelling.
func hclHeredoc(s string) (string, error) {
	if strings.ContainsAny(s, "\r\x00") || strings.HasSuffix(s, "$") || strings.HasSuffix(s, "%") {
		return "", errNoSpelling
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		p := &hclParser{src: []byte(strings.TrimSpace(line))}
		if len(lines) > 1 && i > 0 && len(p.src) > 0 && p.ident().Len() == len(p.src) {
			return "", errNoSpelling
		}
	}
	return hclTemplates.Replace(s), nil
}

// hclName is the name of an attribute, which has no quotes.
func hclName(s string) (string, error) {
	p := &hclParser{src: []byte(s)}
	if p.ident().Len() != len(s) || s == "" || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return "", errNoSpelling
	}
	return s, nil
}
