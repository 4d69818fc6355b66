package format

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// TOML reads TOML 1.0, and of 1.1 inline tables over several lines. A table is a
// container called as its header says, dots included; [a.b] right behind [a]
// stands in it under the rest of its name. The items of an array of tables are
// tables of the same name. What a key means twice is not asked.
type TOML struct{}

// Name implements Syntax.
func (TOML) Name() string { return "toml" }

// Parse implements Syntax.
func (TOML) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "toml", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &tomlParser{doc: d, src: src, text: string(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	if !utf8.Valid(src) {
		p.at = invalidUTF8(src)
		p.fail("the text is not in UTF-8")
	}
	for p.err == nil {
		if p.space(true); p.at >= len(src) {
			break
		}
		if src[p.at] == '[' {
			p.header()
		} else if n := p.pair(p.table(), 0); n != nil {
			p.table().Children = append(p.table().Children, n)
			p.reached(n.Span.End)
		}
		p.lineEnd()
	}
	p.leave(0)
	if p.err != nil {
		return nil, p.err
	}
	return d, nil
}

// invalidUTF8 gives the place of the first byte that is not UTF-8.
func invalidUTF8(src []byte) int {
	for at := 0; at < len(src); {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return len(src)
}

type tomlParser struct {
	doc   *Document
	src   []byte
	text  string // src; values are cut from it
	at    int
	nodes nodes
	open  []tomlTable // the tables that the next line may stand in
	parts []string    // of the name read last
	spans []text.Span // of parts
	err   *Malformed
}

// tomlTable is a table with the whole of its name.
type tomlTable struct {
	node *Node
	name []string
}

func (p *tomlParser) fail(why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(p.at, len(p.src))), Why: "not valid TOML here: " + why}
	}
	p.at = len(p.src)
}

// node gives a new node.
func (p *tomlParser) node() *Node {
	if !p.doc.more() {
		p.fail(tooMany)
	}
	return p.nodes.next()
}

// table gives the table that the line here stands in.
func (p *tomlParser) table() *Node {
	if len(p.open) == 0 {
		return p.doc.Root
	}
	return p.open[len(p.open)-1].node
}

func (p *tomlParser) reached(end int) {
	if n := p.table(); n != p.doc.Root {
		n.Span.End, n.ValueSpan.End, n.Body.End = end, end, end
	}
}

// leave closes the open tables behind the first keep of them.
func (p *tomlParser) leave(keep int) {
	for len(p.open) > keep {
		end := p.table().Span.End
		p.open = p.open[:len(p.open)-1]
		p.reached(end)
	}
}

// space passes white space and comments; line ends too, where lines is set.
func (p *tomlParser) space(lines bool) {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == ' ' || c == '\t':
			p.at++
		case lines && (c == '\n' || c == '\r' && p.at+1 < len(p.src) && p.src[p.at+1] == '\n'):
			p.at++
		case c == '#':
			end := text.LineEnd(p.src, p.at)
			if p.comment(p.at, trimRight(p.src, p.at, end)); p.err != nil {
				return
			}
			for p.at = end; p.at > 0 && (p.src[p.at-1] == '\n' || p.src[p.at-1] == '\r'); {
				p.at--
			}
		default:
			return
		}
	}
}

// lineEnd wants the line to end here.
func (p *tomlParser) lineEnd() {
	if p.space(false); p.at < len(p.src) && p.src[p.at] != '\n' && !bytes.HasPrefix(p.src[p.at:], []byte("\r\n")) {
		p.fail("text behind the value")
	}
}

// comment checks a comment and keeps the setting in it.
func (p *tomlParser) comment(at, stop int) {
	for _, c := range p.src[at:stop] {
		if c < 0x20 && c != '\t' || c == 0x7f {
			p.fail("a control character in a comment")
			return
		}
	}
	for at < stop && (p.src[at] == '#' || p.src[at] == ' ' || p.src[at] == '\t') {
		at++
	}
	i := at
	for i < stop && (isTomlBare(p.src[i]) || p.src[i] == '.') {
		i++
	}
	eq := skipBlanks(p.src, i, stop)
	if i == at || eq >= stop || p.src[eq] != '=' {
		return
	}
	n := p.node()
	start := skipBlanks(p.src, eq+1, stop)
	*n = Node{Doc: p.doc, Parent: p.table(), Kind: Scalar, Key: p.text[at:i], KeySpan: text.Span{Start: at, End: i}, KeyStyle: "toml-key",
		Value: strings.Trim(p.text[start:stop], `"'`), ValueSpan: text.Span{Start: start, End: stop}, Style: `toml"`, Span: text.Span{Start: at, End: stop}}
	p.doc.Commented = append(p.doc.Commented, n)
}

