package ui

import (
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
)

// How often the status line may change: more often nobody can read.
const statusEvery = 100 * time.Millisecond

type status struct {
	on    bool // stderr is a terminal that obeys
	shown bool
	last  time.Time
}

// Status shows what is going on, on one line at the foot of the terminal, and
// replaces what it showed before. Elsewhere, and when quiet, it does nothing.
// Calls that come too fast are dropped, so every file may call it.
func (s *Streams) Status(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.status.on || s.mode.Quiet {
		return
	}
	now := s.now()
	if s.status.shown && now.Sub(s.status.last) < statusEvery {
		return
	}
	line := Clean(fmt.Sprintf(format, stream{}.safe(args)...))
	if s.err.width > 0 {
		line = text.Snip(line, max(1, s.err.width-1), "…")
	}
	_, _ = io.WriteString(s.err.w, "\r"+s.err.paint(Dim, line)+"\x1b[K")
	s.status.shown, s.status.last = true, now
}

// ClearStatus takes the status line away. Every other output does so too.
func (s *Streams) ClearStatus() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clearStatus()
}

func (s *Streams) clearStatus() {
	if s.status.shown {
		_, _ = io.WriteString(s.err.w, "\r\x1b[K")
		s.status.shown = false
	}
}
