package format

import (
	"bytes"
	"strconv"
	"strings"

	"unpw/migrate/text"
)

// psKey gives the name of the variable at word i without "$", braces and scope.
func (p *program) psKey(i int) (key text.Span, env bool) {
	key = p.toks[i].span()
	key.Start++
	if p.src[key.Start-1] != '$' {
		return p.toks[i].span(), false
	}
	if key.Len() > 2 && p.src[key.Start] == '{' {
		key = text.Span{Start: key.Start + 1, End: key.End - 1}
	}
	raw := string(key.Slice(p.src))
	if scope, _, ok := strings.Cut(raw, ":"); ok {
		key.Start += len(scope) + 1
		env = strings.EqualFold(scope, "env")
	}
	return key, env
}

// psEnv reads $env:X at word i.
func (p *program) psEnv(i int) (Ref, bool) {
	key, env := p.psKey(i)
	return Ref{Kind: RefEnv, Name: string(key.Slice(p.src)), NameSpan: key, Span: p.toks[i].span(), Whole: true}, env && !key.Empty()
}

// psDotted gives the name of words i to last as variables are looked up: without
// scope, in small letters.
func (p *program) psDotted(i, last int) string {
	if p.src[p.toks[i].start] != '$' {
		return ""
	}
	key, _ := p.psKey(i)
	name := string(key.Slice(p.src))
	for i += 2; i <= last; i += 2 {
		name += "." + p.text(i)
	}
	return strings.ToLower(name)
}

// psData notes the table that a data file is.
func (s *scopes) psData() {
	if len(s.toks) > 0 && s.is(0, "@{") {
		at, end := int(s.toks[0].start), s.skip(0)
		s.state(set{keySpan: text.Span{Start: at, End: at}, ve: end, span: s.span(0, end)})
	}
}

// psName looks at a name that is no part of another one.
func (s *scopes) psName(i int) {
	p := s.program
	switch w := strings.ToLower(p.text(i)); {
	case w == "foreach" && p.is(i+1, "("):
		if p.word(i + 2) {
			p.unknownVariable(i+2, i+2)
		}
	case w[0] == '$':
		s.psVariableAt(i)
	}
}

func (p *program) unknownVariable(i, last int) { p.unknown(p.psDotted(i, last)) }

// psVariableAt looks whether the variable at i, or what is in it, is given a value.
func (s *scopes) psVariableAt(i int) {
	p := s.program
	last := p.chain(i)
	next := last + 1
	for next < last+3*maxDepthOfName && p.is(next, "[") && int(p.toks[next].match) == next+2 && p.kind(next+1) == tString {
		next += 3
	}
	op := p.text(next)
	if p.kind(next) == tOp && op == "," && p.begins(i) {
		s.psTuple(i)
		return
	}
	if p.kind(next) != tOp || op == "" || op[len(op)-1] != '=' {
		return
	}
	start := p.psStart(i)
	param := s.bracket() == '(' && (p.is(start-1, "(") || p.is(start-1, ",")) && len(s.open) == 1 && i < s.params
	if op != "=" || start < 0 || !p.begins(start) && !param {
		p.unknownVariable(i, last)
		return
	}
	vs := next + 1
	e := p.statementEnd(vs, param)
	if vs >= e {
		return
	}
	key, env := p.psKey(i)
	a := set{name: p.psDotted(i, last), key: string(key.Slice(p.src)), keySpan: key, keyStyle: "name", vs: vs, ve: e, span: p.statement(start, e)}
	switch {
	case param: // a caller may give another
		a.name = ""
		p.unknownVariable(i, last)
		a.span = p.span(start, e)
	case next > last+1:
		a.name, a.keyStyle = "", "powershell-path"
		a.keySpan.End = int(p.toks[next-1].end)
		for j := last + 2; j < next; j += 3 {
			part, ok := p.lang.decode(p.text(j))
			if !ok || part == "" || last > i {
				return
			}
			if a.key += "." + part; strings.ContainsRune(part, '.') {
				a.opaque = "a part of its name holds a dot"
			}
		}
	case last > i:
		a.keyStyle = "dotted-name"
		a.keySpan.End = int(p.toks[last].end)
		a.key = string(a.keySpan.Slice(p.src))
		if strings.ContainsAny(a.key, ":} \n") {
			return
		}
	case env:
		a.keyStyle = "variable"
		s.psEnvironment(a, i, e)
		return
	}
	s.state(a)
}

