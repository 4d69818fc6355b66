package format

import (
	"bytes"
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
	value, span, err := spell(model, v)
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
		case languages[Language(model.Doc.Syntax)] != nil:
			word, _ := v.Text.text()
			value := Literal(Language(model.Doc.Syntax).constant(word))
			value, err := value.Through(model.Doc.Syntax + "-bare")
			return value.exactly(), span, err
		case strings.HasPrefix(style, "yaml-lead"):
			style, lead = "yaml-bare", " "
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
	switch model.Doc.Syntax {
	case "python":
		return `python"`
	case "javascript", "ruby":
		return model.Doc.Syntax + "'"
	}
	return ""
}

// Reference gives the text of model's value with ref renamed to name. Of a value
// that joins several, only the part with ref is kept; a default that belonged to
// the old name is dropped.
func Reference(model *Node, ref Ref, name string) (string, error) {
	src := model.Doc.Src
	whole := model.ValueSpan
	if model.Via != nil {
		whole = model.Via.ValueSpan
	}
	for _, p := range model.Parts {
		if p.Contains(ref.NameSpan) {
			whole = p
		}
	}
	if !whole.Contains(ref.NameSpan) {
		return "", fmt.Errorf("the reference in %q cannot be copied", model.Key)
	}
	if len(model.Parts) == 0 && len(model.Refs) > 1 {
		whole = ref.Span
	}
	head := dedent(src, whole.Start, ref.NameSpan.Start, model) + name
	if ref.Default == "" {
		return head + dedent(src, ref.NameSpan.End, whole.End, model), nil
	}
	closing := ""
	if q := src[ref.NameSpan.End]; q == '"' || q == '\'' {
		closing = string(q)
	}
	open := []byte(nil)
	for _, c := range src[ref.Span.Start:ref.NameSpan.Start] {
		switch c {
		case '(', '[', '{':
			open = append(open, map[byte]byte{'(': ')', '[': ']', '{': '}'}[c])
		case ')', ']', '}':
			open = open[:max(0, len(open)-1)]
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		closing += string(open[i])
	}
	return head + closing + string(src[ref.Span.End:whole.End]), nil
}

// argumentName writes the name of an argument where the model has none.
func argumentName(model *Node, key string) (string, error) {
	switch model.Doc.Syntax {
	case "python":
		return key + "=", nil
	case "ruby":
		return key + ": ", nil
	}
	return "", fmt.Errorf("a positional argument cannot be given the name %q here", key)
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

// Nest writes a new container called key that holds entries, in the form of the
// container that model stands in. unit is one step of indent.
func Nest(model *Node, key string, entries []Fragment) (Fragment, error) {
	unit := indentUnit(model)
	join := func(lead, sep, tail string) Fragment {
		out := Literal(lead)
		for i, e := range entries {
			if i > 0 {
				out = Join(out, Literal(sep))
			}
			out = Join(out, e)
		}
		return Join(out, Literal(tail))
	}
	deeper := func() {
		for i, e := range entries {
			entries[i] = e.layout(func(s string) string { return strings.ReplaceAll(s, "\n", "\n"+unit) })
		}
	}
	switch model.Doc.Syntax {
	case "yaml":
		name, err := Encode("yaml-key", key)
		if err != nil {
			return nil, err
		}
		if model.Parent.Layout == Commas {
			return join(name+": {", ", ", "}"), nil
		}
		deeper()
		return join(name+":\n"+unit, "\n"+unit, ""), nil
	case "json":
		if !bytes.ContainsRune(model.Parent.Body.Slice(model.Doc.Src), '\n') {
			return join(jsonQuoted(key)+": {", ", ", "}"), nil
		}
		deeper()
		return join(jsonQuoted(key)+": {\n"+unit, ",\n"+unit, "\n}"), nil
	case "xml":
		prefix := ""
		if t := model.Parent.Tag; !t.Empty() {
			tag := string(t.Slice(model.Doc.Src))
			if i := strings.IndexByte(tag, ':'); i >= 0 {
				prefix = tag[:i+1]
			}
		}
		if model.Attr {
			return join("<"+prefix+key+" ", " ", "/>"), nil
		}
		deeper()
		return join("<"+prefix+key+">\n"+unit, "\n"+unit, "\n</"+prefix+key+">"), nil
	}
	return nil, fmt.Errorf("%s holds no nested settings", model.Doc.Syntax)
}

// indentUnit gives one step of indent as the document uses it around n.
func indentUnit(n *Node) string {
	src := n.Doc.Src
	own := src[text.LineStart(src, n.Span.Start):]
	own = own[:len(own)-len(bytes.TrimLeft(own, " \t"))]
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Key == "" && up.Doc.Syntax != "xml" {
			continue
		}
		outer := src[text.LineStart(src, up.Span.Start):]
		outer = outer[:len(outer)-len(bytes.TrimLeft(outer, " \t"))]
		if len(own) > len(outer) && bytes.HasPrefix(own, outer) {
			return string(own[len(outer):])
		}
	}
	if bytes.HasPrefix(own, []byte("\t")) {
		return "\t"
	}
	return "  "
}

// InsertFirst puts an entry into a container in front of its entries, or into an
// empty one.
func InsertFirst(container *Node, entry Fragment) ([]FileEdit, error) {
	src := container.Doc.Src
	switch {
	case container.Doc.Syntax == "xml" && container.Closed:
		tag := string(container.Tag.Slice(src))
		at := container.Body.Start
		for at > 0 && (src[at-1] == ' ' || src[at-1] == '\t') {
			at--
		}
		return []FileEdit{{Span: text.Span{Start: at, End: container.Body.End}, Text: Join(Literal(">"), entry, Literal("</"+tag+">"))}}, nil
	case container.Doc.Syntax == "xml":
		at := container.Body.Start
		lead := ""
		for _, c := range container.Children {
			if !c.Attr {
				lead = string(src[at:c.Span.Start])
				break
			}
		}
		if strings.TrimSpace(lead) != "" {
			lead = ""
		}
		if strings.Contains(lead, "\n") {
			lead = text.NewlineOf(src) + lead[strings.LastIndexByte(lead, '\n')+1:]
		}
		return []FileEdit{{Span: text.Span{Start: at, End: at}, Text: Join(Literal(lead), entry)}}, nil
	}
	return nil, fmt.Errorf("there is no entry beside which %s could take a new one", container.Doc.Syntax)
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
	return edits, nil
}
