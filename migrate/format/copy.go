package format

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"unpw/migrate/text"
)

// NewValue is what a copied setting gets for a value.
type NewValue struct {
	// Text is the value as it is meant, before it is spelt in the syntax.
	Text Fragment
	// Typed constants (true, 5) are written without quotes where the syntax has
	// types.
	Typed bool
	// Ref, if not nil, is a reference in the model: the copy refers to Name in
	// the same way.
	Ref  *Ref
	Name string
	// Raw is the value as it is to stand in the file; it wins over the others.
	Raw Fragment
}

// Copy writes an entry in the form of model: its bytes with name and value
// exchanged. Lines after the first are relative to the model's indent; a
// trailing comment is not copied. It fails where the model's form cannot hold
// the value.
func Copy(model *Node, key string, v NewValue) (Fragment, error) {
	if model.Opaque != "" && v.Raw == nil {
		return nil, fmt.Errorf("the form of %q cannot be copied: %s", model.Key, model.Opaque)
	}
	if model.Kind != Scalar {
		return nil, fmt.Errorf("%q holds more than one value", model.Key)
	}
	form := model
	if model.Doc.Syntax == "uri" && model.KeySpan.Empty() { // it becomes a field of the query
		field := *model
		field.Style = "query"
		form = &field
	}
	value, span, err := spell(form, v)
	if err != nil {
		return nil, err
	}
	src := model.Doc.Src
	if model.KeySpan.Empty() {
		lead, err := argumentName(model, key)
		if err != nil {
			return nil, err
		}
		return Join(Literal(lead), value), nil
	}
	name, err := nameOf(model, key)
	if err != nil {
		return nil, err
	}
	if shorthand(model) {
		return longhand(model, name, value, v), nil
	}
	parts := []FileEdit{{Span: model.KeySpan, Text: Literal(name)}, {Span: span, Text: value}}
	if end, ok := endName(model); ok {
		parts = append(parts, FileEdit{Span: end, Text: Literal(name)})
	}
	slices.SortFunc(parts, func(a, b FileEdit) int { return a.Start - b.Start })
	var out Fragment
	at := model.Span.Start
	for _, p := range parts {
		if p.Start < at {
			return nil, fmt.Errorf("the form of %q cannot be copied: its name and value are one", model.Key)
		}
		out = Join(out, Literal(withoutAnchor(model, dedent(src, at, p.Start, model))), p.Text)
		at = p.End
	}
	return Join(out, Literal(dedent(src, at, max(at, model.Span.End), model))), nil
}

// shorthand tells whether one word is both name and value: {a} in JavaScript, a:
// in Ruby.
func shorthand(n *Node) bool {
	return n.KeySpan == n.ValueSpan && !n.KeySpan.Empty() && languages[Language(n.Doc.Syntax)] != nil
}

// longhand writes name and value of a copied shorthand. In a pattern that takes
// the environment apart the variable stands first.
func longhand(model *Node, name string, value Fragment, v NewValue) Fragment {
	if model.Via == nil && v.Ref != nil {
		if name == v.Name {
			return Literal(name)
		}
		return Literal(v.Name + ": " + name)
	}
	return Join(Literal(name+": "), value)
}

// endName gives the place of an element's name in its end tag, if its name is that
// of the tag.
func endName(n *Node) (text.Span, bool) {
	if n.EndTag.Empty() || !n.Tag.Contains(n.KeySpan) {
		return text.Span{}, false
	}
	return text.Span{Start: n.EndTag.Start + n.KeySpan.Start - n.Tag.Start, End: n.EndTag.End}, true
}

// anchor is an anchor in front of a value: a copy must not define it again.
var anchor = regexp.MustCompile(`&[^\s,\[\]{}]+[ \t]*`)

func withoutAnchor(model *Node, s string) string {
	if model.Doc.Syntax != "yaml" || strings.IndexByte(s, '&') < 0 || strings.IndexByte(s, '#') >= 0 {
		return s
	}
	return anchor.ReplaceAllString(s, "")
}

// nameOf spells a name as n's is spelt.
func nameOf(n *Node, key string) (string, error) {
	if key == "" {
		return "", errNoSpelling
	}
	return Encode(n.KeyStyle, key)
}

