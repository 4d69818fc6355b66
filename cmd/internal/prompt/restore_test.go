//go:build !windows

package prompt

import (
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// A question was on the screen, its reader had not switched the terminal's mode yet,
// and Ctrl-C came: the mode was restored first and switched afterwards.
func TestInterruptBeforeTheReaderSwitchesTheMode(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = master.Close(), tty.Close() }()
	fd := int(tty.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		t.Fatal(err)
	}
	ended, switched := make(chan error), make(chan error, 1)
	go func() {
		time.Sleep(30 * time.Millisecond)
		_, err := term.MakeRaw(fd)
		switched <- err
	}()
	restore(fd, before, ended)
	if err := <-switched; err != nil {
		t.Fatal(err)
	}
	if now, err := term.GetState(fd); err != nil || *now != *before {
		t.Errorf("the terminal stays as the reader wants it (%v)", err)
	}
}

// A reader that has ended switches nothing any more.
func TestRestoreDoesNotWaitForWhoHasEnded(t *testing.T) {
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = master.Close(), tty.Close() }()
	before, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	ended <- nil
	begin := time.Now()
	restore(int(tty.Fd()), before, ended)
	if took := time.Since(begin); took > settling/2 {
		t.Errorf("%s", took)
	}
}
