//go:build unix

package apply

import (
	"bufio"
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// A process that migrates and undoes without end is killed at random moments,
// started again, killed while it recovers; then every integration must be all
// new or all old. UNPW_CRASH_RUNS says how many trees (20); each is killed one
// to three times. What a cut of power adds to a kill is in crash_test.go.
func TestKill(t *testing.T) {
	runs := 20
	if n := os.Getenv("UNPW_CRASH_RUNS"); n != "" {
		var err error
		if runs, err = strconv.Atoi(n); err != nil {
			t.Fatalf("UNPW_CRASH_RUNS: %v", err)
		}
	}
	rng := rand.New(rand.NewPCG(4, 2))
	cutOff, seen := 0, map[string]int{}
	for range runs {
		root, dir := tree(t, map[string]string{"a.env": sharedOld, "sub/b.yml": bOld, "c.json": cOld})
		for range 1 + rng.IntN(3) {
			kill(t, root, time.Duration(rng.IntN(25_000))*time.Microsecond)
		}
		open, err := Unfinished(Disk{}, dir)
		if err != nil {
			t.Fatal(err)
		}
		cutOff += len(open)
		if _, err := Recover(Disk{}, dir, realOptions()); err != nil {
			t.Fatal(err)
		}
		is, err := mixture(Disk{}, root, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprint(is)]++
		if left := leftovers(t, root); len(left) > 0 {
			t.Fatalf("left: %v", left)
		}
		if is["alpha"] || is["beta"] {
			if err := undoNew(root, dir); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d trees, %d with a run cut off; found %v", runs, cutOff, seen)
	if cutOff == 0 {
		t.Error("no kill hit an open run")
	}
}

// kill starts the helper, lets it work for a while and kills it.
func kill(t *testing.T, root string, after time.Duration) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "UNPW_CRASH_TREE="+root)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Errorf("the helper said %q, %v", line, err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Errorf("kill: %v", err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the helper ended on its own: %v", err)
	}
}

// TestMain makes the test binary the process that is killed, where TestKill
// started it as such.
func TestMain(m *testing.M) {
	if root := os.Getenv("UNPW_CRASH_TREE"); root != "" {
		fmt.Println("ready")
		fmt.Fprintln(os.Stderr, migrateForever(root))
		os.Exit(1)
	}
	m.Run()
}

// migrateForever recovers, then migrates and undoes until something fails.
func migrateForever(root string) error {
	dir := filepath.Join(root, ".unpw", "runs")
	if _, err := Recover(Disk{}, dir, realOptions()); err != nil {
		return err
	}
	for {
		if err := undoNew(root, dir); err != nil {
			return err
		}
		r, err := Begin(Disk{}, dir, realOptions())
		if err != nil {
			return err
		}
		for _, in := range two(root) {
			if result := r.Apply(context.Background(), in); result.Err != nil {
				return result.Err
			}
		}
		if err := r.Close(); err != nil {
			return err
		}
	}
}

// undoNew undoes the last run and tells whether everything is old.
func undoNew(root, dir string) error {
	report, err := Undo(context.Background(), Disk{}, dir, "", UndoOptions{Options: realOptions()})
	if err != nil {
		return err
	}
	is, err := mixture(Disk{}, root, 0o644)
	if err == nil && (is["alpha"] || is["beta"]) {
		err = fmt.Errorf("undone, but %v are new: %+v", is, report)
	}
	return err
}

func realOptions() Options { return Options{Now: time.Now, Random: crand.Reader, Hash: hash} }
