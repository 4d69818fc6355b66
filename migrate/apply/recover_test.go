package apply

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"unpw/migrate/fail"
)

// cutOff gives a tree as a kill leaves it when a.yml and .env are replaced and
// not yet committed, and its runs.
func cutOff(t *testing.T) (root, runs, run string) {
	t.Helper()
	work, runs := tree(t, map[string]string{".env": source, "a.yml": env})
	root = filepath.Join(t.TempDir(), "tree")
	in := pair(work)[0]
	in.Verify = func(context.Context) error { return os.CopyFS(root, os.DirFS(work)) }
	run, results := rewrite(t, runs, options(), in)
	if results[0].Result != Rewritten {
		t.Fatalf("got %+v", results)
	}
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	return root, filepath.Join(root, ".unpw", "runs"), run
}

func TestRecover(t *testing.T) {
	root, runs, run := cutOff(t)
	if left := leftovers(t, root); len(left) != 2 {
		t.Errorf("temporary files at the cut: %v", left)
	}
	reports, err := Recover(Disk{}, runs, options())
	if err != nil || len(reports) != 1 || reports[0].Run != run || reports[0].Integrations[0].Why != "rolled back" {
		t.Fatalf("got %+v, %v", reports, err)
	}
	want(t, filepath.Join(root, ".env"), source)
	want(t, filepath.Join(root, "a.yml"), env)
	if left := leftovers(t, root); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if reports, err := Recover(Disk{}, runs, options()); err != nil || len(reports) > 0 {
		t.Errorf("again: %+v, %v", reports, err)
	}
	undo(t, runs, run, UndoOptions{}, Unchanged)
}

// Recovery does not write through a link that was not there before.
func TestRecoverFollowsNoNewLink(t *testing.T) {
	root, runs, _ := cutOff(t)
	path, elsewhere := filepath.Join(root, ".env"), filepath.Join(t.TempDir(), "elsewhere")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, elsewhere, string(data))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Fatal(err)
	}
	reports, err := Recover(Disk{}, runs, options())
	if err != nil || fail.CodeOf(reports[0].Integrations[0].Err) != fail.Changed {
		t.Fatalf("got %+v, %v", reports, err)
	}
	want(t, elsewhere, string(data))
	want(t, filepath.Join(root, "a.yml"), env)
}

// A damaged backup is not put in a file's place, and a damaged journal stops
// everything.
func TestRecoverFromDamage(t *testing.T) {
	root, runs, run := cutOff(t)
	now, err := os.ReadFile(filepath.Join(root, ".env"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(runs, run, "backup", "0001"), "damaged")
	if _, err := Recover(Disk{}, runs, options()); fail.CodeOf(err) != fail.Partial || len(fail.Of(err).Hints) == 0 {
		t.Errorf("got %v", err)
	}
	want(t, filepath.Join(root, ".env"), string(now))

	root, runs, run = cutOff(t)
	journal := filepath.Join(runs, run, "journal.jsonl")
	data, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	data[0] = 'x'
	write(t, journal, string(data))
	if _, err := Recover(Disk{}, runs, options()); fail.CodeOf(err) != fail.Partial {
		t.Errorf("got %v", err)
	}
	want(t, filepath.Join(root, ".env"), string(now))
}

// The folder of a run that never began is swept; one with backups never is.
func TestRunsThatNeverBegan(t *testing.T) {
	_, runs := tree(t, map[string]string{
		".unpw/runs/20261123T000000Z-0001/journal.jsonl": "",
		".unpw/runs/20261123T000000Z-0002/backup/0001":   env,
		".unpw/runs/notes/run.txt":                       "somebody's",
	})
	if open, err := Unfinished(Disk{}, runs); err != nil || len(open) > 0 {
		t.Errorf("unfinished: %v, %v", open, err)
	}
	if _, err := Recover(Disk{}, runs, options()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(runs, "20261123T000000Z-0001")); err == nil {
		t.Error("it is there")
	}
	want(t, filepath.Join(runs, "20261123T000000Z-0002", "backup", "0001"), env)
	want(t, filepath.Join(runs, "notes", "run.txt"), "somebody's")
}
