package format

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// corpus gives the files of real projects below UNPW_CORPUS, or below
// shared/corpus beside the repository, and those of testdata.
func corpus(t *testing.T) []fixture {
	t.Helper()
	root := os.Getenv("UNPW_CORPUS")
	if root == "" {
		root = "../../../shared/corpus"
	}
	all := fixtures(t)
	own := len(all)
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		src, err := os.ReadFile(path)
		if err == nil {
			all = append(all, fixture{name: filepath.Base(path), variant: "of the corpus", src: src})
		}
		return err
	})
	if err != nil {
		t.Skip("the files of real projects are not here: name their folder in UNPW_CORPUS")
	}
	if len(all) < own+20 {
		t.Fatalf("only %d files in the corpus", len(all)-own)
	}
	return all
}

// documents opens what can be opened of the corpus.
func documents(t *testing.T, do func(f fixture, d *Document)) {
	t.Helper()
	read, refused, settled := 0, 0, 0
	for _, f := range corpus(t) {
		d, err := Open(f.name, f.src)
		switch {
		case err != nil:
			t.Logf("%s: %v", f, err)
			refused++
		case d != nil:
			read++
			settled += len(settings(d))
			do(f, d)
		}
	}
	if t.Logf("%d files with %d settings, %d refused", read, settled, refused); read < 100 || refused > read/10 {
		t.Error("too few files are read")
	}
}

// Every span, sliced and decoded alone, gives the value that is said to be there.
func TestCorpusValuesStandWhereTheySay(t *testing.T) {
	documents(t, func(f fixture, d *Document) {
		d.Walk(func(n *Node) bool {
			if err := misplaced(n); err != nil {
				t.Errorf("%s: %v", f, err)
			}
			return true
		})
		for _, n := range settings(d) {
			if n.Opaque != "" {
				continue
			}
			if value, ok := valueAlone(n); ok && value != n.Value {
				t.Errorf("%s: %s: %q alone is %q, its value is %q", f, n.Key, n.ValueSpan.Slice(n.Doc.Src), value, n.Value)
			}
			if n.KeySpan.Empty() {
				continue
			}
			if key := keyAlone(n); key != n.Key {
				t.Errorf("%s: %q alone is %q, its name is %q", f, n.KeySpan.Slice(n.Doc.Src), key, n.Key)
			}
		}
	})
}

// Two values written at once are the two written one after the other, in either
// order, and nothing else is another value then.
func TestCorpusEditsCompose(t *testing.T) {
	documents(t, func(f fixture, d *Document) {
		var nodes []*Node
		for _, n := range settings(d) {
			if strings.Contains(n.Value, "\n") {
				continue // comments may stand in it
			}
			if n.Opaque == "" && n.Via == nil && n.Inner == nil && !shaping(n) && n.Key != "" && !n.aliased && n.Doc.Sealed() == nil && n.Style != "uri-path" && n.Style != "uri-port" {
				nodes = append(nodes, n)
			}
		}
		for i := 0; i+1 < len(nodes); i += 1 + len(nodes)/12 {
			a, b := nodes[i], nodes[len(nodes)-1-i]
			first, err1 := SetValue(a, Literal("value1"), false)
			second, err2 := SetValue(b, Literal("value2"), false)
			if err1 != nil || err2 != nil || a == b {
				continue
			}
			one, two := filled(t, a.Doc, []FileEdit{first}), filled(t, b.Doc, []FileEdit{second})
			if one[0].Overlaps(two[0].Span) {
				continue // a default inside of a value
			}
			both, err := text.Apply(d.Src, append(append([]text.Edit{}, one...), two...))
			if err != nil {
				t.Errorf("%s: %s and %s: %v", f, a.Key, b.Key, err)
				continue
			}
			for _, order := range [][2]text.Edit{{one[0], two[0]}, {two[0], one[0]}} {
				earlier, later := order[0], order[1]
				src, err := text.Apply(d.Src, []text.Edit{earlier})
				if err != nil {
					t.Fatal(err)
				}
				if later.Start >= earlier.End {
					shift := len(earlier.New) - earlier.Len()
					later.Start, later.End = later.Start+shift, later.End+shift
				}
				if src, err = text.Apply(src, []text.Edit{later}); err != nil || !bytes.Equal(src, both) {
					t.Errorf("%s: %s and %s one after the other: %v", f, a.Key, b.Key, err)
				}
			}
			v1, v2 := "value1", "value2"
			again, err := Open(f.name, both)
			if err != nil {
				t.Errorf("%s: with %s and %s: %v", f, a.Key, b.Key, err)
				continue
			}
			want, got := seen(d, map[*Node]fate{a: {value: &v1}, b: {value: &v2}}), seen(again, nil)
			if len(want) != len(got) {
				t.Errorf("%s: with %s and %s there are %d settings, not %d", f, a.Key, b.Key, len(got), len(want))
				continue
			}
			for i := range want {
				if want[i] != got[i] {
					t.Errorf("%s: with %s and %s: %q, not %q", f, a.Key, b.Key, got[i], want[i])
				}
			}
		}
	})
}

// What is put beside a setting and taken away again leaves the bytes as they were.
func TestCorpusInsertionIsTakenBack(t *testing.T) {
	inserted := 0
	documents(t, func(f fixture, d *Document) {
		for _, c := range containers(d) {
			if c.Doc.Sealed() != nil {
				continue
			}
			for i := 0; i < len(c.Children); i += 1 + len(c.Children)/8 {
				n := c.Children[i]
				if n.Kind != Scalar || n.Opaque != "" || n.KeySpan.Empty() {
					continue
				}
				added, err := Copy(n, "ADDED_0", NewValue{Text: Literal("added value")})
				if err != nil {
					continue
				}
				edits, err := Edits(c, []Change{{Node: n, After: []Fragment{added}}})
				if err != nil {
					continue
				}
				if outer, err := c.Doc.ToFile(edits); err != nil || len(outer) == 0 {
					continue
				}
				edits, _ = Edits(c, []Change{{Node: n, After: []Fragment{added}}})
				src, err := text.Apply(d.Src, filled(t, c.Doc, edits))
				if err != nil {
					t.Errorf("%s: beside %s: %v", f, n.Key, err)
					continue
				}
				again, err := Open(f.name, src)
				if err != nil {
					t.Errorf("%s: with a copy of %s: %v", f, n.Key, err)
					continue
				}
				inserted++
				own := fixture{f.name, f.variant, d.Src}
				own.takenBack(t, "a copy of "+n.Key, again, "ADDED_0")
			}
		}
	})
	if t.Logf("%d insertions", inserted); inserted < 500 {
		t.Errorf("only %d insertions", inserted)
	}
}
