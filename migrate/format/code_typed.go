package format

// declared gives the first token of the declaration of the name at i: that of
// the words in front of it, as def, static final and a type. It is -1 where the
// name stands in the middle of something else, i where nothing stands before it.
func (p *program) declared(i int) int {
	for j := i; j >= 0 && j > i-20; j-- {
		if p.begins(j) || p.annotated(j) {
			return j
		}
		switch k := p.kind(j - 1); {
		case k == tWord && (!p.lang.statement[p.text(j-1)] || p.is(j-1, "static") || p.is(j-1, "default")):
		case j == i && k != tWord && !p.is(j-1, ">") && !p.is(j-1, "]") && !p.is(j-1, "?"):
			return -1
		case p.is(j-1, "<"), p.is(j-1, ">"), p.is(j-1, ">>"), p.is(j-1, ","), p.is(j-1, "."), p.is(j-1, "["), p.is(j-1, "]"), p.is(j-1, "?"):
		default:
			return -1
		}
	}
	return -1
}

// annotated tells whether token i stands behind an annotation that begins a
// statement: @Name, @Name(…) or [Name].
func (p *program) annotated(i int) bool {
	switch {
	case p.is(i-1, ")"), p.is(i-1, "]"):
		open := int(p.toks[i-1].match)
		return p.is(open-2, "@") || p.is(i-1, "]") && p.begins(open)
	}
	return p.word(i-1) && p.is(i-2, "@")
}
