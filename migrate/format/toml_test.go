package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTOML(t *testing.T) {
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"texts", "a = \"x\\u00e9\\t\"\nb = 'x\\'\nc = \"\"\n", []string{"a = xé\t", `b = x\`, "c = "}},
		{"texts over lines", "a = \"\"\"\nx\n  y \\\n\n   z\"\"\"\nb = '''\nx\n'''\nc = \"\"\"\"x\"\"\"\"\"\n", []string{"a = x\n  y z", "b = x\n", `c = "x""`}},
		{"bare values", "a = 1_000\nb = -1.5e3\nc = true\nd = 1979-05-27 07:32:00Z\ne = 07:32:00\nf = inf\ng = 0xff\n",
			[]string{"a : 1_000", "b : -1.5e3", "c : true", "d : 1979-05-27 07:32:00Z", "e : 07:32:00", "f : inf", "g : 0xff"}},
		{"names", "a-b = 1\n\"c d\" = 1\n'e.f' = 1\ng . \"h i\" = 1\n\"\" = 1\n", []string{"a-b : 1", "c d : 1", "e.f : 1", "g.h i : 1", " : 1"}},
		{"tables", "x = 1\n[a]\nx = 2\n[ b . \"c d\" ] # c\nx = 3\n", []string{"x : 1", "a/x : 2", "b.c d/x : 3"}},
		{"a table in the one above", "[a.b]\nx = 1\n[a.b.c.d]\nx = 2\n[a.b.e]\nx = 3\n[a]\nx = 4\n", []string{"a.b/x : 1", "a.b/c.d/x : 2", "a.b/e/x : 3", "a/x : 4"}},
		{"Telegraf", "[[inputs.salesforce]]\n  username = \"u\"\n  [inputs.salesforce.tags]\n    a = \"b\"\n[[inputs.salesforce]]\n  username = \"$U\"\n",
			[]string{"inputs.salesforce/username = u", "inputs.salesforce/tags/a = b", "inputs.salesforce/username = $U @env U"}},
		{"lists and tables in a line", "a = [1, 'b', [], {c = 'd'}]\ne = {f.g = 1, h = {}}\n", []string{"a/ : 1", "a/ = b", "a//c = d", "e/f.g : 1"}},
		{"lists over lines", "a = [ # c\n  'b', # d\n\n  # e = 'f'\n  'g',\n]\nh = 'i'\n", []string{"a/ = b", "a/ = g", "h = i", "# e = f"}},
		{"pairs and variables", "a = [{name = 'B', value = 'c'}]\nenv = ['D=e']\n[x.environment]\nF = 'g'\n[[env]]\nname = 'H'\nvalue = 'i'\n",
			[]string{"a/B = c", "env/$D = e", "x.environment/$F = g", "H = i"}},
		{"a table with name and value is no pair", "[a]\nname = 'B'\nvalue = 'c'\n", []string{"a/name = B", "a/value = c"}},
		{"no line end, CRLF and a mark", "\ufeffa = 1\r\n[b]\r\nc = '''\r\nd\r\ne'''", []string{"a : 1", "b/c = d\ne"}},
		{"nothing", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, shown(t, TOML{}, test.src)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestTOMLRefuses(t *testing.T) {
	for _, src := range []string{
		"a\n", "a =\n", "= 1\n", "a = 1 b = 2\n", "a = 01\n", "a = 1.\n", "a = .5\n", "a = 1__0\n", "a = +0x1\n", "a = yes\n", "a = 'b\n", "a = \"b\n", "a = \"\\x\"\n", "a = \"\\ud800\"\n",
		"a = \"\\u12\"\n", "a = '''b\n", "a = \"\"\"b\\ c\"\"\"\n", "a = [1 2]\n", "a = [1\n", "a = {b = 1\n", "a = {b}\n", "[a\n", "[]\n", "[a]]\n", "[[a]\n", "[a] b = 1\n", "a. = 1\n", "a b = 1\n",
		"a = 1979-05-27T\n", "a = 7:32:00\n", "# \x01\n", "a = \"\x01\"\n", "a = \"\xff\"\n", "a = 1\rb = 2\n",
	} {
		d, err := TOML{}.Parse([]byte(src))
		if err == nil {
			t.Errorf("%q is read: %v", src, d.Root.Children)
		}
	}
}

// A table that gets another name gets it in the headers of the tables in it too.
func TestTOMLRenamesTables(t *testing.T) {
	src := "[[a.b]]\nx = 1\n[a.b.c]\nx = 2\n[a . \"b\" . c.d]\nx = 3\n[a.e]\nx = 4\n"
	d := opened(t, "a.toml", []byte(src))
	edits, err := Rename(d.Root.Children[0], "new name")
	if err != nil {
		t.Fatal(err)
	}
	want := "[[\"new name\"]]\nx = 1\n[\"new name\".c]\nx = 2\n[\"new name\" . c.d]\nx = 3\n[a.e]\nx = 4\n"
	if got := string(changed(t, d, edits).Src); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What stands behind the header of a table belongs to it: nothing can be put
// between two tables but a third.
func TestNothingIsPutBehindATable(t *testing.T) {
	for name, src := range map[string]string{"a.toml": "[a]\nx = 1\n", "a.ini": "[a]\nx = 1\n"} {
		d := opened(t, name, []byte(src))
		_, err := Edits(d.Root, []Change{{Node: d.Root.Children[0], After: []Fragment{Literal("y = 2")}}})
		if err == nil || !strings.Contains(err.Error(), "one of its own") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
