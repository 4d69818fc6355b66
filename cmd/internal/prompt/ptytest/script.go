package ptytest

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// How long a step of a script may take on a busy machine.
const stepLimit = 20 * time.Second

// Play carries out a script, one step a line:
//
//	# a comment
//	wait TEXT     until TEXT is on the screen
//	type TEXT     the characters of TEXT
//	key NAME…     enter up down left right space tab esc backspace delete
//	              ctrl-c ctrl-d paste-start paste-end
//	signal NAME   int or term, to the program
func (s *Session) Play(script string) error {
	n := 0
	for line := range strings.Lines(script) {
		n++
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if err := s.step(verb, rest); err != nil {
			return fmt.Errorf("line %d: %s %s: %w", n, verb, rest, err)
		}
	}
	return nil
}

func (s *Session) step(verb, rest string) error {
	switch {
	case verb == "" || strings.HasPrefix(verb, "#"):
		return nil
	case verb == "wait":
		return s.Wait(rest, stepLimit)
	case verb == "type":
		return s.Type(rest)
	case verb == "key":
		for name := range strings.FieldsSeq(rest) {
			key := keyNamed(name)
			if key == "" {
				return fmt.Errorf("no key %s", name)
			}
			if err := s.Type(key); err != nil {
				return err
			}
			// A terminal sends one key at once, and a person sends them one by one.
			time.Sleep(20 * time.Millisecond)
		}
		return nil
	case verb == "signal" && rest == "int":
		return s.Signal(os.Interrupt)
	case verb == "signal" && rest == "term":
		return s.Signal(syscall.SIGTERM)
	}
	return fmt.Errorf("no such step")
}

func keyNamed(name string) string {
	return map[string]string{
		"enter": "\r", "space": " ", "tab": "\t", "esc": "\x1b", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "delete": "\x1b[3~",
		"ctrl-c": "\x03", "ctrl-d": "\x04", "paste-start": "\x1b[200~", "paste-end": "\x1b[201~",
	}[name]
}
