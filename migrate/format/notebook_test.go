package format

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/text"
)

// sources gives the code cells of a notebook as Jupyter reads them.
func sources(t *testing.T, src []byte) (all []string, raw []any) {
	t.Helper()
	var book struct {
		Cells []struct {
			Type   string `json:"cell_type"`
			Source any    `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(src, []byte(mark)), &book); err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	for _, c := range book.Cells {
		if c.Type != "code" {
			continue
		}
		var b strings.Builder
		switch v := c.Source.(type) {
		case string:
			b.WriteString(v)
		case []any:
			for _, line := range v {
				b.WriteString(line.(string))
			}
		}
		all, raw = append(all, b.String()), append(raw, c.Source)
	}
	return all, raw
}

func notebookOf(t *testing.T, cells ...any) []byte {
	t.Helper()
	var all []any
	for _, c := range cells {
		all = append(all, map[string]any{"cell_type": "code", "source": c})
	}
	src, err := json.MarshalIndent(map[string]any{"cells": all}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// A program is one over all its cells: what one imports and sets another uses.
func TestNotebookCellsAreOneProgram(t *testing.T) {
	src := notebookOf(t, []string{"from simple_salesforce import Salesforce as SF\n", "user = 'etl@acme.example'"}, "sf = SF(username=user, password='example-password')")
	d := opened(t, "a.ipynb", src)
	calls := d.Root.Child("cells").Inner.Root.Children
	if len(calls) != 1 || calls[0].Key != "Salesforce" && calls[0].Callee != "" {
		t.Fatalf("the call is %q %q", calls[0].Key, calls[0].Callee)
	}
	if user := calls[0].Child("username"); user == nil || user.Value != "etl@acme.example" || user.Via == nil {
		t.Errorf("its user is %+v", user)
	}
}

// Edits of the program at the ends of cells stay in them, and lines stay strings
// of their own.
func TestNotebookEditsStayInTheirCells(t *testing.T) {
	lines := func(s ...any) []any { return s }
	for _, test := range []struct {
		name       string
		start, end int // in "a=1\nb=2" + "\n" + "c=3\nd=4\n"
		new        string
		want       []any
	}{
		{"a value", 2, 3, `"x"`, []any{lines("a=\"x\"\n", "b=2"), "c=3\nd=4\n"}},
		{"a new line at the start", 0, 0, "n\n", []any{lines("n\n", "a=1\n", "b=2"), "c=3\nd=4\n"}},
		{"a new line between", 4, 4, "n\n", []any{lines("a=1\n", "n\n", "b=2"), "c=3\nd=4\n"}},
		{"a new line behind the last", 8, 8, "n\n", []any{lines("a=1\n", "b=2\n", "n"), "c=3\nd=4\n"}},
		{"a new line in the second cell", 12, 12, "n\n", []any{lines("a=1\n", "b=2"), "c=3\nn\nd=4\n"}},
		{"two new lines", 4, 4, "n\nm\n", []any{lines("a=1\n", "n\n", "m\n", "b=2"), "c=3\nd=4\n"}},
		{"without the first line", 0, 4, "", []any{lines("b=2"), "c=3\nd=4\n"}},
		{"without the last line of a cell", 4, 8, "", []any{lines("a=1"), "c=3\nd=4\n"}},
		{"without all lines of a cell", 0, 8, "", []any{lines(""), "c=3\nd=4\n"}},
		{"a line for the last one", 4, 8, "n\n", []any{lines("a=1\n", "n"), "c=3\nd=4\n"}},
		{"a backslash and an n", 2, 3, `'\n'`, []any{lines("a='\\n'\n", "b=2"), "c=3\nd=4\n"}},
		{"the end", 16, 16, "n\n", []any{lines("a=1\n", "b=2"), "c=3\nd=4\nn\n"}},
	} {
		d := opened(t, "a.ipynb", notebookOf(t, []string{"a=1\n", "b=2"}, "c=3\nd=4\n"))
		inner := d.Root.Child("cells").Inner
		edits := []FileEdit{{Span: text.Span{Start: test.start, End: test.end}, Text: Literal(test.new)}}
		src, err := text.Apply(d.Src, filled(t, inner, edits))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		_, got := sources(t, src)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	d := opened(t, "a.ipynb", notebookOf(t, "a=1", "b=2"))
	if _, err := d.Root.Child("cells").Inner.ToFile([]FileEdit{{Span: text.Span{Start: 1, End: 6}}}); err == nil {
		t.Error("an edit over two cells is made")
	}
}

// What the inner document says is what Jupyter joins, but for magic commands.
func TestNotebookTextIsThatOfItsCells(t *testing.T) {
	for _, f := range fixtures(t) {
		if !strings.HasSuffix(f.name, ".ipynb") {
			continue
		}
		all, _ := sources(t, f.src)
		var want []string
		for _, s := range all {
			if s != "" && !strings.HasPrefix(s, "%%bash") {
				want = append(want, strings.NewReplacer("%pip", "#pip", "!ls", "#ls").Replace(s))
			}
		}
		if diff := cmp.Diff(strings.Join(want, "\n"), string(opened(t, f.name, f.src).Root.Child("cells").Inner.Src)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
	}
}

func TestNotebooksOfOtherLanguages(t *testing.T) {
	for src, program := range map[string]bool{
		`{"cells":[{"cell_type":"code","source":"f(a='b')"}],"metadata":{"kernelspec":{"language":"R"}}}`:                                 false,
		`{"cells":[{"cell_type":"code","source":"f(a: 'b')"}],"metadata":{"language_info":{"name":"ruby"}}}`:                              true,
		`{"cells":[{"cell_type":"code","source":"f('b')"}],"metadata":{"language_info":{"name":"python"},"kernelspec":{"language":"R"}}}`: true,
		`{"cells":[{"cell_type":"code","source":"f('open"},{"cell_type":"code","source":"f('b')"}]}`:                                      true,
		`{"cells":[]}`: false,
	} {
		d := opened(t, "a.ipynb", []byte(src))
		inner := d.Root.Child("cells").Inner
		if (inner != nil) != program || inner != nil && len(inner.Root.Children) != 1 {
			t.Errorf("%s: %+v", src, inner)
		}
		if _, err := SetValue(d.Root.Child("cells"), Literal("x"), false); err == nil {
			t.Error("all cells are written over")
		}
	}
}
