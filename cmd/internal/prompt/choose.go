package prompt

import (
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
)

// How long silence means that somebody thinks. Longer silence ends in an
// error, so that a job in a queue fails instead of hanging.
const (
	personPatience  = 10 * time.Minute // a terminal whose kind says nothing of who sits there
	programPatience = time.Minute      // a pipe
	nobodyPatience  = 10 * time.Second // a terminal of CI, or one that does not answer
	probePatience   = time.Second      // a terminal to answer where its cursor is
)

// Options says who is asked, and how.
type Options struct {
	In     io.Reader // stdin
	Out    io.Writer // stderr: questions never go to stdout
	Getenv func(string) string

	NoInput bool // ask nobody
	Plain   bool // lines, not menus
	Colour  bool // colour in menus

	Patience time.Duration // limit of silence in lines; 0: by who may be there, from 10 s to 10 min
}

// New gives the Prompter that suits the terminal: menus where in and out are
// one that can do it, lines elsewhere, nobody with NoInput.
func New(o Options) Prompter {
	if o.NoInput {
		return None{}
	}
	in, out := terminalOf(o.In), outputOf(o.Out)
	patience := o.Patience
	switch {
	case patience != 0:
	case in == nil:
		patience = programPatience
	case o.Getenv("CI") != "":
		patience = nobodyPatience
	default:
		patience = personPatience
	}
	plain := NewPlain(o.In, o.Out, patience)
	if in == nil && mintty(o.In) {
		plain.say("hint: for menus in this terminal run: winpty unpw\n")
	}
	if o.Plain || in == nil || out == nil || !obeys(o.Getenv) {
		return plain
	}
	return newSurvey(in, out, plain, o)
}

// obeys tells whether the environment allows menus: they need a terminal that
// takes control sequences, and CI gives pseudo-terminals with nobody behind.
func obeys(getenv func(string) string) bool {
	switch getenv("TERM") {
	case "dumb":
		return false
	case "":
		if !windows {
			return false
		}
	}
	return getenv("CI") == ""
}

// outputOf gives out as a file where it is a terminal.
func outputOf(out io.Writer) *os.File {
	f, ok := out.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		return nil
	}
	return f
}

// mintty tells whether in is the pipe that Git Bash and Cygwin use for a
// terminal. survey answers "Incorrect function" there.
func mintty(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && isatty.IsCygwinTerminal(f.Fd())
}
