package format

import (
	"maps"
	"math"
	"regexp"
	"slices"

	"unpw/migrate/text"
)

// Code reads programs in a Language, as far as settings go: the calls of a
// file, their arguments, and where the values of these come from. It is a lexer
// and a search among its tokens, not a compiler: it follows an environment
// variable and a local variable one step away, and calls every other value
// computed. Which of two variables of one name is meant it does not know, so a
// name that is given a value twice is not followed.
//
// All calls of the file are children of the root, nested ones too, in the order
// in which they begin. Objects and hashes among the arguments are containers. In
// the languages whose assignments are settings by themselves (language.settings)
// these stand among the calls, those in a group (a closure of Groovy, variables of
// the environment in PowerShell) in that. An assignment that says no value and
// names none is left out.
type Code struct{ Language }

// Name implements Syntax.
func (c Code) Name() string { return string(c.Language) }

// Parse implements Syntax. A file whose strings or brackets do not close is
// malformed.
func (c Code) Parse(src []byte) (*Document, error) {
	whole := text.Span{Start: 0, End: len(src)}
	d := &Document{Syntax: c.Name(), Src: src}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Span: whole, Body: whole}
	d.Roots = []*Node{d.Root}
	p, err := newProgram(c.Language, d)
	if err != nil {
		return nil, err
	}
	p.calls()
	p.list()
	slices.SortFunc(p.listed.Children, func(a, b *Node) int { return a.Span.Start - b.Span.Start })
	return d, nil
}

// EnvNames lists the environment variables that a program reads, wherever in
// its text it does, in the order of the alphabet. Names that are computed are
// not among them. In a file that cannot be read as a program, every text counts
// that looks like the use of a variable, comments included.
func EnvNames(src []byte, lang Language) []string {
	names := map[string]bool{}
	p, err := newProgram(lang, &Document{Src: src})
	if err != nil {
		for _, m := range envLike.FindAllSubmatch(src, -1) {
			names[string(m[1])] = true
		}
		return slices.Sorted(maps.Keys(names))
	}
	for i := range p.toks {
		if r, _, ok := p.envAt(i); ok {
			names[r.Name] = true
		}
	}
	for _, f := range p.fields {
		names[string(f.Slice(src))] = true
	}
	return slices.Sorted(maps.Keys(names))
}

var envLike = regexp.MustCompile(`(?i:env|environ|config)[^A-Za-z0-9\n]{1,4}(?:(?:get|fetch|pop)[^A-Za-z0-9\n]{1,4})?([A-Za-z_][A-Za-z0-9_]*)`)

// program is a lexed file and what its names stand for.
type program struct {
	lang    *language
	doc     *Document
	src     []byte
	str     string // src once more: names and values are parts of it
	toks    []tok
	imports map[string]string   // a local name → what it was imported as
	vars    map[string]*binding // a local name → what it is given
	fields  []text.Span         // names that a pattern takes out of the environment
	listed  *Node               // holds the statements that vars lead to
	stated  []*binding          // the assignments that are settings, in order
	blocks  map[int]int         // Ruby: the token of a "do" → that of its "end"
	awaited map[int]bool        // opening brackets of awaited calls

	fallbacks int // how many "||" stand around the operand that is being read
}

func newProgram(l Language, d *Document) (*program, error) {
	if len(d.Src) > math.MaxInt32/2 {
		return nil, &Malformed{Why: "the file is too large"}
	}
	p := &program{lang: languages[l], doc: d, src: d.Src, str: string(d.Src), awaited: map[int]bool{}, vars: map[string]*binding{}, imports: map[string]string{}}
	var err *Malformed
	if p.toks, err = lex(p.lang, d); err != nil {
		return nil, err
	}
	for i, t := range p.toks {
		if entry := t.kind == tOpen || t.kind == tFieldOpen || p.is(i, ",") || p.is(i, "="); entry && !d.more() {
			return nil, &Malformed{Line: d.Line(int(t.start)), Why: tooMany}
		}
	}
	if p.listed = d.Root; !p.lang.settings {
		p.listed = &Node{Doc: d, Parent: d.Root, Kind: Map, Layout: Lines}
	}
	if l == Ruby {
		p.matchBlocks()
	}
	p.findImports()
	p.findBindings()
	return p, nil
}

// text gives token i as written, "" outside of the file.
func (p *program) text(i int) string {
	if i < 0 || i >= len(p.toks) {
		return ""
	}
	return p.str[p.toks[i].start:p.toks[i].end]
}

// is tells whether token i is written s.
func (p *program) is(i int, s string) bool {
	if i < 0 || i >= len(p.toks) {
		return false
	}
	t := &p.toks[i]
	return int(t.end-t.start) == len(s) && p.str[t.start:t.end] == s
}

func (p *program) word(i int) bool {
	return i >= 0 && i < len(p.toks) && p.toks[i].kind == tWord
}

func (p *program) kind(i int) tokKind {
	if i < 0 || i >= len(p.toks) {
		return tNone
	}
	return p.toks[i].kind
}

// skip gives the token behind token i, or behind the bracket that i opens.
func (p *program) skip(i int) int {
	if p.toks[i].opens() {
		return int(p.toks[i].match) + 1
	}
	if end, ok := p.blocks[i]; ok {
		return end + 1
	}
	return i + 1
}

// dot tells whether token i joins a name to what stands before it.
func (p *program) dot(i int) bool {
	if p.kind(i) != tOp {
		return false
	}
	t := &p.toks[i]
	written := p.str[t.start:t.end]
	for _, m := range p.lang.joins {
		if written == m {
			return true
		}
	}
	return false
}

// chain gives the last word of the dotted name that begins at word i.
func (p *program) chain(i int) int {
	for p.dot(i+1) && p.word(i+2) {
		i += 2
	}
	return i
}

// span gives the bytes of tokens [s,e).
func (p *program) span(s, e int) text.Span {
	if s >= e {
		return text.Span{}
	}
	return text.Span{Start: int(p.toks[s].start), End: int(p.toks[e-1].end)}
}

// split calls each for the parts of [s,e) between commas; comma is the token of
// the comma behind the part, -1 if there is none.
func (p *program) split(s, e int, each func(s, e, comma int)) {
	start := s
	for i := s; i < e; {
		switch {
		case p.is(i, ","):
			each(start, i, i)
			i++
			start = i
		case p.lang.name == Python && p.is(i, "lambda"):
			for i < e && !p.is(i, ":") {
				i = p.skip(i)
			}
		case (p.lang.name == CSharp || p.lang.name == Java) && p.is(i, "<") && p.word(i-1):
			i = min(max(i+1, p.generic(i)), e)
		default:
			i = p.skip(i)
		}
	}
	if start < e {
		each(start, e, -1)
	}
}