// psStart gives the first token of the statement that gives the variable at i a
// value: that of the types and attributes before it.
func (p *program) psStart(i int) int {
	j := i
	for j > i-40 && !p.begins(j) && p.is(j-1, "]") {
		j = int(p.toks[j-1].match)
	}
	return j
}

// psTuple makes the names of $a, $b = … unknown.
func (s *scopes) psTuple(i int) {
	for j := i; j < min(len(s.toks), i+40) && (s.word(j) || s.is(j, ",")); j++ {
		if s.word(j) && s.text(j)[0] == '$' {
			s.unknownVariable(j, j)
		}
	}
}

// psEnvironment notes a variable of the environment in the group of those that
// stand right before it, or in a new one.
func (s *scopes) psEnvironment(a set, i, e int) {
	p := s.program
	a.name = ""
	if s.envEnd != i || s.env == nil {
		s.env = p.doc.node(Node{Parent: p.doc.Root, Kind: Map, Layout: Lines, Env: true, Span: a.span})
		s.env.KeySpan = text.Span{Start: a.span.Start, End: a.span.Start}
		p.stated = append(p.stated, &binding{node: s.env, read: true, group: true})
	}
	s.env.Span.End = a.span.End
	s.env.Body, s.env.ValueSpan = s.env.Span, s.env.Span
	if s.envEnd = e; p.is(e, ";") {
		s.envEnd++
	}
	s.state(a)
	p.stated[len(p.stated)-1].node.Parent = s.env
}

// psTable reads what the bracket at open holds as a hash table: names and values
// on lines of their own, or with ";" between them.
func (p *program) psTable(n *Node, open, end int) {
	n.Kind, n.Layout, n.Style = Map, Commas, ""
	if open+1 < end && p.toks[open+1].newline {
		n.Layout = Lines
	}
	n.Body = text.Span{Start: int(p.toks[open].end), End: int(p.toks[end].start)}
	for i := open + 1; i < end; {
		if p.is(i, ";") {
			i++
			continue
		}
		e := min(p.statementEnd(i, false), end)
		if e == i { // an operator that nothing stands behind
			i++
			continue
		}
		c := p.doc.node(Node{Parent: n, Span: p.span(i, e), KeySpan: text.Span{Start: int(p.toks[i].start), End: int(p.toks[i].start)}})
		if p.is(e, ";") {
			if n.Layout == Commas {
				c.Comma = p.toks[e].span()
			} else if e+1 >= end || p.toks[e+1].newline {
				c.Span.End = int(p.toks[e].end)
			}
		}
		n.Children = append(n.Children, c)
		if v := p.key(c, i, e); v > 0 && v < e {
			p.value(c, v, e, true)
		} else {
			c.Kind, c.ValueSpan, c.Opaque = Scalar, p.span(i, e), computed
		}
		i = e
	}
}

// psCast passes the types in brackets in front of a value.
func (p *program) psCast(s, e int) int {
	for p.is(s, "[") && p.skip(s) < e && !p.is(p.skip(s), "::") && !p.is(p.skip(s), ".") {
		s = p.skip(s)
	}
	return s
}

