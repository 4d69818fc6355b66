package format

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/text"
)

// A real reader of a syntax judges every edit: it reads the new value in one
// place, and in all others what it read before.
type realReader struct {
	command []string
	args    func(d *Document) string           // behind a file's text, if not nil
	every   int                                // of so many edits one is judged: it is slow
	path    string                             // NODE_PATH
	read    func(src []byte) ([]string, error) // in place of a command
	differs []string                           // settings that it reads in another way than most
}

// values gives what the reader reads in each file, in its own order.
func (r realReader) values(t *testing.T, files []*Document) [][]string {
	t.Helper()
	if r.read != nil {
		return r.each(t, files)
	}
	var in bytes.Buffer
	for _, d := range files {
		in.WriteString(base64.StdEncoding.EncodeToString(d.Src))
		if r.args != nil {
			in.WriteString(" " + r.args(d))
		}
		in.WriteByte('\n')
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.command[0], r.command[1:]...)
	cmd.Stdin = &in
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONIOENCODING=utf-8")
	if r.path != "" {
		cmd.Env = append(cmd.Env, "NODE_PATH="+r.path)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if err != nil || len(lines) != len(files) {
		at := ""
		if len(lines) <= len(files) && len(files) > 0 {
			at = string(files[max(0, min(len(lines), len(files))-1)].Src)
		}
		t.Fatalf("%v: %v: %d of %d files are read\n%.2000s\nabout here:\n%.2000s", r.command, err, len(lines), len(files), stderr.String(), at)
	}
	read := make([][]string, len(files))
	for i, line := range lines {
		for v := range strings.FieldsSeq(line) {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(v, "."))
			if err != nil {
				t.Fatal(err)
			}
			if r.args != nil {
				read[i] = strings.Split(string(raw), "\x00")
				continue
			}
			read[i] = append(read[i], string(raw))
		}
	}
	return read
}

// each reads the files one by one.
func (r realReader) each(t *testing.T, files []*Document) [][]string {
	t.Helper()
	read := make([][]string, len(files))
	for i, d := range files {
		values, err := r.read(d.Src)
		if err != nil {
			t.Fatalf("%v\n%s", err, d.Src)
		}
		read[i] = values
	}
	return read
}

// finds tells whether the reader reads, among values, what n is said to hold.
func finds(n *Node, values []string) bool {
	switch {
	case n.Opaque != "" || len(n.Refs) > 0 || n.Doc.outer != nil || n.Bare || n.Via != nil:
		return true // not said to be known, or spelt in another way
	case n.Parent.Kind == List && n.Key != "" || strings.Contains(n.Style, "|") || strings.Contains(n.Style, "-pair"):
		return true // a part of what the reader sees
	case n.Doc.Syntax == "xml" && strings.HasPrefix(n.Key, "xmlns"):
		return true
	}
	return slices.ContainsFunc(values, func(v string) bool { return strings.ReplaceAll(v, "\r\n", "\n") == n.Value })
}

// available skips a test whose real reader is not installed. Without it in CI the
// test fails.
func available(t *testing.T, required bool, probe ...string) {
	t.Helper()
	if _, err := exec.LookPath(probe[0]); err == nil {
		if out, err := exec.CommandContext(t.Context(), probe[0], probe[1:]...).CombinedOutput(); err == nil {
			return
		} else if len(out) == 0 {
			t.Logf("%v: %v", probe, err)
		}
	}
	if required && os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", probe[0])
	}
	t.Skipf("there is no %q: nothing to compare with", strings.Join(probe, " "))
}

// judged is one edit and what it should come to.
type judged struct {
	what     string
	before   int // its file in the list of files
	after    int
	old, new string
	bare     bool
}

// judge writes every value into every setting of the files and compares what the
// reader reads with what it read before.
func (r realReader) judge(t *testing.T, files []string, parse func(name string, src []byte) (*Document, error), fits func(n *Node, v string) bool) {
	t.Helper()
	var all []*Document
	var edits []judged
	for _, f := range fixtures(t) {
		if f.variant == "with a byte order mark" || !slices.Contains(files, f.name) {
			continue
		}
		d, err := parse(f.name, f.src)
		if err != nil {
			t.Fatal(err)
		}
		before := len(all)
		d.Path = f.String()
		all = append(all, d)
		for _, n := range settings(d) {
			for i, v := range trying() {
				if (i+len(edits))%max(1, r.every) != 0 {
					continue
				}
				if n.Doc != d || n.Opaque != "" || n.Via != nil || len(n.Refs) > 0 || !fits(n, v) {
					continue
				}
				e, err := SetValue(n, Literal(v), false)
				if err != nil {
					continue
				}
				again := d.Src[:e.Start:e.Start]
				s, _ := e.Text.Fill(nil)
				again = append(append(again, s...), d.Src[e.End:]...)
				edits = append(edits, judged{fmt.Sprintf("%s: %s (%s)", f, n.Key, n.Style), before, len(all), n.Value, v, n.Bare})
				all = append(all, &Document{Src: again, Root: d.Root})
			}
		}
	}
	if len(edits) < 100 {
		t.Fatalf("only %d edits are judged", len(edits))
	}
	read := r.values(t, all)
	wrong := 0
	for i, d := range all {
		if d.Path == "" {
			continue // an edit
		}
		for _, n := range settings(d) {
			if n.Doc == d && !finds(n, read[i]) && !slices.Contains(r.differs, n.Key) {
				t.Errorf("%s: %s (%s): nothing is read as %q in\n%q", d.Path, n.Key, n.Style, n.Value, read[i])
			}
		}
	}
	for _, e := range edits {
		if why := e.compare(read[e.before], read[e.after]); why != "" {
			if wrong++; wrong < 10 {
				t.Errorf("%s = %q: %s\n%s", e.what, e.new, why, all[e.after].Src)
			}
		}
	}
	t.Logf("%d edits judged, %d wrong", len(edits), wrong)
}

