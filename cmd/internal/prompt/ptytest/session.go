// Package ptytest runs a program on a pseudo-terminal with a terminal emulator
// behind it, which answers what a real one answers (survey waits for that).
// Tests only: nothing of it may be linked into unpw. Unix only.
package ptytest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// Terminal says what the program sits at.
type Terminal struct {
	Cols, Rows int  // 80 and 24 where 0
	Mute       bool // nobody answers ESC[6n
}

// Session is a program that runs at a terminal.
type Session struct {
	cmd    *exec.Cmd
	pty    *os.File
	screen vt10x.Terminal
	read   chan struct{} // closed when the program's output has ended

	mu  sync.Mutex
	raw strings.Builder
}

// Start runs cmd at a terminal. What of stdin, stdout and stderr cmd has set
// stays; the rest is the terminal.
func Start(cmd *exec.Cmd, t Terminal) (*Session, error) {
	if t.Cols == 0 {
		t.Cols, t.Rows = 80, 24
	}
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(t.Cols), Rows: uint16(t.Rows)})
	if err != nil {
		return nil, err
	}
	var answers io.Writer = f
	if t.Mute {
		answers = io.Discard
	}
	s := &Session{cmd: cmd, pty: f, read: make(chan struct{}),
		screen: vt10x.New(vt10x.WithWriter(answers), vt10x.WithSize(t.Cols, t.Rows))}
	go s.follow()
	return s, nil
}

// follow feeds the screen until the program lets go of the terminal, which
// Linux reports as an error.
func (s *Session) follow() {
	defer close(s.read)
	buf := make([]byte, 4096)
	for {
		n, err := s.pty.Read(buf)
		s.mu.Lock()
		s.raw.Write(buf[:n])
		s.mu.Unlock()
		_, _ = s.screen.Write(buf[:n])
		if err != nil {
			return
		}
	}
}

// Screen gives what is on the screen, without blank ends.
func (s *Session) Screen() string {
	var b strings.Builder
	for line := range strings.Lines(s.screen.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// Raw gives every byte that the program sent to the terminal.
func (s *Session) Raw() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

// Wait waits until the screen contains text.
func (s *Session) Wait(text string, limit time.Duration) error {
	for end := time.Now().Add(limit); ; time.Sleep(10 * time.Millisecond) {
		if strings.Contains(s.Screen(), text) {
			return nil
		}
		select {
		case <-s.read:
			if strings.Contains(s.Screen(), text) {
				return nil
			}
			return fmt.Errorf("the program ended without %q on the screen:\n%s", text, s.Screen())
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("no %q on the screen within %s:\n%s", text, limit, s.Screen())
		}
	}
}

// Type sends keys.
func (s *Session) Type(keys string) error {
	_, err := io.WriteString(s.pty, keys)
	return err
}

// Signal sends a signal to the program.
func (s *Session) Signal(sig os.Signal) error { return s.cmd.Process.Signal(sig) }

// End waits for the program's end and gives its exit code. A program that does
// not end within limit is killed, and that is an error.
func (s *Session) End(limit time.Duration) (int, error) {
	done := make(chan error, 1)
	go func() { done <- s.cmd.Wait() }()
	var err error
	select {
	case err = <-done:
	case <-time.After(limit):
		_ = s.cmd.Process.Kill()
		<-done
		err = fmt.Errorf("the program hung for %s:\n%s", limit, s.Screen())
	}
	select {
	case <-s.read:
	case <-time.After(time.Second): // a child of the program holds the terminal
	}
	_ = s.pty.Close()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return s.cmd.ProcessState.ExitCode(), err
}
