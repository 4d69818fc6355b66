package format

import (
	"bytes"
	"strings"
	"unpw/migrate/text"
)

func (l *lexer) javaScriptLiteral(c byte) bool {
	start := l.at
	switch {
	case c == '"' || c == '\'':
		l.at++
		l.begin(literal{start: start, close: string(c)})
	case c == '`':
		l.at++
		l.begin(literal{start: start, close: "`", field: "${", lines: true})
	case c == '/' && l.operand() && l.at >= l.noRegex:
		return l.regex()
	case c == '<' && l.elements && l.operand() && (l.peek(1) == '>' || isWord(l.peek(1)) && (l.peek(1) > '9')):
		l.at++
		l.sawTag = true
		l.open(tOpen, start, frame{kind: '<'})
	default:
		return false
	}
	return true
}

// regex reads a regular expression of JavaScript; one that does not end on its
// line is none.
func (l *lexer) regex() bool {
	start, class := l.at, false
	for i := start + 1; i < len(l.src) && l.src[i] != '\n'; i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			l.at = i + 1
			for l.at < len(l.src) && isWord(l.src[l.at]) {
				l.at++
			}
			l.emit(tOther, start)
			return true
		}
	}
	l.noRegex = text.LineEnd(l.src, start)
	return false
}

// tag reads on in a JSX tag; false where an expression in braces begins.
func (l *lexer) tag(c byte) bool {
	f := &l.frames[len(l.frames)-1]
	start := l.at
	switch {
	case c == '{':
		return false
	case c == '"' || c == '\'':
		n := bytes.IndexByte(l.src[l.at+1:], c)
		if n < 0 {
			l.failAt(start, "a string has no end")
			return true
		}
		l.at += n + 2
		l.emit(tOther, start)
	case c == '/' && l.peek(1) == '>':
		l.at += 2
		l.close(tClose, start)
	case c == '>' && f.end:
		l.at++
		l.close(tClose, start)
	case c == '>':
		l.at++
		f.kind = '>'
	case l.letter(c) || strings.IndexByte("=-:.", c) >= 0:
		l.at++
	default:
		l.failAt(start, "not a tag")
	}
	return true
}

// betweenTags passes the text of a JSX element.
func (l *lexer) betweenTags() {
	for l.at < len(l.src) && l.src[l.at] != '<' && l.src[l.at] != '{' {
		l.at++
	}
	start := l.at
	switch {
	case l.at == len(l.src):
	case l.has("</"):
		l.at += 2
		f := &l.frames[len(l.frames)-1]
		f.kind, f.end = '<', true
	case l.src[l.at] == '<':
		l.at++
		l.open(tOpen, start, frame{kind: '<'})
	default:
		l.at++
		l.open(tOpen, start, frame{kind: '{'})
	}
}
