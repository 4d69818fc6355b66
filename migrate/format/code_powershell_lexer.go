package format

import (
	"bytes"
	"unicode/utf8"

	"unpw/migrate/text"
)

// psQuote tells which quote begins s, for PowerShell takes curly ones too: ' or "
// and its length, 0 if none does.
func psQuote(s []byte) (quote byte, width int) {
	switch {
	case len(s) == 0:
	case s[0] == '\'' || s[0] == '"':
		return s[0], 1
	case len(s) >= 3 && s[0] == 0xe2 && s[1] == 0x80:
		switch {
		case s[2] >= 0x98 && s[2] <= 0x9b:
			return '\'', 3
		case s[2] >= 0x9c && s[2] <= 0x9e:
			return '"', 3
		}
	}
	return 0, 0
}

func (l *lexer) powerShellLiteral(c byte) bool {
	start := l.at
	quote, width := psQuote(l.src[l.at:])
	switch {
	case quote == '\'':
		l.psSingle(width)
	case quote == '"':
		l.at += width
		l.begin(literal{start: start, close: `"`, field: "$(", names: true, tick: true, lines: true})
	case c == '@' && (l.peek(1) == '\'' || l.peek(1) == '"') && l.psHereString():
	case c == '@' && (l.peek(1) == '{' || l.peek(1) == '('):
		l.at += 2
		l.open(tOpen, start, frame{kind: l.src[l.at-1]})
	case c == '$' && l.peek(1) == '(':
		l.at += 2
		l.open(tOpen, start, frame{kind: '('})
	case c == '$' && l.named() > 0:
		l.at += l.named()
		l.emit(tWord, start)
	case c == '@' && (l.space || l.newline) && l.letter(l.peek(1)): // a table spread over parameters
		l.at++
		l.word()
		l.toks[len(l.toks)-1].start = int32(start)
		l.toks[len(l.toks)-1].kind = tOther
	case c == '-' && (l.space || l.newline || len(l.toks) > 0 && l.toks[len(l.toks)-1].kind == tOpen) && l.letter(l.peek(1)) && (l.peek(1) < '0' || l.peek(1) > '9'):
		l.psWord()
	case l.letter(c) && (c < '0' || c > '9'):
		l.psWord()
	default:
		return false
	}
	return true
}

// psWord reads a word, which may have a "-" inside.
func (l *lexer) psWord() {
	start := l.at
	for l.at++; l.at < len(l.src); l.at++ {
		if _, quote := psQuote(l.src[l.at:]); quote > 0 || !l.letter(l.src[l.at]) && (l.src[l.at] != '-' || !l.letter(l.peek(1))) {
			break
		}
	}
	l.emit(tWord, start)
}

// psSingle reads a text in single quotes, in which two quotes are one.
func (l *lexer) psSingle(width int) {
	start := l.at
	for l.at += width; l.at < len(l.src); l.at++ {
		quote, width := psQuote(l.src[l.at:])
		if quote != '\'' {
			continue
		}
		l.at += width
		if again, width := psQuote(l.src[l.at:]); again != '\'' {
			l.emit(tString, start)
			return
		} else if l.at += width - 1; l.at >= len(l.src) {
			break
		}
	}
	l.at = len(l.src)
	l.failAt(start, "a string has no end")
}

// psDouble passes the quote of a text in double quotes that is here, and gives true
// if it ends the text; of two quotes it passes both.
func (l *lexer) psDouble() bool {
	quote, width := psQuote(l.src[l.at:])
	l.at += max(1, width)
	if quote != '"' {
		return false
	}
	again, width := psQuote(l.src[l.at:])
	if again != '"' {
		return true
	}
	l.at += width
	return false
}

// psVariable gives the length of the variable that begins at the "$" here, 0 if
// none does.
func (l *lexer) psVariable() int {
	switch c := l.peek(1); {
	case c == '{':
		if n := bytes.IndexByte(l.src[l.at:text.LineEnd(l.src, l.at)], '}'); n > 2 {
			return n + 1
		}
		return 0
	case c == '$' || c == '?' || c == '^':
		return 2
	case !l.letter(c):
		return 0
	}
	n := 1
	for l.at+n < len(l.src) {
		c := l.src[l.at+n]
		if _, quote := psQuote(l.src[l.at+n:]); quote > 0 || !l.letter(c) && (c != ':' || l.peek(n+1) == ':' || !l.letter(l.peek(n+1))) {
			break
		}
		n++
	}
	return n
}

// psHereString reads @'…'@ and @"…"@, whose quotes end and begin lines; false
// where the line goes on behind the quote.
func (l *lexer) psHereString() bool {
	start, quote := l.at, l.src[l.at+1]
	end := text.LineEnd(l.src, start)
	if len(bytes.TrimSpace(l.src[start+2:end])) > 0 || end == len(l.src) {
		return false
	}
	close := []byte{'\n', quote, '@'}
	n := bytes.Index(l.src[end-1:], close)
	if n < 0 {
		l.failAt(start, "a here-string has no end")
		return true
	}
	until := max(end, end-1+n)
	lit := literal{start: start, close: string(close), lines: true, raw: true, inline: true, until: until, resume: end - 1 + n + len(close)}
	if quote == '"' {
		lit.raw, lit.tick, lit.names, lit.field = false, true, true, "$("
	}
	l.at = end
	l.begin(lit)
	return true
}

// psCurly tells whether a text holds a curly quote.
func psCurly(r rune) bool {
	_, width := psQuote(utf8.AppendRune(nil, r))
	return width > 1
}