// header reads [name] or [[name]].
func (p *tomlParser) header() {
	start := p.at
	brackets := 1
	if bytes.HasPrefix(p.src[p.at:], []byte("[[")) {
		brackets = 2
	}
	p.at += brackets
	p.name()
	if p.err == nil && !bytes.HasPrefix(p.src[p.at:], []byte("]]")[:brackets]) {
		p.fail("a bracket behind the name of a table is missing")
	}
	if p.err != nil {
		return
	}
	p.at += brackets
	keep := len(p.open)
	for keep > 0 && !startsWith(p.parts, p.open[keep-1].name) {
		keep--
	}
	p.leave(keep)
	if keep >= MaxDepth {
		p.fail("nested too deeply")
		return
	}
	n := p.node()
	parent, skip := p.table(), 0
	if keep > 0 {
		skip = len(p.open[keep-1].name)
	}
	*n = Node{Doc: p.doc, Parent: parent, Kind: Map, Layout: Lines, Span: text.Span{Start: start, End: p.at},
		ValueSpan: text.Span{Start: p.at, End: p.at}, Body: text.Span{Start: p.at, End: p.at}}
	p.named(n, skip)
	n.Env = isEnvironment(&Node{Kind: Map, Key: p.parts[len(p.parts)-1]}, "")
	parent.Children = append(parent.Children, n)
	p.open = append(p.open, tomlTable{node: n, name: append([]string(nil), p.parts...)})
}

// startsWith tells whether name goes on behind all parts of start.
func startsWith(name, start []string) bool {
	if len(name) <= len(start) {
		return false
	}
	for i, s := range start {
		if name[i] != s {
			return false
		}
	}
	return true
}

// named gives n the name read last, without its first parts.
func (p *tomlParser) named(n *Node, skip int) {
	parts, spans := p.parts[skip:], p.spans[skip:]
	n.Key, n.KeyStyle = parts[0], "toml-key"
	n.KeySpan = text.Span{Start: spans[0].Start, End: spans[len(spans)-1].End}
	if len(parts) > 1 {
		n.Key = strings.Join(parts, ".")
	} else if c := p.src[n.KeySpan.Start]; c == '"' || c == '\'' {
		n.KeyStyle = "esc:toml" + string(c)
		n.KeySpan = text.Span{Start: n.KeySpan.Start + 1, End: n.KeySpan.End - 1}
	}
}

// name reads a name, dotted or not, and the blanks behind it.
func (p *tomlParser) name() {
	p.parts, p.spans = p.parts[:0], p.spans[:0]
	for p.err == nil {
		p.blanks()
		start := p.at
		part := ""
		switch {
		case p.at < len(p.src) && (p.src[p.at] == '"' || p.src[p.at] == '\''):
			part = p.short()
		default:
			for p.at < len(p.src) && isTomlBare(p.src[p.at]) {
				p.at++
			}
			if part = p.text[start:p.at]; part == "" {
				p.fail("a name is missing")
			}
		}
		p.parts, p.spans = append(p.parts, part), append(p.spans, text.Span{Start: start, End: p.at})
		if p.blanks(); p.at >= len(p.src) || p.src[p.at] != '.' {
			return
		}
		p.at++
	}
}

func (p *tomlParser) blanks() { p.at = skipBlanks(p.src, p.at, len(p.src)) }

func isTomlBare(c byte) bool { return isWord(c) || c == '-' }

// pair reads "name = value"; nil where it fails.
func (p *tomlParser) pair(parent *Node, depth int) *Node {
	start := p.at
	p.name()
	if p.err == nil && (p.at >= len(p.src) || p.src[p.at] != '=') {
		p.fail("an equals sign is missing")
	}
	if p.err != nil {
		return nil
	}
	n := p.node()
	n.Doc, n.Parent = p.doc, parent
	p.named(n, 0)
	p.at++
	p.blanks()
	p.value(n, depth)
	n.Span = text.Span{Start: start, End: p.at}
	return n
}
