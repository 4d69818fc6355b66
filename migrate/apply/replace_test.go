//go:build unix

package apply

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"unpw/migrate/fail"
)

// What is not replaced, and the reason that is named. No byte changes, nothing
// is left behind, and a dry run says the same.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(root string) error // the target is root/.env
		code    fail.Code
		reason  string
	}{
		{"hard link", func(root string) error {
			return os.Link(filepath.Join(root, ".env"), filepath.Join(root, "other"))
		}, fail.Partial, "apply .env: has 2 hard links: replacing it would leave the others behind"},
		{"read-only", func(root string) error {
			return os.Chmod(filepath.Join(root, ".env"), 0o444)
		}, fail.Partial, "apply .env: is read-only"},
		{"named pipe", func(root string) error {
			path := filepath.Join(root, ".env")
			return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600))
		}, fail.Partial, "apply .env: is not a regular file"},
		{"folder", func(root string) error {
			path := filepath.Join(root, ".env")
			return errors.Join(os.Remove(path), os.Mkdir(path, 0o755))
		}, fail.Partial, "apply .env: is not a regular file"},
		{"link out of the root", func(root string) error {
			path, outside := filepath.Join(root, ".env"), filepath.Join(root, "..", "outside.env")
			return errors.Join(os.Rename(path, outside), os.Symlink(outside, path))
		}, fail.Partial, "apply .env: is a link to a file outside the root"},
		{"link to nothing", func(root string) error {
			path := filepath.Join(root, ".env")
			return errors.Join(os.Remove(path), os.Symlink("nowhere", path))
		}, fail.Changed, "apply .env: is gone"},
		{"link to itself", func(root string) error {
			path := filepath.Join(root, ".env")
			return errors.Join(os.Remove(path), os.Symlink(".env", path))
		}, fail.Partial, "apply .env: a link leads in a circle"},
		{"gone", func(root string) error {
			return os.Remove(filepath.Join(root, ".env"))
		}, fail.Changed, "apply .env: is gone"},
		{"changed since the plan", func(root string) error {
			return os.WriteFile(filepath.Join(root, ".env"), []byte("P=another-password\n"), 0o644)
		}, fail.Changed, "apply .env: changed since the plan"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base, _ := tree(t, map[string]string{"root/.env": env, "root/sub/other.yml": env})
			root := filepath.Join(base, "root")
			if err := tt.prepare(root); err != nil {
				t.Fatal(err)
			}
			before := listing(t, base)
			in := Integration{ID: "etl", Changes: []Change{
				change(root, "sub/other.yml", env, "example-password", "new"),
				change(root, ".env", env, "example-password", "new"),
			}}
			if err := Check(ReadOnly(Disk{}), in); errorLine(err) != tt.reason {
				t.Errorf("check: %v", err)
			}
			_, results := rewrite(t, filepath.Join(base, ".unpw", "runs"), options(), in)
			if got := results[0]; got.Result != Failed || got.Why != tt.reason || fail.CodeOf(got.Err) != tt.code {
				t.Errorf("got %+v (code %d), want %q (code %d)", got, fail.CodeOf(got.Err), tt.reason, tt.code)
			}
			if after := listing(t, base); after != before {
				t.Errorf("before:\n%s\nafter:\n%s", before, after)
			}
		})
	}
}

// A link stays a link, and the file it leads to is changed, once, by whatever
// names it is reached. Mode and attributes stay.
func TestLinksAndAttributesStay(t *testing.T) {
	src := "A=1\nP=example-password\nT=example-token\n"
	root, runs := tree(t, map[string]string{"shared/real.env": src})
	if err := errors.Join(
		os.Symlink("shared/real.env", filepath.Join(root, ".env")),
		os.Symlink("shared", filepath.Join(root, "folder")),
		os.Chmod(filepath.Join(root, "shared/real.env"), 0o751),
	); err != nil {
		t.Fatal(err)
	}
	real := filepath.Join(root, "shared/real.env")
	marked := unix.Setxattr(real, "user.team", []byte("etl"), 0) == nil
	name, results := rewrite(t, runs, options(), Integration{ID: "etl", Changes: []Change{
		change(root, ".env", src, "P=example-password", "K=1"),
		change(root, "folder/real.env", src, "T=example-token", "C=2"),
		change(root, "shared/real.env", src, "T=example-token", "C=2"),
	}})
	if results[0].Result != Rewritten {
		t.Fatalf("got %+v", results[0])
	}
	want(t, filepath.Join(root, ".env"), "A=1\nK=1\nC=2\n")
	undo(t, runs, name, UndoOptions{}, Undone)
	want(t, filepath.Join(root, ".env"), src)
	if to, err := os.Readlink(filepath.Join(root, ".env")); err != nil || to != "shared/real.env" {
		t.Errorf("link: %q, %v", to, err)
	}
	if fi, err := os.Stat(real); err != nil || fi.Mode().Perm() != 0o751 {
		t.Errorf("mode: %v, %v", fi.Mode(), err)
	}
	if !marked {
		t.Log("attributes not tested: this file system has none")
		return
	}
	value := make([]byte, 8)
	if n, err := unix.Getxattr(real, "user.team", value); err != nil || !bytes.Equal(value[:n], []byte("etl")) {
		t.Errorf("attribute: %q, %v", value[:max(n, 0)], err)
	}
}

// Two changes that touch the same bytes are not guessed at.
func TestOverlapIsRefused(t *testing.T) {
	root, runs := tree(t, map[string]string{".env": env})
	_, results := rewrite(t, runs, options(),
		Integration{ID: "one", Changes: []Change{change(root, ".env", env, "example-password", "a")}},
		Integration{ID: "same", Changes: []Change{change(root, ".env", env, "example-password", "a")}},
		Integration{ID: "two", Changes: []Change{change(root, ".env", env, "example", "b")}},
	)
	if results[0].Result != Rewritten || results[1].Result != Unchanged || results[2].Result != Failed ||
		results[2].Why != "apply .env: two changes of it overlap" {
		t.Errorf("got %+v", results)
	}
	want(t, filepath.Join(root, ".env"), "P=a\n")
}

// The dry-run file system cannot write.
func TestReadOnly(t *testing.T) {
	root, runs := tree(t, map[string]string{".env": env})
	before := listing(t, root)
	if _, err := Begin(ReadOnly(Disk{}), runs, options()); err == nil {
		t.Error("a run began")
	}
	ro, path := ReadOnly(Disk{}), filepath.Join(root, ".env")
	_, fresh := ro.Open(filepath.Join(root, "new"), Fresh)
	_, over := ro.Open(path, Overwrite)
	for _, err := range []error{fresh, over, ro.Mkdir(path + "d"), ro.Rename(path, path+"2"), ro.Remove(path)} {
		if err == nil || !strings.Contains(err.Error(), "a dry run writes nothing") {
			t.Errorf("got %v", err)
		}
	}
	if after := listing(t, root); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// listing describes every file below dir but .unpw: type, mode, bytes.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".unpw" {
			return filepath.SkipDir
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		b.WriteString(strings.TrimPrefix(path, dir) + " " + info.Mode().String())
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b.WriteString(" " + hash(data))
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func errorLine(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
