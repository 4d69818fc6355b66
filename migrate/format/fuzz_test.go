package format

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"unpw/migrate/text"
)

// seeds gives the files of an archive of the contract suite, and more.
func seeds(f *testing.F, archive string, more ...string) {
	data, err := os.ReadFile("testdata/contract/" + archive)
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range txtar.Parse(data).Files {
		f.Add(file.Data)
		f.Add([]byte(strings.ReplaceAll(string(file.Data), "\n", "\r\n")))
	}
	for _, s := range more {
		f.Add([]byte(s))
	}
}

// placed checks what holds of any text: it is read or refused with a line and
// nothing else, and every span lies where it can.
func placed(t *testing.T, name string, src []byte) {
	before := string(src)
	d, err := Open(name, src)
	var bad *Malformed
	if err != nil && (!errors.As(err, &bad) || bad.Line < 0 || bad.Line > 1+strings.Count(before, "\n")+strings.Count(before, "\r")) {
		t.Fatalf("%v (%+v)", err, bad)
	}
	if string(src) != before {
		t.Fatal("reading changes the text")
	}
	if err != nil {
		return
	}
	d.Walk(func(n *Node) bool {
		if err := misplaced(n); err != nil {
			t.Fatal(err)
		}
		if n.Style != "" && n.Opaque == "" && n.Kind == Scalar {
			if _, err := Encode(n.Style, "plain"); err != nil {
				t.Fatalf("style %s: %v", n.Style, err)
			}
		}
		return true
	})
}

func FuzzJSON(f *testing.F) {
	seeds(f, "json.txtar", `{"a":1,}`, "[1 /* */ ,// \n2]", `"\ud800"`, "\ufeff{}", "{\"a\":\"\xff\"}", `{"a":-0.5e+3,"b":01}`)
	f.Fuzz(func(t *testing.T, src []byte) { placed(t, "a.json", src) })
}

func FuzzYAML(f *testing.F) {
	seeds(f, "yaml.txtar", "? a\n: b\n", "- - a\n  - b\n", "a: !!str &x |+\n  b\n\n", "{a, b: , c}", "é: {ü: ß}\n", "a: \"\\x41\\\n  b\"\n", "a\rb: c\r", "a: \u2028b\n", "{{ x }}: {{ y }}\n", "a: [b: c, ? d]\n", "--- a\n--- |\n b\n...\n", "&a a: *a\n", "a: ''''\n")
	f.Fuzz(func(t *testing.T, src []byte) { placed(t, "a.yaml", src) })
}

func FuzzDotenv(f *testing.F) {
	seeds(f, "dotenv.txtar", "A='\n'\n", "A=\"\\\"\n", "A=#", "A\r=b\r\n", "A=\r #b")
	seeds(f, "shell.txtar", "A='x'\"y\"", "A=1;B=2&&C=3", "A=$(b\n)", "cat >.env <<-'A' <<B\n\tC=1\n\tA\nD=\\$2\nB\n", "A=b c -d e=f%20 --g='h' \\\n -i j <<<k")
	f.Fuzz(func(t *testing.T, src []byte) {
		placed(t, ".env", src)
		placed(t, "a.sh", src)
	})
}

func FuzzProperties(f *testing.F) {
	seeds(f, "properties.txtar", "a\\", "\\\n\\\n=b", "a=\\u12", "\xe9=\xe9", "a:\\ud83d\\ude00", " \\\n # a=b")
	f.Fuzz(func(t *testing.T, src []byte) { placed(t, "a.properties", src) })
}

// What a plan shows of a fragment is the fragment, and filling it gives the text
// that the encoders make of the secret.
func FuzzFragment(f *testing.F) {
	f.Add("a", "b", "json")
	f.Add("{{secret:App.role}}", "x\"y", "yaml'")
	f.Add("host=", "p w", `dotenv"`)
	f.Add("{{secret::{{secret:", "x", "xml")
	f.Add("", "line\nline", "pem-escaped|json")
	f.Fuzz(func(t *testing.T, lit, secret, style string) {
		for _, frag := range []Fragment{SecretNamed("App.key"), Join(Literal(lit), SecretNamed("App.key"), Literal(lit))} {
			out, err := frag.Through(style)
			if err != nil {
				continue
			}
			again, err := ParseFragment(out.String())
			if err != nil || again.String() != out.String() {
				t.Fatalf("%q is read as %q: %v", out, again, err)
			}
			value := func(string) (string, error) { return secret, nil }
			a, errA := out.Fill(value)
			b, errB := again.Fill(value)
			if a != b || (errA == nil) != (errB == nil) {
				t.Fatalf("%q is filled as %q, read again as %q", out, a, b)
			}
			if errA == nil && len(frag) == 1 {
				if want, err := Encode(style, secret); err != nil || a != want {
					t.Fatalf("%q through %q: %q, want %q (%v)", secret, style, a, want, err)
				}
			}
		}
	})
}

