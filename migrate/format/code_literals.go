package format

import (
	"strings"
)

// literal says how a text literal ends and what can stand in it.
type literal struct {
	start  int    // its first byte
	close  string // what ends it
	nest   byte   // opens a bracket inside that close ends first; 0 for none
	depth  int    // how many of these are open
	field  string // begins a field; "" where there are none
	names  bool   // a "$" and a name are a field
	tick   bool   // a backtick guards, and a backslash is itself
	raw    bool   // a backslash is itself, but still guards the quote
	lines  bool   // may go over line ends
	other  bool   // its text is not decoded
	until  int    // of a here-document: where its text ends
	resume int    // and where the lines go on
	inline bool   // its text stands where it is asked for
}

// content reads a literal on from where it is: to its end, or to a field.
func (l *lexer) content() {
	top := &l.frames[len(l.frames)-1]
	if top.kind == ':' {
		l.format()
		return
	}
	lit := top.lit
	if l.literal(&lit) {
		start := l.at - len(lit.close)
		if lit.tick {
			_, width := psQuote(l.src[max(0, l.at-3):])
			start = l.at - max(1, width)
		}
		if lit.until != 0 {
			start = l.at
			l.at = l.inlineEnd(lit)
		}
		l.close(tStringClose, start)
		l.behind(lit)
		return
	}
	if l.err == nil {
		l.frames[len(l.frames)-1].lit = lit
		l.field(lit)
	}
}

// begin reads the literal lit, whose first byte of text is at l.at.
func (l *lexer) begin(lit literal) {
	if l.literal(&lit) {
		switch {
		case lit.until != 0 && lit.inline:
			l.at = l.inlineEnd(lit)
			l.emit(tString, lit.start)
		case lit.until != 0: // a here-document is a token where it is asked for
		case lit.other:
			l.emit(tOther, lit.start)
		default:
			l.emit(tString, lit.start)
		}
		l.behind(lit)
		return
	}
	if l.err != nil {
		return
	}
	field := l.at
	l.open(tStringOpen, lit.start, frame{kind: '"', lit: lit})
	l.toks[len(l.toks)-1].end = int32(field)
	l.field(lit)
}

// field opens the field that begins here.
func (l *lexer) field(lit literal) {
	if l.err != nil {
		return
	}
	start := l.at
	if !l.has(lit.field) || lit.field == "" {
		l.nameField()
		return
	}
	l.at += len(lit.field)
	kind := byte('f')
	switch lit.field {
	case "{$": // the "$" is part of a name
		l.at--
	case "$(":
		kind = 'p'
	}
	l.open(tFieldOpen, start, frame{kind: kind})
}

// inlineEnd gives the place behind a here-document that stands where it is asked for.
func (l *lexer) inlineEnd(lit literal) int {
	if !lit.inline {
		return l.at
	}
	return max(l.at, lit.resume)
}

// behind goes to the line behind a here-document.
func (l *lexer) behind(lit literal) {
	if lit.until == 0 || lit.inline {
		return
	}
	l.at = max(l.at, lit.resume) // a field may go over the end
	l.newline = true
	if len(l.pending) > 0 {
		l.hereDocument()
	}
}

// literal goes to the end of the text and gives true, or to the next field and
// gives false.
func (l *lexer) literal(lit *literal) bool {
	for l.at < len(l.src) {
		c := l.src[l.at]
		if isWord(c) || c == ' ' { // most of a text, and never special
			if l.at++; lit.until == 0 || l.at <= lit.until {
				continue
			}
			l.at--
		}
		switch {
		case lit.until != 0 && l.at >= lit.until:
			return true
		case lit.tick && (c == '`' || c == '\\'):
			if l.at++; c == '`' {
				l.at++
			}
		case lit.tick && lit.until == 0 && (c == '"' || c == 0xe2):
			if l.psDouble() {
				return true
			}
		case c == '\\' && (lit.until == 0 || !lit.raw):
			l.at += l.escape(lit)
		case lit.until == 0 && c == lit.close[0] && l.has(lit.close):
			if lit.depth == 0 {
				l.at += len(lit.close)
				return true
			}
			lit.depth--
			l.at++
		case lit.nest != 0 && c == lit.nest:
			lit.depth++
			l.at++
		case c == '\n' && !lit.lines:
			l.failAt(lit.start, "a string has no end")
			return false
		case lit.field == "{" && (l.has("{{") || l.has("}}")):
			l.at += 2
		case lit.field != "" && c == lit.field[0] && l.has(lit.field):
			return false
		case lit.names && l.named() > 0:
			return false
		default:
			l.at++
		}
	}
	l.at = len(l.src)
	if lit.until != 0 {
		return true
	}
	l.failAt(lit.start, "a string has no end")
	return false
}

// escape gives the length of what a backslash guards, as far as it matters here.
func (l *lexer) escape(lit *literal) int {
	switch next := l.peek(1); {
	case next == '\r' && l.peek(2) == '\n':
		return 3
	case lit.field == "{" && (next == '{' || next == '}'): // guards no brace
		return 1
	case lit.field == "{" && !lit.raw && next == 'N' && l.peek(2) == '{':
		return 3
	}
	return 2
}

// format reads the part of a Python field behind ":", which is text and fields.
func (l *lexer) format() {
	lit := l.frames[len(l.frames)-1].lit
	for l.at < len(l.src) {
		switch c := l.src[l.at]; {
		case c == '{':
			l.field(lit)
			return
		case c == '}':
			l.frames = l.frames[:len(l.frames)-1]
			l.at++
			l.close(tFieldClose, l.at-1)
			return
		case c == '\n' && !lit.lines:
			l.failAt(lit.start, "a string has no end")
			return
		default:
			l.at++
		}
	}
	l.failAt(lit.start, "a string has no end")
}

// special reads a token whose beginning only one language knows; false if none
// begins here.
func (l *lexer) special(c byte) bool {
	switch l.lang.name {
	case Python:
		return l.pythonLiteral(c)
	case JavaScript:
		return l.javaScriptLiteral(c)
	case PHP:
		return l.phpLiteral(c)
	case Groovy:
		return l.groovyLiteral(c)
	case PowerShell:
		return l.powerShellLiteral(c)
	case Java:
		return l.javaLiteral(c)
	case CSharp:
		return l.cSharpLiteral(c)
	}
	return l.rubyLiteral(c)
}

func (l *lexer) pythonLiteral(c byte) bool {
	n := 0
	for n < 3 && strings.IndexByte("rRbBuUfFtT", l.peek(n)) >= 0 && l.peek(n) != 0 {
		n++
	}
	quote := l.peek(n)
	if quote != '"' && quote != '\'' {
		return false
	}
	prefix := strings.ToLower(string(l.src[l.at : l.at+n]))
	lit := literal{start: l.at, close: string(quote), raw: strings.Contains(prefix, "r"), other: strings.Contains(prefix, "b")}
	if strings.ContainsAny(prefix, "ft") {
		lit.field = "{"
	}
	l.at += n + 1
	if l.peek(0) == quote && l.peek(1) == quote {
		lit.close, lit.lines = strings.Repeat(lit.close, 3), true
		l.at += 2
	}
	l.begin(lit)
	return true
}
