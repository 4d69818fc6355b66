package format

import "strings"

// envAt reads the use of an environment variable that begins at token i; next is
// the token behind it.
func (p *program) envAt(i int) (r Ref, next int, ok bool) {
	if p.lang.name == PowerShell && p.is(i-1, "::") && p.is(i-2, "]") {
		o, next := p.psStatic(int(p.toks[i-2].match))
		if len(o.refs) == 1 {
			return o.refs[0], next, true
		}
	}
	if !p.word(i) || p.dot(i-1) {
		return r, 0, false
	}
	if p.lang.name == PowerShell && p.src[p.toks[i].start] == '$' {
		r, ok = p.psEnv(i)
		return r, i + 1, ok
	}
	if k := p.kind(i + 1); k != tOpen && (k != tOp || !p.dot(i+1)) && (k != tString || p.lang.name != Ruby) {
		return r, 0, false // nothing is taken out of it
	}
	name, imported := p.imports[p.text(i)]
	if !imported {
		if name = p.text(i); !p.lang.envHeads[name] {
			return r, 0, false
		}
	}
	for j, n := i, 0; n < 4; n++ {
		capitals, call := p.lang.envCalls[name]
		switch {
		case p.lang.envObjects[name] && p.is(j+1, "[") && p.kind(j+2) == tString && p.is(j+3, "]"):
			r, ok = p.envNamed(j+2, false)
			next = j + 4
		case p.lang.envObjects[name] && p.lang.members && p.dot(j+1) && p.word(j+2) && !p.is(j+3, "("):
			r.Name, r.NameSpan, ok = p.text(j+2), p.toks[j+2].span(), true
			next = j + 3
		case call && p.is(j+1, "(") && p.kind(j+2) == tString && (p.is(j+3, ",") || p.is(j+3, ")")):
			r, ok = p.envNamed(j+2, capitals)
			next = p.skip(j + 1)
			r.Default = p.envDefault(j+4, next-1)
		case call && p.lang.name == Ruby && p.kind(j+1) == tString && !p.is(j+2, ","):
			r, ok = p.envNamed(j+1, false)
			next = j + 2
		case p.dot(j+1) && p.word(j+2):
			j += 2
			name += "." + p.text(j)
			continue
		}
		break
	}
	r.Kind, r.Whole = RefEnv, true
	if ok {
		r.Span = p.span(i, next)
	}
	return r, next, ok
}

// envNamed is a reference to the variable whose name the literal at i is.
func (p *program) envNamed(i int, capitals bool) (r Ref, ok bool) {
	r.NameSpan = p.inside(i)
	r.Name = string(r.NameSpan.Slice(p.src))
	foreign := func(c rune) bool { return c >= 0x80 || !isWord(byte(c)) || capitals && c >= 'a' && c <= 'z' }
	return r, r.Name != "" && strings.IndexFunc(r.Name, foreign) < 0
}

// envDefault gives the literal in the tokens [s,e) that a call takes where the
// variable is not set.
func (p *program) envDefault(s, e int) string {
	if p.is(s, "default") && p.is(s+1, "=") {
		s += 2
	}
	if s < e && p.kind(s) == tString && (s+1 == e || p.is(s+1, ",")) {
		v, _ := p.lang.decode(p.text(s))
		return v
	}
	return ""
}

// envObject tells whether the tokens [s,e) are the whole environment.
func (p *program) envObject(s, e int) bool {
	return p.word(s) && p.chain(s) == e-1 && p.lang.envObjects[p.resolve(s, e-1)]
}