// spell gives the value as it stands in the copy, and the span of the model it
// takes the place of.
func spell(model *Node, v NewValue) (Fragment, text.Span, error) {
	if v.Ref == nil && v.Raw == nil && isStored(model) {
		return nil, text.Span{}, fmt.Errorf("the form of %q cannot be copied: it takes the name of a secret, not a value", model.Key)
	}
	span := model.ValueSpan
	if v.Raw != nil {
		return v.Raw, span, nil
	}
	if v.Ref == nil {
		style, lead := model.Style, ""
		if style == "" {
			style = defaultStyle(model)
		}
		switch {
		case style == "":
			return nil, span, fmt.Errorf("%q holds no value that could be spelt in its form", model.Key)
		case !v.Typed || strings.Contains(style, "-pair"):
		case strings.HasSuffix(style, "json"):
			style += "-bare"
		case strings.HasPrefix(style, "json5"):
			style = "json5-bare"
		case languages[Language(model.Doc.Syntax)] != nil:
			word, _ := v.Text.text()
			value := Literal(Language(model.Doc.Syntax).constant(word))
			value, err := value.Through(model.Doc.Syntax + "-bare")
			return value.exactly(), span, err
		case strings.HasPrefix(style, "yaml-lead"):
			style, lead = "yaml-bare", " "
		case strings.HasPrefix(style, "toml"), strings.HasPrefix(style, "hcl"):
			style = model.Doc.Syntax + "-bare"
		case strings.HasPrefix(style, "yaml"):
			style = "yaml-bare"
		}
		value, err := v.Text.Through(style)
		if err == nil && lead != "" {
			value = Join(Literal(lead), value)
		}
		return value.exactly(), span, err
	}
	expr, err := Reference(model, *v.Ref, v.Name)
	if err != nil {
		return nil, span, err
	}
	return Literal(expr), span, nil
}

// defaultStyle is how a value is written where the model's is no literal.
func defaultStyle(model *Node) string {
	if l := languages[Language(model.Doc.Syntax)]; l != nil {
		return l.style
	}
	return ""
}

// dedent gives src[a:b] with line ends as "\n" and the indent of n's own line
// taken off the lines behind the first.
func dedent(src []byte, a, b int, n *Node) string {
	s := string(src[a:b])
	if !strings.Contains(s, "\n") {
		return s
	}
	start := text.LineStart(src, n.Span.Start)
	width := n.Span.Start - start
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		if i > 0 {
			cut := len(l) - len(strings.TrimLeft(l, " \t"))
			lines[i] = l[min(cut, width):]
		}
	}
	return strings.Join(lines, "\n")
}

// SetValue writes a new value in the place of n's.
func SetValue(n *Node, v Fragment, typed bool) (FileEdit, error) {
	switch {
	case n.Opaque != "":
		return FileEdit{}, fmt.Errorf("%q cannot be written: %s", n.Key, n.Opaque)
	case n.Kind != Scalar:
		return FileEdit{}, fmt.Errorf("%q holds more than one value", n.Key)
	case n.aliased:
		return FileEdit{}, fmt.Errorf("%q cannot be written alone: other values refer to it by its anchor", n.Key)
	}
	t, span, err := spell(n, NewValue{Text: v, Typed: typed})
	if err == nil && shorthand(n) && n.Doc.Syntax == "ruby" {
		return FileEdit{Span: text.Span{Start: n.Span.End, End: n.Span.End}, Text: Join(Literal(" "), t)}, nil
	} else if err == nil && shorthand(n) {
		t = Join(Literal(string(n.KeySpan.Slice(n.Doc.Src))+": "), t)
	}
	return FileEdit{Span: span, Text: t}, err
}

// Rename writes a new name in the place of n's; of an element both tags.
func Rename(n *Node, key string) ([]FileEdit, error) {
	if n.KeySpan.Empty() {
		return nil, fmt.Errorf("it has no name to change")
	}
	name, err := nameOf(n, key)
	if err != nil {
		return nil, err
	}
	edits := []FileEdit{{Span: n.KeySpan, Text: Literal(name)}}
	if end, ok := endName(n); ok {
		edits = append(edits, FileEdit{Span: end, Text: Literal(name)})
	}
	if n.Doc.Syntax == "toml" && tomlTabled(n) {
		edits = append(edits, tomlHeaders(n, name)...)
	}
	return edits, nil
}
