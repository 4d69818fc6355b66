package format

import (
	"strings"
	"testing"

	"unpw/migrate/text"
)

// find gives the setting called key.
func find(t *testing.T, d *Document, key string) *Node {
	t.Helper()
	var found *Node
	d.Walk(func(n *Node) bool {
		if n.Key == key && found == nil {
			found = n
		}
		return true
	})
	if found == nil {
		t.Fatalf("%s has no %q", d.Path, key)
	}
	return found
}

// behind puts a copy of the setting called key behind it.
func behindIt(t *testing.T, name, src, key, added string, v NewValue) (string, error) {
	t.Helper()
	d := opened(t, name, []byte(src))
	n := find(t, d, key)
	if v.Name != "" {
		v.Ref = &n.Refs[0]
	}
	entry, err := Copy(n, added, v)
	if err != nil {
		return "", err
	}
	edits, err := Edits(n.Parent, []Change{{Node: n, After: []Fragment{entry}}})
	if err != nil {
		return "", err
	}
	return string(changed(t, n.Doc, edits).Src), nil
}

func TestCopies(t *testing.T) {
	value := func(s string) NewValue { return NewValue{Text: Literal(s)} }
	typed := func(s string) NewValue { return NewValue{Text: Literal(s), Typed: true} }
	secret := "env:\n- name: P\n  valueFrom:\n    secretKeyRef:\n      name: sf\n      key: pw\n"
	for _, test := range []struct {
		what, name, src, key string
		v                    NewValue
		want                 string
	}{
		{"an anchor is not defined twice", "a.yaml", "a: &x 1\nb: 2\n", "a", value("v"), "a: &x 1\nNEW: v\nb: 2\n"},
		{"a trailing comment stays where it is", "a.json", "{\n  \"a\": 1, // one\n  \"b\": 2\n}", "a", value("v"), "{\n  \"a\": 1, // one\n  \"NEW\": \"v\",\n  \"b\": 2\n}"},
		{"a constant of JSON", "a.json", `{"a": "x"}`, "a", typed("true"), `{"a": "x", "NEW": true}`},
		{"a constant of YAML", "a.yaml", "a: 'x'\n", "a", typed("5"), "a: 'x'\nNEW: 5\n"},
		{"a number as text", "a.yaml", "a: x\n", "a", value("5"), "a: x\nNEW: \"5\"\n"},
		{"a constant beside nothing", "a.yaml", "a:\nb: 1\n", "a", typed("true"), "a:\nNEW: true\nb: 1\n"},
		{"a constant of Python", "a.py", "f(a='x')\n", "a", typed("true"), "f(a='x', NEW=True)\n"},
		{"a constant of JavaScript", "a.js", "f({a: 'x'})\n", "a", typed("null"), "f({a: 'x', NEW: null})\n"},
		{"a Kubernetes reference", "a.yaml", secret, "P", NewValue{Name: "key"}, secret + strings.NewReplacer("env:\n", "", "name: P", "name: NEW", "key: pw", "key: key").Replace(secret)},
		{"a value in the place of a Kubernetes reference", "a.yaml", secret, "P", value("v w"), secret + "- name: NEW\n  value: v w\n"},
		{"the same in JSON", "a.json", `{"env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "sf", "key": "pw"}}}]}`, "P", value("v"),
			`{"env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "sf", "key": "pw"}}}, {"name": "NEW", "value": "v"}]}`},
		{"a reference with a default", "a.env", "A=${B:-c}\n", "A", NewValue{Name: "D"}, "A=${B:-c}\nNEW=${D}\n"},
		{"a name alone in properties", "a.properties", "a\nb=1\n", "a", value("v"), "a\nNEW=v\nb=1\n"},
		{"an element with its end tag", "a.xml", "<r>\n  <s:a x='1'>b</s:a>\n</r>", "a", value("v"), "<r>\n  <s:a x='1'>b</s:a>\n  <s:NEW x='1'>v</s:NEW>\n</r>"},
		{"a name behind its value", "a.xml", "<r><p value='1' name='a'/></r>", "a", value("v"), "<r><p value='1' name='a'/><p value='v' name='NEW'/></r>"},
		{"a text over lines keeps its lines", "a.xml", "<r>\r\n    <a>b</a>\r\n</r>", "a", value("x\ny"), "<r>\r\n    <a>b</a>\r\n    <NEW>x\ny</NEW>\r\n</r>"},
		{"a shorthand", "a.js", "const a = 'x'; f({ a });\n", "a", value("v"), "const a = 'x'; f({ a, NEW: 'v' });\n"},
		{"base64", "a.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  a: eA==\n", "a", value("v"), "apiVersion: v1\nkind: Secret\ndata:\n  a: eA==\n  NEW: dg==\n"},
	} {
		got, err := behindIt(t, test.name, test.src, test.key, "NEW", test.v)
		if err != nil || got != test.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", test.what, err, got, test.want)
		}
	}
}

func TestCopiesThatAreRefused(t *testing.T) {
	for _, test := range [][3]string{
		{"a.yaml", "a: *x\nb: &x 1\n", "a"}, {"a.yaml", "a: !vault x\n", "a"}, {"a.yaml", "a: [1]\n", "a"}, {"a.js", "f('x')", "(1)"}, {"a.sh", "A=1 B=2\n", "A"}, {"a.sh", "A=$(b)\n", "A"},
		{"a.json", `{"a": {"type": "AzureKeyVaultSecret", "secretName": "x"}}`, "a"}, {"a.xml", "<a>b</a>", "a"},
	} {
		d, err := Open(test[0], []byte(test[1]))
		if err != nil { // an alias before its anchor
			continue
		}
		if got, err := behindIt(t, test[0], test[1], find(t, d, test[2]).Key, "N", NewValue{Text: Literal("v")}); err == nil {
			t.Errorf("%s %q: a copy of %s is %q", test[0], test[1], test[2], got)
		}
	}
}

