package workspace_test

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// One writer at a time; the second is told who the first is.
func TestLock(t *testing.T) {
	w, _ := open(t)
	first, err := w.Lock()
	must(t, err)
	_, err = w.Lock()
	if fail.CodeOf(err) != fail.Locked || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("%v", err)
	}
	must(t, first.Unlock())
	second, err := w.Lock()
	must(t, err)
	onUnix(t)
	if got := mode(t, w.Path("lock")); got != 0o600 {
		t.Errorf("mode %o", got)
	}
	must(t, second.Unlock())
}

// The lock of a process that was killed is free, whatever its file says.
func TestLockOfTheDead(t *testing.T) {
	if dir := os.Getenv("UNPW_TEST_HOLD_LOCK"); dir != "" {
		w, err := workspace.Find(dir)
		must(t, err)
		_, err = w.Lock()
		must(t, err)
		os.Stdout.WriteString("locked\n")
		select {}
	}
	w, _ := open(t)
	holder := exec.Command(os.Args[0], "-test.run=^TestLockOfTheDead$")
	holder.Env = append(os.Environ(), "UNPW_TEST_HOLD_LOCK="+w.Folder)
	out, err := holder.StdoutPipe()
	must(t, err)
	must(t, holder.Start())
	line := make([]byte, len("locked\n"))
	if _, err := out.Read(line); err != nil || string(line) != "locked\n" {
		t.Fatalf("%q, %v", line, err)
	}
	_, err = w.Lock()
	if fail.CodeOf(err) != fail.Locked || !strings.Contains(err.Error(), "process "+strconv.Itoa(holder.Process.Pid)+")") {
		t.Errorf("while it lives: %v", err)
	}
	must(t, holder.Process.Kill())
	_ = holder.Wait() // killed
	lock, err := w.Lock()
	must(t, err)
	must(t, lock.Unlock())
}

func TestLockIsNoLink(t *testing.T) {
	onUnix(t)
	w, _ := open(t)
	must(t, w.WriteFile("x", nil))
	must(t, os.Symlink(w.Folder+"/elsewhere", w.Path("lock")))
	if _, err := w.Lock(); fail.CodeOf(err) != fail.Usage {
		t.Error(err)
	}
	if _, err := os.Lstat(w.Folder + "/elsewhere"); err == nil {
		t.Error("made what the link names")
	}
}
