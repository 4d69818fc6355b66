// Package cli is the command line of unpw: one file a command, the global
// flags, and the one place that turns errors into exit codes. It reads flags,
// calls migrate, and prints what comes back. Decisions about files, recipes
// and orgs may not enter; cobra may not leave.
//
// A command is added in three steps:
//
//  1. NAME.go with an options struct, newName(a, runF) that reads flags into
//     it, and runName(ctx, o) that acts. version.go is the pattern.
//  2. One line in root.go.
//  3. A script in cmd/unpw/testdata/script, and a table that passes a runF to
//     test the flags alone.
package cli

import (
	"crypto/rand"
	"io"
	"os"
	"runtime/debug"
	"time"
)

// Env is everything of the outside world that commands use.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Environ        func() []string
	Getwd          func() (string, error)
	Now            func() time.Time
	Random         io.Reader // cryptographic
	Version        string    // empty: that of BuildInfo
	BuildInfo      func() (*debug.BuildInfo, bool)
}

// Process gives the Env of the running process. version is what the linker
// set, or empty.
func Process(version string) Env {
	return Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Environ: os.Environ, Getwd: os.Getwd,
		Now: time.Now, Random: rand.Reader,
		Version: version, BuildInfo: debug.ReadBuildInfo,
	}
}
