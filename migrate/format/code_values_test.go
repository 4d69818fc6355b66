package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lastArgument gives the only argument of the last call of a program.
func lastArgument(t *testing.T, lang Language, src string) *Node {
	t.Helper()
	d, err := Code{lang}.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	codeLocated(t, d)
	calls := d.Root.Children
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].Key == "f" {
			return calls[i].Children[0]
		}
	}
	t.Fatalf("no call of f in %q", src)
	return nil
}

func TestCodeValues(t *testing.T) {
	for _, test := range []struct {
		lang      Language
		src, want string
	}{
		{Python, `f("a\tb" 'c' r"\d")`, `"a\tbc\\d"`},
		{Python, `f("""a
b""")`, `"a\nb"`},
		{Python, `f(f"a{{b}}")`, `"a{b}"`},
		{Python, `f(("a"))`, `"a"`},
		{Python, `f(b"a")`, `?`},
		{Python, `f("\N{DASH}")`, `?`},
		{Python, `f(-1.5e3)`, `-1.5e3`},
		{Python, `f(None)`, `None`},
		{Python, `f(x if y else z)`, `?`},
		{Python, `f("a" % b)`, `?`},
		{Python, `f(os.environ["X"])`, `env:X`},
		{Python, `f(os.environ.get('X'))`, `env:X`},
		{Python, `f(os.environ.get('X', "d"))`, `env:X|d`},
		{Python, `f(os.getenv("X") or "d")`, `env:X|d`},
		{Python, `f(os.getenv("X", d))`, `env:X`},
		{Python, `f(environ["X"])`, `env:X`},
		{Python, `f(config("X", default="d"))`, `env:X|d`},
		{Python, `f(str(os.environ["X"]))`, `~env:X`},
		{Python, `f(os.environ["X"].replace("\\n", "\n").strip())`, `~env:X`},
		{Python, `f(os.environ["X"][1:])`, `?~env:X`},
		{Python, `f(os.environ[x])`, `?`},
		{Python, `f(os.environ["X"] + os.environ["Y"])`, `~env:X~env:Y/2`},
		{Python, `f("a" + os.environ["Y"])`, `~env:Y/2`},
		{Python, `f("a" + "b")`, `"ab"`},
		{Python, `f(a + os.environ["Y"])`, `?~env:Y/2`},
		{Python, `f(f"{os.environ['X']}{os.getenv('Y')}")`, `~env:X~env:Y/2`},
		{Python, `f(f"{os.environ["X"]}")`, `~env:X/1`},
		{Python, `f(f"https://{os.environ['X']:>5}")`, `?~env:X/1`},
		{JavaScript, `f(process.env.X)`, `env:X`},
		{JavaScript, `f(process.env["X"])`, `env:X`},
		{JavaScript, `f(process.env.X!)`, `env:X`},
		{JavaScript, `f(process.env.X as string)`, `env:X`},
		{JavaScript, `f(process.env.X || 'd')`, `env:X|d`},
		{JavaScript, `f(process.env.X ?? "d")`, `env:X|d`},
		{JavaScript, `f(process.env.X || process.env.Y)`, `~env:X~env:Y`},
		{JavaScript, `f(process.env.X || g())`, `?~env:X`},
		{JavaScript, `f((process.env.X || 'd').trim())`, `~env:X|d`},
		{JavaScript, `f(process.env.X.replace(/\\n/g, '\n'))`, `~env:X`},
		{JavaScript, "f(`${process.env.X}${process.env.Y}`)", `~env:X~env:Y/2`},
		{JavaScript, "f(`a${process.env.X}`)", `?~env:X/1`},
		{JavaScript, "f(`a\\`b`)", `"a` + "`" + `b"`},
		{JavaScript, `f("\u{1F600}\ud83d\ude00\x41")`, `"😀😀A"`},
		{JavaScript, `f(a ? 'b' : 'c')`, `?`},
		{PHP, `<?php f('a\'b\n' . "c\n\x41\u{e4}");`, `"a'b\\nc\nAä"`},
		{PHP, `<?php f("$x");`, `?/1`},
		{PHP, `<?php f("{$_ENV['X']}$_SERVER[Y]");`, `?~env:X/2`},
		{PHP, `<?php f("\$x {y} {\$z}");`, `"$x {y} {$z}"`},
		{PHP, `<?php f(env('X', 'd'));`, `env:X|d`},
		{PHP, `<?php f(getenv('X') ?: 'd');`, `env:X|d`},
		{PHP, `<?php f($_ENV['X'] ?? "d");`, `env:X|d`},
		{PHP, `<?php f((string) env('X'));`, `~env:X`},
		{PHP, `<?php f(str_replace('a', "b", env('X')));`, `~env:X`},
		{PHP, `<?php f(env('X') . $_ENV['Y']);`, `~env:X~env:Y/2`},
		{PHP, `<?php f(x ? 'y' : 'z');`, `?`},
		{PHP, "<?php f(<<<A\n  b\n   c\n  A);", `"b\n c"`},
		{PHP, "<?php f(<<<'A'\n$b\\n\nA);", `"$b\\n"`},
		{PHP, "<?php f(`ls`);", `?`},
		{PHP, `<?php f(-5);`, `-5`},
		{PHP, `<?php f(true);`, `true`},
		{Groovy, `f('a\'b\n$c' + "\$d\u00e4\ud83d\ude00")`, `"a'b\n$c$dä😀"`},
		{Groovy, "f('''a\nb''')", `"a\nb"`},
		{Groovy, `f("${env.X}$env.Y")`, `~env:X~env:Y/2`},
		{Groovy, `f("https://${env.X}")`, `?~env:X/1`},
		{Groovy, `f(System.getenv('X') ?: 'd')`, `env:X|d`},
		{Groovy, `f(System.env.X as String)`, `env:X`},
		{Groovy, `f(/a'b/)`, `?`},
		{Groovy, `f(x ? 'y' : 'z')`, `?`},
		{Groovy, `f([:])`, `{}`},
		{PowerShell, `f('it''s \\ $x')`, `"it's \\\\ $x"`},
		{PowerShell, "f(\"a`tb `$x `\"y`\" \"\"z\"\" \\\")", `"a\tb $x \"y\" \"z\" \\"`},
		{PowerShell, "f(@'\n$a 'b'\nc\n'@)", `"$a 'b'\nc"`},
		{PowerShell, "f(@\"\na \"b\" `$c\n\"@)", `"a \"b\" $c"`},
		{PowerShell, "f(\"`u{41}\")", `?`},
		{PowerShell, "f(‘it’’s’)", `"it’s"`},
		{PowerShell, `f($env:X)`, `env:X`},
		{PowerShell, `f(${env:X})`, `env:X`},
		{PowerShell, `f($env:X ?? 'd')`, `env:X|d`},
		{PowerShell, `f("$env:X$($env:Y)")`, `~env:X~env:Y/2`},
		{PowerShell, `f("a$x")`, `?/1`},
		{PowerShell, `f($env:X + 'a')`, `~env:X/2`},
		{PowerShell, `f([string]$env:X)`, `env:X`},
		{PowerShell, `f([Environment]::GetEnvironmentVariable("X"))`, `env:X`},
		{PowerShell, `f(@{ a = 'b'; c = @(1, $true) })`, `{a: "b", c: [1, $true]}`},
		{Java, `f("a\t\"b\"\u00e4\ud83d\ude00\101" + "\s|")`, `"a\t\"b\"ä😀A |"`},
		{Java, "f(\"\"\"\n  a\"\"\")", `?`},
		{Java, `f('"')`, `?`},
		{Java, `f(System.getenv("X"))`, `env:X`},
		{CSharp, `f("a\x41\0\U0001F600")`, `"aA\x00😀"`},
		{CSharp, `f(@"C:\dir ""x""")`, `"C:\\dir \"x\""`},
		{CSharp, `f($"{Environment.GetEnvironmentVariable("X")}")`, `~env:X/1`},
		{CSharp, `f(Environment.GetEnvironmentVariable("X") ?? "d")`, `env:X|d`},
		{Ruby, `f(ENV['X'])`, `env:X`},
		{Ruby, `f(ENV.fetch('X'))`, `env:X`},
		{Ruby, `f(ENV.fetch("X", 'd'))`, `env:X|d`},
		{Ruby, `f(ENV.fetch("X") { 'd' })`, `env:X|d`},
		{Ruby, `f(ENV['X'] || 'd')`, `env:X|d`},
		{Ruby, `f(ENV['X'].gsub('\n', "\n").strip)`, `~env:X`},
		{Ruby, `f("#{ENV['X']}#{ENV['Y']}")`, `~env:X~env:Y/2`},
		{Ruby, `f("#@x")`, `?`},
		{Ruby, `f('a\'b\n')`, `"a'b\\n"`},
		{Ruby, `f("a\e\u{41}\s")`, `"a\x1bA "`},
		{Ruby, `f(%w[a])`, `?`},
	} {
		if got := said(lastArgument(t, test.lang, test.src)); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.lang, test.src, got, test.want)
		}
	}
}

