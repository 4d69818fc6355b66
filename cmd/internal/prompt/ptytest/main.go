package ptytest

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
)

// failed is the exit code of a script that was not played to its end.
const failed = 99

// Main is the program "pty" of test scripts:
//
//	exec pty [-mute] [-cols N] [-o FILE] [-raw FILE] SCRIPT -- PROGRAM ARG…
//
// It plays SCRIPT (see Play) to PROGRAM, prints the last screen on stdout and
// exits with PROGRAM's code. With -o the program's stdout goes to FILE instead
// of the terminal; -raw keeps every byte that reached the terminal.
func Main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	flags := flag.NewFlagSet("pty", flag.ContinueOnError)
	mute := flags.Bool("mute", false, "nobody answers ESC[6n")
	cols := flags.Int("cols", 80, "columns")
	out := flags.String("o", "", "file for the program's stdout")
	raw := flags.String("raw", "", "file for the bytes sent to the terminal")
	if flags.Parse(args) != nil {
		return failed
	}
	args = flags.Args()
	if len(args) < 3 || args[1] != "--" {
		return complain("usage: pty [flags] SCRIPT -- PROGRAM ARG…")
	}
	script, err := os.ReadFile(args[0])
	if err != nil {
		return complain(err)
	}
	cmd := exec.Command(args[2], args[3:]...)
	if *out != "" {
		f, err := os.Create(*out)
		if err != nil {
			return complain(err)
		}
		defer func() { _ = f.Close() }()
		cmd.Stdout = f
	}
	s, err := Start(cmd, Terminal{Cols: *cols, Rows: 24, Mute: *mute})
	if err != nil {
		return complain(err)
	}
	played := s.Play(string(script))
	if played != nil {
		_ = cmd.Process.Kill()
	}
	code, ended := s.End(stepLimit)
	fmt.Print(s.Screen())
	if *raw != "" {
		if err := os.WriteFile(*raw, []byte(s.Raw()), 0o600); err != nil {
			return complain(err)
		}
	}
	for _, err := range []error{played, ended} {
		if err != nil {
			return complain(err)
		}
	}
	return code
}

func complain(what any) int {
	fmt.Fprintln(os.Stderr, "pty:", what)
	return failed
}
