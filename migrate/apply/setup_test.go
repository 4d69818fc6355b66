package apply

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unpw/migrate/text"
)

const env = "P=example-password\n"

// hash is keyed, as the real one is.
func hash(data []byte) string {
	mac := hmac.New(sha256.New, []byte("example-id"))
	mac.Write(data)
	return "hmac-sha256:" + hex.EncodeToString(mac.Sum(nil))
}

func options() Options {
	return Options{
		Now:    func() time.Time { return time.Date(2026, 11, 23, 17, 44, 15, 0, time.UTC) },
		Random: rand.NewChaCha8([32]byte{1}),
		Hash:   hash,
		Asked:  map[string]string{"plan": "plan.json"},
	}
}

// replace gives the edit that puts new in the place of old in src.
func replace(src, old, new string) text.Edit {
	at := strings.Index(src, old)
	if at < 0 {
		panic("the text to replace is not there")
	}
	return text.Edit{Span: text.Span{Start: at, End: at + len(old)}, New: new}
}

func change(root, file, src, old, new string) Change {
	return Change{Root: root, File: file, Old: []byte(src), Edits: []text.Edit{replace(src, old, new)}}
}

// tree makes a folder with files on the real disk, and gives it and its runs.
func tree(t *testing.T, files map[string]string) (root, runs string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		write(t, filepath.Join(root, name), data)
	}
	return root, filepath.Join(root, ".unpw", "runs")
}

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	chmod(t, path, 0o644) // whatever the umask
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, path, data string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(data)) {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), got, data)
	}
}

// rewrite runs integrations in one run on the real disk.
func rewrite(t *testing.T, runs string, o Options, list ...Integration) (string, []Result) {
	t.Helper()
	r, err := Begin(Disk{}, runs, o)
	if err != nil {
		t.Fatal(err)
	}
	var results []Result
	for _, in := range list {
		results = append(results, r.Apply(context.Background(), in))
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return r.Name, results
}

// leftovers gives the temporary files below dir, .unpw not looked into.
func leftovers(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == ".unpw" {
			return filepath.SkipDir
		}
		if strings.HasPrefix(d.Name(), ".unpw-") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
