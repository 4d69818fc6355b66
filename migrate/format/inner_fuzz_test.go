package format

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// carriers put a text into a value of another file, under a name.
var carriers = []struct {
	file string
	put  func(name, inner string) string
}{
	{"a.json", func(name, inner string) string {
		quoted, _ := json.Marshal(inner)
		return `{"x": [{"` + name + `": ` + string(quoted) + `, "y": 1}]}`
	}},
	{"a.yaml", func(name, inner string) string { return blockOf(name, "|", inner) + "z: 1\n" }},
	{"a.yaml", func(name, inner string) string { return blockOf(name, "|-", inner) + "z: 1\n" }},
	{"a.yaml", func(name, inner string) string {
		return strings.ReplaceAll(blockOf(name, "|", inner)+"z: 1\n", "\n", "\r\n")
	}},
	{"a.yaml", func(name, inner string) string { return "x:\n  " + name + ": " + yamlDouble(inner) + "\n" }},
	{"a.tf", func(name, inner string) string {
		return "x = { \"" + name + "\" = <<-EOT\n" + indentOf(inner) + "EOT\n}\n"
	}},
	{"a.tf", func(name, inner string) string { return "x = { \"" + name + "\" = " + hclQuoted(inner) + " }\n" }},
	{"a.xml", func(name, inner string) string {
		value, _ := Encode(`xml"`, inner)
		return `<x ` + name + `="` + value + `"/>`
	}},
	{"a.properties", func(name, inner string) string { return name + " = " + propertiesEscape(inner, false) + "\nz=1\n" }},
	{"a.yaml", func(name, inner string) string {
		return "apiVersion: v1\nkind: Secret\ndata:\n  " + name + ": " + base64.StdEncoding.EncodeToString([]byte(inner)) + "\n"
	}},
}

func indentOf(s string) string {
	lines := strings.SplitAfter(s, "\n")
	for i, l := range lines {
		if l != "\n" && l != "" {
			lines[i] = "    " + l
		}
	}
	return strings.Join(lines, "")
}

func blockOf(name, header, inner string) string {
	return "x:\n  " + name + ": " + header + "\n" + indentOf(strings.TrimSuffix(inner, "\n")) + "\n"
}

// holder gives the value of d in which a document stands.
func holder(d *Document) *Node {
	var found *Node
	d.Walk(func(n *Node) bool {
		if found == nil && n.Inner != nil {
			found = n
		}
		return found == nil
	})
	return found
}

// Any change of a text in a value, made in the file that holds it: the value that
// the file has then is the text as the change leaves it by itself.
func FuzzInner(f *testing.F) {
	for i, s := range []string{
		"a=b\nc=d\n\n# e\nf : g\n", "A=1\nB='c d'\n", "a:\n  b: 1\nc: [d, e]\n", "{\"a\": \"b\",\n \"c\": {\"d\": 1}}\n", "<a>\n <b>c</b>\n</a>\n", "[a]\nb = c\nd = e\n", "a = 'b'\n[c]\nd = 1\n",
		"jdbc:a:b=c;d=e; f=g;", "Driver={a};UID=b;PWD={c;d}", "s://u:p@h/p?a=b&c=d#e", "a=b&c=d%20e", "{\"a\": \"b=c&d=e\"}",
	} {
		for carrier := range carriers {
			f.Add(s, uint8(i), uint8(carrier), uint8(i+carrier), uint8(carrier), "new: # value")
			f.Add(s, uint8(i), uint8(carrier), uint8(carrier), uint8(3), "two\nlines")
		}
	}
	names := []string{"a.properties", "a.env", "a.yaml", "a.json", "a.xml", "a.ini", "a.toml", "k"}
	f.Fuzz(func(t *testing.T, inner string, name, carrier, entry, op uint8, value string) {
		c := carriers[int(carrier)%len(carriers)]
		src := c.put(names[int(name)%len(names)], inner)
		d, err := Open(c.file, []byte(src))
		if err != nil || d == nil {
			return
		}
		held := holder(d)
		if held == nil {
			return
		}
		var all []*Node
		held.Inner.Walk(func(n *Node) bool {
			if n.Parent != nil && n.Doc == held.Inner {
				all = append(all, n)
			}
			return true
		})
		if len(all) == 0 || len(all) > 200 {
			return
		}
		edits, _ := fuzzed(all[int(entry)%len(all)], op, value)
		if edits == nil {
			return
		}
		var direct []text.Edit
		for _, e := range edits {
			s, err := e.Text.Fill(nil)
			if err != nil {
				t.Fatal(err)
			}
			direct = append(direct, text.Edit{Span: e.Span, New: s})
		}
		want, err := text.Apply(held.Inner.Src, direct)
		if err != nil {
			t.Fatal(err)
		}
		outer, err := held.Inner.ToFile(slices.Clone(edits))
		if err != nil {
			return // refused
		}
		var made []text.Edit
		for _, e := range outer {
			s, err := e.Text.FillIn(d.Src, nil)
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, text.Edit{Span: e.Span, New: s})
		}
		after, err := text.Apply(d.Src, made)
		if err != nil {
			t.Fatalf("%v: %+v in\n%s", err, made, src)
		}
		again, err := Open(c.file, after)
		if err != nil {
			t.Fatalf("%v\n%q\nwas\n%q", err, after, src)
		}
		got := same(again, held)
		if got == nil {
			t.Fatalf("%q is gone from\n%q", held.Key, after)
		}
		switch {
		case strings.HasPrefix(got.Style, "base64|"):
			want = bytes.TrimSuffix(want, []byte("\n")) // which the value has not
		case held.Style == "yaml-block": // empty lines behind the last one are not read
			want, got.Value = bytes.TrimRight(want, "\n"), strings.TrimRight(got.Value, "\n")
		}
		if got.Opaque != "" || got.Value != string(want) {
			t.Fatalf("%q (op %d) is\n%q\nand not\n%q\nin\n%q\nwas\n%q", all[int(entry)%len(all)].Key, op%4, got.Value+got.Opaque, want, after, src)
		}
	})
}

// same gives the setting of d that is called as n.
func same(d *Document, n *Node) *Node {
	var found *Node
	d.Walk(func(m *Node) bool {
		if found == nil && m.Kind == Scalar && m.Key == n.Key && m.Doc == d {
			found = m
		}
		return true
	})
	return found
}
