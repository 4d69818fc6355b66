package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// tok is a token. White space and comments are none; that they stood before it
// the token remembers. It is small, since a file has many.
type tok struct {
	start, end int32
	match      int32 // of a bracket: the token of its other half
	kind       tokKind
	newline    bool // the first on its line
	space      bool // behind white space
	handled    bool // a name that has been looked at, see scopes
}

type tokKind uint8

const (
	tNone tokKind = iota
	tWord
	tNumber
	tString // a literal without fields, whose text can be decoded
	tOther  // a literal that cannot: a regular expression, a symbol, a here-document
	tOp
	tOpen // ( [ {, and the beginning of a JSX element
	tClose
	tStringOpen // the beginning of a literal with fields: f"{x}", `${x}`, "#{x}"
	tStringClose
	tFieldOpen // the beginning of such a field
	tFieldClose
)

func (t tok) span() text.Span { return text.Span{Start: int(t.start), End: int(t.end)} }

func (t tok) opens() bool { return t.kind == tOpen || t.kind == tStringOpen || t.kind == tFieldOpen }

// frame is something that is open: a bracket, a literal between whose fields
// the lexer is, a field, an element.
type frame struct {
	kind byte  // '(' '[' '{' 'f' field, ':' format of a field, '"' literal, '<' tag, '>' between tags
	tok  int32 // what opened it
	lit  literal
	end  bool // a tag is an end tag
}

type lexer struct {
	lang    *language
	doc     *Document
	src     []byte
	at      int
	toks    []tok
	frames  []frame
	newline bool
	space   bool
	err     *Malformed

	pending  []literal      // here-documents that begin with the next line
	ends     map[string]int // where the last line stands that could end a here-document
	noRegex  int            // no regular expression begins before this offset
	elements bool           // JSX is read; it is given up where it does not come out
	sawTag   bool
}

// lex gives the tokens of a program.
func lex(lang *language, d *Document) ([]tok, *Malformed) {
	l := &lexer{lang: lang, doc: d, src: d.Src, elements: lang.name == JavaScript, toks: make([]tok, 0, len(d.Src)/5+8)}
	l.run()
	if l.err != nil && l.sawTag { // "<T>(x)" in TypeScript looks like an element
		l = &lexer{lang: lang, doc: d, src: d.Src}
		l.run()
	}
	return l.toks, l.err
}

func (l *lexer) run() {
	l.newline = true
	if bytes.HasPrefix(l.src, []byte("\ufeff")) {
		l.at = 3
	}
	if (l.lang.name == JavaScript || l.lang.name == Groovy) && bytes.HasPrefix(l.src[l.at:], []byte("#!")) {
		l.at = text.LineEnd(l.src, l.at)
	}
	l.lineStart()
	if l.lang.name == PHP {
		l.page()
	}
	for l.at < len(l.src) && l.err == nil {
		switch top := l.top(); top {
		case '"', ':':
			l.content()
		case '>':
			l.betweenTags()
		default:
			if !l.blank() && l.err == nil && l.at < len(l.src) {
				l.token(top)
			}
		}
	}
	if n := len(l.frames); n > 0 && l.err == nil {
		l.failAt(int(l.toks[l.frames[n-1].tok].start), "a bracket or a string is not closed")
	}
}

func (l *lexer) failAt(at int, why string) {
	if l.err == nil {
		l.err = &Malformed{Line: l.doc.Line(min(at, len(l.src))), Why: why}
	}
}

// top gives the kind of the innermost open frame, 0 if none is open.
func (l *lexer) top() byte {
	if len(l.frames) == 0 {
		return 0
	}
	return l.frames[len(l.frames)-1].kind
}

func (l *lexer) has(s string) bool {
	return len(l.src)-l.at >= len(s) && string(l.src[l.at:l.at+len(s)]) == s
}

func (l *lexer) peek(i int) byte {
	if l.at+i < len(l.src) {
		return l.src[l.at+i]
	}
	return 0
}

// emit adds the token [start,at).
func (l *lexer) emit(kind tokKind, start int) {
	l.toks = append(l.toks, tok{start: int32(start), end: int32(l.at), match: -1, kind: kind, newline: l.newline, space: l.space || l.newline})
	l.newline, l.space = false, false
}

// open adds the token [start,at) and what it opens.
func (l *lexer) open(kind tokKind, start int, f frame) {
	if len(l.frames) >= MaxDepth {
		l.failAt(start, "nested too deeply")
		return
	}
	f.tok = int32(len(l.toks))
	l.frames = append(l.frames, f)
	l.emit(kind, start)
}

// close adds the token [start,at) and closes the innermost frame with it.
func (l *lexer) close(kind tokKind, start int) {
	f := l.frames[len(l.frames)-1]
	l.frames = l.frames[:len(l.frames)-1]
	l.emit(kind, start)
	last := len(l.toks) - 1
	l.toks[last].match, l.toks[f.tok].match = f.tok, int32(last)
}

// blank passes one piece of white space or one comment; false if there is none.
func (l *lexer) blank() bool {
	switch c := l.src[l.at]; {
	case c == '\n':
		l.at++
		l.newline = true
		l.lineStart()
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
		for l.at++; l.at < len(l.src) && l.src[l.at] == ' '; l.at++ {
		}
		l.space = true
	case c == 0xc2 && l.has("\u00a0"):
		l.at += len("\u00a0")
		l.space = true
	case c == l.lang.goesOn && (l.peek(1) == '\n' || l.peek(1) == '\r'):
		l.at = text.LineEnd(l.src, l.at)
		l.space = true
	case l.comments() && l.top() != '<':
		l.at = l.commentEnd()
	case l.lang.block[0] != "" && c == l.lang.block[0][0] && l.has(l.lang.block[0]):
		n := bytes.Index(l.src[l.at+2:], []byte(l.lang.block[1]))
		if n < 0 {
			l.failAt(l.at, "a comment has no end")
			return true
		}
		l.newline = l.newline || bytes.IndexByte(l.src[l.at:l.at+2+n], '\n') >= 0
		l.at += 2 + n + 2
		l.space = true
	default:
		return false
	}
	return true
}

