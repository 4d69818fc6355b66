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
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d = &Document{Syntax: "yaml", Src: src}
	if yamlEntries(src) > 3*MaxEntries { // the library would take gigabytes to find out
		return nil, &Malformed{Why: tooMany}
	}
	masked := maskTemplates(src)
	starts, odd := yamlLines(src)
	p := &yamlParser{doc: d, src: src, masked: masked, starts: starts, odd: odd, ascii: isASCII(src), templated: len(src) > 0 && &masked[0] != &src[0], anchors: map[*yaml.Node]*Node{}}
	if len(odd) > 100 {
		return nil, p.oddLines()
	}
	lines := &lineReader{rest: masked}
	dec := yaml.NewDecoder(lines)
	for {
		var n yaml.Node
		if err := dec.Decode(&n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, yamlMalformed(err, masked, lines.read)
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
	if err := p.oddLines(); err != nil {
		return nil, err
	}
	d.Root = d.Roots[0]
	p.comments()
	return d, nil
}

// yamlEntries gives more than src can have entries.
func yamlEntries(src []byte) int {
	n := 0
	for i, c := range src {
		switch c {
		case ',', '\n', '\r', '[', '{':
			n++
		case '-', '?', ':':
			if i+1 == len(src) || src[i+1] <= ' ' || i > 0 && src[i-1] == '"' {
				n++
			}
		}
	}
	return n
}

// lineReader gives out a text line by line, so that how much the library has read
// says where it was when it failed.
type lineReader struct {
	rest []byte
	read int // lines given out
}

func (r *lineReader) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	end := min(text.LineEnd(r.rest, 0), len(b))
	n := copy(b, r.rest[:end])
	if r.rest[n-1] == '\n' || n == len(r.rest) {
		r.read++
	}
	r.rest = r.rest[n:]
	return n, nil
}

// yamlMalformed keeps the line of a library error and nothing else of it. The
// library counts some lines from 0, and names the start of a mapping for a line
// below that does not fit into it: there the line is the first whose end makes
// the text fail in the same way.
func yamlMalformed(err error, src []byte, read int) *Malformed {
	m := &Malformed{Why: "not valid YAML here"}
	if _, after, ok := strings.Cut(err.Error(), "line "); ok {
		_, _ = fmt.Sscanf(after, "%d", &m.Line)
	}
	says := func(part string) bool { return strings.Contains(err.Error(), part) }
	switch {
	case says("expected key"), says("'-' indicator"), says("tab character"), says("unknown anchor"), says("not allowed") && m.Line == 0:
		m.Line = firstFailing(err, src, read)
	case says("UTF-8"):
		m.Line = read
	case says("max depth"):
		m.Line, m.Why = read, "nested too deeply"
	case says("expected ',' or"), says("expected node content"), says("<document start>"), m.Line == 0:
		m.Line = min(m.Line+1, max(1, read))
	}
	return m
}

// firstFailing gives the first of the last lines read with which src fails as it
// does whole. Of a large file the last line read is taken, which may be a few too
// many.
func firstFailing(err error, src []byte, read int) int {
	const near, large = 4, 1 << 18
	end, ends := 0, []int{0}
	for line := 0; line < read; line++ {
		end = text.LineEnd(src, end)
		ends = append(ends, end)
	}
	for line := max(1, read-near); line < read && end < large; line++ {
		dec := yaml.NewDecoder(bytes.NewReader(src[:ends[line]]))
		var got error
		for got == nil {
			got = dec.Decode(&yaml.Node{})
		}
		if got.Error() == err.Error() {
			return line
		}
	}
	return read
}

type yamlParser struct {
	doc       *Document
	src       []byte
	masked    []byte // src with its templates taken for words; as long as src
	starts    []int
	odd       []int // where a line ends without a line feed
	quotedOdd int   // how many of these stand in quotes
	ascii     bool
	templated bool
	near      place
	anchors   map[*yaml.Node]*Node
	names     []*Node     // one a depth
	blocks    []text.Span // scalars over several lines
	err       *Malformed
}

// place is an offset and what the library calls it.
type place struct{ line, column, offset int }

func isASCII(src []byte) bool {
	for _, c := range src {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// yamlLines gives the offset of each line as the library counts them, and of those
// that no line feed ends: it breaks lines at CR, NEL, LS and PS too.
func yamlLines(src []byte) (starts, odd []int) {
	starts = []int{0}
	for i := 0; i < len(src); i++ {
		n := 0
		switch c := src[i]; {
		case c == '\n':
			starts = append(starts, i+1)
		case c == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			n = 1
		case c == 0xc2 && i+1 < len(src) && src[i+1] == 0x85:
			n = 2
		case c == 0xe2 && i+2 < len(src) && src[i+1] == 0x80 && (src[i+2] == 0xa8 || src[i+2] == 0xa9):
			n = 3
		}
		if n > 0 {
			starts, odd = append(starts, i+n), append(odd, i)
		}
	}
	return starts, odd
}

// oddLines refuses a file in which a line ends without a line feed: readers differ
// on where the next one begins. Within quotes it ends none.
func (p *yamlParser) oddLines() error {
	if p.quotedOdd == len(p.odd) {
		return nil
	}
	return &Malformed{Line: p.doc.Line(p.odd[0]), Why: "a line ends without a line feed"}
}

// lineStart gives the first byte of the line that holds at, behind a byte order
// mark.
func (p *yamlParser) lineStart(at int) int {
	if start := text.LineStart(p.src, at); start > 0 || !bytes.HasPrefix(p.src, []byte(mark)) {
		return start
	}
	return len(mark)
}

// offset turns the library's line and column (runes, from 1) into bytes. It goes
// on from the node before where that is on the same line.
func (p *yamlParser) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(p.starts) {
		return len(p.src)
	}
	at, col := p.starts[n.Line-1], 1
	if at == 0 {
		at = p.lineStart(at)
	}
	if p.ascii {
		return min(at+n.Column-1, len(p.src))
	}
	if p.near.line == n.Line && p.near.column <= n.Column {
		at, col = p.near.offset, p.near.column
	}
	for ; col < n.Column && at < len(p.src); col++ {
		at++
		for at < len(p.src) && p.src[at]&0xc0 == 0x80 {
			at++
		}
	}
	p.near = place{n.Line, n.Column, at}
	return at
}

// comments finds settings of the form "name: value" in comment lines.
func (p *yamlParser) comments() {
	if bytes.IndexByte(p.src, '#') < 0 {
		return
	}
	blocks := p.blocks
	for at := p.lineStart(0); at < len(p.src); {
		end := text.LineEnd(p.src, at)
		for len(blocks) > 0 && blocks[0].End <= at {
			blocks = blocks[1:]
		}
		if len(blocks) == 0 || blocks[0].Start >= at {
			if c := commentedLine(p.doc, p.doc.Root, at, end, yamlCommentLine); c != nil {
				p.doc.Commented = append(p.doc.Commented, c)
			}
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
