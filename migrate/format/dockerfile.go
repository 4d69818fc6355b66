package format

import (
	"bytes"
	"math"
	"strings"

	"unpw/migrate/text"
)

// Dockerfile reads the ENV, ARG and LABEL instructions of a Dockerfile, as
// BuildKit does (github.com/moby/buildkit, frontend/dockerfile/parser and shell).
// What ENV and ARG set are environment variables; labels are entries of a
// container of their own. All other instructions are passed over, the texts of
// heredocs too.
type Dockerfile struct{}

// Name implements Syntax.
func (Dockerfile) Name() string { return "dockerfile" }

// Parse implements Syntax.
func (Dockerfile) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "dockerfile", Src: src}
	if len(src) > math.MaxInt32 {
		return nil, &Malformed{Why: "more text than a Dockerfile has"}
	}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Env: true, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	r := newDockerReader(src)
	r.comment = func(at, end int) {
		if c := dockerComment(src, at, end, r.escape); c != nil && d.more() {
			c.place(d)
			d.Commented = append(d.Commented, c.settings...)
		}
	}
	for r.next() {
		i := r.instruction(d)
		if i == nil {
			continue
		}
		i.place(d)
		if i.label {
			box := d.node(Node{Parent: d.Root, Kind: Map, Layout: Lines, Key: "LABEL", Span: i.span, ValueSpan: i.span, Body: i.span})
			box.KeySpan = text.Span{Start: i.span.Start, End: i.span.Start}
			for _, n := range i.settings {
				n.Parent = box
			}
			box.Children = i.settings
			d.Root.Children = append(d.Root.Children, box)
			continue
		}
		d.Root.Children = append(d.Root.Children, i.settings...)
	}
	switch {
	case r.bad != nil:
		return nil, r.bad
	case d.entries > MaxEntries:
		return nil, &Malformed{Line: d.Line(len(src)), Why: tooMany}
	}
	return d, nil
}

// dockerInstruction is an instruction that sets something.
type dockerInstruction struct {
	span     text.Span
	words    int // behind the name of the instruction
	label    bool
	mixed    bool // with words that set nothing
	settings []*Node
}

func (i *dockerInstruction) place(d *Document) {
	for _, n := range i.settings {
		n.Doc, n.Parent = d, d.Root
	}
}

// instruction gives the instruction that was read last if it sets something.
func (r *dockerReader) instruction(d *Document) *dockerInstruction {
	if first := r.pieces[0]; !first.Empty() && strings.IndexByte("eElLaAoO", r.src[first.Start]) < 0 {
		return nil
	}
	rest := r.text()
	name, at := dockerWord(rest, 0)
	if strings.EqualFold(name, "onbuild") {
		name, at = dockerWord(rest, at)
	}
	name = strings.ToLower(name)
	if name != "env" && name != "arg" && name != "label" {
		return nil
	}
	words := r.words(rest, at)
	if len(words) == 0 {
		return nil
	}
	i := &dockerInstruction{span: text.Span{Start: r.off(0), End: r.off(len(rest)-1) + 1}, words: len(words), label: name == "label"}
	first := rest[words[0].Start:words[0].End]
	if name != "arg" && !strings.Contains(first, "=") {
		key := words[0]
		if end := strings.IndexAny(first, "\t\v\f\r "); end >= 0 {
			key.End = key.Start + end
		}
		value := text.Span{Start: dockerSkip(rest, key.End), End: len(rest)}
		if value.Empty() {
			return nil
		}
		i.words = 1
		i.settings = []*Node{r.setting(d, rest, key, value, "docker-old")}
		return i
	}
	for _, w := range words {
		word := rest[w.Start:w.End]
		eq := strings.IndexByte(word, '=')
		if eq < 0 {
			if name != "arg" {
				return r.mixed(d, rest, i, words)
			}
			continue
		}
		key := text.Span{Start: w.Start, End: w.Start + eq}
		i.settings = append(i.settings, r.setting(d, rest, key, text.Span{Start: key.End + 1, End: w.End}, "docker"))
	}
	if len(i.settings) == 0 {
		return nil
	}
	return i
}

