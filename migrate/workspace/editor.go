package workspace

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/text"
)

// editor collects the byte edits that bring decisions into an unpw.yaml. The
// tree of the parser only says where things stand.
type editor struct {
	src   []byte // ends with a line end
	lines *text.Lines
	nl    string
	step  int // blanks that one level is indented by
	root  *yaml.Node

	sets   []Set // those that change something
	wanted *branch
	edits  []text.Edit
}

// branch is a tree of decisions in the order in which they were given.
type branch struct {
	names []string
	below map[string]*branch
	set   *Set // at a leaf
}

func newEditor(src []byte) (*editor, error) {
	root, err := parse(FileName, src)
	if err != nil {
		return nil, err
	}
	e := &editor{src: slices.Clone(src), nl: text.NewlineOf(src), step: 2, root: root, wanted: &branch{}}
	if !bytes.HasSuffix(e.src, []byte("\n")) {
		e.src = append(e.src, e.nl...)
	}
	e.lines = text.NewLines(e.src)
	for i := 1; i < len(root.Content); i += 2 {
		if v := root.Content[i]; v.Kind == yaml.MappingNode && !isFlow(v) && v.Column > 1 {
			e.step = v.Column - 1
			break
		}
	}
	return e, nil
}

// add takes a decision in, unless the file says so already.
func (e *editor) add(s Set) error {
	if !utf8.ValidString(strings.Join(append(texts(s.Value), s.Path...), "")) {
		return e.lost(0, "a text that is not UTF-8")
	}
	n := e.root
	for _, name := range s.Path {
		n = value(n, name)
	}
	if n != nil && (s.IfMissing && !isNull(n) || sameValue(n, s.Value)) {
		return nil
	}
	b := e.wanted
	for _, name := range s.Path {
		next := b.below[name]
		if next == nil {
			next = &branch{}
			if b.below == nil {
				b.below = map[string]*branch{}
			}
			b.names, b.below[name] = append(b.names, name), next
		}
		b = next
	}
	if b.set != nil || b.below != nil || len(s.Path) < 2 {
		return e.lost(0, "two decisions about one place, or one about a whole section")
	}
	b.set = &s
	e.sets = append(e.sets, s)
	return nil
}

// texts gives the texts in a value of a Set.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return slices.Clone(v)
	case SecretRef:
		return append([]string{v.Env, v.File}, v.Command...)
	}
	return nil
}

// merge walks file and decisions together: first into what is there, then to
// what is new, so that insertions at one place stand in the order of the file.
func (e *editor) merge(n *yaml.Node, b *branch, path []string) error {
	fresh := &branch{below: map[string]*branch{}}
	for _, name := range b.names {
		below := b.below[name]
		key, v := entry(n, name)
		switch {
		case key == nil:
			fresh.names, fresh.below[name] = append(fresh.names, name), below
		case below.set != nil:
			if err := e.exchange(n, key, v, below.set); err != nil {
				return err
			}
		case v.Kind == yaml.MappingNode && len(v.Content) > 0:
			if err := e.merge(v, below, append(path, name)); err != nil {
				return err
			}
		case isNull(v) || v.Kind == yaml.MappingNode:
			if err := e.open(n, key, v, below, len(path)); err != nil {
				return err
			}
		default:
			return e.lost(key.Line, "this place holds "+kindOf(v))
		}
	}
	if len(fresh.names) == 0 {
		return nil
	}
	return e.insert(n, fresh, len(path))
}

// exchange puts a value in the place of the one that is there.
func (e *editor) exchange(n, key, v *yaml.Node, s *Set) error {
	rendered, err := renderValue(s.Value)
	if err != nil {
		return err
	}
	span, err := e.valueSpan(n, key, v)
	if err != nil {
		return err
	}
	if span.Empty() {
		rendered = " " + rendered
	}
	e.edits = append(e.edits, text.Edit{Span: span, New: rendered})
	return nil
}

// open fills a section that is there without content: `apps:`, `apps: {}`.
func (e *editor) open(n, key, v *yaml.Node, b *branch, depth int) error {
	span, err := e.valueSpan(n, key, v)
	if err != nil {
		return err
	}
	if isFlow(n) {
		rendered, err := renderFlow(b)
		if err != nil {
			return err
		}
		if span.Empty() {
			rendered = " " + rendered
		}
		e.edits = append(e.edits, text.Edit{Span: span, New: rendered})
		return nil
	}
	indent, err := e.indentOf(n)
	if err != nil {
		return err
	}
	if !span.Empty() {
		if span.Start > 0 && e.src[span.Start-1] == ' ' {
			span.Start--
		}
		e.edits = append(e.edits, text.Edit{Span: span})
	}
	lines, err := e.render(b, indent+e.step, depth+1)
	if err != nil {
		return err
	}
	at := text.LineEnd(e.src, span.End)
	e.edits = append(e.edits, text.Edit{Span: text.Span{Start: at, End: at}, New: lines})
	return nil
}

// insert adds entries behind the last one of a mapping; at the top level,
// behind everything.
func (e *editor) insert(n *yaml.Node, b *branch, depth int) error {
	if isFlow(n) {
		return e.insertFlow(n, b)
	}
	indent, err := e.indentOf(n)
	if err != nil {
		return err
	}
	at := e.blockEnd(n, indent)
	if depth == 0 {
		at = e.documentEnd(n)
	}
	lines, err := e.render(b, indent, depth)
	if err != nil {
		return err
	}
	e.edits = append(e.edits, text.Edit{Span: text.Span{Start: at, End: at}, New: lines})
	return nil
}

func (e *editor) insertFlow(n *yaml.Node, b *branch) error {
	span, err := e.flowSpan(n)
	if err != nil {
		return err
	}
	rendered, err := renderFlow(b)
	if err != nil {
		return err
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(rendered, "{"), "}")
	at := span.End - 1
	for at > span.Start+1 && (e.src[at-1] == ' ' || e.src[at-1] == '\t') {
		at--
	}
	switch e.src[at-1] {
	case '{':
	case ',':
		inner = " " + inner
	default:
		inner = ", " + inner
	}
	e.edits = append(e.edits, text.Edit{Span: text.Span{Start: at, End: at}, New: inner})
	return nil
}
