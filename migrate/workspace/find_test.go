package workspace_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

func TestFind(t *testing.T) {
	top := t.TempDir()
	deep := filepath.Join(top, "a", "b", "c")
	must(t, os.MkdirAll(deep, 0o755))
	must(t, os.MkdirAll(filepath.Join(top, "a", "b", "unpw.yaml"), 0o755)) // a folder of that name is none
	find := func(dir string) string {
		w, err := workspace.Find(dir)
		must(t, err)
		return w.Folder
	}
	if got := find(deep); got != deep {
		t.Errorf("without unpw.yaml: %s", got)
	}
	must(t, os.WriteFile(filepath.Join(top, "unpw.yaml"), []byte("schema: unpw/config/v1\nkeys: {bits: 4096}\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(top, "a", "unpw.yaml"), []byte("schema: unpw/config/v1\nkeys: {bits: 3072}\n"), 0o644))
	if got := find(deep); got != filepath.Join(top, "a") {
		t.Errorf("nearest: %s", got)
	}
	w, err := workspace.Find(deep)
	must(t, err)
	if c, err := w.LoadConfig(); err != nil || c.Keys.Bits != 3072 || c.Path != "unpw.yaml" {
		t.Errorf("%v, %v", c, err)
	}
	t.Chdir(deep)
	if got := find("."); !strings.HasSuffix(got, string(filepath.Separator)+"a") {
		t.Errorf("relative: %s", got)
	}
	for _, bad := range []string{filepath.Join(top, "none"), filepath.Join(top, "unpw.yaml")} {
		if _, err := workspace.Find(bad); fail.CodeOf(err) != fail.Usage {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(top, "a", ".unpw")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("looking for it made .unpw")
	}
}

func TestLoadConfigWithout(t *testing.T) {
	w, _ := open(t)
	if data, err := w.ReadConfig(); data != nil || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if c, err := w.LoadConfig(); err != nil || c.Keys.Days != 365 {
		t.Errorf("%v, %v", c, err)
	}
	must(t, os.WriteFile(w.Config, []byte("schema: 1\n"), 0o644))
	_, err := w.LoadConfig()
	if e := checkError(t, err); e.Line != 1 {
		t.Error(e)
	}
	w.Config = filepath.Join(w.Folder, "other", "unpw.yaml")
	must(t, os.MkdirAll(w.Config, 0o755))
	if _, err := w.LoadConfig(); fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), "other/unpw.yaml") {
		t.Error(err)
	}
}

// A new file, a changed one, a changed link; and one that somebody else saved.
func TestWriteConfig(t *testing.T) {
	w, _ := open(t)
	text := func(s string) []byte { return []byte("schema: unpw/config/v1\n" + s) }
	must(t, w.WriteConfig(nil, text("# one\n")))
	if err := w.WriteConfig(nil, text("# two\n")); fail.CodeOf(err) != fail.Changed {
		t.Errorf("over a file that was not there: %v", err)
	}
	if err := w.WriteConfig(text("# zero\n"), text("# two\n")); fail.CodeOf(err) != fail.Changed {
		t.Errorf("over another file: %v", err)
	}
	if data, err := w.ReadConfig(); string(data) != string(text("# one\n")) || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	onUnix(t)
	target := filepath.Join(t.TempDir(), "shared.yaml")
	must(t, os.Rename(w.Config, target))
	must(t, os.Chmod(target, 0o664))
	must(t, os.Symlink(target, w.Config))
	must(t, w.WriteConfig(text("# one\n"), text("# two\n")))
	if data, err := os.ReadFile(target); string(data) != string(text("# two\n")) || err != nil || mode(t, target) != 0o664 {
		t.Errorf("%q, %v, mode %o", data, err, mode(t, target))
	}
	if info, err := os.Lstat(w.Config); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone", err)
	}
	for _, dir := range []string{w.Folder, filepath.Dir(target)} {
		if entries, err := os.ReadDir(dir); len(entries) != 1 || err != nil {
			t.Errorf("left behind: %v, %v", entries, err)
		}
	}
}
