package format

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

// node places n. indent is the column of what holds it, -1 for the root.
func (p *yamlParser) node(n *yaml.Node, parent *Node, indent int, flow bool, depth int) *Node {
	return p.place(n, p.doc.node(Node{Parent: parent}), indent, flow, depth)
}

// name places the name of an entry. Of a plain one nothing is kept: the next name
// at that depth takes its node.
func (p *yamlParser) name(n *yaml.Node, parent *Node, flow bool, depth int) *Node {
	if n.Kind != yaml.ScalarNode || n.Anchor != "" {
		return p.node(n, parent, -1, flow, depth)
	}
	for len(p.names) <= depth {
		p.names = append(p.names, new(Node))
	}
	*p.names[depth] = Node{Doc: p.doc, Parent: parent}
	return p.place(n, p.names[depth], -1, flow, depth)
}

func (p *yamlParser) place(n *yaml.Node, out *Node, indent int, flow bool, depth int) *Node {
	switch {
	case depth > MaxDepth:
		p.err = &Malformed{Line: n.Line, Why: "nested too deeply"}
		return out
	case !p.doc.more():
		p.err = &Malformed{Line: n.Line, Why: tooMany}
		return out
	}
	start := p.offset(n)
	at := p.properties(start, n)
	out.Span = text.Span{Start: at, End: at}
	out.KeySpan = out.Span
	if n.Anchor != "" {
		p.anchors[n] = out
	}
	flow = flow || n.Style&yaml.FlowStyle != 0
	switch n.Kind {
	case yaml.MappingNode:
		out.Kind = Map
		p.mapping(n, out, at, flow, depth)
	case yaml.SequenceNode:
		out.Kind = List
		p.sequence(n, out, at, flow, depth)
	case yaml.AliasNode:
		p.alias(n, out, at)
	default:
		p.scalar(n, out, at, indent, flow)
		if at > start && out.Opaque == "" {
			p.tagged(n, out)
		}
	}
	if out.Kind != Scalar {
		out.ValueSpan = text.Span{Start: out.Span.Start, End: max(out.Span.Start, out.Span.End)}
	} else {
		out.Span.End = out.ValueSpan.End
	}
	return out
}

// alias gives out the value that stands elsewhere; here it cannot be written.
func (p *yamlParser) alias(n *yaml.Node, out *Node, at int) {
	out.Opaque = "the value is an alias"
	out.ValueSpan = text.Span{Start: at, End: p.word(at)}
	if meant := p.anchors[n.Alias]; meant != nil {
		meant.aliased = true
		if meant.Kind == Scalar {
			out.Value = meant.Value
		}
	}
}

// tagged makes a scalar opaque that its tag says to be no text.
func (p *yamlParser) tagged(n *yaml.Node, out *Node) {
	switch {
	case n.Tag == "!Ref" && n.Value != "" && !strings.Contains(n.Value, "::"):
		out.Refs = []Ref{{Kind: RefParameter, Name: n.Value, NameSpan: contents(out), Span: out.ValueSpan, Whole: true}}
	case n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!str":
		out.Opaque = "the value has a tag"
	case out.ValueSpan.Empty():
		out.Opaque = "an anchor or a tag stands in place of the value"
	}
}

// properties skips an anchor and a tag in front of a value.
func (p *yamlParser) properties(at int, n *yaml.Node) int {
	if n.Anchor == "" && n.Style&yaml.TaggedStyle == 0 {
		return at
	}
	for at < len(p.masked) && (p.masked[at] == '&' || p.masked[at] == '!') {
		if bytes.HasPrefix(p.masked[at:], []byte("!<")) {
			if i := bytes.IndexByte(p.masked[at:], '>'); i > 0 {
				at += i
			}
		}
		end := p.word(at)
		next := p.skip(end)
		if n.Kind == yaml.ScalarNode && n.Value == "" && (next == len(p.masked) || p.masked[next] != '"' && p.masked[next] != '\'' && p.masked[next] != '|' && p.masked[next] != '>' && p.masked[next] != '&' && p.masked[next] != '!') {
			return end
		}
		at = next
	}
	return at
}

