package format

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

var yamlStyles = map[string]encoder{
	"yaml":       plainly(yamlPlain),
	"yaml-lead":  plainly(func(s string) string { return " " + yamlPlain(s) }),
	"yaml-key":   plainly(yamlPlain),
	`yaml"`:      plainly(yamlDouble),
	"yaml'":      plainly(yamlSingle),
	"yaml-block": plainly(yamlDouble), // a block scalar that changes becomes one line
	"esc:yaml": func(s string) (string, error) {
		if s != strings.TrimSpace(s) || strings.ContainsAny(s, "\r\n\t") || strings.Contains(s, " #") || strings.Contains(s, ": ") {
			return "", errNoSpelling
		}
		return s, nil
	},
	`esc:yaml"`: plainly(func(s string) string { q := yamlDouble(s); return q[1 : len(q)-1] }),
	"esc:yaml'": plainly(func(s string) string { return strings.ReplaceAll(s, "'", "''") }),
}

// yamlPlain writes s without quotes where YAML 1.1 and 1.2 both read it back as
// that very text; a number, true, false or null stays bare, since a plain
// neighbour would be.
func yamlPlain(s string) string {
	if isBare(s) {
		return s
	}
	if plainSafe(s) {
		return s
	}
	if strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f || !unicode.IsPrint(r) && r != ' ' }) < 0 {
		return yamlDoubleOrSingle(s)
	}
	return yamlDouble(s)
}

func yamlDoubleOrSingle(s string) string {
	if strings.ContainsAny(s, `"\`) {
		return yamlSingle(s)
	}
	return yamlDouble(s)
}

// numberLike are the texts that YAML 1.1 or 1.2 reads as a number or a date.
var numberLike = regexp.MustCompile(`^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[0-9][0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])`)

func plainSafe(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s[:1], "!&*-?|>@`%{}[]#,'\":~=<") && !strings.HasPrefix(s, "-----BEGIN") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") || strings.ContainsAny(s, "\r\n\t") {
		return false
	}
	if strings.ContainsAny(s, "{}[],") {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".nan", ".inf", "-.inf":
		return false
	}
	if numberLike.MatchString(s) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || !unicode.IsPrint(r) && r != ' ' }) < 0
}

