package format

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

// unplaced says that a scalar's bytes do not give its value.
const unplaced = "the value cannot be placed exactly"

// scalar finds where a scalar ends and checks that its bytes give its value.
func (p *yamlParser) scalar(n *yaml.Node, out *Node, at, indent int, flow bool) {
	out.Kind, out.Value = Scalar, n.Value
	out.ValueSpan = text.Span{Start: at, End: at}
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		p.quoted(n, out, at)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		p.block(n, out, at, indent)
	default:
		p.plain(n, out, at, flow)
	}
	if s := out.ValueSpan; s.Len() > 0 && bytes.IndexByte(s.Slice(p.src), '\n') >= 0 {
		p.blocks = append(p.blocks, s)
	}
}

func (p *yamlParser) quoted(n *yaml.Node, out *Node, at int) {
	if at >= len(p.masked) || (p.masked[at] != '"' && p.masked[at] != '\'') {
		out.Opaque = unplaced
		return
	}
	quote := p.masked[at]
	out.Style = "yaml" + string(quote)
	end := p.closing(at)
	if end >= len(p.masked) {
		out.Opaque = unplaced
		return
	}
	out.ValueSpan.End = end + 1
	if len(p.odd) > 0 {
		from, _ := slices.BinarySearch(p.odd, at)
		to, _ := slices.BinarySearch(p.odd, end)
		p.quotedOdd += to - from
	}
	inside := text.Span{Start: at + 1, End: end}
	value, ok := yamlUnquote(string(inside.Slice(p.masked)), quote)
	if !ok || value != n.Value {
		out.Opaque = unplaced
		return
	}
	if found := p.templates(inside); len(found) > 0 {
		p.between(out, inside, found, quote)
	}
}

// closing gives the place of the quote that closes the one at at; it may be the
// end of the file.
func (p *yamlParser) closing(at int) int {
	quote := p.masked[at]
	i := at + 1
	for ; i < len(p.masked); i++ {
		switch {
		case p.masked[i] == '\\' && quote == '"':
			i++
		case p.masked[i] != quote:
		case quote == '\'' && i+1 < len(p.masked) && p.masked[i+1] == quote:
			i++
		default:
			return i
		}
	}
	return i
}

// between gives out the value of a quoted text with templates, which stand in it
// as they are written.
func (p *yamlParser) between(out *Node, inside text.Span, found []text.Span, quote byte) {
	var b strings.Builder
	at := inside.Start
	for _, t := range append(found, text.Span{Start: inside.End, End: inside.End}) {
		s, ok := yamlUnquote(string(p.src[at:t.Start]), quote)
		if !ok {
			out.Opaque = unplaced
		}
		b.WriteString(s)
		b.Write(t.Slice(p.src))
		at = t.End
	}
	out.Value = b.String()
}

// plain finds the end of an unquoted scalar, on one line or folded over several.
func (p *yamlParser) plain(n *yaml.Node, out *Node, at int, flow bool) {
	out.Style, out.Bare = "yaml", n.Tag != "!!str" && n.Tag != ""
	if out.Bare && n.Tag != "!!null" {
		out.Style = "yaml-bare"
	}
	out.Style += flowing(flow)
	end := p.plainLine(at, flow)
	out.ValueSpan.End = end
	if n.Value == "" {
		out.ValueSpan.End = at
		return
	}
	folded := append([]byte(nil), p.masked[at:end]...)
	for end < len(p.masked) && len(folded) < len(n.Value) {
		next := p.skipLines(end)
		if next >= len(p.masked) {
			break
		}
		breaks := bytes.Count(p.masked[end:next], []byte("\n"))
		if breaks == 0 {
			break
		}
		end = p.plainLine(next, flow)
		if breaks == 1 {
			folded = append(folded, ' ')
		}
		for ; breaks > 1; breaks-- {
			folded = append(folded, '\n')
		}
		folded = append(folded, p.masked[next:end]...)
	}
	if string(folded) != n.Value {
		out.Opaque = unplaced
		return
	}
	out.ValueSpan.End = end
	if len(p.templates(out.ValueSpan)) > 0 {
		out.Value, out.Bare = string(out.ValueSpan.Slice(p.src)), false
		if bytes.IndexByte(out.ValueSpan.Slice(p.src), '\n') >= 0 {
			out.Opaque = "a template goes over lines"
		}
	}
}

