package format

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What looks like the end of a text and is none must not hide the calls behind.
func TestCodeLiterals(t *testing.T) {
	for _, test := range []struct {
		name string
		lang Language
		src  string
	}{
		{"quotes in comments", Python, "# it's\n"},
		{"quotes in quotes", Python, `"'" '"' '\'' "\""` + "\n"},
		{"long strings", Python, "'''it's \"\"\" \\''' '''\n\"\"\"\"a\"\"\"\n"},
		{"raw strings", Python, `r'\'' rb"\"" R'\\'` + "\n"},
		{"continued strings", Python, "'a\\\nb' 'c\\\r\nd'\n"},
		{"fields", Python, `f"{a['b']}{c!r:>{d}}{{'" f'''{x:%H:%M}''' f"{"nested"}" rf'\{{' f"\N{DASH}"` + "\n"},
		{"a format with quotes", Python, `f"{x:'^10}"` + "\n"},
		{"templates", JavaScript, "`a ${b(`c ${{d: '}'}.d}`)} ' \\` $` ;"},
		{"expressions", JavaScript, `x = a / b; y = /[/'"]\/'/g; return /'/; z = c[0] / 2 / d; w = {} ; if (e) {} /'/.test(f2);`},
		{"comments", JavaScript, "/* ' */ // \"\n"},
		{"hash-bang", JavaScript, "#!/usr/bin/env node it's\n"},
		{"elements", JavaScript, "a = <A b='{' c={d(\"}\")} {...e}>it's {/* } */ f2} <B/> <></> &amp; </A>;"},
		{"types that look like elements", JavaScript, "const a = <T,>(b: T) => b; const c = <any>d;"},
		{"an escaped line end", JavaScript, "'a\\\nb';"},
		{"interpolation", Ruby, `"a #{b["c"]} #{"#{'"'}"}" ` + "`ls #{x['y']}`\n"},
		{"percent literals", Ruby, "%w[a' [b] c]; %q(it's (not) over); %Q{#{a(\"}\")}}; %('); %i[a b]; %r{'}i; x % y\nputs %w('), z %s\n"},
		{"expressions", Ruby, "a = /'/ ; split /\"/, b; c / d / e; x.match(/#{y['z']}'/)\n"},
		{"here-documents", Ruby, "a(<<~ONE, <<-'TWO', x << THREE)\n  it's #{b['c']}\nONE\n  \"#{\n  TWO\n"},
		{"a shift", Ruby, "a << B; c <<D; class << self; end\n"},
		{"block comments", Ruby, "x\n=begin\nit's\n=end\n"},
		{"characters and symbols", Ruby, "a = ?' ; b = ?\" ; c ? 'd' : \"e\"; :'f g'; :\"h#{i}\"; {j: :k, \"l\": 1}; def /(x); end; [:/, :[]]; [:==]; [:!]; :$' ; $' ; $\" ; x.nil? ? 'y' : 'z'\n"},
	} {
		t.Run(string(test.lang)+" "+test.name, func(t *testing.T) {
			calls := calledIn(t, test.lang, test.src+" f('x')\n")
			if len(calls) == 0 || calls[len(calls)-1] != `f("x")` {
				t.Errorf("the call behind it is not seen: %v", calls)
			}
		})
	}
	if calls := calledIn(t, Ruby, "a('b')\n__END__\nf('it is over\n"); !cmp.Equal(calls, []string{`a("b")`}) {
		t.Errorf("text behind the end of a program: %v", calls)
	}
}

