package format

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// said gives a value in one line: a text in quotes, a bare value as it is, "?"
// where it is computed, env:X for a reference ("~" before it if it is only part
// of the value, "|d" behind it for a default), <-v where a variable led to it.
func said(n *Node) string {
	var b strings.Builder
	switch {
	case n.Kind == Map || n.Kind == List:
		var entries []string
		for _, c := range n.Children {
			entry := said(c)
			if n.Kind == Map {
				entry = c.Key + ": " + entry
			}
			entries = append(entries, entry)
		}
		return map[Kind]string{Map: "{", List: "["}[n.Kind] + strings.Join(entries, ", ") + map[Kind]string{Map: "}", List: "]"}[n.Kind]
	case n.Opaque != "":
		b.WriteString("?")
	case n.Bare:
		b.WriteString(n.Value)
	case len(n.Refs) == 0:
		fmt.Fprintf(&b, "%q", n.Value)
	}
	for _, r := range n.Refs {
		if !r.Whole {
			b.WriteString("~")
		}
		b.WriteString("env:" + r.Name)
		if r.Default != "" {
			b.WriteString("|" + r.Default)
		}
	}
	if len(n.Parts) > 0 {
		fmt.Fprintf(&b, "/%d", len(n.Parts))
	}
	if n.Via != nil {
		b.WriteString("<-" + n.Via.Key)
	}
	return b.String()
}

// calledIn gives every call of a program in one line.
func calledIn(t *testing.T, lang Language, src string) []string {
	t.Helper()
	d, err := Code{lang}.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	codeLocated(t, d)
	var calls []string
	for _, c := range d.Root.Children {
		if c.Kind != Call {
			continue
		}
		line := c.Key + "("
		if c.Await {
			line = "await " + line
		}
		for i, a := range c.Children {
			if i > 0 {
				line += ", "
			}
			if !strings.HasPrefix(a.Key, "(") {
				line += a.Key + "="
			}
			line += said(a)
		}
		calls = append(calls, line+")")
	}
	return calls
}

// codeLocated checks that every entry is where it says, that what stands there
// means what the entry says, alone as well, and that another text can be put in
// its place.
func codeLocated(t *testing.T, d *Document) {
	t.Helper()
	lang := Language(d.Syntax)
	d.Walk(func(n *Node) bool {
		if n.Parent == nil {
			return true
		}
		if n.Parent != d.Root && !n.Parent.Span.Contains(n.Span) || !n.Span.Contains(n.KeySpan) || !n.Span.Contains(n.ValueSpan) {
			t.Errorf("%s: spans %v %v %v do not hold each other", n.Key, n.Span, n.KeySpan, n.ValueSpan)
		}
		if n.Kind != Scalar || n.Opaque != "" {
			return true
		}
		alone := func(value string) *Node {
			v, err := argument(lang, value)
			if err != nil {
				t.Fatalf("%s: %q is no value: %v", n.Key, value, err)
			}
			return v
		}
		written := string(n.ValueSpan.Slice(d.Src))
		if v := alone(written); n.Style != "powershell-word" && n.Via == nil && len(n.Refs) == 0 && (v.Value != n.Value || v.Bare != n.Bare || v.Style != n.Style) {
			t.Errorf("%s: %q means %q, its value is %q", n.Key, written, v.Value, n.Value)
		}
		const fresh = "new \"'`${x} #{y} \\ {z}\n"
		again, err := Encode(n.Style, fresh)
		if err != nil {
			t.Fatal(err)
		}
		if v := alone(again); v.Value != fresh || v.Opaque != "" {
			t.Errorf("%s: a new value written as %q means %q (%s)", n.Key, again, v.Value, v.Opaque)
		}
		for _, r := range n.Refs {
			if string(r.NameSpan.Slice(d.Src)) != r.Name || !r.Span.Contains(r.NameSpan) {
				t.Errorf("%s: reference to %s at %v in %v", n.Key, r.Name, r.NameSpan, r.Span)
			}
		}
		return true
	})
}

