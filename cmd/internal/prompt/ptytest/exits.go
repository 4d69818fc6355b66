package ptytest

import (
	"errors"
	"os/exec"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// Exits is the script command that demands one exit code:
//
//	exits CODE PROGRAM ARG…
//
// testscript's own "! exec" takes any failure for the one that was meant.
func Exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	switch code, err := exitCode(ts.Exec(args[1], args[2:]...)); {
	case err != nil:
		ts.Fatalf("%v", err)
	case code != want:
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func exitCode(err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	}
	return 0, err
}
