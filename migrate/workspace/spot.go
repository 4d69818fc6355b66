package workspace

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

// entry gives key and value of a name in a mapping.
func entry(n *yaml.Node, name string) (key, v *yaml.Node) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// offset gives where a node begins. The parser counts columns in runes and
// does not count a byte order mark.
func (e *editor) offset(n *yaml.Node) int {
	at := e.lines.Start(n.Line)
	if n.Line == 1 && bytes.HasPrefix(e.src, []byte("\ufeff")) {
		at += len("\ufeff")
	}
	for range n.Column - 1 {
		if at >= len(e.src) {
			break
		}
		_, size := utf8.DecodeRune(e.src[at:])
		at += size
	}
	return at
}

// valueSpan gives the bytes of a value on one line. For a value that is not
// written (`key:`) it is the empty span behind the colon.
func (e *editor) valueSpan(n, key, v *yaml.Node) (text.Span, error) {
	switch {
	case v.Kind != yaml.ScalarNode:
		if !isFlow(v) {
			return text.Span{}, e.lost(v.Line, "the value stands over several lines")
		}
		return e.flowSpan(v)
	case isNull(v) && v.Value == "":
		k, err := e.scalarSpan(key)
		if err != nil {
			return text.Span{}, err
		}
		at := k.End
		for at < len(e.src) && (e.src[at] == ' ' || e.src[at] == '\t') {
			at++
		}
		if at >= len(e.src) || e.src[at] != ':' {
			return text.Span{}, e.lost(key.Line, "the colon is not where it was expected")
		}
		return text.Span{Start: at + 1, End: at + 1}, nil
	}
	return e.scalarSpan(v)
}

// scalarSpan gives the bytes of a text on one line, quotes included. They must
// be what the parser read.
func (e *editor) scalarSpan(n *yaml.Node) (text.Span, error) {
	start := e.offset(n)
	line := e.src[start:text.LineEnd(e.src, start)]
	end := 0
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
	case n.Style&yaml.DoubleQuotedStyle != 0:
		end = quotedEnd(line, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		end = quotedEnd(line, '\'')
	case bytes.HasPrefix(line, []byte(n.Value)):
		end = len(n.Value) // a plain text on one line stands as it reads
	}
	if end == 0 {
		return text.Span{}, e.lost(n.Line, "the value stands over several lines")
	}
	return text.Span{Start: start, End: start + end}, nil
}

// quotedEnd gives the length of the quoted text that line begins with, 0 where
// there is none.
func quotedEnd(line []byte, quote byte) int {
	if len(line) == 0 || line[0] != quote {
		return 0
	}
	for i := 1; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quote == '"':
			i++
		case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
			i++
		case line[i] == quote:
			return i + 1
		}
	}
	return 0
}

// flowSpan gives the bytes of a `{…}` or `[…]` on one line without a comment.
func (e *editor) flowSpan(n *yaml.Node) (text.Span, error) {
	start := e.offset(n)
	line := e.src[start:text.LineEnd(e.src, start)]
	depth := 0
	begins := true // whether a text may begin here: quotes inside a plain text are letters
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '{' || c == '[':
			depth++
			begins = true
		case c == '}' || c == ']':
			depth--
			if depth == 0 {
				return text.Span{Start: start, End: start + i + 1}, nil
			}
			begins = true
		case (c == '"' || c == '\'') && begins:
			size := quotedEnd(line[i:], c)
			if size == 0 {
				return text.Span{}, e.lost(n.Line, "a text in it stands over several lines")
			}
			i += size - 1
			begins = false
		case c == ',' || c == ':':
			begins = true
		case c != ' ' && c != '\t':
			begins = false
		}
		if depth == 0 {
			break
		}
	}
	return text.Span{}, e.lost(n.Line, "the value stands over several lines")
}

// indentOf gives the number of blanks before the keys of a block mapping.
func (e *editor) indentOf(n *yaml.Node) (int, error) {
	start := e.offset(n)
	before := e.src[text.LineStart(e.src, start):start]
	if strings.Trim(strings.TrimPrefix(string(before), "\ufeff"), " ") != "" {
		return 0, e.lost(n.Line, "the fields do not begin at the start of their lines")
	}
	return n.Column - 1, nil
}

// blockEnd gives where an entry can be added to a block mapping: behind the
// last line that is indented like its keys or more. Comments and blank lines
// behind that stay behind.
func (e *editor) blockEnd(n *yaml.Node, indent int) int {
	at := text.LineEnd(e.src, e.offset(n))
	for next := at; next < len(e.src); {
		end := text.LineEnd(e.src, next)
		line := strings.TrimRight(string(e.src[next:end]), "\r\n")
		content := strings.TrimLeft(line, " ")
		next = end
		if strings.TrimSpace(content) == "" || strings.HasPrefix(content, "#") {
			continue
		}
		if len(line)-len(content) < indent {
			break
		}
		at = end
	}
	return at
}

// documentEnd gives where a section can be added: before the line that ends
// the document, else at the end of the file.
func (e *editor) documentEnd(root *yaml.Node) int {
	for at := e.lines.Start(root.Line); at < len(e.src); at = text.LineEnd(e.src, at) {
		if bytes.HasPrefix(e.src[at:], []byte("...")) {
			return at
		}
	}
	return len(e.src)
}
