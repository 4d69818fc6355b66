package format

import (
	"errors"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// tables are the syntaxes with tables, sections and blocks.
var tables = []Syntax{INI{}, TOML{}, HCL{}}

func FuzzTables(f *testing.F) {
	for _, seed := range []string{
		"; c = d\na = 1\n[b \"c\"]\nd: 'e' ; f\ng =\n  h = {env:I:j}\n  k=%(l)s\nm =\n x\n\n y\n[n]\no\np = 5%%\\\n",
		"a.\"b c\" = \"\\u00e9\\\"\" # d = 'e'\n[[f.g]]\nh = '''\ni'''\n[f.g.j]\nk = [1, {l = 1979-05-27 07:32:00Z}, \"\"\"m\\\n n\"\"\"\"]\n",
		"a = var.b # c = \"d\"\ne \"f\" g {\n h = \"$${i} ${var.j} %{k}\"\n l = jsonencode({ m : [1, -2.5e3], \"n\" = upper(\"o\") })\n p = <<-Q\n  r ${local.s}\n Q\n t = { (u) = 1\n v = w ? 1 : 2 }\n}\n",
		"a = '{\"b\": \"c\", \"d\": {}}'\r\ne = <<F\r\n{\"g\": \"h\"}\r\nF\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, s := range tables {
			sniffConf(src)
			d, err := s.Parse(src)
			if err != nil {
				var bad *Malformed
				if !errors.As(err, &bad) || bad.Line < 1 || bad.Line > strings.Count(string(src), "\n")+1 {
					t.Fatalf("%s: refused with %v", s.Name(), err)
				}
				continue
			}
			d.shape()
			for _, n := range settings(d) {
				if err := misplaced(n); err != nil && n.Doc == d {
					t.Fatalf("%s: %v", s.Name(), err)
				}
				if !known(n.Style) || !known(n.KeyStyle) && !n.KeySpan.Empty() {
					t.Fatalf("%s: no style is called %q or %q", s.Name(), n.Style, n.KeyStyle)
				}
			}
			rewritten(t, s, d)
		}
	})
}

// rewritten gives the first settings of d another value and reads the text again:
// everything else is as it was.
func rewritten(t *testing.T, s Syntax, d *Document) {
	const fresh = "fresh value"
	before := seen(d, nil)
	all := d.Commented
	d.Commented = nil // those between the lines of a value go with it
	defer func() { d.Commented = all }()
	for i, n := range settings(d) {
		if i > 20 {
			return
		}
		e, err := SetValue(n, Literal(fresh), false)
		if err != nil || shaping(n) || n.Doc != d || strings.Contains(string(n.Span.Slice(d.Src)), "%(") {
			continue // a %(name)s tells what %% means elsewhere
		}
		lit, _ := e.Text.text()
		src, err := text.Apply(d.Src, []text.Edit{{Span: e.Span, New: lit}})
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Parse(src)
		if err != nil {
			t.Fatalf("%s: %q = %q is not read: %v\n%q", s.Name(), n.Key, fresh, err, src)
		}
		again.shape()
		again.Commented = nil
		value := fresh
		want, got := seen(d, map[*Node]fate{n: {value: &value}}), seen(again, nil)
		if strings.Join(want, "\n") != strings.Join(got, "\n") {
			t.Fatalf("%s: %q = %q:\nwas %q\nwant %q\ngot %q\nin %q", s.Name(), n.Key, fresh, before, want, got, src)
		}
	}
}

func TestTOMLTablesInTablesAreCounted(t *testing.T) {
	headers := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("[a" + strings.Repeat(".a", i) + "]\n")
		}
		return b.String()
	}
	for n, fine := range map[int]bool{MaxDepth: true, MaxDepth + 1: false} {
		if _, err := (TOML{}).Parse([]byte(headers(n))); (err == nil) != fine {
			t.Errorf("%d tables in each other: %v", n, err)
		}
	}
}