func (p *yamlParser) word(at int) int {
	for at < len(p.masked) && strings.IndexByte(" \t\r\n,[]{}", p.masked[at]) < 0 {
		at++
	}
	return at
}

// skip passes white space, line ends and comments.
func (p *yamlParser) skip(at int) int {
	for at < len(p.masked) {
		switch c := p.masked[at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			at++
		case c == '#' && (at == 0 || strings.IndexByte(" \t\r\n", p.masked[at-1]) >= 0):
			at = text.LineEnd(p.masked, at)
		default:
			return at
		}
	}
	return at
}

// begin gives a container its layout. It gives false for the pair in a flow list
// that has no braces ([a: b]), whose entries cannot be edited.
func (p *yamlParser) begin(out *Node, at int, flow bool) bool {
	if !flow {
		out.Layout, out.Body.Start = Lines, at
		return true
	}
	out.Layout, out.Body.Start = Commas, min(at+1, len(p.src))
	if at < len(p.masked) && (p.masked[at] == '{' || p.masked[at] == '[') {
		return true
	}
	out.Opaque, out.Body.Start = "a pair without braces", at
	return false
}

func (p *yamlParser) mapping(n *yaml.Node, out *Node, at int, flow bool, depth int) {
	braces := p.begin(out, at, flow)
	end := at
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := p.name(n.Content[i], out, flow, depth+1)
		if p.err != nil {
			return
		}
		col := -1
		if !flow {
			col = key.Span.Start - p.lineStart(key.Span.Start)
		}
		value := p.node(n.Content[i+1], out, col, flow, depth+1)
		if p.err != nil {
			return
		}
		p.named(key, value)
		value.KeyStyle += flowing(flow && value.KeyStyle == "yaml-key")
		if value.Kind == Scalar && n.Content[i+1].Kind == yaml.ScalarNode && value.ValueSpan.Empty() && n.Content[i+1].Anchor == "" && value.Opaque == "" {
			p.colon(key, value, flow)
		}
		if !flow {
			p.indented(value, key.Span.Start, col)
		}
		value.Span = text.Span{Start: key.Span.Start, End: max(key.Span.End, value.Span.End, value.ValueSpan.End)}
		end = max(end, value.Span.End)
		if flow && braces {
			end = p.comma(value)
		}
		out.Children = append(out.Children, value)
	}
	p.closeContainer(out, end, flow && braces)
}

// indented makes a value opaque that stands on a line of its own, no deeper than
// what it belongs to, which begins at start in column col.
func (p *yamlParser) indented(n *Node, start, col int) {
	at := n.ValueSpan.Start
	if n.Kind != Scalar || n.ValueSpan.Empty() || at <= start {
		return
	}
	if line := p.lineStart(at); line > start && at-line <= col {
		n.Opaque = "the value is not indented"
	}
}

// named gives value the name that stands in key.
func (p *yamlParser) named(key, value *Node) {
	s := key.ValueSpan
	if key.Kind != Scalar || key.Opaque != "" || strings.HasSuffix(key.Style, "-block") {
		value.Opaque = "the name is not plain text"
		value.KeySpan = text.Span{Start: s.Start, End: s.Start}
		return
	}
	value.Key, value.KeySpan, value.KeyStyle = key.Value, s, "yaml-key"
	if s.Len() >= 2 && (p.src[s.Start] == '"' || p.src[s.Start] == '\'') {
		value.KeyStyle = "esc:yaml" + string(p.src[s.Start])
		value.KeySpan = text.Span{Start: s.Start + 1, End: s.End - 1}
	}
	if p.explicit(s.Start) {
		value.Opaque = "the name stands behind a question mark"
	}
}

// explicit tells whether "? " stands before the name at at.
func (p *yamlParser) explicit(at int) bool {
	i := len(bytes.TrimRight(p.masked[:at], " \t\r\n"))
	if i == 0 || i == at || p.masked[i-1] != '?' {
		return false
	}
	before := bytes.TrimRight(p.masked[:i-1], " \t")
	return len(before) == 0 || strings.IndexByte("\r\n,{[-", before[len(before)-1]) >= 0
}

