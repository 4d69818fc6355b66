package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// INI reads the family of INI files: sections in brackets, "name = value" or
// "name: value", comments behind "#" or ";", values that go on on indented lines
// (setup.cfg, tox.ini) and settings nested in them (AWS, tox). The readers of the
// family differ in what a quote, a "%" and a comment behind a value mean: quotes
// count as part of the form, and a value that they would read differently is
// opaque.
type INI struct{}

// Name implements Syntax.
func (INI) Name() string { return "ini" }

// Parse implements Syntax.
func (INI) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "ini", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &iniParser{doc: d, src: src, text: string(src), in: d.Root}
	if p.style = "ini"; bytes.Contains(src, []byte("%(")) {
		p.style = "ini%"
	}
	at := 0
	if bytes.HasPrefix(src, []byte(mark)) {
		at = len(mark)
	}
	for at < len(src) && p.err == nil {
		end := text.LineEnd(src, at)
		p.line(at, end)
		at = end
	}
	p.close()
	if p.err != nil {
		return nil, p.err
	}
	if bytes.Contains(src, []byte("${")) {
		p.extended()
	}
	return d, nil
}

type iniParser struct {
	doc    *Document
	src    []byte
	text   string // src; values are cut from it
	nodes  nodes
	in     *Node // the section, or the root
	last   *Node // the setting whose value may go on
	indent int   // of its line
	lines  []text.Span
	style  string // "ini", or "ini%" where %(name)s is used and %% means %
	err    *Malformed
}

func (p *iniParser) fail(at int, why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(at), Why: "not a line of an INI file: " + why}
	}
}

// node gives a new node.
func (p *iniParser) node(at int) *Node {
	if !p.doc.more() {
		p.fail(at, tooMany)
	}
	return p.nodes.next()
}

// line reads the line [at,end).
func (p *iniParser) line(at, end int) {
	i := skipBlanks(p.src, at, end)
	stop := trimRight(p.src, i, end)
	switch {
	case i == stop:
	case p.src[i] == '#' || p.src[i] == ';':
		p.commented(i, stop)
	case p.last != nil && i-at > p.indent:
		p.lines = append(p.lines, text.Span{Start: i, End: stop})
	case p.src[i] == '[':
		p.close()
		p.section(i, stop)
	default:
		p.close()
		p.indent = i - at
		if n := p.setting(i, stop); n != nil {
			p.last = n
			p.in.Children = append(p.in.Children, n)
		} else if !isIniFlag(p.src[i:stop]) {
			p.fail(i, "neither a section, a setting nor a comment")
		} else {
			p.reaches(stop)
		}
	}
}

