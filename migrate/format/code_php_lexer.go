package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// page passes what stands outside of the program, up to its next part.
func (l *lexer) page() {
	for {
		n := bytes.Index(l.src[l.at:], []byte("<?"))
		if n < 0 {
			l.at = len(l.src)
			return
		}
		l.at += n + len("<?")
		l.newline = true
		switch {
		case l.has("="):
			l.at++
			return
		case len(l.src)-l.at >= 3 && strings.EqualFold(string(l.src[l.at:l.at+3]), "php") && (l.at+3 == len(l.src) || l.src[l.at+3] <= ' '):
			l.at += 3
			return
		}
	}
}

func (l *lexer) phpLiteral(c byte) bool {
	start := l.at
	switch {
	case c == '?' && l.peek(1) == '>':
		l.at += 2
		l.emit(tOp, start)
		l.page()
	case c == '\'':
		l.at++
		l.begin(literal{start: start, close: "'", lines: true})
	case c == '"' || c == '`':
		l.at++
		l.begin(literal{start: start, close: string(c), field: "{$", names: true, lines: true, other: c == '`'})
	case c == '<' && l.has("<<<"):
		return l.phpHereDocument()
	default:
		return false
	}
	return true
}

// phpHereDocument reads <<<NAME to the line that begins with NAME, which may be
// indented and have more behind it; false where it is a shift.
func (l *lexer) phpHereDocument() bool {
	start := l.at
	i := skipBlanks(l.src, start+3, len(l.src))
	quote := byte(0)
	if i < len(l.src) && (l.src[i] == '\'' || l.src[i] == '"') {
		quote = l.src[i]
		i++
	}
	name := i
	for i < len(l.src) && (isWord(l.src[i]) || l.src[i] >= 0x80) {
		i++
	}
	ends := l.src[name:i]
	if quote != 0 {
		if i >= len(l.src) || l.src[i] != quote {
			return false
		}
		i++
	}
	if len(ends) == 0 || i < len(l.src) && l.src[i] != '\r' && l.src[i] != '\n' {
		return false
	}
	lit := literal{start: start, lines: true, raw: quote == '\'', inline: true, close: string(ends)}
	if quote != '\'' {
		lit.field, lit.names = "{$", true
	}
	for at := text.LineEnd(l.src, i); at < len(l.src); at = text.LineEnd(l.src, at) {
		word := skipBlanks(l.src, at, len(l.src))
		if rest := l.src[word:]; bytes.HasPrefix(rest, ends) && (len(rest) == len(ends) || !isWord(rest[len(ends)]) && rest[len(ends)] < 0x80) {
			lit.until, lit.resume = at, word+len(ends)
			break
		}
	}
	if lit.until == 0 {
		l.failAt(start, "a here-document has no end")
		return true
	}
	l.at = i
	l.begin(lit)
	return true
}