func TestCodeCalls(t *testing.T) {
	for _, test := range []struct {
		name string
		lang Language
		src  string
		want []string
	}{
		{"named and positional arguments", Python, "sf = Salesforce('u', password='p', n=3, b=True,)\n", []string{`Salesforce("u", password="p", n=3, b=True)`}},
		{"splats", Python, "f(*a, **config, x='1')\n", []string{`f(*=?, **=?, x="1")`}},
		{"a dictionary", Python, "post(url, data={'a': 'x', \"b\": {'c': 1}, **d, k: 2}, s={1, 2})\n", []string{`post(?, data={a: "x", b: {c: 1}, **: ?, : ?}, s=?)`}},
		{"calls in arguments come behind theirs", Python, "a(b(1), x.y(2))(3)\n", []string{`a(?, ?)`, `b(1)`, `x.y(2)`}},
		{"definitions are no calls", Python, "class A(B):\n  def f(self, a=1): return g(a)\nif (x): pass\n", []string{`g(?)`}},
		{"a lambda", Python, "f(lambda a, b: 1, key=lambda x: y, z='1')\n", []string{`f(?, key=?, z="1")`}},
		{"over lines, with comments", Python, "f(  # one (\n  a='1',  # ' two\n\n  b='2'\n)\n", []string{`f(a="1", b="2")`}},
		{"an import under another name", Python, "from m import (Salesforce as SF, X,)\nimport simple_salesforce as ss, os.path as p\nSF(); ss.Salesforce(); p.join()\n",
			[]string{`Salesforce()`, `simple_salesforce.Salesforce()`, `os.path.join()`}},
		{"objects", JavaScript, "new jsforce.Connection({a: 'x', 'b-c': `y`, d, e: {f: 1}, ...g, h() {}, [i]: 1})", []string{`jsforce.Connection({a: "x", b-c: "y", d: ?, e: {f: 1}, **: ?, : ?, : ?})`}},
		{"lists and functions", JavaScript, "f(['a', 1], function (a) { return 1 }, (x) => x, ...r)", []string{`f(["a", 1], ?, ?, *=?)`}},
		{"awaited", JavaScript, "await a.b(1); await new X({}).login(2); c(3); await d(4).then(5); (await e()).f(6)",
			[]string{`await a.b(1)`, `X({})`, `await login(2)`, `c(3)`, `d(4)`, `await then(5)`, `await e()`, `f(6)`}},
		{"imports", JavaScript, "import sf, { Connection as C, type T } from 'jsforce'\nimport * as all from \"jsforce\"\nimport './x'\nsf.f(); C(); all.g(); T()",
			[]string{`jsforce.f()`, `jsforce.Connection()`, `jsforce.g()`, `jsforce.T()`}},
		{"require", JavaScript, "const j = require('jsforce'), { Connection: K, L } = require('jsforce'); const M = require('jsforce').M; const own = require('./own')\nj.f(); K(); L(); M(); own.f()",
			[]string{`require("jsforce")`, `require("jsforce")`, `require("jsforce")`, `require("./own")`, `jsforce.f()`, `jsforce.Connection()`, `jsforce.L()`, `jsforce.M()`, `own.f()`}},
		{"TypeScript", JavaScript, "class A { async login(u: string, p: string): Promise<void> { await this.c.login(u!, p as string) } }\nfunction f<T>(x: T): T { return g<T>(x) }",
			[]string{`await this.c.login(?, ?)`}},
		{"JSX", JavaScript, "const E = () => <p className=\"a\" onClick={() => f('x')}>Don't {g('y')} <br/></p>;\nh('z')", []string{`f("x")`, `g("y")`, `h("z")`}},
		{"no JSX", JavaScript, "const a = <T>(x: T) => x; const b = <any>y; if (c < d && e > f) g('z')", []string{`g("z")`}},
		{"regular expressions", JavaScript, "a = /['\"(]/.test('x') ? b / c : d / e; f(/[/]'/)", []string{`test("x")`, `f(?)`}},
		{"hashes", Ruby, "f(a: '1', :b => '2', 'c' => '3', \"d\": nil, **e, g: { h: :i })", []string{`f(a="1", b="2", c="3", d=nil, **=?, g={h: :i})`}},
		{"no brackets", Ruby, "X.new a: '1',\n  b: '2' if c\nputs x, 'y'\nn = Y.new z\n", []string{`X.new(a="1", b="2")`, `puts(?, "y")`, `Y.new(?)`}},
		{"no arguments", Ruby, "c = X.new\nputs X.new.y\n", []string{`X.new()`, `puts(?)`, `X.new()`}},
		{"a shorthand and a block argument", Ruby, "f(a:, b: '1', &c)", []string{`f(a=?, b="1", &=?)`}},
		{"a block that configures", Ruby, "Restforce.configure do |config|\n  config.username = 'u'\n  if x\n    config.password = \"p\" # no end\n  end\n  while y do z end\nend\nafter('1')\n",
			[]string{`Restforce.configure(username="u", password="p")`, `after("1")`}},
		{"a block in braces", Ruby, "F.new(url) { |f| f.x = 1 }\nG.configure { |c| c.y = '2' }", []string{`F.new(?)`, `G.configure(y="2")`}},
		{"namespaces, imports, members", PHP, "<?php use A\\B, C\\{D as E};\nnew B('x'); new \\F\\G(); E::h(); $i->j?->k(1);", []string{`A.B("x")`, `F.G()`, `C.D.h()`, `$i.j.k(1)`}},
		{"arrays and named arguments", PHP, "<?php f(['a' => 'x', 'b' => array('c' => 1), $d => 'e', 'g'], h: 'y', ...$i);", []string{`f({a: "x", b: {c: 1}, : ?, : ?}, h="y", *=?)`}},
		{"definitions are no calls", PHP, "<?php function a($b) { return c($b); } $d = fn($e) => g($e); if (h()) {} echo ('x');", []string{`c(?)`, `g(?)`, `h()`}},
		{"maps and closures", Groovy, "f('a', b: 'c', [d: 'e', 'g-h': [1], (i): 2]) { j(it) }\nnew K(l: 'm')", []string{`f("a", b="c", {d: "e", g-h: [1], : ?})`, `j(?)`, `K(l="m")`}},
		{"methods and annotations", Groovy, "@A(b = 'c')\ndef d(String e) { g(e) }\nif (h) { i.j() }", []string{`A(?)`, `g(?)`, `i.j()`}},
		{"commands", PowerShell, "A-B -User 'x' -Force y@z.example $a | c -D (E-F -G 1)\n$h = I-J -K @{ l = 'm'; 'n' = @('o') }, 'p' `\n -Q:$true\necho 'r'", []string{`A-B(User="x", Force="y@z.example", ?)`, `c(D=?)`, `E-F(G=1)`, `I-J(K=?, Q=$true)`}},
		{"methods", PowerShell, "$a.B('x', 1)\n[C.D]::New(\"y\")\nif (e -f 'z') { }", []string{`$a.B("x", 1)`, `New("y")`, `e(f="z")`}},
		{"settings of a bean", Java, "@A(\"b\") class C { private static final String D = \"e\"; void f(String g) throws H { i.setJ(D); new K<L, M>(g, \"n\"); return o(x -> p(x)); } abstract Q r(S t); }", []string{`A("b")`, `i.setJ("e"<-D)`, `o(?)`, `p(?)`}},
		{"initialisers", CSharp, "class A { const string B = \"c\"; async T D(string e) { await f.G(new H { I = B, J = \"k\" }, l: \"m\", new N<O, P> { [\"q\"] = \"r\", {\"s\", e} }); } }", []string{`await f.G({I: "c"<-B, J: "k"}, l="m", {q: "r", s: ?})`}},
		{"definitions", Ruby, "class A < B\n  def self.f(a, b = 1)\n    g(a)\n  end\n  def h = i(1)\nend", []string{`g(?)`, `i(1)`}},
	} {
		t.Run(string(test.lang)+" "+test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, calledIn(t, test.lang, test.src)); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCodePlaces(t *testing.T) {
	src := "x = await new j.Conn( { 'a' : 'b' , c }  ,\n  /* two */ d ) ;"
	d, err := Code{JavaScript}.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	call := d.Root.Children[0]
	object := call.Children[0]
	a, c := object.Children[0], object.Children[1]
	for what, got := range map[string][2]string{
		"call":             {string(call.Span.Slice(d.Src)), "j.Conn( { 'a' : 'b' , c }  ,\n  /* two */ d )"},
		"callee":           {string(call.KeySpan.Slice(d.Src)), "j.Conn"},
		"between brackets": {string(call.Body.Slice(d.Src)), " { 'a' : 'b' , c }  ,\n  /* two */ d "},
		"object":           {string(object.Span.Slice(d.Src)), "{ 'a' : 'b' , c }"},
		"between braces":   {string(object.Body.Slice(d.Src)), " 'a' : 'b' , c "},
		"entry":            {string(a.Span.Slice(d.Src)), "'a' : 'b'"},
		"name":             {string(a.KeySpan.Slice(d.Src)) + a.KeyStyle, "aesc:javascript'"},
		"value":            {string(a.ValueSpan.Slice(d.Src)), "'b'"},
		"shorthand":        {string(c.KeySpan.Slice(d.Src)) + string(c.ValueSpan.Slice(d.Src)), "cc"},
		"argument":         {string(call.Children[1].Span.Slice(d.Src)), "d"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", what, got[0], got[1])
		}
	}
	if a.Comma.Start != strings.Index(src, ", c") || !c.Comma.Empty() || object.Comma.Start != strings.Index(src, ",\n") {
		t.Error("commas are not where they are written")
	}
	if !call.Await || call.Callee != "j.Conn" || call.Layout != Commas || object.Layout != Commas {
		t.Errorf("the call is %+v", call)
	}
}

func TestEnvNames(t *testing.T) {
	for _, test := range []struct {
		lang Language
		src  string
		want string
	}{
		{Python, `import os as o
from os import environ as E, getenv
a = [o.environ["A"], E.get('B'), getenv("C", "x"), f"{os.environ['D']}", config("E_E", cast=str), env.bool("F")]
# os.environ["NO"]
config("not.a.name"); config("lower"); x.env("NO"); os.environ[name]; "os.environ['NO']"`, "A B C D E_E F"},
		{JavaScript, "const { A, B: b = 1, ...c } = process.env; const e = process.env\nf(process.env.C, process.env['D'], `${e.E}`, process.env?.F, import.meta.env.G, Deno.env.get('H'))\nprocess.env.hasOwnProperty('NO') // process.env.NO", "A B C D E F G H"},
		{Ruby, "a = [ENV['A'], ENV.fetch(\"B\") { 1 }, \"#{ENV[\"C\"]}\", ENV.fetch('D', 1)]\nb = <<~X\n  #{ENV['E']} ENV['NO']\nX\n# ENV['NO']\n%w[ENV['NO']]", "A B C D E"},
		{PHP, "<?php $a = env('A'); f(getenv(\"B\"), $_ENV['C'], $_SERVER[\"D\"] ?? 'x', \"{$_ENV['E']}\"); // env('NO')\n$x->env('NO'); env($name); 'env(\"NO\")' ?> env('NO')", "A B C D E"},
		{Groovy, "a = System.getenv('A') ?: env.B\nf(\"$env.C ${System.env.D}\", System.env['E']) // env.NO\nenv.no(); System.getenv(name); 'env.NO'", "A B C D E"},
		{PowerShell, "$a = $env:A; f -b \"$env:B ${env:C}\" @{ d = $ENV:D } # $env:NO\n[Environment]::GetEnvironmentVariable('E'); '$env:NO'", "A B C D E"},
		{Java, "f(System.getenv(\"A\")); // System.getenv(\"NO\")\nSystem.getenv(name); env.get(\"NO\");", "A"},
		{CSharp, "var a = Environment.GetEnvironmentVariable(\"A\") ?? \"x\"; f($\"{System.Environment.GetEnvironmentVariable(\"B\")}\");", "A B"},
		{Python, "x = 'not closed\ny = os.environ['A'] + os.environ.get(\"B\") # os.getenv('C')", "A B C"},
	} {
		if got := strings.Join(EnvNames([]byte(test.src), test.lang), " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.lang, got, test.want)
		}
	}
}

func TestSyntaxNames(t *testing.T) {
	for _, lang := range []Language{Python, JavaScript, Ruby, PHP, Groovy, PowerShell, Java, CSharp} {
		if name := (Code{lang}).Name(); name != string(lang) || !slices.Contains([]string{"python", "javascript", "ruby", "php", "groovy", "powershell", "java", "csharp"}, name) {
			t.Errorf("%v is called %q", lang, name)
		}
	}
}