// mixed gives an instruction that Docker refuses: one of its words sets nothing.
// What it sets is not changed.
func (r *dockerReader) mixed(d *Document, rest string, i *dockerInstruction, words []text.Span) *dockerInstruction {
	i.settings, i.mixed = nil, true
	for _, w := range words {
		key, value := w, text.Span{Start: w.End, End: w.End}
		if eq := strings.IndexByte(rest[w.Start:w.End], '='); eq >= 0 {
			key.End, value.Start = w.Start+eq, w.Start+eq+1
		}
		n := r.setting(d, rest, key, value, "docker")
		n.Opaque = "Docker refuses a word without = in this instruction"
		i.settings = append(i.settings, n)
	}
	return i
}

// setting reads one setting whose name and value are at these places of the
// instruction's text.
func (r *dockerReader) setting(d *Document, rest string, key, value text.Span, style string) *Node {
	d.entries++
	keyAt := r.span(key)
	if raw := rest[key.Start:key.End]; key.Len() >= 2 && (raw[0] == '"' || raw[0] == '\'') && raw[len(raw)-1] == raw[0] {
		key = text.Span{Start: key.Start + 1, End: key.End - 1}
	}
	valueAt := text.Span{Start: keyAt.End, End: keyAt.End}
	if !value.Empty() {
		valueAt = r.span(value)
	} else if style == "docker" && keyAt.End < len(r.src) && r.src[keyAt.End] == '=' {
		valueAt = text.Span{Start: keyAt.End + 1, End: keyAt.End + 1}
	}
	n := d.node(Node{Parent: d.Root, Kind: Scalar, Key: rest[key.Start:key.End], KeySpan: r.span(key), KeyStyle: "docker-key",
		ValueSpan: valueAt, Span: text.Span{Start: keyAt.Start, End: max(keyAt.End, valueAt.End)}})
	w := dockerValue{raw: rest[value.Start:value.End], escape: r.escape}
	w.read()
	n.Value, n.Opaque = w.value.String(), w.opaque
	n.Style = r.styled(style, w.quote)
	if _, err := dockerKey(n.Key); err != nil {
		n.Opaque = "its name is put together from pieces"
	}
	for _, ref := range w.refs {
		at := value.Start
		name := text.Span{Start: ref.NameSpan.Start + at, End: ref.NameSpan.End + at}
		ref.Span = r.span(text.Span{Start: ref.Span.Start + at, End: ref.Span.End + at})
		ref.NameSpan = r.span(name)
		if ref.NameSpan.Len() != name.Len() {
			n.Opaque = "the name of a variable goes over lines"
			continue
		}
		ref.Whole = len(w.refs) == 1 && string(ref.Span.Slice(r.src)) == n.Value
		n.Refs = append(n.Refs, ref)
	}
	return n
}

// styled gives the name of the style of a value in this file.
func (r *dockerReader) styled(style, quote string) string {
	if r.escape == '`' {
		style = strings.Replace(style, "docker", "docker-tick", 1)
	}
	return style + quote
}

// dockerWord gives the word behind at, and the place behind it.
func dockerWord(s string, at int) (word string, end int) {
	at = dockerSkip(s, at)
	end = at
	for end < len(s) && !dockerBlank(s[end]) {
		end++
	}
	return s[at:end], end
}

func dockerSkip(s string, at int) int {
	for at < len(s) && dockerBlank(s[at]) {
		at++
	}
	return at
}

func dockerBlank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// dockerComment reads the instruction in a comment, nil if there is none.
func dockerComment(src []byte, at, end int, escape byte) *dockerInstruction {
	for at < end && (src[at] == '#' || src[at] == ' ' || src[at] == '\t') {
		at++
	}
	if word, _, _ := bytes.Cut(src[at:end], []byte(" ")); !bytes.EqualFold(word, []byte("env")) && !bytes.EqualFold(word, []byte("arg")) {
		return nil
	}
	r := &dockerReader{src: src[:trimRight(src, at, end)], at: at, escape: escape, settled: true}
	if !r.next() {
		return nil
	}
	return r.instruction(&Document{Syntax: "dockerfile", Src: src})
}