func TestCodeRefuses(t *testing.T) {
	for _, test := range []struct {
		lang Language
		src  string
		line int
	}{
		{Python, "a\n'b\nc", 2},
		{Python, "\n'''b\nc", 2},
		{Python, "(\n]", 2},
		{Python, "\n\n(\n\n", 3},
		{Python, ")", 1},
		{Python, "f'{a'", 1},
		{JavaScript, "\n/* a", 2},
		{JavaScript, "`${a`", 1},
		{JavaScript, "'\n'", 1},
		{Ruby, "\n\"#{a", 2},
		{Ruby, "%w[a", 1},
		{Ruby, "a\n=begin\n", 2},
		{Python, strings.Repeat("[", 1001) + strings.Repeat("]", 1001), 1},
		{JavaScript, strings.Repeat("`${", 1001), 1},
	} {
		_, err := Code{test.lang}.Parse([]byte(test.src))
		var bad *Malformed
		if !errors.As(err, &bad) || bad.Line != test.line {
			t.Errorf("%s %.20q: %v (%+v), want it refused in line %d", test.lang, test.src, err, bad, test.line)
		}
	}
	deep := strings.Repeat("f(", 900) + strings.Repeat(")", 900)
	if _, err := (Code{Python}).Parse([]byte(deep)); err != nil {
		t.Errorf("900 brackets are refused: %v", err)
	}
}

func TestCodeStyles(t *testing.T) {
	const nasty = "a\\b\"c'd`e${f}#{g}#@h\n\r\t\x00\x7fä\u2028"
	for style, want := range map[string]string{
		`python"`:         `"a\\b\"c'd` + "`" + `e${f}#{g}#@h\n\r\t\x00\x7fä\u2028"`,
		"python'":         `'a\\b"c\'d` + "`" + `e${f}#{g}#@h\n\r\t\x00\x7fä\u2028'`,
		"javascript`":     "`a\\\\b\"c'd\\`e\\${f}#{g}#@h\\n\\r\\t\\x00\\x7fä\\u2028`",
		`ruby"`:           `"a\\b\"c'd` + "`" + `e${f}\x23{g}\x23@h\n\r\t\x00\x7fä\u2028"`,
		"ruby'":           `"a\\b\"c'd` + "`" + `e${f}\x23{g}\x23@h\n\r\t\x00\x7fä\u2028"`,
		"esc:javascript'": `a\\b"c\'d` + "`" + `e${f}#{g}#@h\n\r\t\x00\x7fä\u2028`,
	} {
		if got, err := Encode(style, nasty); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", style, got, err, want)
		}
	}
	for _, test := range [][3]string{
		{"ruby'", `a\'#{b}`, `'a\\\'#{b}'`},
		{"esc:ruby'", "a\n'", "a\n\\'"},
		{"javascript-bare", "true", "true"},
		{"python-bare", "true", `"true"`},
		{"python-bare", "None", "None"},
		{"ruby-bare", "5", "5"},
		{"python-bare", "a.b", `"a.b"`},
	} {
		if got, err := Encode(test[0], test[1]); err != nil || got != test[2] {
			t.Errorf("%s of %q: %s, %v, want %s", test[0], test[1], got, err, test[2])
		}
	}
	for _, style := range []string{`python"`, "javascript`", "ruby'", "esc:ruby'", "ruby-bare"} {
		if got, err := Encode(style, "\xff"); err == nil {
			t.Errorf("%s spells what is no text as %q", style, got)
		}
	}
}

// Ten megabytes of anything take seconds at most.
func TestCodeInLinearTime(t *testing.T) {
	const size = 10 << 20
	for _, lang := range []Language{Python, JavaScript, Ruby} {
		for _, unit := range []string{"(", "f(", "f'{", "`${", "let {", "{let{"} {
			start := time.Now()
			if _, err := (Code{lang}).Parse(bytes.Repeat([]byte(unit), size/len(unit))); err == nil {
				t.Errorf("%s: %q repeated is accepted", lang, unit)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%s: %q repeated took %v", lang, unit, took)
			}
		}
		start := time.Now()
		src := `f("` + strings.Repeat("a", size) + `")`
		if d, err := (Code{lang}).Parse([]byte(src)); err != nil || len(d.Root.Children[0].Children[0].Value) != size {
			t.Errorf("%s: a long string: %v", lang, err)
		}
		for _, unit := range []string{"=/[", "<<A ", "<<A\n", "a,\n", ";from", "import\n", "a.b().", "process.env.A||", "a b c ", "a=a+a+", "str(a,", "a b, ", "<a>", "<<A <<B\n", "let {a"} {
			_, _ = Code{lang}.Parse(bytes.Repeat([]byte(unit), size/10/len(unit)))
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: long lists took %v", lang, took)
		}
	}
}
