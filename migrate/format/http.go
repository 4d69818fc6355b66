package format

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// HTTP reads files of requests for the REST clients of editors (*.http, *.rest of
// Visual Studio Code's REST Client and of JetBrains): "@name = value" is a setting
// of the file; a request is a container with its "url", its headers and its
// "body". A form is a container of its fields, its JSON an inner document.
// {{name}} is a reference. Scripts and the names of files to send or to write are
// passed over.
type HTTP struct{}

// Name implements Syntax.
func (HTTP) Name() string { return "http" }

// Parse implements Syntax.
func (HTTP) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "http", Src: src}
	if at := loneReturn(src); at >= 0 {
		return nil, &Malformed{Line: d.Line(at), Why: "a line ends without a line feed"}
	}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &httpParser{doc: d, src: src, text: string(src)}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	for p.at < len(src) {
		p.line()
		if d.entries > MaxEntries {
			return nil, &Malformed{Line: d.Line(p.at), Why: tooMany}
		}
	}
	return d, nil
}

type httpParser struct {
	doc  *Document
	src  []byte
	text string // src; values are cut from it
	at   int
	name string // of the request that follows
}

// next gives the line that begins here, without blanks around it, and goes on
// behind it.
func (p *httpParser) next() text.Span {
	end := text.LineEnd(p.src, p.at)
	start := skipBlanks(p.src, p.at, end)
	p.at = end
	return text.Span{Start: start, End: trimRight(p.src, start, end)}
}

func (p *httpParser) node(n Node) *Node {
	p.doc.entries++
	return p.doc.node(n)
}

// line reads a line between requests.
func (p *httpParser) line() {
	begin := p.at
	line := p.next()
	s := line.Slice(p.src)
	switch {
	case len(s) == 0:
	case bytes.HasPrefix(s, []byte("###")):
		p.name = strings.TrimSpace(strings.TrimLeft(string(s), "#"))
	case s[0] == '#' || bytes.HasPrefix(s, []byte("//")):
		p.comment(line)
	case s[0] == '@':
		if n := p.variable(line); n != nil {
			p.doc.Root.Children = append(p.doc.Root.Children, n)
		}
	case bytes.HasPrefix(s, []byte("< {%")) || bytes.HasPrefix(s, []byte("> {%")):
		p.script(line)
	case s[0] == '<' || s[0] == '>':
	default:
		p.at = begin
		p.request()
	}
}

// comment reads the name of a request, or a variable, in a comment.
func (p *httpParser) comment(line text.Span) {
	for line.Start < line.End && strings.IndexByte("#/ \t", p.src[line.Start]) >= 0 {
		line.Start++
	}
	s := string(line.Slice(p.src))
	if name, ok := strings.CutPrefix(s, "@name"); ok && name != "" && strings.IndexByte(" \t=", name[0]) >= 0 {
		p.name = strings.Trim(name, " \t=")
	} else if strings.HasPrefix(s, "@") {
		if n := p.variable(line); n != nil {
			p.doc.Commented = append(p.doc.Commented, n)
		}
	}
}

// variable reads "@name = value", nil if line is something else.
func (p *httpParser) variable(line text.Span) *Node {
	eq := bytes.IndexByte(line.Slice(p.src), '=')
	if eq < 0 {
		return nil
	}
	key := text.Span{Start: line.Start + 1, End: trimRight(p.src, line.Start+1, line.Start+eq)}
	if key.Empty() || bytes.ContainsAny(key.Slice(p.src), " \t") {
		return nil
	}
	value := text.Span{Start: skipBlanks(p.src, line.Start+eq+1, line.End), End: line.End}
	n := p.scalar(p.doc.Root, p.text[key.Start:key.End], value, "http")
	n.KeySpan, n.KeyStyle, n.Span.Start = key, "http-name", line.Start
	return n
}

// scalar makes a setting with a value that is one line.
func (p *httpParser) scalar(parent *Node, key string, value text.Span, style string) *Node {
	n := p.node(Node{Parent: parent, Kind: Scalar, Key: key, ValueSpan: value, Span: value, Style: style, KeySpan: text.Span{Start: value.Start, End: value.Start}})
	raw := value.Slice(p.src)
	n.Value = p.text[value.Start:value.End]
	switch {
	case !utf8.Valid(raw):
		n.Opaque = "the text is not in UTF-8"
	case style == "http" && bytes.IndexByte(raw, '\\') >= 0:
		n.Opaque = "readers differ on what a backslash means"
	}
	return n
}

