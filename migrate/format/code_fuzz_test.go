package format

import (
	"testing"

	"unpw/migrate/text"
)

func FuzzCode(f *testing.F) {
	for _, seed := range []string{
		"from m import A as B\npw = os.environ['X']\nf(B(u='a', **c), pw + f\"{pw!r:>{w}}\", {'k': [1]})\n",
		"const { A, B: b = 'c' } = process.env, d = require('m').E;\nawait new d.F({ a, 'b': `${b}` }).g(process.env.X || 'y', /'/) // c\n",
		"x = <A b=\"c\" {...d}>it's {e(f)}<B/></A>; <T>(y)",
		"f(a do |b|)\nend\nX.new.y z, ->(w) { w } while v do u end\n",
		"R.configure do |c|\n c.a = ENV.fetch('B') { 'd' }\nend\nS.new e: \"#{f}\", :g => %w[h i] if j # k\n=begin\n=end\nl = <<~M\n #{n}\nM\n",
		"a <?= $b ?> <?php use A\\{B as C};\nconst D = 'e', F = \"$g{$h['i']}\"; return ['j' => env('K', 'l') ?: 'm', n => <<<O\n  $p\n  O];",
		"a { b.c = \"$d.e${f}\"; g 'h' }\ndef i = System.getenv('J') ?: 'k'; static final Map<L, M> n = [o: 1, 'p': [q], (r): s]\nt(u: 'v') { w -> x(w) }",
		"param([a][string]$b = 'c''d')\n$env:E = \"f`$g$($h.i)$env:J\"; $k['l'] = [m]@{ n = 'o'; \"p\" = @('q', 1) }\nR-S -T 'u' $v -W:x `\n -Y @z\n$aa = @\"\n$bb\n\"@\n",
		"@{ a = @{\n b = ‘c’ ;\n}; d = [Environment]::GetEnvironmentVariable('E') ?? 'f' }<# g #> # h",
		"@A(b = \"c\") class D<E> { private static final Map<F, G> H = i, J = \"k\\u00e4\"; L m = System.getenv(\"N\"); void o(P q) throws R { s.t(H, q -> \"\"\"\nu\"\"\"); } }",
		"[A(\"b\")] const string C = @\"d\"\"e\"; var f = new G<H, I> { J = $\"k{l:x}{{}}\", [\"m\"] = 'n', {\"o\", p ?? q} }; r(s: new() { T = \"u\" });\n#if v's\n",
		"<?php define('A', 'b' . C); $d['e'][\"f\"] = array(1 => <<<'G'\nh\nG); class I { var ?string $j = 'k'; } $l->m(n: 'o')(\"${p}\");",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, lang := range []Language{Python, JavaScript, Ruby, PHP, Groovy, PowerShell, Java, CSharp} {
			EnvNames(src, lang)
			d, err := Code{lang}.Parse(src)
			if err != nil {
				if bad := err.(*Malformed); bad.Line < 1 {
					t.Fatalf("%s: refused in line %d", lang, bad.Line)
				}
				continue
			}
			whole := text.Span{End: len(src)}
			d.Walk(func(n *Node) bool {
				for _, s := range append([]text.Span{n.Span, n.KeySpan, n.ValueSpan, n.Comma, n.Body}, n.Parts...) {
					if s.Start > s.End || !whole.Contains(s) {
						t.Fatalf("%s: %q has a span %v", lang, n.Key, s)
					}
				}
				if n.Parent != nil && !n.Span.Contains(n.ValueSpan) {
					t.Fatalf("%s: the value %v of %q is not in %v", lang, n.ValueSpan, n.Key, n.Span)
				}
				for _, r := range n.Refs {
					if string(r.NameSpan.Slice(src)) != r.Name {
						t.Fatalf("%s: %s is not at %v", lang, r.Name, r.NameSpan)
					}
				}
				if !known(n.Style) && n.Style != "" {
					t.Fatalf("%s: no style is called %q", lang, n.Style)
				}
				return true
			})
		}
	})
}