// colon gives a value without text its place: behind the colon of its name.
func (p *yamlParser) colon(key, value *Node, flow bool) {
	at := p.skip(key.ValueSpan.End)
	value.ValueSpan = text.Span{Start: key.ValueSpan.End, End: key.ValueSpan.End}
	if at >= len(p.masked) || p.masked[at] != ':' {
		value.Opaque = "there is no value"
		return
	}
	at++
	p.lead(value, at, flow)
	if end := p.hidden(key, at); !flow && end > at {
		value.Opaque = "a template stands in place of the value"
		value.ValueSpan = text.Span{Start: at, End: end}
	}
}

// lead gives a value without text the place at, behind a colon or a dash, with
// the blanks up to the end of the line.
func (p *yamlParser) lead(n *Node, at int, flow bool) {
	n.Style = "yaml-lead" + flowing(flow)
	n.ValueSpan = text.Span{Start: at, End: at}
	i := skipBlanks(p.masked, at, len(p.masked))
	switch {
	case i < len(p.masked) && (p.masked[i] == '!' || p.masked[i] == '&'):
		n.Opaque = "an anchor or a tag stands in place of the value"
	case i == len(p.masked), p.masked[i] == '\n', p.masked[i] == '\r', flow && p.masked[i] != '#':
		n.ValueSpan.End = i
	}
	n.Span.End = n.ValueSpan.End
}

// flowing marks the styles of what stands between brackets.
func flowing(flow bool) string {
	if flow {
		return "-flow"
	}
	return ""
}

// hidden gives the end of the templates that stand on lines of their own below a
// name, deeper than it, in place of its value; at if there are none.
func (p *yamlParser) hidden(key *Node, at int) int {
	column := key.Span.Start - p.lineStart(key.Span.Start)
	end := at
	for line := text.LineEnd(p.masked, at); line < len(p.masked); line = text.LineEnd(p.masked, line) {
		i := skipBlanks(p.masked, line, len(p.masked))
		if i == len(p.masked) || p.masked[i] != '#' || p.src[i] != '{' || i-line <= column {
			break
		}
		end = trimRight(p.masked, i, text.LineEnd(p.masked, i))
	}
	return end
}

func (p *yamlParser) sequence(n *yaml.Node, out *Node, at int, flow bool, depth int) {
	p.begin(out, at, flow)
	end := at
	for i, c := range n.Content {
		dash, col := at, -1
		if !flow {
			if i > 0 {
				dash = p.skip(end)
			}
			col = dash - p.lineStart(dash)
		}
		item := p.node(c, out, col, flow, depth+1)
		if p.err != nil {
			return
		}
		if flow {
			end = p.comma(item)
		} else {
			p.item(c, item, dash)
			p.indented(item, dash, col)
			end = item.Span.End
		}
		out.Children = append(out.Children, item)
	}
	p.closeContainer(out, end, flow)
}

// item gives an item of a block list its place, which begins with a dash.
func (p *yamlParser) item(c *yaml.Node, item *Node, dash int) {
	if dash >= len(p.masked) || p.masked[dash] != '-' {
		item.Opaque = "the list item cannot be placed"
		return
	}
	if c.Kind == yaml.ScalarNode && item.ValueSpan.Empty() && item.Opaque == "" && c.Anchor == "" {
		p.lead(item, dash+1, false)
	}
	item.Span = text.Span{Start: dash, End: max(dash+1, item.Span.End, item.ValueSpan.End)}
}

// comma notes the separator behind an entry of a flow container and gives the
// offset behind it.
func (p *yamlParser) comma(n *Node) int {
	at := p.skip(n.Span.End)
	if at < len(p.masked) && p.masked[at] == ',' {
		n.Comma = text.Span{Start: at, End: at + 1}
		return at + 1
	}
	return n.Span.End
}

func (p *yamlParser) closeContainer(out *Node, end int, flow bool) {
	out.Body.End = max(end, out.Body.Start)
	if flow {
		at := p.skip(max(end, out.Body.Start))
		if at < len(p.masked) && (p.masked[at] == '}' || p.masked[at] == ']') {
			out.Body.End = at
			end = at + 1
		} else {
			out.Opaque = "the end of a flow container cannot be placed"
		}
	}
	out.Span.End = max(end, out.Span.Start)
}
