package apply

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"unpw/migrate/text"
)

// Any tree, any edits, any of them failing: apply gives what the edits say, and
// undo gives back every byte and mode.
func TestApplyThenUndo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root, err := os.MkdirTemp("", "unpw")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(root)
		if root, err = filepath.EvalSymlinks(root); err != nil {
			t.Fatal(err)
		}
		runs := filepath.Join(root, ".unpw", "runs")
		files := drawTree(t, root)
		before := snapshot(t, root)

		r, err := Begin(Disk{}, runs, options())
		if err != nil {
			t.Fatal(err)
		}
		made := map[string][]text.Edit{}
		for i := range rapid.IntRange(1, 3).Draw(t, "integrations") {
			in := Integration{ID: fmt.Sprint(i)}
			fails := rapid.IntRange(0, 3).Draw(t, "fails") == 0
			if fails {
				in.Verify = func(context.Context) error { return os.ErrInvalid }
			}
			for _, f := range files {
				if rapid.Bool().Draw(t, "touched") {
					in.Changes = append(in.Changes, Change{Root: root, File: f.name, Old: f.data, Edits: drawEdits(t, f.data, i)})
				}
			}
			if r.Apply(context.Background(), in).Result == Rewritten {
				for _, c := range in.Changes {
					made[c.File] = union(made[c.File], c.Edits)
				}
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			want, err := text.Apply(f.data, made[f.name])
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(root, f.name)); err != nil || string(got) != string(want) {
				t.Fatalf("%s holds %q, want %q: %v", f.name, got, want, err)
			}
		}
		report, err := Undo(context.Background(), Disk{}, runs, r.Name, UndoOptions{Options: options()})
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range report.Integrations {
			if result.Result != Undone && result.Result != Unchanged {
				t.Fatalf("%+v", result)
			}
		}
		if after := snapshot(t, root); after != before {
			t.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

type drawn struct {
	name string
	data []byte
}

func drawTree(t *rapid.T, root string) []drawn {
	var files []drawn
	for i := range rapid.IntRange(1, 4).Draw(t, "files") {
		f := drawn{name: fmt.Sprintf("d%d/f%d", i%2, i)}
		f.data = rapid.SliceOfN(rapid.SampledFrom([]byte("ab=\n\r\x00\xff")), 0, 60).Draw(t, "data")
		mode := rapid.SampledFrom([]os.FileMode{0o600, 0o644, 0o664, 0o755, 0o200}).Draw(t, "mode")
		if os.Getuid() != 0 {
			mode |= 0o400 // another user than root cannot read it otherwise
		}
		path := filepath.Join(root, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// drawEdits makes edits of integration i: each third of a file is one's own, so
// that they do not overlap.
func drawEdits(t *rapid.T, data []byte, i int) []text.Edit {
	from, to := len(data)*i/3, len(data)*(i+1)/3
	var edits []text.Edit
	for from < to && rapid.Bool().Draw(t, "more") {
		start := rapid.IntRange(from, to-1).Draw(t, "start")
		end := rapid.IntRange(start, to-1).Draw(t, "end")
		edits = append(edits, text.Edit{
			Span: text.Span{Start: start, End: end},
			New:  rapid.StringOfN(rapid.RuneFrom([]rune("xyé\n")), 0, 8, -1).Draw(t, "new"),
		})
		from = end + 1
	}
	return edits
}

// snapshot describes the tree but .unpw: names, modes, bytes.
func snapshot(t *rapid.T, root string) string {
	all := ""
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Name() == ".unpw" {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		info, err := d.Info()
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all += fmt.Sprintf("%s %v %q\n", path, info.Mode(), data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
