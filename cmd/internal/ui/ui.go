// Package ui is how unpw talks: streams, colour, tables, diffs and one status
// line. It asks nothing (that is prompt) and decides nothing. No command, no
// flag and nothing of migrate may enter.
//
// The rules are:
//
//   - Results go to stdout, everything else to stderr. With JSON, stdout
//     carries one object and not a byte more.
//   - Colour and the status line exist on a terminal only, and neither with
//     NO_COLOR nor with TERM=dumb.
//   - Text from files, names and orgs is untrusted: what is printed has its
//     control characters shown, never sent.
//   - Messages start in lower case and end without a full stop.
package ui

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// Config says what Streams write to. Out and Err may be anything; colour and
// width come from those that are terminals.
type Config struct {
	Out, Err io.Writer
	Getenv   func(string) string
	Now      func() time.Time
}

// Mode is what the global flags ask for.
type Mode struct {
	JSON  bool // stdout carries one JSON object: text results are dropped
	Quiet bool // no talk and no status line; warnings and errors stay
}

// Streams are the two outputs of a command. They may be used concurrently.
type Streams struct {
	mu       sync.Mutex
	out, err stream
	mode     Mode
	now      func() time.Time
	status   status
	emitted  bool  // a JSON object was written
	failed   error // the first write to stdout that failed
}

type stream struct {
	w      io.Writer
	colour bool
	width  int // columns; 0: no limit
}

// New makes Streams. The mode is set later, once flags are read.
func New(c Config) *Streams {
	return &Streams{
		out: stream{w: c.Out, colour: colourOn(c.Out, c.Getenv), width: widthOf(c.Out)},
		err: stream{w: c.Err, colour: colourOn(c.Err, c.Getenv), width: widthOf(c.Err)},
		now: c.Now,
		status: status{
			on: isTerminal(c.Err) && !dumb(c.Getenv),
		},
	}
}

// SetMode sets what the flags ask for.
func (s *Streams) SetMode(m Mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = m
}

// Colour tells whether stderr, where people are talked to, takes colour.
func (s *Streams) Colour() bool { return s.err.colour }

// Printf prints a result to stdout. Arguments are made safe to print, those of
// Paint coloured; line ends belong into the format. With JSON it prints
// nothing.
func (s *Streams) Printf(format string, args ...any) {
	s.result(fmt.Sprintf(format, s.out.safe(args)...))
}

// Text prints a result of several lines as it is, made safe line by line.
func (s *Streams) Text(text string) { s.result(CleanText(text)) }

// Talkf says something on stderr, unless quiet.
func (s *Streams) Talkf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.mode.Quiet {
		s.talk(fmt.Sprintf(format, s.err.safe(args)...) + "\n")
	}
}

// Warnf says "warning: …" on stderr, quiet or not.
func (s *Streams) Warnf(format string, args ...any) { s.label(Yellow, "warning", format, args) }

// Errorf says "error: …" on stderr.
func (s *Streams) Errorf(format string, args ...any) { s.label(Red, "error", format, args) }

// Hintf says "hint: …" on stderr.
func (s *Streams) Hintf(format string, args ...any) { s.label(Cyan, "hint", format, args) }

// Failed gives the first error of writing to stdout. A command whose results
// did not arrive did not succeed.
func (s *Streams) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Out is stdout for text that others render, such as help and completions.
// With JSON it leads to stderr.
func (s *Streams) Out() io.Writer { return resultWriter{s} }

// Err is stderr for text that others render.
func (s *Streams) Err() io.Writer { return talkWriter{s} }

func (s *Streams) label(c Style, word, format string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.talk(s.err.paint(c, word+":") + " " + fmt.Sprintf(format, s.err.safe(args)...) + "\n")
}

func (s *Streams) result(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.mode.JSON {
		s.write(text)
	}
}

// write sends text to stdout; s.mu is held.
func (s *Streams) write(text string) {
	s.clearStatus()
	if _, err := io.WriteString(s.out.w, text); err != nil && s.failed == nil {
		s.failed = err
	}
}

// talk sends text to stderr; s.mu is held. Where stderr is gone nobody is left
// to tell.
func (s *Streams) talk(text string) {
	s.clearStatus()
	_, _ = io.WriteString(s.err.w, text)
}

type resultWriter struct{ s *Streams }

func (w resultWriter) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if w.s.mode.JSON {
		w.s.talk(string(p))
	} else {
		w.s.write(string(p))
	}
	return len(p), nil
}

type talkWriter struct{ s *Streams }

func (w talkWriter) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.talk(string(p))
	return len(p), nil
}
