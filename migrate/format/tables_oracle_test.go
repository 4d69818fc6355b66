package format

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// pythonReads prints, for every text on its input, what configparser or tomllib
// reads in it: a path and a value for each setting, or why it reads nothing. Only
// the text of bare values of TOML is left out, which tomllib does not keep.
const pythonReads = `
import configparser, json, sys, tomllib
def leaves(value, path, out):
    if isinstance(value, dict):
        for k, v in value.items(): leaves(v, path + "/" + k, out)
    elif isinstance(value, list):
        for i, v in enumerate(value): leaves(v, path + "/" + str(i), out)
    else: out.append([path, value if isinstance(value, str) else "<bare>"])
def ini(text):
    reader = configparser.RawConfigParser(strict=False, allow_no_value=True)
    reader.optionxform = str
    try: reader.read_string(text)
    except configparser.MissingSectionHeaderError: reader.read_string("[]]\n" + text)
    return {s: {k: v for k, v in reader._sections[s].items() if v is not None} for s in reader._sections}
for line in sys.stdin:
    doc = json.loads(line)
    text = doc["text"].removeprefix("\ufeff")
    out = []
    try:
        leaves(ini(text.replace("\r\n", "\n")) if doc["syntax"] == "ini" else tomllib.loads(text), "", out)
        print(json.dumps({"settings": out}))
    except Exception as e:
        print(json.dumps({"error": str(e)}))
`

type reading struct {
	Settings [][2]string
	Error    string
}

// asked are texts that a real reader shall read, and what has to be in them.
type asked struct {
	lines []string
	check []func(reading) error
}

func (a *asked) add(syntax, src string, check func(reading) error) {
	line, _ := json.Marshal(map[string]string{"syntax": syntax, "text": src})
	a.lines, a.check = append(a.lines, string(line)), append(a.check, check)
}

func (a *asked) ask(t *testing.T) {
	t.Helper()
	python := oracle(t, "python3")
	if err := exec.Command(python, "-c", "import tomllib").Run(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("python3 has no tomllib")
		}
		t.Skip("python3 has no tomllib: nothing to compare with")
	}
	cmd := exec.Command(python, "-c", pythonReads)
	cmd.Stdin = strings.NewReader(strings.Join(a.lines, "\n"))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, complaint.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(a.lines) || len(lines) < 20 {
		t.Fatalf("%d answers to %d questions", len(lines), len(a.lines))
	}
	for i, line := range lines {
		var r reading
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if err := a.check[i](r); err != nil {
			t.Errorf("%v\n%s", err, a.lines[i])
		}
	}
	t.Logf("python3 read %d texts", len(lines))
}

// tableFixtures gives the fixtures that Python can read.
func tableFixtures(t *testing.T) []*Document {
	var docs []*Document
	for _, f := range fixtures(t) {
		if s := For(f.name, f.src); s != nil && (s.Name() == "ini" || s.Name() == "toml") {
			docs = append(docs, opened(t, f.name, f.src))
		}
	}
	if len(docs) < 20 {
		t.Fatalf("only %d fixtures", len(docs))
	}
	return docs
}

// asRead gives a value as the real reader gives it: configparser keeps quotes and
// doubled percent signs, tomllib knows no NAME=value.
func asRead(n *Node, value string) string {
	switch {
	case n.Bare:
		return "<bare>"
	case n.Doc.Syntax == "ini":
		if len(n.Refs) > 0 && value == n.Value {
			return string(n.ValueSpan.Slice(n.Doc.Src))
		}
		if strings.HasPrefix(n.Style, "ini%") {
			value = strings.ReplaceAll(value, "%", "%%")
		}
		if last := n.Style[len(n.Style)-1:]; last == `"` || last == "'" {
			value = last + value + last
		}
	case n.Parent.Kind == List && n.Key != "" && strings.HasPrefix(n.Style, "esc:"):
		return n.Key + "=" + value
	}
	return value
}

