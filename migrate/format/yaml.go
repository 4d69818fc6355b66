package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

// YAML reads YAML, several documents a file, and the templates of Helm and
// Jinja where they stay YAML once every {{ … }} counts as a word. The library
// finds the structure; where an entry ends is found here, and a scalar whose
// bytes do not decode to its value again is Opaque.
type YAML struct{}

// Name implements Syntax.
func (YAML) Name() string { return "yaml" }

// Parse implements Syntax.
func (YAML) Parse(src []byte) (d *Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			d, err = nil, &Malformed{Why: "not valid YAML"}
		}
	}()
	d = &Document{Syntax: "yaml", Src: src}
	p := &yamlParser{doc: d, src: src, starts: yamlLines(src)}
	dec := yaml.NewDecoder(bytes.NewReader(maskTemplates(src)))
	for {
		var n yaml.Node
		if err := dec.Decode(&n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, yamlMalformed(err)
		}
		if len(n.Content) == 0 {
			continue
		}
		root := p.node(n.Content[0], nil, -1, false, 0)
		if p.err != nil {
			return nil, p.err
		}
		d.Roots = append(d.Roots, root)
	}
	if len(d.Roots) == 0 {
		d.Roots = []*Node{{Doc: d, Kind: Map, Layout: Lines, Body: text.Span{Start: 0, End: len(src)}}}
	}
	d.Root = d.Roots[0]
	p.comments()
	return d, nil
}

// yamlMalformed keeps the line of a library error and nothing else of it.
func yamlMalformed(err error) *Malformed {
	m := &Malformed{Why: "not valid YAML here"}
	if _, after, ok := strings.Cut(err.Error(), "line "); ok {
		_, _ = fmt.Sscanf(after, "%d", &m.Line)
	}
	return m
}

type yamlParser struct {
	doc    *Document
	src    []byte
	starts []int
	err    *Malformed
}

// yamlLines gives the offset of each line as the library counts them: it breaks
// lines at CR, LF, NEL, LS and PS.
func yamlLines(src []byte) []int {
	starts := []int{0}
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\n', c == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			starts = append(starts, i+1)
		case c == 0xc2 && i+1 < len(src) && src[i+1] == 0x85:
			starts = append(starts, i+2)
		case c == 0xe2 && i+2 < len(src) && src[i+1] == 0x80 && (src[i+2] == 0xa8 || src[i+2] == 0xa9):
			starts = append(starts, i+3)
		}
	}
	return starts
}

// offset turns the library's line and column (runes, from 1) into bytes.
func (p *yamlParser) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(p.starts) {
		return len(p.src)
	}
	at := p.starts[n.Line-1]
	if at == 0 && bytes.HasPrefix(p.src, []byte("\ufeff")) {
		at = 3
	}
	for col := 1; col < n.Column && at < len(p.src); col++ {
		at++
		for at < len(p.src) && p.src[at]&0xc0 == 0x80 {
			at++
		}
	}
	return at
}

// node places n. indent is the column of what holds it, -1 for the root.
func (p *yamlParser) node(n *yaml.Node, parent *Node, indent int, flow bool, depth int) *Node {
	out := &Node{Doc: p.doc, Parent: parent}
	if depth > MaxDepth {
		p.err = &Malformed{Line: n.Line, Why: "nested too deeply"}
		return out
	}
	at := p.properties(p.offset(n), n)
	out.Span.Start = at
	out.KeySpan = text.Span{Start: at, End: at}
	inFlow := n.Style&yaml.FlowStyle != 0
	switch n.Kind {
	case yaml.MappingNode:
		out.Kind = Map
		p.mapping(n, out, at, flow || inFlow, depth)
	case yaml.SequenceNode:
		out.Kind = List
		p.sequence(n, out, at, flow || inFlow, depth)
	case yaml.AliasNode:
		out.Opaque = "the value is an alias"
		out.ValueSpan = text.Span{Start: at, End: p.word(at)}
	default:
		p.scalar(n, out, at, indent, flow)
	}
	if out.Kind != Scalar {
		out.ValueSpan = text.Span{Start: out.Span.Start, End: max(out.Span.Start, out.Span.End)}
	} else {
		out.Span.End = out.ValueSpan.End
	}
	return out
}

// properties skips an anchor and a tag in front of a value.
func (p *yamlParser) properties(at int, n *yaml.Node) int {
	if n.Anchor == "" && n.Style&yaml.TaggedStyle == 0 {
		return at
	}
	for at < len(p.src) && (p.src[at] == '&' || p.src[at] == '!') {
		at = p.skip(p.word(at))
	}
	return at
}

func (p *yamlParser) word(at int) int {
	for at < len(p.src) && !strings.ContainsRune(" \t\r\n,[]{}", rune(p.src[at])) {
		at++
	}
	return at
}

// skip passes white space, line ends and comments.
func (p *yamlParser) skip(at int) int {
	for at < len(p.src) {
		switch c := p.src[at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			at++
		case c == '#' && (at == 0 || strings.ContainsRune(" \t\r\n", rune(p.src[at-1]))):
			at = text.LineEnd(p.src, at)
		default:
			return at
		}
	}
	return at
}

