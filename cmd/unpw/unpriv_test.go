package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// nobody is the user that an unprivileged program runs as.
const nobody = 65534

// unpriv runs a program as a user who has no rights beyond owning $WORK: file
// permissions mean nothing to root, whom CI runs as. Where the tests are not
// root already, the program just runs. Where root may not change its user, the
// script is skipped, and fails under CI.
func unpriv(ts *testscript.TestScript, neg bool, args []string) {
	want := 0
	if len(args) > 2 && args[0] == "-code" {
		var err error
		want, err = strconv.Atoi(args[1])
		ts.Check(err)
		args = args[2:]
	}
	if len(args) == 0 || neg && want != 0 {
		ts.Fatalf("usage: unpriv [-code N] PROGRAM ARG…")
	}
	if os.Geteuid() == 0 {
		work := ts.Getenv("WORK")
		if err := canBeNobody(work); err != nil {
			reason := "unpriv: cannot run as an unprivileged user: " + err.Error()
			if os.Getenv("CI") == "true" {
				ts.Fatalf("%s", reason)
			}
			ts.Value(scriptT{}).(testscript.T).Skip(reason)
		}
		ts.Check(giveToNobody(work))
		args = append([]string{"as-nobody"}, args...)
	}
	code := 0
	if err := ts.Exec(args[0], args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if neg && code == 0 || !neg && code != want {
		ts.Fatalf("exit code %d", code)
	}
}

// canBeNobody tells why a program cannot be run as nobody in work, if so.
func canBeNobody(work string) error {
	if err := openWay(work); err != nil {
		return err
	}
	cmd := exec.Command("sh", "-c", "cd "+strconv.Quote(work))
	if err := switchUser(cmd); err != nil {
		return err
	}
	return cmd.Run()
}

// openWay lets nobody pass through the folders between the system's temporary
// folder and dir, which Go makes for their owner only.
func openWay(dir string) error {
	tmp, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return err
	}
	for ; dir != tmp && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if err := os.Chmod(dir, info.Mode().Perm()|0o011); err != nil {
			return err
		}
	}
	return nil
}

func giveToNobody(work string) error {
	return filepath.WalkDir(work, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
}

// asNobody is the program "as-nobody PROGRAM ARG…". It runs a copy of PROGRAM
// where everybody may: the original lies in a folder of root's.
func asNobody() {
	code, err := runAsNobody(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "as-nobody:", err)
		code = 99
	}
	os.Exit(code)
}

func runAsNobody(args []string) (code int, err error) {
	path, err := exec.LookPath(args[0])
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("/tmp", "as-nobody")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o755); err != nil {
		return 0, err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	copied := filepath.Join(dir, filepath.Base(path))
	if err := os.WriteFile(copied, program, 0o755); err != nil {
		return 0, err
	}
	cmd := exec.Command(copied, args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := switchUser(cmd); err != nil {
		return 0, err
	}
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}
