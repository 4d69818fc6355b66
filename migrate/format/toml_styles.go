package format

import (
	"fmt"
	"strings"

	"unpw/migrate/text"
)

// tomlStyles spell values as TOML strings, "toml-bare" as a number or a boolean
// where the text is one.
var tomlStyles = map[string]encoder{
	`toml"`:       plainly(func(s string) string { return `"` + tomlEscape(s) + `"` }),
	"toml'":       tomlLiteral("'"),
	`toml"""`:     plainly(tomlLong),
	"toml'''":     tomlLiteral("'''"),
	"toml-bare":   plainly(tomlBare),
	`esc:toml"`:   plainly(tomlEscape),
	"esc:toml'":   tomlLiteralText("'"),
	`esc:toml"""`: plainly(tomlEscapeLong),
	"esc:toml'''": tomlLiteralText("'''"),
	"toml-key":    tomlKey,
}

func tomlEscape(s string) string {
	return strings.ReplaceAll(tomlEscapeLong(s), "\n", `\n`)
}

// tomlEscapeLong leaves line ends as they are.
func tomlEscapeLong(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 && r != '\n' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func tomlLong(s string) string {
	lead := ""
	if strings.HasPrefix(s, "\n") { // as it is, it would be taken away
		lead, s = `\n`, s[1:]
	}
	return `"""` + lead + tomlEscapeLong(s) + `"""`
}

// tomlLiteral writes what has no place in a literal string as a basic one.
func tomlLiteral(quote string) encoder {
	inside := tomlLiteralText(quote)
	return func(s string) (string, error) {
		out, err := inside(s)
		if err != nil || strings.HasPrefix(s, "\n") {
			return `"` + tomlEscape(s) + `"`, nil
		}
		return quote + out + quote, nil
	}
}

func tomlLiteralText(quote string) encoder {
	return func(s string) (string, error) {
		if strings.IndexByte(s, '\'') >= 0 || strings.ContainsFunc(s, func(r rune) bool {
			return r < 0x20 && r != '\t' && (r != '\n' || len(quote) == 1) || r == 0x7f
		}) {
			return "", errNoSpelling
		}
		return s, nil
	}
}

func tomlBare(s string) string {
	if s == "true" || s == "false" || isBare(s) && tomlNumber(s) {
		return s
	}
	return `"` + tomlEscape(s) + `"`
}

// tomlKey writes a name; where dots stand between words, it is a dotted one.
func tomlKey(s string) (string, error) {
	if s == "" {
		return "", errNoSpelling
	}
	parts := strings.Split(s, ".")
	for i, part := range parts {
		switch {
		case part == "":
			return `"` + tomlEscape(s) + `"`, nil
		case strings.IndexFunc(part, func(r rune) bool { return r > 0x7f || !isTomlBare(byte(r)) }) >= 0:
			parts[i] = `"` + tomlEscape(part) + `"`
		}
	}
	return strings.Join(parts, "."), nil
}

// tomlHeaders gives the edits that rename n, a table, in the headers of the
// tables in it. name is written as in n's own header.
func tomlHeaders(n *Node, name string) []FileEdit {
	if quote, ok := strings.CutPrefix(n.KeyStyle, "esc:toml"); ok {
		name = quote + name + quote
	}
	var edits []FileEdit
	first, last := -1, 0
	n.Walk(func(c *Node) bool {
		if c.Doc != n.Doc || !tomlTabled(c) {
			return false
		}
		header := c.Doc.Src[c.Span.Start:c.ValueSpan.Start]
		p := &tomlParser{doc: c.Doc, src: header, text: string(header)}
		for p.src[p.at] == '[' {
			p.at++
		}
		p.name()
		if first < 0 {
			for first = 0; p.spans[first].End+c.Span.Start <= n.KeySpan.Start; {
				first++
			}
			last = len(p.spans) - 1
			return true
		}
		span := text.Span{Start: c.Span.Start + p.spans[first].Start, End: c.Span.Start + p.spans[last].End}
		edits = append(edits, FileEdit{Span: span, Text: Literal(name)})
		return true
	})
	return edits
}

// tomlTabled tells whether n is a table with a header.
func tomlTabled(n *Node) bool {
	return n.Kind == Map && n.Layout == Lines && n.Parent != nil && n.Doc.Src[n.Span.Start] == '['
}

// tomlSingle tells whether n is a table that there can be only one of.
func tomlSingle(n *Node) bool {
	return tomlTabled(n) && n.Doc.Src[n.Span.Start+1] != '['
}
