package format

// named gives the length of the name behind the "$" that begins here, 0 if none
// does.
func (l *lexer) named() int {
	if l.src[l.at] != '$' || l.at+1 == len(l.src) {
		return 0
	}
	if l.lang.name == PowerShell {
		return l.psVariable()
	}
	n := 1
	if c := l.src[l.at+1]; c == '{' { // ${name}
		return 2
	} else if c >= '0' && c <= '9' || c == '$' || c == '\\' || !l.letter(c) {
		return 0
	}
	for l.at+n < len(l.src) && l.letter(l.src[l.at+n]) && l.src[l.at+n] != '$' && l.src[l.at+n] != '\\' {
		n++
	}
	return n
}

// nameField reads a field that is a "$" and a name, without brackets: the
// brackets are there as tokens of no length.
func (l *lexer) nameField() {
	if l.has("${") && l.lang.name != PowerShell {
		l.at += 2
		l.open(tFieldOpen, l.at-2, frame{kind: 'f'})
		return
	}
	if l.open(tFieldOpen, l.at, frame{kind: 'f'}); l.err != nil {
		return
	}
	start := l.at
	l.at += l.named()
	if l.lang.name == Groovy { // in others the "$" is no part of the name
		start++
	}
	l.emit(tWord, start)
	for l.lang.name == Groovy && l.peek(0) == '.' && l.letter(l.peek(1)) && l.peek(1) != '$' && (l.peek(1) < '0' || l.peek(1) > '9') {
		l.at++
		l.emit(tOp, l.at-1)
		for start = l.at; l.at < len(l.src) && l.letter(l.src[l.at]) && l.src[l.at] != '$'; {
			l.at++
		}
		l.emit(tWord, start)
	}
	l.close(tFieldClose, l.at)
}