func yamlSingle(s string) string {
	if strings.ContainsAny(s, "\r\n") {
		return yamlDouble(s)
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func yamlDouble(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

// scalar finds where a scalar ends and checks that its bytes give its value.
func (p *yamlParser) scalar(n *yaml.Node, out *Node, at, indent int, flow bool) {
	out.Kind, out.Value = Scalar, n.Value
	out.ValueSpan = text.Span{Start: at, End: at}
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0, n.Style&yaml.SingleQuotedStyle != 0:
		p.quoted(n, out, at)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		out.ValueSpan.End, out.Style = p.blockEnd(at, indent), "yaml-block"
	default:
		p.plain(n, out, at, flow)
	}
}

func (p *yamlParser) quoted(n *yaml.Node, out *Node, at int) {
	if at >= len(p.src) || (p.src[at] != '"' && p.src[at] != '\'') {
		out.Opaque = "the value cannot be placed"
		return
	}
	quote := p.src[at]
	out.Style = "yaml" + string(quote)
	for i := at + 1; i < len(p.src); i++ {
		switch {
		case p.src[i] == '\\' && quote == '"':
			i++
		case p.src[i] == '\'' && quote == '\'' && i+1 < len(p.src) && p.src[i+1] == '\'':
			i++
		case p.src[i] == quote:
			out.ValueSpan.End = i + 1
			raw := string(p.src[at : i+1])
			switch {
			case strings.Contains(raw, "{{"):
				out.Value = strings.ReplaceAll(raw[1:len(raw)-1], "''", "'")
			case !p.decodes(raw, n.Value):
				out.Opaque = "the value cannot be placed exactly"
			}
			return
		}
	}
	out.Opaque = "the value cannot be placed"
}

func (p *yamlParser) decodes(raw, value string) bool {
	if raw[1:len(raw)-1] == value && !strings.ContainsAny(value, "\\'\"\n\r") {
		return true
	}
	var got yaml.Node
	return yaml.Unmarshal([]byte(raw), &got) == nil && len(got.Content) == 1 && got.Content[0].Value == value
}

// plain finds the end of an unquoted scalar, on one line or folded over several.
func (p *yamlParser) plain(n *yaml.Node, out *Node, at int, flow bool) {
	out.Style, out.Bare = "yaml", n.Tag != "!!str" && n.Tag != ""
	end := p.plainLine(at, flow)
	out.ValueSpan.End = end
	raw := string(p.src[at:end])
	if raw == n.Value || strings.Contains(raw, "{{") {
		out.Value = raw
		return
	}
	folded := raw
	for i := 0; i < 200 && folded != n.Value && len(folded) < len(n.Value); i++ {
		next := p.skipLines(end)
		if next >= len(p.src) {
			break
		}
		breaks := bytes.Count(p.src[end:next], []byte("\n"))
		end = p.plainLine(next, flow)
		if breaks <= 1 {
			folded += " "
		} else {
			folded += strings.Repeat("\n", breaks-1)
		}
		folded += string(p.src[next:end])
	}
	if folded != n.Value {
		out.Opaque = "the value cannot be placed exactly"
		return
	}
	out.ValueSpan.End = end
}

func (p *yamlParser) skipLines(at int) int {
	for at < len(p.src) && strings.ContainsRune(" \t\r\n", rune(p.src[at])) {
		at++
	}
	return at
}

func (p *yamlParser) plainLine(at int, flow bool) int {
	i := at
	for i < len(p.src) && p.src[i] != '\n' && p.src[i] != '\r' {
		c := p.src[i]
		if c == '{' && i+1 < len(p.src) && p.src[i+1] == '{' {
			if e := bytes.Index(p.src[i:text.LineEnd(p.src, i)], []byte("}}")); e > 0 {
				i += e + 2
				continue
			}
		}
		blank := i+1 >= len(p.src) || strings.ContainsRune(" \t\r\n", rune(p.src[i+1]))
		if c == ':' && (blank || flow && strings.ContainsRune(",[]{}", rune(p.src[i+1]))) {
			break
		}
		if c == '#' && i > at && (p.src[i-1] == ' ' || p.src[i-1] == '\t') {
			break
		}
		if flow && strings.ContainsRune(",[]{}", rune(c)) {
			break
		}
		i++
	}
	return trimRight(p.src, at, i)
}

// blockEnd gives the end of the last line of a block scalar whose header is at
// at: the lines that are blank or indented deeper than indent.
func (p *yamlParser) blockEnd(at, indent int) int {
	end := trimRight(p.src, at, text.LineEnd(p.src, at))
	for line := text.LineEnd(p.src, at); line < len(p.src); {
		next := text.LineEnd(p.src, line)
		i := skipBlanks(p.src, line, next)
		if body := trimRight(p.src, i, next); body > i {
			if i-line <= indent {
				break
			}
			end = body
		}
		line = next
	}
	return end
}

// maskTemplates gives src with every {{ … }} and {% … %} replaced by as many
// bytes that YAML takes for a word, or for a comment where a line holds nothing
// else.
func maskTemplates(src []byte) []byte {
	if !bytes.Contains(src, []byte("{{")) && !bytes.Contains(src, []byte("{%")) {
		return src
	}
	out := bytes.Clone(src)
	for at := 0; at < len(out); {
		end := text.LineEnd(out, at)
		maskLine(out[at:end])
		at = end
	}
	return out
}

func maskLine(line []byte) {
	body := bytes.TrimSpace(line)
	alone := len(body) > 0
	rest := body
	for alone && len(rest) > 0 {
		closing := "}}"
		if bytes.HasPrefix(rest, []byte("{%")) {
			closing = "%}"
		} else if !bytes.HasPrefix(rest, []byte("{{")) {
			alone = false
			break
		}
		e := bytes.Index(rest, []byte(closing))
		if e < 0 {
			alone = false
			break
		}
		rest = bytes.TrimSpace(rest[e+2:])
	}
	if alone {
		i := bytes.IndexByte(line, '{')
		line[i] = '#'
		return
	}
	for i := 0; i+1 < len(line); i++ {
		if line[i] != '{' || (line[i+1] != '{' && line[i+1] != '%') {
			continue
		}
		closing := "}}"
		if line[i+1] == '%' {
			closing = "%}"
		}
		e := bytes.Index(line[i:], []byte(closing))
		if e < 0 {
			return
		}
		for j := i; j < i+e+2; j++ {
			line[j] = 'x'
		}
		i += e + 1
	}
}
