package format

import (
	"strings"

	"unpw/migrate/text"
)

// findImports notes what the names that a file imports are called where they
// come from. Python's "from m import X as Y" gives X, as if it had been imported
// without an alias; JavaScript's {X as Y} from "m" gives m.X.
func (p *program) findImports() {
	switch p.lang.name {
	case Python, JavaScript, PHP:
	default:
		return
	}
	for i := range p.toks {
		switch {
		case p.toks[i].kind != tWord || strings.IndexByte("ifru", p.src[p.toks[i].start]) < 0 || p.dot(i-1):
		case p.lang.name == PHP && p.is(i, "use") && p.begins(i):
			p.phpUse(i + 1)
		case p.lang.name == Python && p.begins(i) && p.is(i, "import"):
			p.pythonNames(i+1, "")
		case p.lang.name == Python && p.begins(i) && p.is(i, "from"):
			for j := i + 1; j < min(len(p.toks), i+60) && !p.toks[j].newline; j++ {
				if p.is(j, "import") {
					p.pythonNames(j+1, "from")
					break
				}
			}
		case p.lang.name == JavaScript && p.is(i, "import") && p.begins(i) && !p.is(i+1, "(") && !p.dot(i+1):
			p.javaScriptImport(i + 1)
		case p.lang.name == JavaScript && p.is(i, "require") && p.is(i+1, "(") && p.kind(i+2) == tString && p.is(i+3, ")"):
			p.require(i)
		}
	}
}

// pythonNames reads "a.b as c, d": the names behind import.
func (p *program) pythonNames(i int, from string) {
	if from != "" && p.is(i, "(") {
		i++
	}
	for p.word(i) {
		last := p.chain(i)
		if !p.is(last+1, "as") || !p.word(last+2) {
			last -= 2
		} else {
			p.imports[p.text(last+2)] = p.dotted(i, last)
		}
		if !p.is(last+3, ",") {
			return
		}
		i = last + 4
	}
}

// dotted gives the name of words i to last, without white space.
func (p *program) dotted(i, last int) string {
	if p.lang.name == PHP {
		return p.phpDotted(i, last)
	}
	if i == last {
		return p.text(i)
	}
	var b strings.Builder
	for ; i <= last; i++ {
		if p.is(i, "?.") || p.is(i, "&.") {
			b.WriteByte('.')
			continue
		}
		b.WriteString(p.text(i))
	}
	return b.String()
}

// resolve gives the name of words i to last as the imports would have it.
func (p *program) resolve(i, last int) string {
	name := p.dotted(i, last)
	if len(p.imports) == 0 {
		return name
	}
	if alias, ok := p.imports[p.text(i)]; ok && !p.dot(i-1) {
		return alias + strings.TrimPrefix(name, p.text(i))
	}
	return name
}

// javaScriptImport reads an import declaration from behind the word import.
func (p *program) javaScriptImport(i int) {
	if p.is(i, "type") && p.word(i+1) && !p.is(i+1, "from") {
		i++
	}
	end := i
	for end < min(len(p.toks), i+20) && p.kind(end) != tString && !p.is(end, ";") && !p.is(end, "=") {
		end = p.skip(end)
	}
	if p.kind(end) != tString {
		return
	}
	module := p.module(end)
	if p.word(i) && !p.is(i, "from") {
		p.imported(i, module)
		i++
		if p.is(i, ",") {
			i++
		}
	}
	switch {
	case p.is(i, "*") && p.is(i+1, "as") && p.word(i+2):
		p.imported(i+2, module)
	case p.is(i, "{"):
		p.split(i+1, int(p.toks[i].match), func(s, e, _ int) {
			if p.is(s, "type") && p.word(s+1) && s+1 < e && !p.is(s+1, "as") {
				s++
			}
			if s < e && p.word(s) && p.word(e-1) && module != "" {
				p.imported(e-1, module+"."+p.text(s))
			}
		})
	}
}

func (p *program) imported(i int, what string) {
	if strings.Trim(what, ".") != "" {
		p.imports[p.text(i)] = what
	}
}

// module gives the name of a package, "" for a file of the program itself.
func (p *program) module(i int) string {
	name, ok := p.lang.decode(p.text(i))
	name = strings.TrimPrefix(name, "node:")
	if !ok || strings.ContainsRune(name, '.') || strings.HasPrefix(name, "/") {
		return ""
	}
	return name
}

// require reads const a = require("m"), const {A: b} = require("m") and
// const A = require("m").A; i is the word require.
func (p *program) require(i int) {
	module := p.module(i + 2)
	if module == "" || !p.is(i-1, "=") {
		return
	}
	if p.dot(i+4) && p.word(i+5) && !p.is(i+6, "(") {
		module += "." + p.text(i+5)
	}
	switch {
	case p.word(i-2) && !p.dot(i-3):
		p.imported(i-2, module)
	case p.is(i-2, "}"):
		p.split(int(p.toks[i-2].match)+1, i-2, func(s, e, _ int) {
			if s < e && p.word(s) && p.word(e-1) {
				p.imported(e-1, module+"."+p.text(s))
			}
		})
	}
}

// inside gives the span of a literal's text.
func (p *program) inside(i int) text.Span {
	raw := p.text(i)
	start := strings.IndexAny(raw, "\"'`")
	if start < 0 || raw[0] == '<' || raw[0] == '@' || raw[0] >= 0x80 { // not one that a name is written with
		return text.Span{Start: int(p.toks[i].start), End: int(p.toks[i].start)}
	}
	width := quoteWidth(raw[start:])
	return text.Span{Start: int(p.toks[i].start) + start + width, End: int(p.toks[i].end) - width}
}
