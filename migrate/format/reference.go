package format

import (
	"fmt"
)

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
	case "uri": // it goes into the query
		name, err := Encode("query", key)
		return name + "=", err
	}
	return "", fmt.Errorf("a positional argument cannot be given the name %q here", key)
}
