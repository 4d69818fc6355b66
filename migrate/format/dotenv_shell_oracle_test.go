package format

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unpw/migrate/text"
)

// bashRuns runs a script in a folder of its own, with programs that print their
// arguments, and gives these and the files that it writes.
func bashRuns(t *testing.T, src []byte) (arguments []string, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	const programs = "DIR=.\nfor p in python curl force; do eval \"$p() { printf '%s\\0' \\\"\\$@\\\"; }\"; done\n"
	cmd := exec.CommandContext(t.Context(), "bash", "-c", programs+string(src))
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("bash: %v\n%s", err, src)
	}
	files = map[string]string{}
	for _, pattern := range []string{"*", ".env"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range found {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(name)] = string(data)
		}
	}
	return strings.Split(string(bytes.TrimSuffix(out, []byte{0})), "\x00"), files
}

// given gives the arguments of all commands as a shell would hand them over.
func given(d *Document) (all []string) {
	for _, c := range d.Root.Children {
		for _, a := range c.Children {
			v := a.Value
			if c.Kind != Call {
				continue
			}
			switch name := a.Key; {
			case strings.HasPrefix(name, "("):
				all = append(all, v)
			case a.KeyStyle == "form-name":
				if strings.HasPrefix(a.Style, "form-value|") {
					v = string(a.ValueSpan.Slice(d.Src)) // it is sent as it is
				}
				all = append(all, string(bytes.Fields(d.Src[a.Span.Start:])[0]), name+"="+v)
			case a.Opaque != "":
				all = append(all, name)
			case a.KeySpan.End < len(d.Src) && d.Src[a.KeySpan.End] == '=':
				all = append(all, name+"="+v)
			default:
				all = append(all, name, v)
			}
		}
	}
	return all
}

func TestOracleShellCommands(t *testing.T) {
	available(t, true, "bash", "--version")
	for _, f := range fixtures(t) {
		if f.name != "commands.sh" || f.variant != "as it is" {
			continue
		}
		src := bytes.ReplaceAll(f.src, []byte("$CID"), []byte("example-id"))
		d := opened(t, f.name, src)
		for i, v := range append([]string{"first"}, trying()...) {
			var edits []text.Edit
			for k, n := range settings(d) {
				if n.Opaque == "" && n.Parent.Kind == Call && (k+i)%3 == 0 && i > 0 {
					if e, err := SetValue(n, Literal(v), false); err == nil {
						edits = append(edits, filled(t, d, []FileEdit{e})...)
					}
				}
			}
			changed, err := text.Apply(src, edits)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := bashRuns(t, changed)
			if want := given(opened(t, f.name, changed)); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
				t.Errorf("bash passes\n%q\nwe read\n%q\n%s", got, want, changed)
			}
		}
	}
}

func TestOracleShellHeredocs(t *testing.T) {
	available(t, true, "bash", "--version")
	for _, f := range fixtures(t) {
		if f.name != "heredoc.sh" || f.variant != "as it is" {
			continue
		}
		d := opened(t, f.name, f.src)
		for i, v := range append([]string{"first"}, trying()...) {
			var edits []text.Edit
			want := map[*Node]bool{}
			for k, n := range settings(d) {
				if n.Doc == d || (k+i)%2 == 0 || i == 0 {
					continue
				}
				if e, err := SetValue(n, Literal(v), false); err == nil {
					edits = append(edits, filled(t, n.Doc, []FileEdit{e})...)
					want[n] = true
				}
			}
			changed, err := text.Apply(f.src, edits)
			if err != nil {
				t.Fatal(err)
			}
			_, files := bashRuns(t, changed)
			again := opened(t, f.name, changed)
			seen := 0
			again.Walk(func(n *Node) bool {
				if n.Inner != nil {
					seen++
					if name := filepath.Base(n.Key); files[name] != string(n.Inner.Src) {
						t.Errorf("bash writes %s as\n%q\nwe read\n%q", name, files[name], n.Inner.Src)
					}
				}
				return true
			})
			if seen != 3 {
				t.Errorf("%d files are seen in\n%s", seen, changed)
			}
			was, is := settings(d), settings(again)
			for k, n := range was {
				if want[n] && is[k].Value != v {
					t.Errorf("%s = %q is read as %q\n%s", n.Key, v, is[k].Value, changed)
				}
			}
		}
	}
}
