package format

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHCL(t *testing.T) {
	const computed = " ? the value is computed"
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"attributes", "a = \"b\"\nc= 1\nd =-1.5e3\ne = true\nf = null\n", []string{"a = b", "c : 1", "d : -1.5e3", "e : true", "f : null"}},
		{"blocks and labels", "a {\n b = 1\n}\nc \"d.e\" f {\n  g = 2\n  h {}\n}\ni { j = 3 }\n", []string{"a/b : 1", "c/d.e/f/g : 2", "i/j : 3"}},
		{"texts", `a = "x\n\t\"\\é😀"` + "\n" + `b = "$${c} %%{d} $e 5% $$${f}"` + "\n", []string{"a = x\n\t\"\\é😀", "b = ${c} %{d} $e 5% $${f} @property c @property f"}},
		{"parameters", "a = var.b\nc = local.d-e\nf = \"${var.g}\"\nh = \"x${ var.i }y${local.j}\"\n",
			[]string{"a = var.b @parameter var.b", "c = local.d-e @parameter local.d-e", "f = ${var.g} @parameter var.g", "h = x${ var.i }y${local.j} @parameter var.i @parameter local.j"}},
		{"what is computed", "a = upper(\"b\")\nc = 1 + 2\nd = var.e.f\ng = var.h[0]\ni = x ? \"y\" : \"z\"\nj = \"${upper(\"}\")}\"\nk = data.l.m.n\no = !p\nq = (\"r\")\n", []string{
			`a = upper("b")` + computed, "c = 1 + 2" + computed, "d = var.e.f" + computed, "g = var.h[0]" + computed, `i = x ? "y" : "z"` + computed,
			`j = "${upper("}")}"` + computed, "k = data.l.m.n" + computed, "o = !p" + computed, `q = ("r")` + computed}},
		{"loops", "a = [for b in c : b]\nd = {\n  for e, f in g : e => f\n}\nh = { for = 1 }\n", []string{"a = [for b in c : b]" + computed, "d = {\n  for e, f in g : e => f\n}" + computed, "h/for : 1"}},
		{"a directive", "a = \"%{ if b }c%{ endif }\"\n", []string{"a = %{ if b }c%{ endif } ? a directive stands in the text"}},
		{"lists", "a = [\"b\", 1,\n  var.c, # d\n]\ne = []\n", []string{"a/ = b", "a/ : 1", "a/ = var.c @parameter var.c"}},
		{"objects", "a = { b = 1, \"c d\" : 2 }\ne = {\n  f = \"g\"\n  h = { i = 3 },\n  4 = 5\n  (j) = 6\n}\n", []string{"a/b : 1", "a/c d : 2", "e/f = g", "e/h/i : 3", "e/4 : 5", "e/ : 6 ? its name is computed"}},
		{"arguments that are seen", "a = jsonencode({ b = \"c\" })\nd = sensitive(var.e)\nf = jsonencode([{\n  name = \"G\"\n  value = \"h\"\n}])\ni = merge({ j = 1 }, k)\nl = sensitive(\"a\", \"b\")\n",
			[]string{"a/b = c", "d = var.e @parameter var.e", "f/G = h", "i = merge({ j = 1 }, k)" + computed, `l = sensitive("a", "b")` + computed}},
		{"pairs and variables", "set {\n  name = \"a.b\"\n  value = var.c\n}\nenvironment {\n  variables = { D = \"e\" }\n}\napp_settings = { F = \"g\" }\n",
			[]string{"a.b = var.c @parameter var.c", "environment/$variables/$D = e", "app_settings/$F = g"}},
		{"heredocs", "a = <<EOT\n b ${var.c} $${d}\n\\n\nEOT\ne = <<-EOT\n\n    f\n      g\n   \n    EOT\nh = [<<X\ni\nX\n, \"j\"]\n",
			[]string{"a =  b ${var.c} ${d}\n\\n\n @parameter var.c", "e = \nf\n  g\n   \n", "h/ = i\n", "h/ = j"}},
		{"a heredoc with other blanks", "a = <<-EOT\n  b\n \u2003c\nEOT\n", []string{"a =  b\n\u2003c\n ? a line is indented with more than blanks"}},
		{"comments", "# a = \"b\"\n// c = 1\n/* d = 2\n*/ e = /* f */ 3 // g\nh = [ 1, /* i */ ]\n", []string{"e : 3", "h/ : 1", "# a = b", "# c = 1"}},
		{"quoted names, as HCL 1 has them", "\"a\" = \"b\"\n\"c\" \"d\" {\n}\n", []string{"a = b"}},
		{"no line end, CRLF and a mark", "\ufeffa = 1\r\nb {\r\n  c = <<X\r\nd\r\nX\r\n}", []string{"a : 1", "b/c = d\n"}},
		{"nothing", "\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, shown(t, HCL{}, test.src)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestHCLRefuses(t *testing.T) {
	for _, src := range []string{
		"a\n", "a =\n", "= 1\n", "a = 1 b = 2\n", "a = \"b\n", "a = \"\\x\"\n", "a = \"\\ud800\"\n", "a = \"${b\"\n", "a {\n", "a {\n}}\n", "a = [1 2]\n", "a = [1\n", "a = {b = 1 c = 2}\n", "a = {b}\n",
		"a = (1\n", "a = <<EOT\nb\n", "a = << EOT\nEOT\n", "a = 1, b = 2\n", "a = 'b'\n", "/* a\n", "a = \"\xff\"\n", "}\n", "a \"b\n{}\n", "a = f(\n",
	} {
		if d, err := (HCL{}).Parse([]byte(src)); err == nil {
			t.Errorf("%q is read: %v", src, d.Root.Children)
		}
	}
}

// An entry that stands in an object comes with what parts entries there.
func TestHCLObjectsKeepTheirSeparators(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"a = {\n  b = \"c\"\n}\n", "a = {\n  b = \"c\"\n  d = \"e\"\n}\n"},
		{"a = { b = \"c\" }\n", "a = { b = \"c\", d = \"e\" }\n"},
		{"a = {\n  b = \"c\",\n}\n", "a = {\n  b = \"c\",\n  d = \"e\",\n}\n"},
		{"a = {\n  \"b.c\" : \"c\",\n  x : 1\n}\n", "a = {\n  \"b.c\" : \"c\",\n  \"d\" : \"e\",\n  x : 1\n}\n"},
		{"a {\n  b = \"c\" # d\n}\n", "a {\n  b = \"c\" # d\n  d = \"e\"\n}\n"},
	} {
		d := opened(t, "a.tf", []byte(test.src))
		c := d.Root.Children[0]
		added, err := Copy(c.Children[0], "d", NewValue{Text: Literal("e")})
		if err != nil {
			t.Fatal(err)
		}
		edits, err := Edits(c, []Change{{Node: c.Children[0], After: []Fragment{added}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(changed(t, d, edits).Src); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}
