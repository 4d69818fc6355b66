package format

import (
	"bytes"
	"strings"
)

func (l *lexer) javaLiteral(c byte) bool {
	start := l.at
	switch {
	case c == '"' && l.has(`"""`):
		l.textBlock(start, l.at+3, `"""`)
	case c == '"' || c == '\'':
		l.at++
		l.begin(literal{start: start, close: string(c), other: c == '\''})
	default:
		return false
	}
	return true
}

// textBlock reads a text over lines, from from to end, which is not decoded.
func (l *lexer) textBlock(start, from int, end string) {
	for l.at = from; l.at < len(l.src); l.at++ {
		switch {
		case l.src[l.at] == '\\' && l.lang.name == Java:
			l.at++
		case l.src[l.at] == end[0] && l.has(end):
			for l.at += len(end); l.at < len(l.src) && l.src[l.at] == '"'; l.at++ {
			}
			l.emit(tOther, start)
			return
		}
	}
	l.at = len(l.src)
	l.failAt(start, "a string has no end")
}

func (l *lexer) cSharpLiteral(c byte) bool {
	start := l.at
	n := 0
	for n < 3 && (l.peek(n) == '$' || l.peek(n) == '@') {
		n++
	}
	switch prefix := string(l.src[l.at : l.at+n]); {
	case c == '#' && l.newline: // a directive
		end := bytes.IndexByte(l.src[l.at:], '\n')
		if end < 0 {
			end = len(l.src) - l.at
		}
		l.at += end
	case c == '\'':
		l.at++
		l.begin(literal{start: start, close: "'", other: true})
	case l.peek(n) != '"':
		return false
	case strings.HasPrefix(string(l.src[l.at+n:min(len(l.src), l.at+n+3)]), `"""`) && !strings.Contains(prefix, "@"):
		quotes := n
		for l.peek(quotes) == '"' {
			quotes++
		}
		l.textBlock(start, l.at+quotes, strings.Repeat(`"`, quotes-n))
	case strings.Contains(prefix, "@"):
		l.verbatim(start, n, prefix != "@")
	default:
		l.at += n + 1
		lit := literal{start: start, close: `"`}
		if n > 0 {
			lit.field = "{"
		}
		l.begin(lit)
	}
	return true
}

// verbatim reads @"…", in which two quotes are one.
func (l *lexer) verbatim(start, prefix int, other bool) {
	for l.at += prefix + 1; l.at < len(l.src); l.at++ {
		if l.src[l.at] != '"' {
			continue
		}
		if l.peek(1) == '"' {
			l.at++
			continue
		}
		l.at++
		if other {
			l.emit(tOther, start)
		} else {
			l.emit(tString, start)
		}
		return
	}
	l.at = len(l.src)
	l.failAt(start, "a string has no end")
}
