package apply

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
)

// undo undoes run and compares the results' words, in order of id.
func undo(t *testing.T, runs, run string, o UndoOptions, want ...string) Report {
	t.Helper()
	o.Options = options()
	report, err := Undo(context.Background(), Disk{}, runs, run, o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range report.Integrations {
		got = append(got, r.Result)
		if (r.Err != nil) != (r.Result == Failed) {
			t.Errorf("%s is %s with error %v", r.ID, r.Result, r.Err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%+v\n%s", report.Integrations, diff)
	}
	return report
}

const source = "# etl\nU=etl\nP=example-password\nX=1\nT=example-token\n"

// pair is two integrations that share .env.
func pair(root string) []Integration {
	return []Integration{
		{ID: "a", Changes: []Change{
			change(root, ".env", source, "P=example-password\n", "K=/etc/secrets/a.key\nC=a\n"),
			change(root, "a.yml", env, "P=example-password\n", ""),
		}},
		{ID: "b", Changes: []Change{change(root, ".env", source, "T=example-token", "B=b")}},
	}
}

func migrated(t *testing.T) (root, runs, run string) {
	t.Helper()
	root, runs = tree(t, map[string]string{".env": source, "a.yml": env})
	run, results := rewrite(t, runs, options(), pair(root)...)
	if results[0].Result != Rewritten || results[1].Result != Rewritten {
		t.Fatalf("got %+v", results)
	}
	want(t, filepath.Join(root, ".env"), "# etl\nU=etl\nK=/etc/secrets/a.key\nC=a\nX=1\nB=b\n")
	want(t, filepath.Join(root, "a.yml"), "")
	return root, runs, run
}

func TestUndoLastRunTwice(t *testing.T) {
	root, runs, run := migrated(t)
	first := undo(t, runs, "", UndoOptions{}, Undone, Undone)
	want(t, filepath.Join(root, ".env"), source)
	want(t, filepath.Join(root, "a.yml"), env)
	second := undo(t, runs, "", UndoOptions{}, Unchanged, Unchanged)
	if why := second.Integrations[0].Why; why != "run "+first.Run+" has undone it" || second.Run != "" {
		t.Errorf("got %q in run %q", why, second.Run)
	}
	if names, err := os.ReadDir(runs); err != nil || len(names) != 2 {
		t.Errorf("%d runs, want %s and its undo: %v", len(names), run, err)
	}
}

func TestUndoOfAnUndo(t *testing.T) {
	root, runs, run := migrated(t)
	before := listingOf(t, root)
	first := undo(t, runs, run, UndoOptions{}, Undone, Undone)
	again := undo(t, runs, first.Run, UndoOptions{}, Undone, Undone)
	if after := listingOf(t, root); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	undo(t, runs, first.Run, UndoOptions{}, Unchanged, Unchanged) // again has undone it
	undo(t, runs, run, UndoOptions{}, Undone, Undone)             // it stands again
	want(t, filepath.Join(root, ".env"), source)
	undo(t, runs, again.Run, UndoOptions{}, Failed, Failed) // the files are not as it left them
	want(t, filepath.Join(root, ".env"), source)
}

func TestUndoOnly(t *testing.T) {
	root, runs, run := migrated(t)
	report := undo(t, runs, run, UndoOptions{Only: []string{"a"}}, Failed)
	if r := report.Integrations[0]; r.Why != "undo .env: was changed later by b in run "+run || fail.CodeOf(r.Err) != fail.Changed {
		t.Errorf("got %+v", r)
	}
	want(t, filepath.Join(root, "a.yml"), "") // all or nothing
	undo(t, runs, run, UndoOptions{Only: []string{"b"}}, Undone)
	want(t, filepath.Join(root, ".env"), "# etl\nU=etl\nK=/etc/secrets/a.key\nC=a\nX=1\nT=example-token\n")
	undo(t, runs, run, UndoOptions{}, Undone, Unchanged)
	want(t, filepath.Join(root, ".env"), source)

	_, err := Undo(context.Background(), Disk{}, runs, run, UndoOptions{Options: options(), Only: []string{"c"}})
	if fail.CodeOf(err) != fail.Usage {
		t.Errorf("an unknown id: %v", err)
	}
}

func TestUndoOnlyMerged(t *testing.T) {
	root, runs, run := migrated(t)
	undo(t, runs, run, UndoOptions{Only: []string{"a"}, Merge: true}, Undone)
	want(t, filepath.Join(root, ".env"), "# etl\nU=etl\nP=example-password\nX=1\nB=b\n")
	want(t, filepath.Join(root, "a.yml"), env)
}

// A later run on the same file goes first, even where the bytes happen to fit.
func TestUndoOrderOfRuns(t *testing.T) {
	root, runs, first := migrated(t)
	now := "# etl\nU=etl\nK=/etc/secrets/a.key\nC=a\nX=1\nB=b\n"
	second, _ := rewrite(t, runs, options(), Integration{ID: "late", Changes: []Change{change(root, ".env", now, "X=1", "X=2")}})
	report := undo(t, runs, first, UndoOptions{}, Failed, Failed)
	if why := report.Integrations[1].Why; why != "undo .env: was changed later by late in run "+second {
		t.Errorf("got %q", why)
	}
	third, _ := rewrite(t, runs, options(), Integration{ID: "back", Changes: []Change{
		change(root, ".env", strings.Replace(now, "X=1", "X=2", 1), "X=2", "X=1")}})
	undo(t, runs, first, UndoOptions{}, Failed, Failed)
	undo(t, runs, third, UndoOptions{}, Undone)
	undo(t, runs, second, UndoOptions{}, Undone)
	undo(t, runs, first, UndoOptions{}, Undone, Undone)
	want(t, filepath.Join(root, ".env"), source)
}

func TestUndoOfAChangedFile(t *testing.T) {
	root, runs, run := migrated(t)
	path := filepath.Join(root, ".env")
	theirs := "# etl\nU=etl\nNEW=1\nK=/etc/secrets/a.key\nC=a\nX=1\nB=b\n# end\n"
	write(t, path, theirs)
	report := undo(t, runs, run, UndoOptions{}, Failed, Failed)
	for _, r := range report.Integrations {
		if fail.CodeOf(r.Err) != fail.Changed || r.Files[0] != ".env" {
			t.Errorf("got %+v", r)
		}
	}
	want(t, path, theirs)
	want(t, filepath.Join(root, "a.yml"), "")
	merged := undo(t, runs, run, UndoOptions{Merge: true}, Undone, Undone)
	want(t, path, "# etl\nU=etl\nNEW=1\nP=example-password\nX=1\nT=example-token\n# end\n")
	undo(t, runs, merged.Run, UndoOptions{}, Undone, Undone)
	want(t, path, theirs)

	write(t, path, strings.Replace(theirs, "C=a", "C=other", 1)) // the very lines
	undo(t, runs, run, UndoOptions{Merge: true}, Failed, Undone)
	want(t, path, "# etl\nU=etl\nNEW=1\nK=/etc/secrets/a.key\nC=other\nX=1\nT=example-token\n# end\n")
}

func TestUndoRefusals(t *testing.T) {
	root, runs, run := migrated(t)
	for name, want := range map[string]fail.Code{
		"20200101T000000Z-0000": fail.Usage,
		"../../etc":             fail.Usage,
	} {
		if _, err := Undo(context.Background(), Disk{}, runs, name, UndoOptions{Options: options()}); fail.CodeOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Remove(filepath.Join(root, ".env")); err != nil {
		t.Fatal(err)
	}
	undo(t, runs, run, UndoOptions{}, Failed, Failed)
	if _, err := os.Stat(filepath.Join(root, ".env")); err == nil {
		t.Error("a file that somebody removed came back")
	}

	_, runs, run = migrated(t)
	write(t, filepath.Join(runs, run, "backup", "0003"), "damaged")
	report := undo(t, runs, run, UndoOptions{Only: []string{"b"}}, Failed)
	if why := report.Integrations[0].Why; !strings.Contains(why, "its backup: it is damaged") {
		t.Errorf("got %q", why)
	}

	empty, runs := tree(t, nil)
	if report, err := Undo(context.Background(), Disk{}, runs, "", UndoOptions{Options: options()}); err != nil || report.Run != "" {
		t.Errorf("no run yet: %+v, %v", report, err)
	}
	if names, _ := os.ReadDir(empty); len(names) > 0 {
		t.Errorf("undo made %v", names)
	}
}

// A workspace that was moved with its tree can still be undone.
func TestUndoAfterTheTreeMoved(t *testing.T) {
	root, _, run := migrated(t)
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(root, moved); err != nil {
		t.Fatal(err)
	}
	undo(t, filepath.Join(moved, ".unpw", "runs"), run, UndoOptions{}, Undone, Undone)
	want(t, filepath.Join(moved, ".env"), source)
}

// Runs have an order of their own: a clock may be set back.
func TestOrderWithAClockThatGoesBack(t *testing.T) {
	root, runs, first := migrated(t)
	o := options()
	o.Now = func() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }
	second, _ := rewrite(t, runs, o, Integration{ID: "late", Changes: []Change{change(root, "a.yml", "", "", "new")}})
	if latest, err := Latest(Disk{}, runs); err != nil || latest != second || second > first {
		t.Errorf("latest is %s of %s, %s: %v", latest, first, second, err)
	}
	undo(t, runs, first, UndoOptions{Only: []string{"a"}}, Failed)
	undo(t, runs, "", UndoOptions{}, Undone)
	undo(t, runs, first, UndoOptions{}, Undone, Undone)
	want(t, filepath.Join(root, ".env"), source)
}

func TestForget(t *testing.T) {
	root, runs, run := migrated(t)
	held, err := os.Open(filepath.Join(runs, run, "backup", "0001")) // as a snapshot of the inode
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	for range 2 {
		if err := Forget(Disk{}, runs, run, options()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(runs, run, "backup")); err == nil {
		t.Error("the backups are there")
	}
	data := make([]byte, len(source))
	if n, err := held.ReadAt(data, 0); err != nil || strings.Trim(string(data[:n]), "\x00") != "" {
		t.Errorf("not overwritten: %q, %v", data[:n], err)
	}
	if _, err := Undo(context.Background(), Disk{}, runs, run, UndoOptions{Options: options()}); fail.CodeOf(err) != fail.Usage {
		t.Errorf("undo: %v", err)
	}
	want(t, filepath.Join(root, "a.yml"), "")
}

func listingOf(t *testing.T, root string) string {
	t.Helper()
	var all []string
	for _, name := range []string{".env", "a.yml"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(data))
	}
	return strings.Join(all, "\x00")
}
