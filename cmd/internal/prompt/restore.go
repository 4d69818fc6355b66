package prompt

import (
	"time"

	"golang.org/x/term"
)

// settling is how long restore waits for a reader to switch the terminal's mode.
const settling = time.Second

// restore gives the terminal fd the mode it had before a reader in the background,
// which is left behind. survey and term.ReadPassword switch the mode after the
// question is on the screen: whoever presses Ctrl-C in between would get the old
// mode first and the reader's for good. So restore waits until the reader has
// switched it, or has ended.
func restore[T any](fd int, before *term.State, ended <-chan T) {
	over := time.NewTimer(settling)
	defer over.Stop()
	for waiting := true; waiting; {
		if now, err := term.GetState(fd); err != nil || *now != *before {
			break
		}
		select {
		case <-ended:
			waiting = false
		case <-over.C:
			waiting = false
		case <-time.After(time.Millisecond):
		}
	}
	_ = term.Restore(fd, before)
}
