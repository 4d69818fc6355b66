package format

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// oracle gives the path of a real implementation; without one the test is
// skipped, but not in CI.
func oracle(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", name)
	}
	if err != nil {
		t.Skipf("%s is not installed: nothing to compare with", name)
	}
	return path
}

// pythonSurvey prints, for every file named on its input, the text literals and
// the named arguments that Python itself sees, with byte offsets. What stands in
// the fields of a literal is left out: Python before 3.12 gives it no place.
const pythonSurvey = `
import ast, io, json, sys, tokenize, warnings
warnings.simplefilter("ignore")
FSTART = {getattr(tokenize, n) for n in ("FSTRING_START", "TSTRING_START") if hasattr(tokenize, n)}
FEND = {getattr(tokenize, n) for n in ("FSTRING_END", "TSTRING_END") if hasattr(tokenize, n)}
for name in sys.stdin.read().split("\n"):
    try:
        raw = open(name, "rb").read()
        if b"\r" in raw.replace(b"\r\n", b"") or b"\f" in raw: continue
        text = raw.decode("utf-8")
        tree = ast.parse(raw)
        tokens = list(tokenize.tokenize(io.BytesIO(raw).readline))
    except Exception:
        continue
    if any(isinstance(n, getattr(ast, "MatchClass", ())) for n in ast.walk(tree)): continue # patterns look like calls
    lines = raw.split(b"\n")
    starts = [0]
    for line in lines: starts.append(starts[-1] + len(line) + 1)
    chars = [line.decode("utf-8") for line in lines]
    at = lambda row, col: starts[row - 1] + len(chars[row - 1][:col].encode("utf-8"))
    strings, fields, depth = [], [], 0
    for t in tokens:
        if t.type in FSTART:
            if depth == 0: fields.append([at(*t.start), 0])
            depth += 1
        elif t.type in FEND:
            depth -= 1
            if depth == 0: fields[-1][1] = at(*t.end)
        elif t.type == tokenize.STRING and depth == 0:
            prefix = t.string[:min(i for i in (t.string.find("'"), t.string.find('"')) if i >= 0)].lower()
            if "f" in prefix: fields.append([at(*t.start), at(*t.end)])
            elif "b" not in prefix: strings.append([at(*t.start), at(*t.end), ast.literal_eval(t.string)])
    named = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            for k in node.keywords:
                if k.arg: named.append([starts[k.lineno - 1] + k.col_offset, k.arg])
    print(json.dumps({"file": name, "strings": strings, "fields": fields, "named": sorted(named)}))
`

type surveyed struct {
	File    string
	Strings [][3]any
	Fields  [][2]int
	Named   [][2]any
}

func TestPythonAgrees(t *testing.T) {
	python := oracle(t, "python3")
	out, err := exec.Command(python, "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])").Output()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, pattern := range []string{"*.py", "*/*.py"} {
		found, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), pattern))
		files = append(files, found...)
	}
	slices.Sort(files)
	var sample []string
	for i := 0; i < len(files); i += len(files)/150 + 1 {
		sample = append(sample, files[i])
	}
	survey := exec.Command(python, "-c", pythonSurvey)
	survey.Stdin = strings.NewReader(strings.Join(sample, "\n"))
	survey.Stderr = os.Stderr
	if out, err = survey.Output(); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var s surveyed
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		src, err := os.ReadFile(s.File)
		if err != nil {
			t.Fatal(err)
		}
		compareLiterals(t, s, src)
		compareNamed(t, s, src)
		compared += len(s.Strings) + len(s.Named)
	}
	if compared < 5000 {
		t.Errorf("only %d literals and arguments were compared in %d files", compared, len(sample))
	}
}

// within tells whether an offset lies in a literal with fields.
func (s surveyed) within(at int) bool {
	return slices.ContainsFunc(s.Fields, func(f [2]int) bool { return f[0] <= at && at < f[1] })
}

