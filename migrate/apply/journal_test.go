package apply

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
)

func TestParseJournal(t *testing.T) {
	one := `{"seq":1,"op":"intent","integration":"a","n":1}` + "\n"
	two := `{"seq":2,"op":"committed","integration":"a"}` + "\n"
	for _, tt := range []struct {
		name, journal string
		want          []op // nil: damaged
	}{
		{"empty", "", []op{}},
		{"whole", one + two, []op{intent, committed}},
		{"last line torn", one + two[:20], []op{intent}},
		{"last line without its end", one + strings.TrimSuffix(two, "\n"), []op{intent}},
		{"last line of zeros", one + "\x00\x00\x00\x00", []op{intent}},
		{"written again behind a torn line", one + two[:20] + "\n" + two, []op{intent, committed}},
		{"taken back", one + two + `{"seq":2,"op":"aborted","integration":"a"}` + "\n", []op{intent, aborted}},
		{"several taken back", one + two + `{"seq":1,"op":"intent","integration":"b"}` + "\n", []op{intent}},
		{"a line is missing", two, nil},
		{"a line is damaged", "rubbish\n" + two, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines, err := parseJournal([]byte(tt.journal))
			if tt.want == nil {
				if fail.CodeOf(err) != fail.Partial {
					t.Fatalf("got %v, %v", lines, err)
				}
				return
			}
			got := []op{}
			for _, l := range lines {
				got = append(got, l.Op)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func FuzzParseJournal(f *testing.F) {
	f.Add([]byte(`{"seq":1,"op":"intent"}` + "\n" + `{"seq":1,"op":"abor`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := parseJournal(data)
		if err != nil {
			return
		}
		for i, l := range lines {
			if l.Seq != i+1 {
				t.Errorf("line %d has number %d", i+1, l.Seq)
			}
		}
		entries(lines)
	})
}

// What a run leaves: the files that the contract names, 0600 in 0700, with no
// text of a file outside backup/.
func TestRunFolder(t *testing.T) {
	const canary = "canary-9f2c"
	src := "P=" + canary + "-old\nQ=1\n"
	root, runs := tree(t, map[string]string{"etl/.env": src})
	name, _ := rewrite(t, runs, options(), Integration{ID: "etl", Changes: []Change{
		change(root, "etl/.env", src, canary+"-old", canary+"-new"),
	}})
	dir := filepath.Join(runs, name)
	var names []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); d.IsDir() && mode != 0o700 || !d.IsDir() && mode != 0o600 {
			t.Errorf("%s has mode %v", path, mode)
		}
		if d.IsDir() {
			return nil
		}
		rel, _ := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(rel))
		data, err := os.ReadFile(path)
		if kept := strings.HasPrefix(rel, "backup"); kept != bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s: text of the file in it is %v", rel, !kept)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"backup/0001", "journal.jsonl", "report.json", "run.json"}, names); diff != "" {
		t.Error(diff)
	}
	want(t, filepath.Join(dir, "backup", "0001"), src)

	data, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		t.Fatal(err)
	}
	report := `{"schema":"unpw/run/v1","run":"` + name + `","integrations":[` +
		`{"id":"etl","result":"rewritten","why":"","files":["etl/.env"],"proof":{}}]}`
	if diff := cmp.Diff(report, compact.String()); diff != "" {
		t.Error(diff)
	}
}

// What a run says holds no text of a file, whatever fails, and no path but those
// that a user knows.
func TestNoTextInErrors(t *testing.T) {
	said := 0
	for _, s := range scenarios() {
		for at := 1; at <= s.operations(); at++ {
			m := s.prepare()
			m.fault = from(at, errPower)
			var texts []string
			r, err := Begin(m, runs, options())
			texts = append(texts, errorText(err))
			if err == nil {
				result := r.Apply(context.Background(), two("/w")[0])
				texts = append(texts, result.Why, errorText(result.Err), errorText(r.Close()))
			}
			_, err = Recover(m, runs, options())
			for _, text := range append(texts, errorText(err)) {
				if strings.Contains(text, "example-") || strings.Contains(text, "/w/") {
					t.Errorf("operation %d: %q", at, text)
				}
				said += len(text)
			}
		}
	}
	if said == 0 {
		t.Error("nothing failed")
	}
}

// errorText gives all that a user reads of err.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error() + strings.Join(fail.Of(err).Hints, " ")
}