func (p *yamlParser) mapping(n *yaml.Node, out *Node, at int, flow bool, depth int) {
	out.Layout = Lines
	if flow {
		out.Layout = Commas
		out.Body.Start = at + 1
	} else {
		out.Body.Start = at
	}
	end := at
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := p.node(n.Content[i], out, -1, true, depth+1)
		if p.err != nil {
			return
		}
		col := p.column(key.Span.Start)
		value := p.node(n.Content[i+1], out, col, flow, depth+1)
		p.colon(key, value, n.Content[i+1])
		value.Key, value.KeySpan, value.KeyStyle = key.Value, key.ValueSpan, "yaml-key"
		if key.Kind != Scalar {
			value.Opaque = "the name is not plain text"
		}
		if s := key.ValueSpan; s.Len() >= 2 && (p.src[s.Start] == '"' || p.src[s.Start] == '\'') {
			value.KeyStyle = "esc:yaml" + string(p.src[s.Start])
			value.KeySpan = text.Span{Start: s.Start + 1, End: s.End - 1}
		}
		value.Span.Start = key.ValueSpan.Start
		value.Span.End = max(value.Span.End, value.ValueSpan.End)
		end = max(end, value.Span.End)
		if flow {
			end = p.comma(value)
		}
		out.Children = append(out.Children, value)
	}
	p.closeContainer(out, end, flow)
}

// colon gives a value without text its place: behind the colon of its name.
func (p *yamlParser) colon(key, value *Node, n *yaml.Node) {
	if value.Kind != Scalar || n.Value != "" || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || n.Kind == yaml.AliasNode {
		return
	}
	at := key.ValueSpan.End
	for at < len(p.src) && p.src[at] != ':' {
		at++
	}
	at = min(at+1, len(p.src))
	value.Style = "yaml-lead"
	if at < len(p.src) && p.src[at] == ' ' {
		at++
		value.Style = "yaml"
	}
	value.ValueSpan = text.Span{Start: at, End: at}
	value.Opaque = ""
	value.Span.End = at
}

func (p *yamlParser) sequence(n *yaml.Node, out *Node, at int, flow bool, depth int) {
	out.Layout = Lines
	if flow {
		out.Layout = Commas
		out.Body.Start = at + 1
	} else {
		out.Body.Start = at
	}
	end := at
	for i, c := range n.Content {
		dash := end
		if !flow {
			dash = p.skip(end)
			if i == 0 {
				dash = at
			}
		}
		item := p.node(c, out, p.column(dash), flow, depth+1)
		if p.err != nil {
			return
		}
		if !flow {
			if dash >= len(p.src) || p.src[dash] != '-' {
				item.Opaque = "the list item cannot be placed"
			} else {
				item.Span.Start = dash
				if c.Kind == yaml.ScalarNode && item.ValueSpan.Start < dash {
					item.ValueSpan = text.Span{Start: dash + 1, End: dash + 1}
					item.Style = "yaml-lead"
				}
			}
			item.Span.End = max(item.Span.End, item.ValueSpan.End)
			end = item.Span.End
		} else {
			end = p.comma(item)
		}
		out.Children = append(out.Children, item)
	}
	p.closeContainer(out, end, flow)
}

// comma notes the separator behind an entry of a flow container and gives the
// offset behind it.
func (p *yamlParser) comma(n *Node) int {
	at := p.skip(n.Span.End)
	if at < len(p.src) && p.src[at] == ',' {
		n.Comma = text.Span{Start: at, End: at + 1}
		return at + 1
	}
	return n.Span.End
}

func (p *yamlParser) closeContainer(out *Node, end int, flow bool) {
	if flow {
		at := p.skip(end)
		if len(out.Children) == 0 {
			at = p.skip(out.Body.Start)
		}
		if at < len(p.src) && (p.src[at] == '}' || p.src[at] == ']') {
			out.Body.End = at
			end = at + 1
		} else {
			out.Opaque = "the end of a flow container cannot be placed"
		}
	} else {
		out.Body.End = end
	}
	out.Span.End = max(end, out.Span.Start)
}

func (p *yamlParser) column(at int) int {
	at = min(at, len(p.src))
	return at - text.LineStart(p.src, at)
}

// comments finds settings of the form "name: value" in comment lines.
func (p *yamlParser) comments() {
	if bytes.IndexByte(p.src, '#') < 0 {
		return
	}
	for at := 0; at < len(p.src); {
		end := text.LineEnd(p.src, at)
		if c := commentedLine(p.doc, p.doc.Root, at, end, yamlCommentLine); c != nil {
			p.doc.Commented = append(p.doc.Commented, c)
		}
		at = end
	}
}

func yamlCommentLine(d *Document, root *Node, at, end int) (*Node, int) {
	i := skipBlanks(d.Src, at, end)
	if i < end && d.Src[i] == '-' {
		i = skipBlanks(d.Src, i+1, end)
	}
	start := i
	for i < end && (isWord(d.Src[i]) || d.Src[i] == '-' || d.Src[i] == '.') {
		i++
	}
	if i == start || i >= end || (d.Src[i] != ':' && d.Src[i] != '=') {
		return nil, end
	}
	value := skipBlanks(d.Src, i+1, end)
	stop := trimRight(d.Src, value, end)
	n := &Node{Doc: d, Parent: root, Kind: Scalar, KeySpan: text.Span{Start: start, End: i}, KeyStyle: "yaml-key",
		ValueSpan: text.Span{Start: value, End: stop}, Style: "yaml", Span: text.Span{Start: start, End: stop}}
	n.Key, n.Value = string(n.KeySpan.Slice(d.Src)), strings.Trim(string(n.ValueSpan.Slice(d.Src)), `"'`)
	return n, end
}