func (p *yamlParser) skipLines(at int) int {
	for at < len(p.masked) && strings.IndexByte(" \t\r\n", p.masked[at]) >= 0 {
		at++
	}
	return at
}

func (p *yamlParser) plainLine(at int, flow bool) int {
	i := at
	for i < len(p.masked) && p.masked[i] != '\n' && p.masked[i] != '\r' {
		c := p.masked[i]
		if c == ':' && (i+1 >= len(p.masked) || strings.IndexByte(" \t\r\n", p.masked[i+1]) >= 0 || flow && strings.IndexByte(",[]{}", p.masked[i+1]) >= 0) {
			break
		}
		if c == '#' && i > 0 && (p.masked[i-1] == ' ' || p.masked[i-1] == '\t') {
			break
		}
		if flow && strings.IndexByte(",[]{}", c) >= 0 {
			break
		}
		i++
	}
	return trimRight(p.src, at, i)
}

// block finds the end of a block scalar whose header is at at: its lines are those
// that are blank or as deep as its first one, deeper than indent.
func (p *yamlParser) block(n *yaml.Node, out *Node, at, indent int) {
	line := text.LineEnd(p.masked, at)
	end := trimRight(p.masked, at, line)
	header := p.masked[at:end]
	if i := bytes.IndexByte(header, '#'); i > 0 {
		header = header[:i]
	}
	out.Style = "yaml-block"
	depth := -1
	if i := bytes.IndexAny(header, "123456789"); i >= 0 {
		depth = max(0, indent) + int(header[i]-'0')
	}
	var body strings.Builder
	for line < len(p.masked) {
		next := text.LineEnd(p.masked, line)
		i := skipBlanks(p.masked, line, next)
		if trimRight(p.masked, i, next) > i {
			if depth < 0 && i-line > indent {
				depth = i - line
			}
			if depth < 0 || skipSpaces(p.masked, line, next) < line+depth || depth == 0 && marksDocument(p.masked[line:next]) {
				break
			}
			end = trimRight(p.masked, i, next)
		} else if bytes.IndexByte(header, '+') >= 0 {
			end = next - len(lineEnd(p.masked[line:next]))
		}
		body.Write(bytes.TrimSpace(p.masked[line:next]))
		line = next
	}
	out.ValueSpan.End = end
	if strip(body.String()) != strip(n.Value) {
		out.Opaque = unplaced
		return
	}
	if len(p.templates(out.ValueSpan)) > 0 {
		out.Value, out.Opaque = strings.ReplaceAll(string(out.ValueSpan.Slice(p.src)), "\r\n", "\n"), templated
		if decoded, offsets, _ := blockText(p.src, out.ValueSpan, n.Value); offsets != nil && len(decoded) == len(n.Value) {
			out.Value = strings.TrimRight(string(decoded), "\n") // whose number a template may change
		}
	}
}

// templated says that a text over lines holds templates: it cannot be written as a
// whole, but what stands in its lines can.
const templated = "the text holds a template"

// strip gives s without white space: what is left of a text however it is folded.
func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, s)
}

// lineEnd gives the line end of a line.
func lineEnd(line []byte) []byte { return line[len(bytes.TrimRight(line, "\r\n")):] }

func skipSpaces(src []byte, at, end int) int {
	for at < end && src[at] == ' ' {
		at++
	}
	return at
}

// marksDocument tells whether a line ends a document or begins one.
func marksDocument(line []byte) bool {
	return (bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("..."))) && (len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0)
}
