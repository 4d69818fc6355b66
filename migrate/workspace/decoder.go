package workspace

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// decoder walks a tree that parse has passed and keeps the first thing that is
// wrong with it. Its errors name a field and a line, never a value: where a
// value is wrong it may be a secret that somebody pasted.
type decoder struct {
	path string
	err  *fail.Error
}

// wrong keeps an error unless there is one already, and gives it for hints.
func (d *decoder) wrong(n *yaml.Node, at, format string, args ...any) *fail.Error {
	e := fail.At(fail.Usage, d.path, n.Line, at+": "+format, args...)
	if d.err == nil {
		d.err = e
	}
	return e
}

// fields are the fields of a mapping; each gets its value and its full name.
type fields map[string]func(v *yaml.Node, at string)

// mapping reads n as a mapping with exactly these fields. Null is an empty one:
// that is what is left when every field is commented out.
func (d *decoder) mapping(n *yaml.Node, at string, known fields) {
	d.entries(n, at, func(name string, key, v *yaml.Node, full string) {
		read, ok := known[name]
		if !ok {
			d.unknown(key, at, "field", sortedKeys(known))
			return
		}
		read(v, full)
	})
}

// unknown reports a word that is none of words.
func (d *decoder) unknown(key *yaml.Node, at, noun string, words []string) {
	e := d.wrong(key, cmp.Or(at, FileName), "unknown %s%s", noun, strings.TrimSuffix(" "+shown(key.Value), " a field"))
	if at == "" {
		e.Cause = strings.TrimPrefix(e.Cause, FileName+": ")
	}
	hintNearest(e, key.Value, words)
}

func hintNearest(e *fail.Error, wrote string, words []string) {
	if w := nearest(wrote, words); w != "" {
		e.Hint("did you mean %s?", w)
	} else {
		e.Hint("use one of %s", strings.Join(words, ", "))
	}
}

// entries reads n as a mapping of names of the user's own choice.
func (d *decoder) entries(n *yaml.Node, at string, each func(name string, key, v *yaml.Node, full string)) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.wrong(n, at, "must hold fields, not %s", kindOf(n)).Hint("write name: value, indented below it")
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		full := key.Value
		if at != "" {
			full = at + "." + key.Value
		}
		each(key.Value, key, n.Content[i+1], full)
	}
}

// text reads a text of one line that is not empty: most of them end up in
// files, where a line break would begin another setting.
func (d *decoder) text(n *yaml.Node, at string) string {
	s := d.prose(n, at)
	if strings.ContainsAny(s, "\n\t") {
		d.wrong(n, at, "must be one line").Hint("remove the line break or the tab")
		return ""
	}
	return s
}

// prose reads a text that is not empty and has no control character.
func (d *decoder) prose(n *yaml.Node, at string) string {
	switch {
	case n.Kind != yaml.ScalarNode || isNull(n):
		d.wrong(n, at, "a text is due, not %s", kindOf(n))
	case n.ShortTag() != "!!str":
		d.wrong(n, at, "a text is due, not %s", kindOf(n)).Hint("put it in quotes")
	case strings.TrimSpace(n.Value) == "":
		d.wrong(n, at, "is empty").Hint("write a value, or remove the line")
	case strings.ContainsFunc(n.Value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		d.wrong(n, at, "holds a control character").Hint("remove it")
	default:
		return n.Value
	}
	return ""
}

// maybe reads what read reads, and null as the empty value.
func maybe[T any](read func(*yaml.Node, string) T) func(*yaml.Node, string) T {
	return func(n *yaml.Node, at string) (zero T) {
		if isNull(n) {
			return zero
		}
		return read(n, at)
	}
}

// into gives the reader of a field that stores what read gives.
func into[T any](to *T, read func(*yaml.Node, string) T) func(*yaml.Node, string) {
	return func(n *yaml.Node, at string) { *to = read(n, at) }
}

// word reads one of a closed list.
func (d *decoder) word(words ...string) func(*yaml.Node, string) string {
	return func(n *yaml.Node, at string) string {
		if n.Kind == yaml.ScalarNode && slices.Contains(words, n.Value) && !isNull(n) {
			return n.Value
		}
		e := d.wrong(n, at, "must be one of %s", strings.Join(words, ", "))
		if w := nearest(n.Value, words); w != "" && n.Kind == yaml.ScalarNode {
			e.Hint("did you mean %s?", w)
		}
		return ""
	}
}

// checked reads a text and asks ok about it; a wrong one "must be" what.
func (d *decoder) checked(what, hint string, ok func(string) bool) func(*yaml.Node, string) string {
	return func(n *yaml.Node, at string) string {
		s := d.text(n, at)
		if s != "" && !ok(s) {
			d.wrong(n, at, "must be %s", what).Hint("%s", hint)
			return ""
		}
		return s
	}
}

// number reads a whole number that ok accepts.
func (d *decoder) number(what string, ok func(int) bool) func(*yaml.Node, string) int {
	return func(n *yaml.Node, at string) int {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil || !ok(v) {
			d.wrong(n, at, "must be %s", what)
		}
		return v
	}
}

// yesNo reads true or false.
func (d *decoder) yesNo(n *yaml.Node, at string) bool {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		d.wrong(n, at, "must be true or false")
	}
	return strings.EqualFold(n.Value, "true")
}

// list reads a list of what each reads. It is never nil.
func list[T any](d *decoder, each func(*yaml.Node, string) T) func(*yaml.Node, string) []T {
	return func(n *yaml.Node, at string) []T {
		if n.Kind != yaml.SequenceNode {
			d.wrong(n, at, "must be a list, not %s", kindOf(n)).Hint("write [one, two], or one a line after a dash")
			return []T{}
		}
		out := make([]T, 0, len(n.Content))
		for i, item := range n.Content {
			out = append(out, each(item, at+"["+strconv.Itoa(i)+"]"))
		}
		return out
	}
}

// day reads a date as midnight UTC.
func (d *decoder) day(n *yaml.Node, at string) time.Time {
	t, err := time.Parse(time.DateOnly, n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		d.wrong(n, at, "must be a day").Hint("write it as 2027-02-20")
	}
	return t
}

// kindOf names what a node is, without its value.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "fields"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "null"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!timestamp":
		return "a day"
	}
	return "a text"
}