// isIniFlag tells whether line is a name alone, as my.cnf has them.
func isIniFlag(line []byte) bool {
	for _, c := range line {
		if !isWord(c) && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// section begins the section whose bracket stands at at.
func (p *iniParser) section(at, stop int) {
	line := p.src[at:stop]
	closing := bytes.IndexByte(line, ']')
	rest := bytes.TrimLeft(line[closing+1:], " \t")
	if closing >= 0 && len(rest) > 0 && rest[0] != '#' && rest[0] != ';' {
		if closing = len(line) - 1; line[closing] != ']' {
			closing = -1
		}
	}
	start := skipBlanks(p.src, at+1, stop)
	name := text.Span{Start: start, End: trimRight(p.src, start, max(start, at+closing))}
	if closing < 0 || name.Empty() {
		p.fail(at, "a section without a name or a bracket")
		return
	}
	n := p.node(at)
	*n = Node{Doc: p.doc, Parent: p.doc.Root, Kind: Map, Layout: Lines, Key: p.text[name.Start:name.End], KeySpan: name, KeyStyle: "ini-section",
		Span: text.Span{Start: at, End: stop}, ValueSpan: text.Span{Start: stop, End: stop}, Body: text.Span{Start: stop, End: stop}}
	p.in = n
	p.doc.Root.Children = append(p.doc.Root.Children, n)
}

// setting reads the setting in [at,stop), nil if there is none.
func (p *iniParser) setting(at, stop int) *Node {
	i := bytes.IndexAny(p.src[at:stop], "=:")
	if i <= 0 {
		return nil
	}
	i += at
	name := text.Span{Start: at, End: trimRight(p.src, at, i)}
	n := p.node(at)
	*n = Node{Doc: p.doc, Parent: p.in, Kind: Scalar, Key: p.text[name.Start:name.End], KeySpan: name, KeyStyle: "ini-key", Span: text.Span{Start: at}}
	p.value(n, i+1, stop)
	return n
}

// value reads the value of n behind its delimiter at at.
func (p *iniParser) value(n *Node, at, stop int) {
	start := skipBlanks(p.src, at, stop)
	n.Style = p.style
	if start >= stop {
		start = at
		switch {
		case at < len(p.src) && (p.src[at] == ' ' || p.src[at] == '\t'):
			start++
		case at >= 2 && (p.src[at-2] == ' ' || p.src[at-2] == '\t'):
			n.Style += "-lead"
		}
		stop = start
	}
	n.ValueSpan = text.Span{Start: start, End: stop}
	n.Span.End = stop
	p.decode(n)
}

// decode gives a value of one line its text.
func (p *iniParser) decode(n *Node) {
	raw := p.text[n.ValueSpan.Start:n.ValueSpan.End]
	n.Value = raw
	if raw == "" {
		return
	}
	c, last := raw[0], raw[len(raw)-1]
	switch {
	case strings.IndexByte(raw, '\r') >= 0:
		n.Opaque = "a carriage return ends no line here"
	case c == '#' || c == ';' || iniComment(raw):
		n.Opaque = "readers differ on whether a comment stands here"
	case c == '"' || c == '\'':
		if len(raw) < 2 || last != c || strings.IndexByte(raw[1:len(raw)-1], c) >= 0 || c == '"' && strings.IndexByte(raw, '\\') >= 0 {
			n.Opaque = "readers differ on what the quotes mean"
			return
		}
		n.Value, n.Style = raw[1:len(raw)-1], p.style+string(c)
	case last == '\\':
		n.Opaque = "readers differ on whether the value goes on"
	}
	if strings.IndexByte(raw, '%') >= 0 {
		p.percents(n)
	}
	if strings.Contains(raw, "{env:") {
		iniEnvRefs(n, raw)
	}
}

// iniComment tells whether raw holds what some readers take for a comment.
func iniComment(raw string) bool {
	for at := 1; ; at++ {
		i := strings.IndexAny(raw[at:], "#;")
		if i < 0 {
			return false
		}
		if at += i; raw[at-1] == ' ' || raw[at-1] == '\t' {
			return true
		}
	}
}

// commented reads the setting in a comment.
func (p *iniParser) commented(at, stop int) {
	for at < stop && strings.IndexByte("#; \t", p.src[at]) >= 0 {
		at++
	}
	i := at
	for i < stop && (isWord(p.src[i]) || p.src[i] == '-' || p.src[i] == '.') {
		i++
	}
	if next := skipBlanks(p.src, i, stop); i == at || next >= stop || p.src[next] != '=' && p.src[next] != ':' {
		return
	}
	if n := p.setting(at, stop); n != nil {
		p.doc.Commented = append(p.doc.Commented, n)
	}
}

// close ends the last setting: its value and those around it are as long as they
// get.
func (p *iniParser) close() {
	if n := p.last; n != nil {
		if len(p.lines) > 0 {
			p.further(n)
			p.lines = p.lines[:0]
		}
		p.last = nil
		p.reaches(n.Span.End)
	}
}

// reaches makes the section end at end.
func (p *iniParser) reaches(end int) {
	if s := p.in; s != p.doc.Root {
		s.Span.End, s.ValueSpan.End, s.Body.End = end, end, end
	}
}
