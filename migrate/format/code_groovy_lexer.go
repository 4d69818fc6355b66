package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

func (l *lexer) groovyLiteral(c byte) bool {
	start := l.at
	switch {
	case c == '\'' || c == '"':
		lit := literal{start: start, close: string(c)}
		if c == '"' {
			lit.field, lit.names = "${", true
		}
		l.at++
		if l.peek(0) == c && l.peek(1) == c {
			lit.close, lit.lines = strings.Repeat(lit.close, 3), true
			l.at += 2
		}
		l.begin(lit)
	case c == '/' && l.operand() && l.at >= l.noRegex:
		if !bytes.Contains(l.src[start+1:text.LineEnd(l.src, start)], []byte("/")) {
			l.noRegex = text.LineEnd(l.src, start)
			return false
		}
		l.at++
		l.begin(literal{start: start, close: "/", field: "${", names: true, lines: true, other: true})
	case c == '$' && l.peek(1) == '/' && l.operand():
		n := bytes.Index(l.src[l.at+2:], []byte("/$"))
		if n < 0 {
			l.failAt(start, "a string has no end")
			return true
		}
		l.at += 2 + n + 2
		l.emit(tOther, start)
	default:
		return false
	}
	return true
}