// psCommand reads the command whose name is the word at i: each -Name and what
// follows it is a named argument, anything else is one by its place. end is the
// token behind it.
func (p *program) psCommand(i int) (n *Node, end int) {
	w := p.text(i)
	if c := w[0]; c == '$' || c == '-' || c >= '0' && c <= '9' || p.lang.statement[w] || p.is(i+1, "=") || p.dot(i+1) || !p.psCommandStarts(i) || !p.psNamed(i+1) {
		return nil, 0
	}
	n = p.doc.node(Node{Parent: p.doc.Root, Kind: Call, Layout: Spaces, Key: w, Callee: w, KeySpan: p.toks[i].span(), KeyStyle: "callee"})
	position := 0
	j := i + 1
	for j < len(p.toks) && !p.psEnds(j) {
		at, v := j, j
		c := p.doc.node(Node{Parent: n, KeySpan: text.Span{Start: int(p.toks[j].start), End: int(p.toks[j].start)}})
		if p.word(j) && p.src[p.toks[j].start] == '-' {
			c.Key, c.KeySpan, c.KeyStyle = w, p.toks[j].span(), "name"
			c.KeySpan.Start++
			c.Key = string(c.KeySpan.Slice(p.src))
			if v++; p.is(v, ":") {
				v++
			}
		}
		e := p.psArgument(v)
		if e == v && v == j {
			break
		}
		c.Span = p.span(at, max(e, at+1))
		if e == v { // a switch
			c.Kind, c.ValueSpan, c.Opaque = Scalar, text.Span{Start: c.Span.End, End: c.Span.End}, "a switch has no value"
		} else {
			if c.Key == "" {
				position++
				c.Key = "(" + strconv.Itoa(position) + ")"
			}
			p.value(c, v, e, true)
			if c.Opaque != "" && p.psBareWord(v, e) {
				c.Value, c.Opaque, c.Style, c.Refs = string(c.ValueSpan.Slice(p.src)), "", "powershell-word", nil
			}
		}
		n.Children = append(n.Children, c)
		j = max(e, at+1)
	}
	n.Span = p.span(i, j)
	n.ValueSpan, n.Body = n.Span, text.Span{Start: n.KeySpan.End, End: n.Span.End}
	return n, j
}

// psNamed tells whether one of the arguments from token j on is named.
func (p *program) psNamed(j int) bool {
	for ; j < len(p.toks) && !p.psEnds(j); j = p.skip(j) {
		if p.word(j) && p.src[p.toks[j].start] == '-' {
			return true
		}
	}
	return false
}

// psBareWord tells whether the tokens [s,e) are a text without quotes.
func (p *program) psBareWord(s, e int) bool {
	for i := s; i < e; i++ {
		switch k := p.kind(i); {
		case k == tWord && p.src[p.toks[i].start] != '$', k == tNumber:
		case k == tOp && !p.is(i, ",") && !p.is(i, "`"):
		default:
			return false
		}
	}
	raw := p.src[p.toks[s].start:p.toks[e-1].end]
	return bytes.IndexByte(raw, '`') < 0 && bytes.IndexByte(raw, '$') < 0
}

// psCommandStarts tells whether a command may begin with token i.
func (p *program) psCommandStarts(i int) bool {
	if p.begins(i) {
		return true
	}
	switch p.text(i - 1) {
	case "=", "|", "&", "(", "$(", "@(", "return", "{", "else":
		return true
	}
	return false
}

// psEnds tells whether token j ends a command.
func (p *program) psEnds(j int) bool {
	switch k := p.kind(j); k {
	case tClose, tStringClose, tFieldClose:
		return true
	case tOp:
		return p.is(j, ";") || p.is(j, "|") || p.is(j, "||") || p.is(j, "&&")
	}
	return p.toks[j].newline && !p.continues(j)
}

// psArgument gives the token behind the argument that begins at j: all that stands
// together without a blank, and after a comma. It gives j where none begins.
func (p *program) psArgument(j int) int {
	start := j
	for j < len(p.toks) && !p.psEnds(j) {
		comma := p.is(j, ",") || p.is(j-1, ",")
		if j > start && p.toks[j].space && !comma {
			break
		}
		if j == start && p.word(j) && p.src[p.toks[j].start] == '-' {
			break
		}
		j = p.skip(j)
	}
	return j
}

// psStatic reads [Environment]::GetEnvironmentVariable('X') at s.
func (p *program) psStatic(s int) (operand, int) {
	end := p.skip(s)
	method := end + 1
	if p.is(end, "::") && strings.EqualFold(p.text(method), "GetEnvironmentVariable") && strings.EqualFold(p.text(end-2), "Environment") && p.is(method+1, "(") && p.kind(method+2) == tString {
		if r, ok := p.envNamed(method+2, false); ok {
			next := p.skip(method + 1)
			r.Kind, r.Whole, r.Span = RefEnv, true, p.span(s, next)
			return operand{refs: []Ref{r}, style: p.styleNear(r)}, next
		}
	}
	return unknownOperand(nil), end
}
