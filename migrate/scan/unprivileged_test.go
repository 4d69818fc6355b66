//go:build unix

package scan_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"unpw/migrate/scan"
)

// A folder and a file that the user may not read are named and passed over. Root
// may read everything: then the test runs itself again as nobody.
func TestUnreadableFolder(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t, "TestUnreadableFolder")
		return
	}
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a.json": login, "locked/b.json": login, "c.json": login})
	for name, mode := range map[string]os.FileMode{"locked": 0, "c.json": 0} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	defer func() { _ = os.Chmod(filepath.Join(dir, "locked"), 0o755) }()
	result := scanRoot(t, scan.Dir(dir), scan.Options{})
	if got := files(result); got != "a.json" {
		t.Errorf("found in %s", got)
	}
	if got := skipped(result); got != "c.json: cannot be read: permission denied\nlocked: folder cannot be read: permission denied" {
		t.Errorf("skipped %s", got)
	}
}

// asNobody runs a test of this binary as an unprivileged user.
func asNobody(t *testing.T, name string) {
	t.Helper()
	setpriv, err := exec.LookPath("setpriv")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("setpriv is not installed")
		}
		t.Skip("setpriv is not installed: what root may read is not tested")
	}
	dir, err := os.MkdirTemp("", "unpw-scan")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(exe)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	binary := filepath.Join(dir, "scan.test")
	out, err := os.OpenFile(binary, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", binary, "-test.run=^"+name+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, []string{"TMPDIR=" + dir, "CI=" + os.Getenv("CI")}
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("as nobody: %v\n%s", err, text)
	}
}
