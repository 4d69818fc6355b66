//go:build unix

package apply

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"unpw/migrate/fail"
)

// What root never meets. As root the test runs itself again as nobody; as any
// other user (setpriv --reuid=65534 --regid=65534 --clear-groups) it runs here.
func TestUnprivileged(t *testing.T) {
	const nobody = 65534
	if os.Getuid() == 0 {
		runAs(t, nobody)
		return
	}
	// Folders that the test made itself, then those that root made for it.
	t.Run("folder not writable", func(t *testing.T) {
		base, runs := tree(t, map[string]string{"root/.env": env, "root/sub/b.yml": env})
		sub := filepath.Join(base, "root", "sub")
		chmod(t, sub, 0o555)
		defer chmod(t, sub, 0o755)
		refusedAs(t, filepath.Join(base, "root"), runs, "apply sub/b.yml: its folder cannot be written: permission denied",
			".env", "sub/b.yml")
	})
	t.Run("file not readable", func(t *testing.T) {
		base, runs := tree(t, map[string]string{"root/.env": env})
		chmod(t, filepath.Join(base, "root", ".env"), 0o200)
		refusedAs(t, filepath.Join(base, "root"), runs, "apply .env: permission denied", ".env")
	})
	t.Run("folder not searchable", func(t *testing.T) {
		base, runs := tree(t, map[string]string{"root/sub/b.yml": env})
		sub := filepath.Join(base, "root", "sub")
		chmod(t, sub, 0o600)
		defer chmod(t, sub, 0o755)
		refusedAs(t, filepath.Join(base, "root"), runs, "apply sub/b.yml: permission denied", "sub/b.yml")
	})
	t.Run("workspace not writable", func(t *testing.T) {
		base, runs := tree(t, nil)
		chmod(t, base, 0o555)
		defer chmod(t, base, 0o755)
		if _, err := Begin(Disk{}, runs, options()); fail.CodeOf(err) != fail.Partial {
			t.Errorf("got %v", err)
		}
	})
	foreign := os.Getenv("UNPW_FOREIGN_TREE")
	if foreign == "" {
		t.Log("files of another user are not tested: only root can make them")
		return
	}
	t.Run("another user's file", func(t *testing.T) {
		refusedAs(t, foreign, runsIn(t), "apply theirs: may not be written by this user", "theirs")
	})
	t.Run("another user's file that all may write", func(t *testing.T) {
		refusedAs(t, foreign, runsIn(t), "apply shared: it belongs to another user or group, and replacing it would change that", "shared")
	})
}

// refusedAs applies a change to the files and wants it refused as a whole.
func refusedAs(t *testing.T, root, runs, why string, files ...string) {
	t.Helper()
	before := map[string][]byte{}
	in := Integration{ID: "etl"}
	for _, f := range files {
		before[f], _ = os.ReadFile(filepath.Join(root, f)) // unreadable ones stay so
		in.Changes = append(in.Changes, change(root, f, env, "example-password", "new"))
	}
	_, results := rewrite(t, runs, options(), in)
	if r := results[0]; r.Result != Failed || r.Why != why || fail.CodeOf(r.Err) != fail.Partial {
		t.Errorf("got %+v, want %q", r, why)
	}
	for _, f := range files {
		if after, _ := os.ReadFile(filepath.Join(root, f)); string(after) != string(before[f]) {
			t.Errorf("%s holds %q", f, after)
		}
	}
	found, err := filepath.Glob(filepath.Join(root, ".unpw-*"))
	if err != nil || len(found) > 0 {
		t.Errorf("left: %v, %v", found, err)
	}
}

func runsIn(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), ".unpw", "runs")
}

// runAs runs this test as another user, with a folder of theirs that holds
// files of root.
func runAs(t *testing.T, uid int) {
	t.Helper()
	dir, err := os.MkdirTemp("", "unpw-unprivileged")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	chmod(t, dir, 0o755)
	home, foreign := filepath.Join(dir, "home"), filepath.Join(dir, "foreign")
	write(t, filepath.Join(foreign, "theirs"), env)
	write(t, filepath.Join(foreign, "shared"), env)
	chmod(t, filepath.Join(foreign, "shared"), 0o666)
	for _, d := range []string{home, foreign} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(d, uid, uid); err != nil {
			t.Fatal(err)
		}
	}
	exe := copyOfTest(t, dir)
	cmd := exec.Command(exe, "-test.run=^TestUnprivileged$", "-test.v")
	cmd.Dir = home
	cmd.Env = []string{"TMPDIR=" + home, "UNPW_FOREIGN_TREE=" + foreign, "CI=" + os.Getenv("CI")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("as user %d: %v\n%s", uid, err, out)
	}
	t.Logf("as user %d:\n%s", uid, out)
}

// copyOfTest copies the test binary to where another user may run it.
func copyOfTest(t *testing.T, dir string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(exe)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	path := filepath.Join(dir, "apply.test")
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if close := out.Close(); err != nil || close != nil {
		t.Fatal(err, close)
	}
	chmod(t, path, 0o755)
	return path
}