func compareLiterals(t *testing.T, s surveyed, src []byte) {
	toks, bad := lex(languages[Python], &Document{Src: src})
	if bad != nil {
		t.Errorf("%s:%d: %v", filepath.Base(s.File), bad.Line, bad)
		return
	}
	i := 0
	for _, tok := range toks {
		if tok.kind != tString || s.within(int(tok.start)) {
			continue
		}
		if i == len(s.Strings) || int(tok.start) != int(s.Strings[i][0].(float64)) || int(tok.end) != int(s.Strings[i][1].(float64)) {
			t.Errorf("%s: Python sees no literal at %d", filepath.Base(s.File), tok.start)
			return
		}
		raw := string(tok.span().Slice(src))
		got, ok := languages[Python].decode(raw)
		if want := s.Strings[i][2].(string); ok && got != want {
			t.Errorf("%s: the literal at %d is %q, not %q", filepath.Base(s.File), tok.start, want, got)
		} else if !ok && !strings.Contains(raw, `\N`) && !strings.Contains(strings.ToLower(raw), `\ud`) {
			t.Errorf("%s: the literal at %d is not read", filepath.Base(s.File), tok.start)
		}
		i++
	}
	if i < len(s.Strings) {
		t.Errorf("%s: the literal at %v is not seen", filepath.Base(s.File), s.Strings[i][0])
	}
}

func compareNamed(t *testing.T, s surveyed, src []byte) {
	d, err := Code{Python}.Parse(src)
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(s.File), err)
		return
	}
	want := map[int]string{}
	for _, n := range s.Named {
		if at := int(n[0].(float64)); !s.within(at) {
			want[at] = n[1].(string)
		}
	}
	for _, c := range d.Root.Children {
		for _, a := range c.Children {
			if a.KeyStyle != "name" || a.KeySpan.Empty() || s.within(a.KeySpan.Start) {
				continue
			}
			if want[a.KeySpan.Start] != a.Key {
				t.Errorf("%s:%d: Python sees no argument called %s", filepath.Base(s.File), a.Line(), a.Key)
			}
			delete(want, a.KeySpan.Start)
		}
	}
	for at, name := range want {
		t.Errorf("%s:%d: the argument %s is not seen", filepath.Base(s.File), d.Line(at), name)
	}
}

var trickyValues = []string{"", "plain", `a\b`, `'"` + "`", "${a} #{b} #@c {d}", "\n\r\t\x00\x01\x7f", "ä€😀\u2028\ufeff", `\n`, `ends in \`, "-----BEGIN KEY-----\nQUJD\n-----END KEY-----\n", "$", "#", "%s {}"}

// evaluated lets a real implementation read literals.
func evaluated(t *testing.T, program []string, literals []string) []string {
	t.Helper()
	cmd := exec.Command(program[0], program[1:]...)
	cmd.Stdin = strings.NewReader("[" + strings.Join(literals, ",\n") + "]")
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	if err := json.Unmarshal(out, &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func TestLiteralsAreReadAsWritten(t *testing.T) {
	for _, test := range []struct {
		lang     Language
		program  []string
		styles   []string
		literals []string // and some that people write
	}{
		{Python, []string{"python3", "-c", "import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.buffer.read().decode('utf-8'))))"},
			[]string{`python"`, "python'"},
			[]string{`r'\d\''`, `u"ä"`, "'''a\n'b' \\\nc'''", `"\x41\101\0\a\u00e4\U0001F600\
x"`}},
		{JavaScript, []string{"node", "-e", "let s='';process.stdin.on('data',d=>s+=d).on('end',()=>console.log(JSON.stringify(eval(s))))"},
			[]string{`javascript"`, "javascript'", "javascript`"},
			[]string{"`a\n\\`\\${`", `"\x41\0\u{1F600}\ud83d\ude00\a\
x"`, "'\\'\\\"'"}},
	} {
		t.Run(string(test.lang), func(t *testing.T) {
			oracle(t, test.program[0])
			literals, want := test.literals, []string(nil)
			for _, l := range literals {
				v, ok := languages[test.lang].decode(l)
				if !ok {
					t.Errorf("%s is not read", l)
				}
				want = append(want, v)
			}
			for _, style := range test.styles {
				for _, v := range trickyValues {
					l, err := Encode(style, v)
					if err != nil {
						t.Fatal(err)
					}
					literals, want = append(literals, l), append(want, v)
				}
			}
			for i, got := range evaluated(t, test.program, literals) {
				if got != want[i] {
					t.Errorf("%s is %q, want %q", literals[i], got, want[i])
				}
			}
		})
	}
}
