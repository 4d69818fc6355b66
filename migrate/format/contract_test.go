package format

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/text"
)

// The contract that every syntax keeps, on the files of testdata/contract. A new
// syntax adds an archive there and its rows in alone_test.go. The first part is
// about reading; contract_values_test.go and contract_edits_test.go are about
// writing.

func TestContractSpansHoldEachOther(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		d.Walk(func(n *Node) bool {
			if err := misplaced(n); err != nil {
				t.Errorf("%s: %v", f, err)
			}
			return true
		})
	}
}

// misplaced says which span of n is not where it can be.
func misplaced(n *Node) error {
	whole := text.Span{Start: 0, End: len(n.Doc.Src)}
	for what, s := range map[string]text.Span{"entry": n.Span, "name": n.KeySpan, "value": n.ValueSpan, "comma": n.Comma, "body": n.Body} {
		if s.Start > s.End || !whole.Contains(s) {
			return fmt.Errorf("%q: its %s is at %v of %d", n.Key, what, s, len(n.Doc.Src))
		}
	}
	if !n.Span.Contains(n.ValueSpan) && n.Parent != nil || !n.Span.Contains(n.KeySpan) {
		return fmt.Errorf("%q: %v holds neither name %v nor value %v", n.Key, n.Span, n.KeySpan, n.ValueSpan)
	}
	at := n.Span.Start
	for _, c := range n.Children {
		if c.Parent != n || c.Doc != n.Doc {
			return fmt.Errorf("%q does not know that %q holds it", c.Key, n.Key)
		}
		if c.Span.Start < at && !n.Env || !n.Span.Contains(c.Span) {
			return fmt.Errorf("%q at %v is not behind %d within %v", c.Key, c.Span, at, n.Span)
		}
		if at = c.Span.End; n.Kind == Call || n.Parent == nil && n.Layout == Lines {
			at = c.Span.Start // calls may stand in each other
		}
	}
	for _, r := range n.Refs {
		if r.Name != "" && string(r.NameSpan.Slice(n.Doc.Src)) != r.Name || r.Name != "" && !r.Span.Contains(r.NameSpan) {
			return fmt.Errorf("%q: the reference to %s is at %v", n.Key, r.Name, r.NameSpan)
		}
	}
	return nil
}

func TestContractLineEndsDoNotMatter(t *testing.T) {
	plain := map[string][]string{}
	for _, f := range fixtures(t) {
		got := seen(opened(t, f.name, f.src), nil)
		if plain[f.name] == nil {
			plain[f.name] = got
		}
		if f.name == "lastblock.yaml" && f.variant == "without a final line end" {
			continue // there the end of the file is that of a text
		}
		if diff := cmp.Diff(plain[f.name], got); diff != "" {
			t.Errorf("%s (-as it is +so):\n%s", f, diff)
		}
		if len(got) < 2 {
			t.Errorf("%s: only %d settings are found", f, len(got))
		}
	}
}

func TestContractValuesStandWhereTheySay(t *testing.T) {
	for _, f := range fixtures(t) {
		d := opened(t, f.name, f.src)
		for _, n := range settings(d) {
			if n.Opaque != "" {
				continue
			}
			value, ok := valueAlone(n)
			if ok && value != n.Value {
				t.Errorf("%s: %s: %q alone is %q, its value is %q", f, n.Key, n.ValueSpan.Slice(n.Doc.Src), value, n.Value)
			}
			if n.KeySpan.Empty() {
				continue
			}
			if key := keyAlone(n); key != n.Key {
				t.Errorf("%s: %q alone is %q, its name is %q", f, n.KeySpan.Slice(n.Doc.Src), key, n.Key)
			}
		}
	}
}

