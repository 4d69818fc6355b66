package format

import (
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// rubyLiteral reads the literals of Ruby. Where only its parser could tell what
// a "/", "%", "<<" or "?" is, the white space around it decides, as Ruby itself
// does with a warning.
func (l *lexer) rubyLiteral(c byte) bool {
	start := l.at
	switch {
	case c == '"' || c == '`':
		l.at++
		l.begin(literal{start: start, close: string(c), field: "#{", lines: true, other: c == '`'})
	case c == '\'':
		l.at++
		l.begin(literal{start: start, close: "'", lines: true})
	case c == '/' && l.argument(1):
		l.at++
		l.begin(literal{start: start, close: "/", field: "#{", lines: true, other: true})
	case c == '%' && l.argument(1):
		return l.percent()
	case c == '<' && l.has("<<") && l.argument(2):
		return l.askHereDocument()
	case c == '?' && l.operand() && l.peek(1) > ' ' && !isWord(l.peek(2)):
		l.at += 2
		if l.src[l.at-1] == '\\' {
			l.at++
		}
		l.at = min(l.at, len(l.src))
		l.emit(tOther, start)
	case c == ':' && l.peek(1) != ':' && (l.operand() || l.space || l.newline):
		return l.symbol()
	case c == '$' && l.peek(1) > ' ' && !isWord(l.peek(1)):
		l.at += 2
		l.emit(tWord, start)
	default:
		return false
	}
	return true
}

// argument tells whether an operator of n bytes begins a value instead: nothing
// stands before it that it could join, or it stands as a first argument does.
func (l *lexer) argument(n int) bool {
	if l.operand() {
		return true
	}
	last := l.toks[len(l.toks)-1]
	return last.kind == tWord && string(last.span().Slice(l.src)) != "def" && (l.space || l.newline) && l.peek(n) != ' ' && l.peek(n) != '='
}

func (l *lexer) symbol() bool {
	start := l.at
	switch c := l.peek(1); {
	case c == '"' || c == '\'':
		l.at += 2
		lit := literal{start: start, close: string(c), lines: true, other: true}
		if c == '"' {
			lit.field = "#{"
		}
		l.begin(lit)
	case c == '$' && l.peek(2) > ' ' && !isWord(l.peek(2)):
		l.at += 3
		l.emit(tOther, start)
	case l.letter(c) && !(c >= '0' && c <= '9'):
		l.at++
		l.word()
		l.toks[len(l.toks)-1].start = int32(start)
		l.toks[len(l.toks)-1].kind = tOther
	default:
		l.at++
		op := rubyOperator.Find(l.src[l.at:min(len(l.src), l.at+3)])
		if op == nil || !l.operand() {
			l.at = start
			return false
		}
		l.at += len(op)
		l.emit(tOther, start)
	}
	return true
}

// rubyOperator is an operator that is the name of a method.
var rubyOperator = regexp.MustCompile(`^(?:\[\]=?|<=>|===?|=~|![~=@]?|\*\*|<[<=]|>[>=]|[-+~]@|[-+*/%<>~^&|\x60])`)

// percent reads %w[…], %q(…) and their kin.
func (l *lexer) percent() bool {
	start, n := l.at, 1
	kind := l.peek(1)
	if strings.IndexByte("wWiIqQrxs", kind) >= 0 && kind != 0 {
		n = 2
	} else {
		kind = 'Q'
	}
	c := l.peek(n)
	if c <= ' ' || isWord(c) || c >= 0x80 || n == 1 && strings.IndexByte("([{<|!/", c) < 0 {
		return false
	}
	lit := literal{start: start, close: string(c), lines: true, other: true}
	if i := strings.IndexByte("([{<", c); i >= 0 {
		lit.nest, lit.close = c, ")]}>"[i:i+1]
	}
	if strings.IndexByte("WIQrx", kind) >= 0 {
		lit.field = "#{"
	}
	l.at += n + 1
	l.begin(lit)
	return true
}

const maxHereDocuments = 100

// askHereDocument reads <<~NAME; false where it is a shift instead: no line ends
// such a document.
func (l *lexer) askHereDocument() bool {
	start := l.at
	i := start + 2
	indent := i < len(l.src) && (l.src[i] == '~' || l.src[i] == '-')
	if indent {
		i++
	}
	lit := literal{start: start, field: "#{", lines: true, other: true}
	var quote byte
	if i < len(l.src) && strings.IndexByte("'\"`", l.src[i]) >= 0 {
		quote = l.src[i]
		i++
	}
	name := i
	for i < len(l.src) && isWord(l.src[i]) {
		i++
	}
	lit.close = string(l.src[name:i])
	if name == i || l.src[name] >= '0' && l.src[name] <= '9' || quote == 0 && !indent && l.src[name] >= 'a' {
		return false
	}
	if quote != 0 {
		if i >= len(l.src) || l.src[i] != quote {
			return false
		}
		i++
	}
	if l.ends == nil {
		l.findEnds()
	}
	if l.ends[lit.close] <= start {
		return false
	}
	if quote == '\'' {
		lit.field, lit.raw = "", true
	}
	if indent {
		lit.nest = 1 // its end may be indented; see hereDocument
	}
	l.at = i
	if len(l.pending) == maxHereDocuments {
		l.failAt(start, "too many here-documents on one line")
	}
	l.emit(tOther, start)
	l.pending = append(l.pending, lit)
	return true
}

// findEnds notes the lines that hold one word, for no line is looked at twice.
func (l *lexer) findEnds() {
	l.ends = map[string]int{}
	for at := 0; at < len(l.src); {
		end := text.LineEnd(l.src, at)
		word := strings.Trim(string(l.src[at:end]), " \t\r\n")
		if word != "" && strings.IndexFunc(word, func(r rune) bool { return r >= 0x80 || !isWord(byte(r)) }) < 0 {
			l.ends[word] = at
		}
		at = end
	}
}

// hereDocument reads the text of the document that was asked for first. l.at is
// the start of a line.
func (l *lexer) hereDocument() {
	lit := l.pending[0]
	l.pending = l.pending[1:]
	indent := lit.nest != 0
	lit.nest = 0
	for at := l.at; at < len(l.src); {
		end := text.LineEnd(l.src, at)
		line := strings.TrimRight(string(l.src[at:end]), "\r\n")
		if indent {
			line = strings.TrimLeft(line, " \t")
		}
		if line == lit.close {
			lit.until, lit.resume = max(at, 1), end
			lit.start = l.at
			l.begin(lit)
			return
		}
		at = end
	}
	l.failAt(lit.start, "a here-document has no end")
}