func TestCodeVariables(t *testing.T) {
	for _, test := range []struct {
		name      string
		lang      Language
		src, want string
		statement string // where the value comes from
	}{
		{"one step", Python, "pw = os.environ['X']  # c\nf(pw)", `env:X<-pw`, "pw = os.environ['X']"},
		{"a text", Python, "pw: str = 'a'\nf(pw)", `"a"<-pw`, "pw: str = 'a'"},
		{"an attribute", Python, "self.pw = os.getenv('X')\nf(self.pw)", `env:X<-self.pw`, "self.pw = os.getenv('X')"},
		{"a method behind it", Python, "pw = os.getenv('X')\nf(pw.strip())", `~env:X<-pw`, "pw = os.getenv('X')"},
		{"over lines", Python, "pw = (\n  os.getenv('X')\n)\nf(pw)", `env:X<-pw`, "pw = (\n  os.getenv('X')\n)"},
		{"not two steps", Python, "a = os.environ['X']\npw = a\nf(pw)", `?<-pw`, "pw = a"},
		{"not twice", Python, "pw = 'a'\npw = 'b'\nf(pw)", `?`, ""},
		{"not a parameter", Python, "pw = 'a'\ndef g(x, pw): f(pw)", `?`, ""},
		{"not a loop", Python, "pw = 'a'\nfor pw in x: f(pw)", `?`, ""},
		{"not with others", Python, "pw = 'a'\npw, b = 'c', 'd'\nf(pw)", `?`, ""},
		{"not added to", Python, "pw = 'a'\npw += 'b'\nf(pw)", `?`, ""},
		{"an argument's name is no variable", Python, "pw = 'a'\ng(\n  pw='b',\n)\nf(pw)", `"a"<-pw`, "pw = 'a'"},
		{"itself", Python, "pw = pw\nf(pw)", `?<-pw`, "pw = pw"},
		{"const", JavaScript, "export const pw: string = process.env.X!;\nf(pw)", `env:X<-pw`, "export const pw: string = process.env.X!;"},
		{"without a semicolon", JavaScript, "const pw = process.env.X\n  || 'd'\nf(pw)", `env:X|d<-pw`, "const pw = process.env.X\n  || 'd'"},
		{"one of several", JavaScript, "var a = 1,\n  pw = process.env.X;\nf(pw)", `env:X<-pw`, "pw = process.env.X"},
		{"taken apart", JavaScript, "const { A, X: pw = 'd', ...r } = process.env;\nf(pw)", `env:X|d<-pw`, "X: pw = 'd'"},
		{"taken apart, short", JavaScript, "const { A, X } = process.env;\nf(X)", `env:X<-X`, "X"},
		{"taken apart from anything else", JavaScript, "const { X } = g();\nf(X)", `?`, ""},
		{"an entry of its own name", JavaScript, "const pw = 'a';\nf({pw})", `{pw: "a"<-pw}`, ""},
		{"a template of variables", JavaScript, "const a = process.env.A, b = process.env.B;\nf(`${a}${b}`)", `~env:A~env:B/2`, ""},
		{"a sum", JavaScript, "const a = process.env.A, b = 'x';\nf(a + b)", `~env:A/2<-a`, "a = process.env.A"},
		{"not an arrow's parameter", JavaScript, "const pw = 'a'; g((pw) => f(pw)); ", `?`, ""},
		{"not a method's parameter", JavaScript, "const pw = 'a'; class A { g(pw) { f(pw) } }", `?`, ""},
		{"not a typed parameter", JavaScript, "const pw = 'a'; const g = (pw: string): Promise<void> => { f(pw) }", `?`, ""},
		{"not a loop of it", JavaScript, "const pw = 'a'; for (const pw of x) f(pw)", `?`, ""},
		{"not where conditional", JavaScript, "let pw = 'a'; if (x) pw = 'b'\nf(pw)", `?`, ""},
		{"a variable", PHP, "<?php $pw = env('X'); // c\nf($pw);", `env:X<-pw`, "$pw = env('X');"},
		{"a property", PHP, "<?php class A { private ?string $pw = 'a'; function g() { f($this->pw); } }", `"a"<-pw`, "private ?string $pw = 'a';"},
		{"a constant", PHP, "<?php class A { const PW = 'a'; function g() { f(self::PW); } }", `"a"<-PW`, "const PW = 'a';"},
		{"a defined constant", PHP, "<?php define('PW', 'a'); f(PW);", `"a"<-PW`, "define('PW', 'a');"},
		{"two of them in a text", PHP, "<?php $pw = env('X'); $t = env('Y'); f(\"$pw{$t}\");", `~env:X~env:Y/2`, ""},
		{"not a parameter", PHP, "<?php $pw = 'a'; function g(string $pw) { f($pw); }", `?`, ""},
		{"not a loop", PHP, "<?php $pw = 'a'; foreach ($x as $pw) f($pw);", `?`, ""},
		{"not added to", PHP, "<?php $pw = 'a'; $pw .= 'b'; f($pw);", `?`, ""},
		{"a definition", Groovy, "def pw = System.getenv('X') // c\nf(pw)", `env:X<-pw`, "def pw = System.getenv('X')"},
		{"a typed constant", Groovy, "class A { static final Map<String, String> B = [:]\n private final String pw = 'a'; def g() { f(pw) } }", `"a"<-pw`, "private final String pw = 'a';"},
		{"not a closure's parameter", Groovy, "def pw = 'a'\nx.each { pw -> f(pw) }", `?`, ""},
		{"not a method's parameter", Groovy, "def pw = 'a'\ndef g(pw) { f(pw) }", `?`, ""},
		{"not what a closure configures", Groovy, "a { pw = 'b' }\nf(pw)", `?`, ""},
		{"a variable", PowerShell, "[string]$Script:Pw = $env:X # c\nf($pw)", `env:X<-Pw`, "[string]$Script:Pw = $env:X"},
		{"two in a text", PowerShell, "$pw = 'a'\n$t = $env:X\nf(\"$pw$($t)\")", `~env:X/2`, ""},
		{"not a parameter", PowerShell, "$pw = 'a'\nfunction g { param([string]$Pw = 'b') f($pw) }", `?`, ""},
		{"not a loop", PowerShell, "$pw = 'a'\nforeach ($pw in $x) { f($pw) }", `?`, ""},
		{"an instance variable", Ruby, "@pw = ENV['X']\nf(@pw)", `env:X<-@pw`, "@pw = ENV['X']"},
		{"a shorthand", Ruby, "pw = ENV['X']\nf(pw:)", `env:X<-pw`, "pw = ENV['X']"},
		{"not a block's parameter", Ruby, "pw = 'a'\nx.each { |pw| f(pw) }", `?`, ""},
		{"not if only sometimes", Ruby, "pw = 'a' unless x\nf(pw)", `?<-pw`, "pw = 'a' unless x"},
	} {
		t.Run(string(test.lang)+" "+test.name, func(t *testing.T) {
			n := lastArgument(t, test.lang, test.src)
			if got := said(n); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if test.statement == "" {
				return
			}
			if got := string(n.Via.Span.Slice(n.Doc.Src)); got != test.statement {
				t.Errorf("the statement is %q, want %q", got, test.statement)
			}
			if via := n.Via; via.Parent == nil || via.Parent.Child(via.Key) != via {
				t.Error("the statement is no entry of its container")
			}
		})
	}
}

// A pattern is a container with commas, so one of its names can be taken away.
func TestCodePatternIsAContainer(t *testing.T) {
	n := lastArgument(t, JavaScript, "const { A, X: pw, ...rest } = process.env;\nf(pw)")
	var got []string
	for _, c := range n.Via.Parent.Children {
		got = append(got, string(c.Span.Slice(n.Doc.Src))+string(c.Comma.Slice(n.Doc.Src)))
	}
	if diff := cmp.Diff([]string{"A,", "X: pw,", "...rest"}, got); diff != "" {
		t.Error(diff)
	}
	edits, err := Edits(n.Via.Parent, []Change{{Node: n.Via, Remove: true}})
	if err != nil || len(edits) != 1 {
		t.Fatalf("%v, %v", edits, err)
	}
	src := string(n.Doc.Src)
	if got := src[:edits[0].Start] + src[edits[0].End:]; !strings.HasPrefix(got, "const { A, ...rest } = process.env;") {
		t.Errorf("without the name: %q", got)
	}
}
