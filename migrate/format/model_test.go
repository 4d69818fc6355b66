package format

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"unpw/migrate/text"
)

// A model is what a file says: names and values in order. Any file that says it,
// however it is laid out, after any changes says what the changed model says.
type model [][2]string

// drawn is a file that was made of a model.
type drawn struct {
	name, src string
	container func(*Document) *Node
}

// entriesOf gives what a container says.
func entriesOf(n *Node) model {
	m := model{}
	for _, c := range n.Children {
		if c.Kind != Scalar || c.Opaque != "" {
			if c.Key == "b" { // an element beside attributes
				continue
			}
			m = append(m, [2]string{c.Key, "? " + c.Opaque})
			continue
		}
		m = append(m, [2]string{c.Key, c.Value})
	}
	return m
}

// alter draws changes of every entry, and gives the edits and what they should
// come to.
func alter(t *rapid.T, c *Node) (edits []FileEdit, want model) {
	var changes []Change
	want = model{}
	for i, n := range c.Children {
		if n.Kind != Scalar {
			continue
		}
		key, value := n.Key, n.Value
		ch := Change{Node: n, Remove: rapid.IntRange(0, 2).Draw(t, "remove") == 0}
		if !ch.Remove {
			if rapid.Bool().Draw(t, "set") {
				v := drawValue(t, "new value")
				if e, err := SetValue(n, Literal(v), false); err == nil && !(c.Doc.Syntax == "xml" && !n.Attr && strings.Trim(v, " \t\r\n") == "") {
					edits, value = append(edits, e), v
				}
			}
			if rapid.Bool().Draw(t, "rename") {
				k := fmt.Sprintf("renamed%d", i)
				es, err := Rename(n, k)
				if err != nil {
					t.Fatal(err)
				}
				edits, key = append(edits, es...), k
			}
			want = append(want, [2]string{key, value})
		}
		for j := range rapid.IntRange(0, 2).Draw(t, "after") {
			k, v := fmt.Sprintf("added%d_%d", i, j), drawValue(t, "added value")
			added, err := Copy(n, k, NewValue{Text: Literal(v)})
			if err != nil || c.Doc.Syntax == "xml" && !n.Attr && strings.Trim(v, " \t\r\n") == "" {
				continue
			}
			ch.After = append(ch.After, added)
			want = append(want, [2]string{k, v})
		}
		changes = append(changes, ch)
	}
	more, err := Edits(c, changes)
	if err != nil {
		t.Fatalf("%v\n%s", err, c.Doc.Src)
	}
	return append(edits, more...), want
}

func TestModelsHoldInEverySyntax(t *testing.T) {
	for name, draw := range map[string]func(*rapid.T, model) drawn{
		"dotenv": drawDotenv, "shell": drawShell, "properties": drawProperties, "json": drawJSON, "yaml": drawYAML, "yaml flow": drawFlow, "xml": drawXML, "xml attributes": drawAttributes,
		"python": drawPython, "javascript": drawJavaScript, "ruby": drawRuby,
	} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			m := drawModel(t)
			f := draw(t, m)
			src := f.src
			if rapid.Bool().Draw(t, "no final line end") {
				src = strings.TrimSuffix(src, "\n")
			}
			if rapid.Bool().Draw(t, "mark") {
				src = mark + src
			}
			d, err := Open(f.name, []byte(src))
			if err != nil {
				t.Fatalf("%v\n%s", err, src)
			}
			if diff := cmp.Diff(m, entriesOf(f.container(d))); diff != "" {
				t.Fatalf("read (-want +got):\n%s\n%s", diff, src)
			}
			edits, want := alter(t, f.container(d))
			var filledEdits []text.Edit
			for _, e := range edits {
				s, _ := e.Text.Fill(nil)
				filledEdits = append(filledEdits, text.Edit{Span: e.Span, New: s})
			}
			out, err := text.Apply(d.Src, filledEdits)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Open(f.name, out)
			if err != nil {
				t.Fatalf("%v\n%s\nwas\n%s", err, out, src)
			}
			got := model{}
			if c := f.container(again); c != nil {
				got = entriesOf(c)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("changed (-want +got):\n%s\n%s\nwas\n%s", diff, out, src)
			}
			if strings.Count(string(out), "alone") != strings.Count(src, "alone") {
				t.Fatalf("a comment that stands alone is lost:\n%s\nwas\n%s", out, src)
			}
		}))
	}
}
