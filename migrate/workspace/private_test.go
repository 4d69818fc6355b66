package workspace_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// open gives a workspace in a new folder and what it warned about.
func open(t *testing.T) (*workspace.Workspace, *[]string) {
	t.Helper()
	w, err := workspace.Find(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var warned []string
	w.Warn = func(text string) { warned = append(warned, text) }
	return w, &warned
}

func onUnix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Folders 0700, files 0600, a .gitignore that keeps git away.
func TestModes(t *testing.T) {
	onUnix(t)
	w, warned := open(t)
	must(t, w.WriteFile("metadata/force-app/x.xml", []byte("<x/>")))
	must(t, w.WriteFile("id-like", []byte("1")))
	for _, dir := range []string{"", "metadata", "metadata/force-app"} {
		if got := mode(t, w.Path(dir)); got != 0o700 {
			t.Errorf("%q: %o", dir, got)
		}
	}
	for _, file := range []string{".gitignore", "id-like", "metadata/force-app/x.xml"} {
		if got := mode(t, w.Path(file)); got != 0o600 {
			t.Errorf("%q: %o", file, got)
		}
	}
	if data, err := os.ReadFile(w.Path(".gitignore")); string(data) != "*\n" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if len(*warned) != 0 {
		t.Error(*warned)
	}
}

// What others can read is closed, and the user is told.
func TestRepairs(t *testing.T) {
	onUnix(t)
	for _, open1 := range []string{".", "keys", "keys/Crm.key"} {
		w, warned := open(t)
		must(t, w.WriteFile("keys/Crm.key", []byte("example")))
		path := w.Path(open1)
		must(t, os.Chmod(path, mode(t, path)|0o055))
		if open1 == "keys" {
			must(t, w.WriteFile("keys/Crm.crt", []byte("example"))) // folders are looked at when written to
		} else if _, err := w.ReadFile("keys/Crm.key"); err != nil {
			t.Error(err)
		}
		if got := mode(t, path); got&0o077 != 0 {
			t.Errorf("%s: still %o", open1, got)
		}
		if len(*warned) != 1 || !strings.Contains((*warned)[0], "was open to others") {
			t.Errorf("%s: warned %q", open1, *warned)
		}
	}
}

// A link, or anything but a folder, in the place of .unpw or below it is not
// followed.
func TestRefusesLinks(t *testing.T) {
	onUnix(t)
	write := func(w *workspace.Workspace) error { return w.WriteFile("keys/Crm.key", []byte("example")) }
	read := func(w *workspace.Workspace) error { _, err := w.ReadFile("keys/Crm.key"); return err }
	for _, c := range []struct {
		name  string
		lay   func(w *workspace.Workspace, elsewhere string) error
		do    func(w *workspace.Workspace) error
		cause string
	}{
		{".unpw is a link", func(w *workspace.Workspace, to string) error { return os.Symlink(to, w.Path()) }, write, "is a symbolic link"},
		{".unpw is a link, reading", func(w *workspace.Workspace, to string) error { return os.Symlink(to, w.Path()) }, read, "is a symbolic link"},
		{".unpw is a file", func(w *workspace.Workspace, _ string) error { return os.WriteFile(w.Path(), nil, 0o600) }, write, "is not a folder"},
		{"keys is a link", func(w *workspace.Workspace, to string) error {
			return errors.Join(os.Mkdir(w.Path(), 0o700), os.Symlink(to, w.Path("keys")))
		}, write, "is not a folder"},
		{"the key is a link", func(w *workspace.Workspace, to string) error {
			return errors.Join(os.MkdirAll(w.Path("keys"), 0o700), os.Symlink(filepath.Join(to, "x"), w.Path("keys", "Crm.key")))
		}, read, "is not a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, _ := open(t)
			elsewhere := t.TempDir()
			must(t, c.lay(w, elsewhere))
			err := c.do(w)
			if fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), c.cause) {
				t.Error(err)
			}
			if names, _ := os.ReadDir(elsewhere); len(names) != 0 {
				t.Errorf("wrote elsewhere: %v", names)
			}
		})
	}
	w, _ := open(t)
	for _, name := range []string{"../x", "/etc/x", "a/../../x", "", ".", "a//b", `..\x`} {
		if err := w.WriteFile(name, nil); fail.CodeOf(err) != fail.Bug {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Replacing is whole, creating is exclusive, and neither leaves anything else.
func TestWrites(t *testing.T) {
	w, _ := open(t)
	if _, err := w.ReadFile("a/b"); !errors.Is(err, fs.ErrNotExist) || fail.CodeOf(err) != fail.Usage {
		t.Error(err)
	}
	must(t, w.CreateFile("a/b", []byte("one")))
	if err := w.CreateFile("a/b", []byte("two")); !errors.Is(err, fs.ErrExist) || fail.CodeOf(err) != fail.Partial {
		t.Error(err)
	}
	if data, err := w.ReadFile("a/b"); string(data) != "one" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	must(t, w.WriteFile("a/b", []byte("three")))
	if data, err := w.ReadFile("a/b"); string(data) != "three" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	must(t, os.Mkdir(w.Path("a", "folder"), 0o700))
	must(t, os.WriteFile(w.Path("a", "folder", "x"), nil, 0o600))
	if err := w.WriteFile("a/folder", []byte("x")); fail.CodeOf(err) != fail.Partial {
		t.Errorf("onto a folder: %v", err)
	}
	names, err := os.ReadDir(w.Path("a"))
	if err != nil || len(names) != 2 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// Of many that create one file, one wins, and everybody reads what it wrote.
func TestCreateRace(t *testing.T) {
	w, _ := open(t)
	w.Warn = nil
	var wins, wrong int
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			mine := bytes.Repeat([]byte{byte('a' + i)}, 1<<16)
			err := w.CreateFile("one", mine)
			data, read := w.ReadFile("one")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins++
			} else if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
			}
			if read != nil || len(data) != 1<<16 {
				wrong++
			}
		})
	}
	all.Wait()
	if wins != 1 || wrong != 0 {
		t.Errorf("%d won, %d read something else", wins, wrong)
	}
}