// nested tells whether n is a line of what configparser takes for one value.
func nested(n *Node) bool {
	return n.Doc.Syntax == "ini" && n.Parent.Parent != nil && n.Doc.Src[n.Parent.Span.Start] != '['
}

// plain gives the settings of a file that a real reader sees as they are.
func plain(d *Document) []*Node {
	return slices.DeleteFunc(settings(d), func(n *Node) bool { return n.Doc != d || nested(n) })
}

func TestPythonReadsTheSameValues(t *testing.T) {
	var a asked
	for _, d := range tableFixtures(t) {
		a.add(d.Syntax, string(d.Src), func(r reading) error {
			if r.Error != "" {
				return fmt.Errorf("%s: not read: %s", d.Path, r.Error)
			}
			var theirs []string
			for _, s := range r.Settings {
				theirs = append(theirs, s[1])
			}
			for _, n := range plain(d) {
				want := asRead(n, n.Value)
				i := slices.Index(theirs, want)
				if i < 0 {
					if n.Opaque == "" || n.Doc.Syntax == "toml" {
						return fmt.Errorf("%s: %s: nothing is read as %q", d.Path, n.Key, want)
					}
					continue
				}
				theirs = slices.Delete(theirs, i, i+1)
			}
			return nil
		})
	}
	a.ask(t)
}

func TestPythonReadsWhatIsWritten(t *testing.T) {
	var a asked
	before := map[string]reading{}
	docs := tableFixtures(t)
	for _, d := range docs {
		a.add(d.Syntax, string(d.Src), func(r reading) error {
			before[string(d.Src)] = r
			return nil
		})
	}
	for _, d := range docs {
		for _, n := range plain(d) {
			if n.Opaque != "" {
				continue
			}
			for _, v := range trying() {
				e, err := SetValue(n, Literal(v), false)
				if err != nil {
					continue
				}
				src, err := text.Apply(d.Src, filled(t, d, []FileEdit{e}))
				if err != nil {
					t.Fatal(err)
				}
				want := asRead(n, v)
				if n.Bare && !strings.HasPrefix(e.Text[0].lit, `"`) {
					want = "<bare>"
				} else if n.Bare {
					want = v
				}
				a.add(d.Syntax, string(src), func(r reading) error { return onlyChanged(before[string(d.Src)], r, n, want) })
			}
			added, err := Copy(n, "ADDED", NewValue{Text: Literal("added value")})
			if err != nil || n.Parent.Kind == List {
				continue
			}
			edits, err := Edits(n.Parent, []Change{{Node: n, After: []Fragment{added}}})
			if err != nil {
				continue
			}
			src, err := text.Apply(d.Src, filled(t, d, edits))
			if err != nil {
				t.Fatal(err)
			}
			a.add(d.Syntax, string(src), func(r reading) error {
				was, is := len(before[string(d.Src)].Settings), len(r.Settings)
				if r.Error != "" || is != was+1 {
					return fmt.Errorf("%s: a copy of %s: %d settings were there, %d are: %s", d.Path, n.Key, was, is, r.Error)
				}
				return nil
			})
		}
	}
	a.ask(t)
}

// onlyChanged tells what else than one value, or which other value, is in b and
// not in a.
func onlyChanged(a, b reading, n *Node, want string) error {
	if b.Error != "" || len(a.Settings) != len(b.Settings) {
		return fmt.Errorf("%s: %s (%s): %d settings were there, %d are: %s", n.Doc.Path, n.Key, n.Style, len(a.Settings), len(b.Settings), b.Error)
	}
	changes := 0
	for i, s := range b.Settings {
		switch {
		case s == a.Settings[i]:
		case s[0] != a.Settings[i][0] || s[1] != want:
			return fmt.Errorf("%s: %s (%s): %q was there, %q is, %q should be", n.Doc.Path, n.Key, n.Style, a.Settings[i], s, want)
		default:
			changes++
		}
	}
	if changes > 1 {
		return fmt.Errorf("%s: %s: %d values changed", n.Doc.Path, n.Key, changes)
	}
	return nil
}
