package format

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"unpw/migrate/text"
)

// at gives the setting that path leads to; → leads into a document.
func at(t *testing.T, d *Document, path string) *Node {
	t.Helper()
	n := d.Root
	for step := range strings.FieldsSeq(strings.NewReplacer("→", " → ").Replace(path)) {
		switch {
		case step == "→":
			if n.Inner == nil {
				t.Fatalf("%s: %q is no document", path, n.Value)
			}
			n = n.Inner.Root
			continue
		case n.Kind == List:
			var at int
			if json.Unmarshal([]byte(step), &at) == nil && at < len(n.Children) {
				n = n.Children[at]
				continue
			}
		}
		step = strings.ReplaceAll(step, "~", " ")
		child := n.Child(step)
		if child == nil {
			t.Fatalf("%s: there is no %s in %q", path, step, n.Key)
		}
		n = child
	}
	return n
}

// TestInnerDocuments runs the files of testdata/inner.txtar. Of each there is what
// it is before, what is done to it, and what it is then:
//
//	set PATH = VALUE
//	add PATH KEY = VALUE     behind the setting at PATH, in its form
//	drop PATH
//
// The blanks between the steps of a path lead down, "→" into a document; "~" is a
// blank in a name.
func TestInnerDocuments(t *testing.T) {
	data, err := os.ReadFile("testdata/inner.txtar")
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	if len(archive.Files)%2 != 0 || len(archive.Files) < 40 {
		t.Fatalf("%d files", len(archive.Files))
	}
	for i := 0; i < len(archive.Files); i += 2 {
		before, after := archive.Files[i], archive.Files[i+1]
		for _, variant := range []string{"", " with CRLF", " without a final line end"} {
			t.Run(before.Name+variant, func(t *testing.T) {
				name, _, _ := strings.Cut(before.Name, " ")
				steps, src, _ := strings.Cut(string(before.Data), "--\n")
				want := string(after.Data)
				switch variant {
				case " with CRLF":
					src, want = strings.ReplaceAll(src, "\n", "\r\n"), strings.ReplaceAll(want, "\n", "\r\n")
				case " without a final line end":
					src, want = strings.TrimSuffix(src, "\n"), strings.TrimSuffix(want, "\n")
				}
				d := opened(t, name, []byte(src))
				all := script(t, d, steps)
				got, err := text.Apply(d.Src, all)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, string(got)); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
				opened(t, name, got)
			})
		}
	}
}

// script gives the edits of a script, those of one container made at once.
func script(t *testing.T, d *Document, steps string) []text.Edit {
	t.Helper()
	var all []text.Edit
	changes := map[*Node]*Change{}
	var order []*Node
	change := func(n *Node) *Change {
		if changes[n] == nil {
			changes[n] = &Change{Node: n}
			order = append(order, n)
		}
		return changes[n]
	}
	for line := range strings.Lines(steps) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		path, value, _ := strings.Cut(rest, " = ")
		switch verb {
		case "set":
			n := at(t, d, path)
			e, err := SetValue(n, Literal(value), false)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			all = append(all, filled(t, n.Doc, []FileEdit{e})...)
		case "add":
			i := strings.LastIndexByte(path, ' ')
			n := at(t, d, path[:i])
			entry, err := Copy(n, path[i+1:], NewValue{Text: Literal(value)})
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			change(n).After = append(change(n).After, entry)
		case "drop":
			for one := range strings.SplitSeq(path, ", ") {
				change(at(t, d, one)).Remove = true
			}
		default:
			t.Fatalf("%q is nothing that can be done", line)
		}
	}
	done := map[*Node]bool{}
	for _, first := range order {
		if done[first.Parent] {
			continue
		}
		done[first.Parent] = true
		var together []Change
		for _, n := range order {
			if n.Parent == first.Parent {
				together = append(together, *changes[n])
			}
		}
		edits, err := Edits(first.Parent, together)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, filled(t, first.Doc, edits)...)
	}
	return all
}

// What only looks like a document stays one value.
func TestNoInnerDocuments(t *testing.T) {
	for _, value := range []string{
		"", "plain", "a = b", "a=b", "a=b; c=d", "a=1;b=2", "x & y", "a&b", "k=v&", "=v&k=v", "user=a and password=b", "see https://acme.example/?a=b&c=d for more", "https://acme.example",
		"https://acme.example/?page=2", "https://user@acme.example/", "git@github.example:acme/x.git", "https://acme.example:x/", "postgres://app:example@db.acme.example/crm", "redis://:example@cache:6379/0",
		"jdbc:postgresql://db.acme.example/crm?user=app&password=example", "jdbc:postgresql://db.acme.example/crm", "jdbc:salesforce:", "{}", "{a}", "{\"a\"", "[1, 2]", "[\"a\"]", "text/html; charset=utf-8",
		"-Xmx1g -Da=b;c=d", "SELECT a FROM b WHERE c = 'd' AND e=f; user=x", "path=/; HttpOnly; Secure", "${URL}", "a=b&c", "#!/usr/bin/env python3\nA=1\n", "# a: b\n", "<a b=c&d=e>",
	} {
		src, _ := json.Marshal(map[string]string{"key": value})
		d := opened(t, "a.json", src)
		if n := d.Root.Children[0]; n.Inner != nil {
			t.Errorf("%q is taken for %s", value, n.Inner.Syntax)
		}
	}
	for name, src := range map[string]string{
		"a dotted name":              "app.env: production\nlog.yaml: a=b\n",
		"a program":                  "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.py: |\n    a = 1\n    b = 2\n",
		"properties in properties":   "a.properties: |\n",
		"folded lines":               "data:\n  a.properties: >\n    a=b\n    c=d\n",
		"no such syntax":             "data:\n  notes.txt: |\n    a=b\n    c=d\n",
		"content without a name":     "content: |\n  a=b\n  c=d\n",
		"a value that is an alias":   "a: &a |\n  a=b\nx.properties: *a\n",
		"quoted over lines":          "a.properties: \"a=b\n\n  c=d\"\n",
		"no file of that syntax":     "a.json: |\n  { a\n  }\n",
		"a file without any setting": "a.env: |\n  prose\n  more prose\n",
	} {
		d, err := Open("a.yaml", []byte(src))
		if err != nil {
			continue
		}
		d.Walk(func(n *Node) bool {
			if n.Inner != nil {
				t.Errorf("%s: %q is taken for %s", name, n.Value, n.Inner.Syntax)
			}
			return true
		})
	}
}