func (e judged) compare(before, after []string) string {
	if len(before) != len(after) {
		return fmt.Sprintf("%d values are read, there were %d", len(after), len(before))
	}
	at := -1
	for i := range before {
		if before[i] == after[i] {
			continue
		}
		if at >= 0 {
			return fmt.Sprintf("%q became %q as well", before[i], after[i])
		}
		at = i
	}
	switch {
	case at < 0 && (slices.Contains(after, e.new) || e.bare && slices.Contains(after, "bare "+e.new)):
		return "" // it was the value before
	case at < 0:
		return "nothing has changed"
	case after[at] != e.new && !(e.bare && isBare(e.new) && strings.HasPrefix(after[at], "bare ")):
		return fmt.Sprintf("%q is read", after[at])
	}
	return ""
}

// judgeEntries takes every single value away, and puts one beside every one: the
// reader reads one value less, or one more, and the others in their order.
func (r realReader) judgeEntries(t *testing.T, files []string, parse func(name string, src []byte) (*Document, error)) {
	t.Helper()
	var all []*Document
	var what []string
	for _, f := range fixtures(t) {
		if f.variant == "with a byte order mark" || !slices.Contains(files, f.name) {
			continue
		}
		d, err := parse(f.name, f.src)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range settings(d) {
			added, err := Copy(n, "added", NewValue{Text: Literal(addedValue)})
			if err != nil || n.Doc != d || (d.Syntax == "python" || d.Syntax == "ruby") && n.KeyStyle != "name" { // of a dictionary the names are values too
				continue
			}
			for _, c := range []Change{{Node: n, Remove: true}, {Node: n, After: []Fragment{added}}} {
				edits, err := Edits(n.Parent, []Change{c})
				if err != nil {
					continue
				}
				src, err := text.Apply(d.Src, filled(t, d, edits))
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, d, &Document{Src: src, Root: d.Root})
				what = append(what, fmt.Sprintf("%s: %s, removed %t", f, n.Key, c.Remove))
			}
		}
	}
	read := r.values(t, all)
	for i, w := range what {
		less, more := read[2*i+1], read[2*i]
		if strings.HasSuffix(w, "false") {
			less, more = more, less
		}
		k := 0
		for k < len(less) && less[k] == more[k] {
			k++
		}
		if len(more) != len(less)+1 || !slices.Equal(less[k:], more[k+1:]) {
			t.Errorf("%s: %q is read, it was %q\n%s", w, read[2*i+1], read[2*i], all[2*i+1].Src)
		}
	}
	if t.Logf("%d edits judged", len(what)); len(what) < 30 {
		t.Errorf("only %d edits are judged", len(what))
	}
}

func opens(name string, src []byte) (*Document, error) { return Open(name, src) }

func anyValue(n *Node, v string) bool { return true }

func TestOracleProperties(t *testing.T) {
	available(t, true, "java", "-version")
	r := realReader{command: []string{"java", "testdata/oracle/ReadProperties.java"}}
	files := []string{"application.properties", "continued.properties"}
	r.judge(t, files, opens, func(n *Node, v string) bool { return n.Inner == nil })
	r.judgeEntries(t, files, opens)
}

func TestOracleJSON(t *testing.T) {
	parse := func(_ string, src []byte) (*Document, error) { return JSON{}.Parse(src) }
	files := []string{"lines.json", "line.json", "compact.json", "padded.json", "commafirst.json", "tabs.json", "pairs.json"}
	t.Run("node", func(t *testing.T) {
		available(t, true, "node", "--version")
		r := realReader{command: []string{"node", "testdata/oracle/read.js", "json"}}
		r.judge(t, files, parse, anyValue)
		r.judgeEntries(t, files, parse)
	})
	t.Run("python", func(t *testing.T) {
		available(t, true, "python3", "--version")
		realReader{command: []string{"python3", "testdata/oracle/read.py", "json"}}.judge(t, files, parse, anyValue)
	})
}