func TestContractMalformedHoldsNoText(t *testing.T) {
	const canary = "canaryWord"
	for _, test := range []struct {
		name, src string
		line      int
	}{
		{"a.json", "{\n \"" + canary + "\": " + canary + "\n}", 2},
		{"a.json", "{\n \"a\": \"" + canary + "\n}", 2},
		{"a.json", "{\"a\": 1,\n\n \"" + canary + "\" 1}", 3},
		{"a.json", "{\"a\": \"\\" + canary + "\"}", 1},
		{"a.json", "{\"a\": 1}\n" + canary, 2},
		{"a.json", "{\"a\":\n1 /* " + canary, 2},
		{"a.json", "", 1},
		{"a.yaml", "a: 1\n" + canary + ": b: c\n", 2},
		{"a.yaml", "a:\n  b: 1\n " + canary + ": 2\n", 3},
		{"a.yaml", "a: 1\nb: 2\n\nc: \"" + canary + "\nd: 1\n", 4},
		{"a.yaml", "a: 1\nb: [" + canary + "\nc: 1\nd: 2\n", 2},
		{"a.yaml", "a: 1\nb: 2\n- " + canary + "\nc: 3\n", 3},
		{"a.yaml", "a: 1\nb: x\n\t" + canary + ": 2\nc: d\n", 3},
		{"a.yaml", "a: 1\nb: *" + canary + "\nc: longer line\n", 2},
		{"a.yaml", "a: 1\nb: 2\nc: @" + canary + "\nd: 1\n", 3},
		{"a.yaml", "a: 1\nb: \xff" + canary + "\nd: 1\n", 2},
		{"a.yaml", "a: 1\nb: \x01" + canary + "\nd: 1\n", 2},
		{"a.yaml", strings.Repeat("k: v\n", 500) + "  " + canary + ": x\n" + strings.Repeat("k: v\n", 500), 501},
		{"a.xml", "<a>\n<" + canary + "></a>", 2},
		{"a.py", "x = 1\nf('" + canary + "\n", 2},
		{"a.env", "\xff\xfeS\x00F", 1},
		{"a.yaml", "\xfe\xff\x00a\xd8\x00", 1},
		{"a.json", "{\x00\"\x00", 1},
		{"a.properties", "\xff\xfea\x00\x00\x00", 1},
		{"a.ini", "[a]\nb = c\n" + canary + " " + canary + "\n", 3},
		{"a.ini", "[a]\n[" + canary + "\n", 2},
		{"a.ini", "\xff\xfe\x00\x00", 1},
		{"a.toml", "a = 1\nb = " + canary + "\n", 2},
		{"a.toml", "a = 1\nb = \"" + canary + "\nc = 2\n", 2},
		{"a.toml", "a = 1\n\n[" + canary + "\nc = 2\n", 3},
		{"a.toml", "a = 1\nb = \"" + canary + "\xff\"\n", 2},
		{"a.tf", "a = 1\nb = \"" + canary + "\n", 2},
		{"a.tf", "a {\n  b = 1 " + canary + "\n}\n", 2},
		{"a.tf", "a = <<EOT\n" + canary + "\n", 1},
		{"a.py", "a\x00=\x00", 1},
		{"Dockerfile", "FROM a\nRUN <<A\n" + canary + "\n", 2},
		{"a.json5", "{\n  a: '" + canary + "\n}", 2},
		{"a.ipynb", "{\"cells\": [\n" + canary + "]}", 2},
		{".netrc", "machine a\n" + canary + " b\n", 2},
		{".netrc", "machine a\nlogin \"" + canary + "\n", 2},
		{"a.http", "@a = " + canary + "\n\rb\n", 2},
		{"a.csv", "1," + canary + "\na,b\n", 1},
		{"a.csv", "a,b\nc,\"" + canary + "\n", 2},
		{"a.logstash", "input {\n  a {\n    " + canary + "\n  }\n}\n", 4},
	} {
		_, err := Open(test.name, []byte(test.src))
		var bad *Malformed
		if !errors.As(err, &bad) || bad.Line != test.line {
			t.Errorf("%s %.40q: %v (%+v), want it refused in line %d", test.name, test.src, err, bad, test.line)
			continue
		}
		if strings.Contains(err.Error(), canary) || strings.Contains(fmt.Sprintf("%+v %#v", *bad, *bad), canary) {
			t.Errorf("%s: the error holds text of the file: %v", test.name, err)
		}
		if utf16 := test.src != "" && (test.src[0] == 0xff || test.src[0] == 0xfe || len(test.src) > 1 && test.src[1] == 0); utf16 != strings.Contains(err.Error(), "UTF-16") {
			t.Errorf("%s %.10q: %v", test.name, test.src, err)
		}
	}
}