// request reads a request up to the next one.
func (p *httpParser) request() {
	n := p.node(Node{Parent: p.doc.Root, Kind: Map, Layout: Lines, Key: p.name})
	p.name = ""
	line := p.next()
	n.Span, n.KeySpan = line, text.Span{Start: line.Start, End: line.Start}
	target := line
	if word, rest, ok := bytes.Cut(line.Slice(p.src), []byte(" ")); ok && len(bytes.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == 0 {
		target.Start = skipBlanks(p.src, line.End-len(rest), line.End)
	}
	if i := bytes.LastIndex(target.Slice(p.src), []byte(" HTTP/")); i >= 0 {
		target.End = trimRight(p.src, target.Start, target.Start+i)
	}
	url := p.scalar(n, "url", target, "http-word")
	if url.Span = line; bytes.ContainsAny(target.Slice(p.src), " \t") {
		url.Opaque = "blanks stand in the address"
	}
	n.Children = append(n.Children, url)
	form := false
	for p.at < len(p.src) {
		begin := p.at
		line = p.next()
		s := line.Slice(p.src)
		if len(s) == 0 {
			p.body(n, form)
			break
		}
		if bytes.HasPrefix(s, []byte("###")) {
			p.at = begin
			break
		}
		if s[0] == '#' || bytes.HasPrefix(s, []byte("//")) {
			continue
		}
		colon := bytes.IndexByte(s, ':')
		if line.Start > begin || colon < 1 || len(n.Children) == 1 && (s[0] == '?' || s[0] == '&') {
			last := n.Children[len(n.Children)-1]
			last.Opaque, last.Span.End, n.Span.End = "it goes over lines, for some clients", line.End, line.End
			continue
		}
		key := text.Span{Start: line.Start, End: trimRight(p.src, line.Start, line.Start+colon)}
		h := p.scalar(n, p.text[key.Start:key.End], text.Span{Start: skipBlanks(p.src, line.Start+colon+1, line.End), End: line.End}, "http-header")
		h.KeySpan, h.KeyStyle, h.Span.Start = key, "http-header-name", key.Start
		if strings.EqualFold(h.Key, "content-type") {
			form = strings.Contains(strings.ToLower(h.Value), "x-www-form-urlencoded")
			h.Opaque, h.KeySpan = "it says how the body is read", text.Span{Start: key.Start, End: key.Start}
		}
		n.Children, n.Span.End = append(n.Children, h), line.End
	}
	n.ValueSpan, n.Body = n.Span, n.Span
	p.doc.Root.Children = append(p.doc.Root.Children, n)
}

// script passes over a script in {% %}; one that is not closed goes on to the end.
func (p *httpParser) script(line text.Span) {
	p.at = len(p.src)
	if i := bytes.Index(p.src[line.Start:], []byte("%}")); i >= 0 {
		p.at = text.LineEnd(p.src, line.Start+i)
	}
}

// body reads the body of a request: up to the next request, or to what follows
// the body.
func (p *httpParser) body(n *Node, form bool) {
	body := text.Span{Start: -1}
	for p.at < len(p.src) {
		begin := p.at
		line := p.next()
		s := line.Slice(p.src)
		if bytes.HasPrefix(s, []byte("###")) {
			p.at = begin
			break
		}
		if len(s) == 0 {
			continue
		}
		if bytes.HasPrefix(s, []byte("> {%")) || body.Start < 0 && bytes.HasPrefix(s, []byte("< {%")) {
			p.script(line)
			continue
		}
		if s[0] == '>' && len(s) > 1 && (s[1] == ' ' || s[1] == '>') || bytes.HasPrefix(s, []byte("<> ")) || bytes.HasPrefix(s, []byte("< ")) || bytes.HasPrefix(s, []byte("<@ ")) {
			continue
		}
		if body.Start < 0 {
			body.Start = line.Start
		}
		body.End = line.End
	}
	if body.Start < 0 {
		return
	}
	n.Span.End = body.End
	if form {
		n.Children = append(n.Children, p.form(n, body))
		return
	}
	b := p.scalar(n, "body", body, "http-body")
	if b.Value[0] != '{' && b.Value[0] != '[' { // the line ends of JSON mean nothing, and can stay
		b.Value = strings.ReplaceAll(b.Value, "\r\n", "\n")
	}
	n.Children = append(n.Children, b)
}

// httpStays fails where something of a request goes that says what the rest is.
func (e *editor) httpStays(request *Node) {
	if e.syntax != "http" || request.Parent == nil || request.Layout != Lines || e.emptied(request.Children) {
		return
	}
	for _, n := range request.Children {
		if c := e.by[n]; c.Remove && n.KeySpan.Empty() && n.Key != "body" {
			e.fail("%q cannot be removed: the rest of the request would be read as something else", n.Key)
		}
	}
}

// form reads the fields of a form, which stand between "&" on one line or several.
func (p *httpParser) form(parent *Node, body text.Span) *Node {
	n := p.node(Node{Parent: parent, Kind: Map, Layout: Commas, Key: "body", Span: body, ValueSpan: body, Body: body, KeySpan: text.Span{Start: body.Start, End: body.Start}})
	for at := body.Start; at <= body.End; {
		end := body.End
		if i := bytes.IndexByte(p.src[at:end], '&'); i >= 0 {
			end = at + i
		}
		start := at
		for start < end && strings.IndexByte(" \t\r\n", p.src[start]) >= 0 {
			start++
		}
		field := text.Span{Start: start, End: trimRight(p.src, start, end)}
		if !field.Empty() {
			c := p.field(n, field)
			if end < body.End {
				c.Comma = text.Span{Start: end, End: end + 1}
			}
			n.Children = append(n.Children, c)
		}
		at = end + 1
	}
	return n
}

func (p *httpParser) field(parent *Node, field text.Span) *Node {
	key, value := field, text.Span{Start: field.End, End: field.End}
	eq := bytes.IndexByte(field.Slice(p.src), '=')
	if eq >= 0 {
		key.End = trimRight(p.src, field.Start, field.Start+eq)
		value.Start = skipBlanks(p.src, field.Start+eq+1, field.End)
	}
	n := p.node(Node{Parent: parent, Kind: Scalar, Span: field, KeySpan: key, KeyStyle: "form", ValueSpan: value, Style: "form"})
	var odd string
	n.Key, odd = formText(p.text[key.Start:key.End])
	if n.Value, n.Opaque = formText(p.text[value.Start:value.End]); odd != "" {
		n.Opaque = "its name: " + odd
	}
	switch {
	case eq < 0:
		n.Opaque = "a field without ="
	case bytes.IndexByte(field.Slice(p.src), '\n') >= 0:
		n.Value, n.Opaque = strings.ReplaceAll(n.Value, "\r\n", "\n"), "a field goes over lines"
	}
	return n
}
