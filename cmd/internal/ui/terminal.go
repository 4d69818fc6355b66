package ui

import (
	"io"
	"runtime"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// isTerminal tells whether w ends on a screen.
func isTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// dumb tells whether the terminal cannot be sent control sequences.
func dumb(getenv func(string) string) bool {
	t := getenv("TERM")
	return t == "dumb" || t == "" && runtime.GOOS != "windows"
}

// colourOn follows no-color.org: NO_COLOR counts when it is not empty. The old
// Windows console needs a mode that we do not set; Windows Terminal has it.
func colourOn(w io.Writer, getenv func(string) string) bool {
	if runtime.GOOS == "windows" && getenv("WT_SESSION") == "" {
		return false
	}
	return getenv("NO_COLOR") == "" && !dumb(getenv) && isTerminal(w)
}

// widthOf gives the columns of a terminal, 0 for anything else.
func widthOf(w io.Writer) int {
	f, ok := w.(interface{ Fd() uintptr })
	if !ok || !isTerminal(w) {
		return 0
	}
	if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
		return cols
	}
	return 80
}