func TestOracleYAML(t *testing.T) {
	parse := func(_ string, src []byte) (*Document, error) { return YAML{}.Parse(src) }
	files := []string{"plain.yaml", "quotes.yaml", "blocks.yaml", "flow.yaml", "items.yaml", "pairs.yaml", "compose.yml", "documents.yaml"}
	t.Run("python", func(t *testing.T) {
		available(t, true, "python3", "-c", "import yaml")
		r := realReader{command: []string{"python3", "testdata/oracle/read.py", "yaml"}, every: 5}
		r.judge(t, files, parse, anyValue)
		r.judgeEntries(t, files, parse)
	})
	t.Run("node", func(t *testing.T) {
		available(t, true, "node", "--version")
		strict := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return f == "flow.yaml" }) // it wants closing brackets indented
		realReader{command: []string{"node", "testdata/oracle/read.js", "yaml"}, path: modules(t)}.judge(t, strict, parse, anyValue)
	})
}

func TestOracleDotenv(t *testing.T) {
	files := []string{"plain.env", "quotes.env", "lines.env", "blanks.env"}
	t.Run("node", func(t *testing.T) {
		available(t, true, "node", "--version")
		realReader{command: []string{"node", "testdata/oracle/read.js", "dotenv"}, path: modules(t), differs: []string{"NOHASH", "ESCAPES"}}.judge(t, files, opens, anyValue)
	})
	t.Run("python", func(t *testing.T) {
		available(t, true, "python3", "-c", "import dotenv")
		realReader{command: []string{"python3", "testdata/oracle/read.py", "dotenv"}, differs: []string{"ESCAPES"}}.judge(t, files, opens, func(n *Node, v string) bool {
			return !strings.Contains(v, `\\`) && v != "" // of two backslashes in single quotes it reads one; of "A= # b" the comment
		})
	})
	t.Run("ruby", func(t *testing.T) {
		available(t, false, "ruby", "-e", "require 'dotenv'")
		lines := []string{"plain.env", "quotes.env"} // before 3.0 no value goes over lines, and no name has a dash
		realReader{command: []string{"ruby", "testdata/oracle/read.rb"}, differs: []string{"NOHASH", "ESCAPES"}}.judge(t, lines, opens, anyValue)
	})
}

func TestOracleShell(t *testing.T) {
	available(t, false, "bash", "--version")
	names := func(d *Document) string {
		var all []string
		for _, n := range d.Root.Children {
			if n.Opaque == "" && len(n.Refs) == 0 {
				all = append(all, n.Key)
			}
		}
		return strings.Join(all, " ")
	}
	realReader{command: []string{"bash", "testdata/oracle/read.sh"}, args: names, every: 3}.judge(t, []string{"env.sh", ".envrc"}, opens, anyValue)
}

func TestOracleXML(t *testing.T) {
	files := []string{"config.xml", "pairs.xml", "line.xml"}
	fits := func(n *Node, v string) bool { return n.Key != "xmlns:sf" }
	t.Run("python", func(t *testing.T) {
		available(t, true, "python3", "--version")
		realReader{command: []string{"python3", "testdata/oracle/read.py", "xml"}}.judge(t, files, opens, fits)
	})
	t.Run("xmllint", func(t *testing.T) {
		available(t, true, "xmllint", "--version")
		realReader{read: xmllintValues, every: 9}.judge(t, files, opens, fits)
	})
}

func TestOracleHCL(t *testing.T) {
	parse := func(_ string, src []byte) (*Document, error) { return HCL{}.Parse(src) }
	r := realReader{read: hclValues}
	files := []string{"main.tf", "secret.tf", "heredoc.tf", "prod.tfvars", "salesforce.spc"}
	r.judge(t, files, parse, anyValue)
	r.judgeEntries(t, files, parse)
}

func TestOracleTOML(t *testing.T) {
	parse := func(_ string, src []byte) (*Document, error) { return TOML{}.Parse(src) }
	r := realReader{read: tomlValues}
	files := []string{"plain.toml", "secrets.toml", "telegraf.toml", "inline.toml", "long.toml"}
	r.judge(t, files, parse, anyValue)
	r.judgeEntries(t, files, parse)
}

func TestOraclePython(t *testing.T) {
	available(t, true, "python3", "--version")
	r := realReader{command: []string{"python3", "testdata/oracle/read.py", "python"}}
	r.judge(t, []string{"sync.py", "kwargs.py"}, opens, func(n *Node, v string) bool { return !n.Bare || v != "-5" }) // a sign is no constant
	r.judgeEntries(t, []string{"sync.py", "kwargs.py"}, opens)
}
