package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// shellEnds are the characters that end a word in a shell, beside blanks.
const shellEnds = ";&|<>()"

// word reads a value behind its "=" at at, as a shell does: one word. A value of
// several pieces is opaque.
func (s Dotenv) word(n *Node, at, end int) (next int) {
	src := n.Doc.Src
	n.ValueSpan, n.Style = text.Span{Start: at, End: at}, "shell"
	if at < end && (src[at] == '"' || src[at] == '\'') {
		return s.quoted(n, at, end)
	}
	stop := at
	for stop < end && strings.IndexByte(" \t\r\n"+shellEnds, src[stop]) < 0 {
		stop++
	}
	raw := src[at:stop]
	n.ValueSpan.End = stop
	switch {
	case bytes.HasPrefix(src[at:end], []byte("$(")) || bytes.IndexByte(raw, '`') >= 0:
		n.ValueSpan.End = trimRight(src, at, end)
		n.Opaque = "the value is computed"
	case stop < end && src[stop] == '(':
		n.ValueSpan.End = trimRight(src, at, end)
		n.Opaque = "the value is a list"
	case bytes.ContainsAny(raw, "\"'\\"):
		n.Opaque = "the value is made of several pieces"
	default:
		n.Value = string(raw)
	}
	return end
}

// further reads the other assignments on the line of n: export A=1 B=2. None of
// them can be taken away alone, since they share a line. It gives the place where
// reading goes on.
func (s Dotenv) further(n *Node, next int) int {
	src, root := n.Doc.Src, n.Parent
	for s.Shell && n.Opaque == "" {
		at := skipBlanks(src, n.ValueSpan.End, next)
		for at < next && (src[at] == ';' || src[at] == '&') {
			at++
		}
		if at == n.ValueSpan.End {
			break
		}
		more, behind := s.line(n.Doc, root, at, next)
		if more == nil {
			break
		}
		root.Children = append(root.Children, more)
		n, next = more, behind
	}
	return next
}