// syntaxes are those whose entries FuzzEdits changes.
var syntaxes = []Syntax{JSON{}, YAML{}, Dotenv{}, Dotenv{Shell: true}, Properties{}, XML{}, Dockerfile{}, JSON5{}, Netrc{}, HTTP{}, CSV{}, Logstash{}, Code{PHP}, Code{Groovy}, Code{PowerShell}, Code{Java}, Code{CSharp}}

// Any change of any entry of any text: what is there then is what was meant.
func FuzzEdits(f *testing.F) {
	for i, s := range []string{`{"a": 1, "b": [1, 2] /* c */, "d": {"e": "f"}}`, "a:\n  - b: 1\n    c: 'd' # e\n  - {f: g, h: i}\nj: |\n  k\n", "A=1\n# B=2\nC='d e' # f\n", "export A=1 B='c'\nD=\"e\nf\"\n", "a=b\nc : d\\\n  e\nf g\n", "<a b='c'>\n <d>e</d> <f/>\n</a>",
		"FROM a\nENV A=1 \\\n # b\n C=\"d e\"\nENV F g h\n", "{a: '1', 'b': .5, // c\n}", "machine a\n login b\n # c\n password \"d e\"\n", "@a = {{b}}\nPOST /\nContent-Length: 1\n\n{\"a\":1}\n", "a,b\nc,\"d\ne\"\n", "input { a { b => 'c' # d\n e => [1, 2] f => { g => h } } }\n",
		"<?php\n$a = 'b'; // c\nreturn [\n  'd' => \"e\", 'f' => [1, true],\n];\n", "a = 'b'\nc {\n  d = [e: 'f', \"g\": 1] // h\n  i 'j'\n}\n", "$a = @{\n  b = 'c' # d\n  'e' = \"f\" ;\n  g = @{ h = 'i'; j = 1 }\n}\n$env:K = 'l'\n",
		"class A {\n  static final String B = \"c\"; // d\n}\n", "class A {\n  const string B = \"c\";\n  D e = new D { F = \"g\", [\"h\"] = \"i\" };\n}\n"} {
		for op := range uint8(4) {
			f.Add([]byte(s), uint8(i), op, op, "new: # value")
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, syntax, entry, op uint8, value string) {
		s := syntaxes[int(syntax)%len(syntaxes)]
		d, err := s.Parse(src)
		if err != nil || strings.ContainsRune(string(src), 0) || !utf8.Valid(src) {
			return // scan reads no file with a zero byte; in Latin-1 one letter says how all others are read
		}
		var all []*Node
		exact := true
		d.Walk(func(n *Node) bool {
			if n.Parent != nil {
				all = append(all, n)
			}
			exact = exact && n.Opaque == "" && n.Via == nil && n.Kind != Call // what a name is used for changes with it
			return true
		})
		if !exact || len(all) == 0 || len(all) > 200 {
			return
		}
		n := all[int(entry)%len(all)]
		edits, fates := fuzzed(n, op, value)
		if edits == nil {
			return
		}
		var changes []text.Edit
		for _, e := range edits {
			s, err := e.Text.Fill(nil)
			if err != nil {
				t.Fatal(err)
			}
			changes = append(changes, text.Edit{Span: e.Span, New: s})
		}
		out, err := text.Apply(src, changes)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Parse(out)
		if err != nil {
			t.Fatalf("%v\n%q\nwas\n%q", err, out, src)
		}
		d.Commented, again.Commented = nil, nil
		if diff := cmp.Diff(seen(d, fates), seen(again, nil)); diff != "" {
			t.Fatalf("%T, op %d, entry %q = %q (-want +got):\n%s\n%q\nwas\n%q", s, op%4, n.Key, value, diff, out, src)
		}
	})
}

// fuzzed gives one change of n; no edits where it is refused.
func fuzzed(n *Node, op uint8, value string) ([]FileEdit, map[*Node]fate) {
	key := "NEW_NAME"
	switch op % 4 {
	case 0:
		e, err := SetValue(n, Literal(value), false)
		if err != nil || value == "" && n.Doc.Syntax == "xml" {
			return nil, nil
		}
		return []FileEdit{e}, map[*Node]fate{n: {value: &value}}
	case 1:
		edits, err := Rename(n, key)
		if err != nil {
			return nil, nil
		}
		return edits, map[*Node]fate{n: {key: &key}}
	case 2:
		edits, err := Edits(n.Parent, []Change{{Node: n, Remove: true}})
		if err != nil || n.Doc.Syntax == "xml" && n.Parent.Parent == nil {
			return nil, nil
		}
		return edits, map[*Node]fate{n: {removed: true}}
	}
	added, err := Copy(n, key, NewValue{Text: Literal(value)})
	if err != nil || value == "" && n.Doc.Syntax == "xml" {
		return nil, nil
	}
	edits, err := Edits(n.Parent, []Change{{Node: n, After: []Fragment{added}}})
	if err != nil {
		return nil, nil
	}
	return edits, map[*Node]fate{n: {added: []string{key + " = " + value}}}
}