// comments tells whether a comment begins here that ends with the line.
func (l *lexer) comments() bool {
	for _, c := range l.lang.comments {
		if l.src[l.at] == c[0] && l.has(c) {
			return l.lang.name != PHP || !l.has("#[")
		}
	}
	return false
}

// commentEnd gives the end of the line, in PHP that of the program's part.
func (l *lexer) commentEnd() int {
	end := text.LineEnd(l.src, l.at)
	if end > l.at && l.src[end-1] == '\n' {
		end--
	}
	if l.lang.name == PHP {
		if n := bytes.Index(l.src[l.at:end], []byte("?>")); n >= 0 {
			end = l.at + n
		}
	}
	return end
}

// lineStart passes what only stands at the start of a line: here-documents that
// the line before asked for, Ruby's block comments and its end of the program.
func (l *lexer) lineStart() {
	if len(l.pending) > 0 {
		l.hereDocument()
		return
	}
	if l.lang.name != Ruby {
		return
	}
	if l.has("=begin") && !isWord(l.peek(len("=begin"))) {
		n := bytes.Index(l.src[l.at:], []byte("\n=end"))
		if n < 0 {
			l.failAt(l.at, "a comment has no end")
			return
		}
		if l.at = text.LineEnd(l.src, l.at+n+1); l.src[l.at-1] == '\n' {
			l.at--
		}
	} else if l.has("__END__") && strings.TrimRight(string(l.src[l.at:text.LineEnd(l.src, l.at)]), "\r\n") == "__END__" {
		l.at = len(l.src)
	}
}

// letter tells whether c can stand in a name.
func (l *lexer) letter(c byte) bool {
	return l.lang.letter[c]
}

func (l *lexer) token(top byte) {
	c, start := l.src[l.at], l.at
	switch {
	case top == '<' && l.tag(c):
	case c >= '0' && c <= '9', c == '.' && l.peek(1) >= '0' && l.peek(1) <= '9' && l.lang.name != Ruby && l.operand():
		l.number()
	case l.special(c):
	case l.letter(c):
		l.word()
	case c == '(' || c == '[' || c == '{':
		l.at++
		l.open(tOpen, start, frame{kind: c})
	case c == ')' || c == ']' || c == '}':
		l.at++
		opening := c - 2 // of ] and }
		if c == ')' {
			opening = '('
		}
		switch {
		case top == 'f' && c == '}' || top == 'p' && c == ')':
			l.close(tFieldClose, start)
		case top != opening:
			l.failAt(start, "a closing bracket that nothing opened")
		default:
			l.close(tClose, start)
		}
	case top == 'f' && c == ':' && (l.lang.name == Python || l.lang.name == CSharp): // how the value is to be formatted
		l.at++
		l.frames = append(l.frames, frame{kind: ':', tok: l.frames[len(l.frames)-1].tok, lit: l.frames[len(l.frames)-2].lit})
	default:
		l.at++
		for _, op := range l.lang.ops[c] {
			if len(l.src)-start >= len(op) && string(l.src[start:start+len(op)]) == op {
				digit := op == "?." && l.peek(1) >= '0' && l.peek(1) <= '9'
				if digit || l.lang.name != Ruby && (op == "=~" || op == "!~") {
					continue
				}
				l.at = start + len(op)
				break
			}
		}
		l.emit(tOp, start)
	}
}

func (l *lexer) word() {
	start, at := l.at, l.at
	for letter := &l.lang.letter; at < len(l.src) && letter[l.src[at]]; {
		at++
	}
	l.at = at
	if l.lang.name == Ruby && l.at < len(l.src) && (l.src[l.at] == '?' || l.src[l.at] == '!') && l.peek(1) != '=' && l.peek(1) != '?' {
		l.at++
	}
	l.emit(tWord, start)
}

func (l *lexer) number() {
	start := l.at
	hex := l.has("0x") || l.has("0X")
	for l.at < len(l.src) {
		c := l.src[l.at]
		sign := (c == '+' || c == '-') && !hex && l.at > start && (l.src[l.at-1] == 'e' || l.src[l.at-1] == 'E')
		point := c == '.' && (l.peek(1) >= '0' && l.peek(1) <= '9' || l.lang.name != Ruby && !l.letter(l.peek(1)) && l.peek(1) != '.')
		if !isWord(c) && !sign && !point {
			break
		}
		l.at++
	}
	l.emit(tNumber, start)
}

// operand tells whether a value may begin here; where none may, a "/" divides.
func (l *lexer) operand() bool {
	if len(l.toks) == 0 || l.newline && l.lang.name == Ruby {
		return true
	}
	n := len(l.toks) - 1
	last := l.toks[n]
	written := string(last.span().Slice(l.src))
	switch last.kind {
	case tOp:
		return written != "++" && written != "--"
	case tOpen, tFieldOpen:
		return true
	case tClose:
		return written == "}" && l.lang.name == JavaScript
	case tWord:
		member := n > 0 && l.toks[n-1].kind == tOp && l.src[l.toks[n-1].end-1] == '.'
		return l.lang.before[written] && !member
	}
	return false
}