func TestShorthandsBecomeLong(t *testing.T) {
	for _, test := range [][3]string{
		{"a.js", "const pw = 'x'; f({ pw })\n", "const pw = 'x'; f({ pw: 'v' })\n"},
		{"a.rb", "pw = 'x'\nf(pw:)\n", "pw = 'x'\nf(pw: 'v')\n"},
	} {
		d := opened(t, test[0], []byte(test[1]))
		e, err := SetValue(find(t, d, "pw"), Literal("v"), false)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(changed(t, d, []FileEdit{e}).Src); got != test[2] {
			t.Errorf("%s: %q, want %q", test[1], got, test[2])
		}
	}
}

// A value of literal text and a secret is spelt as one.
func TestValuesOfSeveralParts(t *testing.T) {
	const head, hidden = "host=a b;pw=", `p"w\x $y #z:`
	for name, src := range map[string]string{
		"a.json": `{"a": "x", "z": 1}`, "b.json": `{"a": 5, "z": 1}`, "a.yaml": "a: x\nz: 1\n", "b.yaml": "a: \"x\"\nz: 1\n", "c.yaml": "a: 'x'\nz: 1\n", "d.yaml": "{a: x, z: 1}\n", "a.env": "a=x\nz=1\n", "b.env": "a='x'\nz=1\n", "c.env": "a=\"x\"\nz=1\n",
		"a.sh": "a=x\nz=1\n", "a.properties": "a=x\nz=1\n", "a.xml": "<r><a>x</a><z>1</z></r>", "b.xml": "<r a='x' z=\"1\"/>", "a.py": "f(a='x', z='1')\n", "a.rb": "f(a: 'x', z: '1')\n",
	} {
		d := opened(t, name, []byte(src))
		e, err := SetValue(find(t, d, "a"), Join(Literal(head), SecretNamed("App.password")), false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := ParseFragment(e.Text.String())
		if err != nil {
			t.Fatal(err)
		}
		s, err := again.Fill(func(string) (string, error) { return hidden, nil })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		out, err := text.Apply(d.Src, []text.Edit{{Span: e.Span, New: s}})
		if err != nil {
			t.Fatal(err)
		}
		after := opened(t, name, out)
		if got := find(t, after, "a").Value; got != head+hidden || find(t, after, "z").Value != "1" {
			t.Errorf("%s: %q is read in %q", name, got, out)
		}
	}
	for _, style := range []string{"base64|yaml", "yaml-lead", "properties-lead", "no such style"} {
		if f, err := Join(Literal("a"), SecretNamed("A.b")).Through(style); err == nil {
			t.Errorf("%s spells two parts as %q", style, f)
		}
	}
}

func TestNewContainers(t *testing.T) {
	for _, test := range [][3]string{
		{"a.yaml", "r:\n    a: 1\n", "r:\n    a: 1\n    sub:\n        K: v\n        M: w\n"},
		{"a.yaml", "r: {a: x}\n", "r: {a: x, sub: {K: v, M: w}}\n"},
		{"a.json", "{\n\t\"r\": {\n\t\t\"a\": \"x\"\n\t}\n}\n", "{\n\t\"r\": {\n\t\t\"a\": \"x\",\n\t\t\"sub\": {\n\t\t\t\"K\": \"v\",\n\t\t\t\"M\": \"w\"\n\t\t}\n\t}\n}\n"},
		{"a.json", `{"a": "x"}`, `{"a": "x", "sub": {"K": "v", "M": "w"}}`},
		{"a.xml", "<p:r>\n  <p:a>x</p:a>\n</p:r>\n", "<p:r>\n  <p:a>x</p:a>\n  <p:sub>\n    <p:K>v</p:K>\n    <p:M>w</p:M>\n  </p:sub>\n</p:r>\n"},
	} {
		d := opened(t, test[0], []byte(test[1]))
		n := find(t, d, "a")
		var entries []Fragment
		for _, kv := range [][2]string{{"K", "v"}, {"M", "w"}} {
			entry, err := Copy(n, kv[0], NewValue{Text: Literal(kv[1])})
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, entry)
		}
		nested, err := Nest(n, "sub", entries)
		if err != nil {
			t.Fatal(err)
		}
		edits, err := Edits(n.Parent, []Change{{Node: n, After: []Fragment{nested}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(changed(t, d, edits).Src); got != test[2] {
			t.Errorf("%q: %q, want %q", test[1], got, test[2])
		}
	}
}

func TestEntriesInFrontOfAll(t *testing.T) {
	for src, want := range map[string]string{
		"<r><a x='1'/></r>":                "<r><a x='1'><new/></a></r>",
		"<r><a x='1' /></r>":               "<r><a x='1'><new/></a></r>",
		"<r>\n  <a>\n    <b/>\n  </a></r>": "<r>\n  <a>\n    <new/>\n    <b/>\n  </a></r>",
		"<r><a><b/></a></r>":               "<r><a><new/><b/></a></r>",
		"<r><a x='1'></a></r>":             "<r><a x='1'><new/></a></r>",
		"<r><p:a><!-- c --><b/></p:a></r>": "<r><p:a><new/><!-- c --><b/></p:a></r>",
		"<r><a>text</a></r>":               "",
		"<r><a>text<b/></a></r>":           "",
	} {
		d := opened(t, "a.xml", []byte(src))
		edits, err := InsertFirst(find(t, d, "a"), "a", Literal("<new/>"))
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", src, err)
			}
			continue
		}
		if got := string(changed(t, d, edits).Src); got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}
