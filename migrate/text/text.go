// Package text holds files as bytes, places in them, and changes to them as
// values. It knows no syntax and reads or writes no file.
//
// The model is that of golang.org/x/tools/internal/diff: an edit replaces a
// byte range of the original, edits never overlap, and everything outside the
// edits stays byte for byte.
package text

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
)

// Span is a half-open byte range of a file.
type Span struct{ Start, End int }

// Len gives the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Empty tells whether s holds no byte.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains tells whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps tells whether s and t share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Slice gives the bytes of src that s covers.
func (s Span) Slice(src []byte) []byte { return src[s.Start:s.End] }

// Edit replaces the bytes of Span by New. An empty span inserts.
type Edit struct {
	Span
	New string
}

// Sort orders edits by position; at one position insertions come first and
// keep the order in which they were given.
func Sort(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
}

// Apply gives src with all edits made. It fails if an edit lies outside src or
// overlaps another one; src is not changed.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	Sort(edits)
	size := len(src)
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			return nil, fmt.Errorf("edit %d-%d does not fit (at %d of %d bytes)", e.Start, e.End, at, len(src))
		}
		at = e.End
		size += len(e.New) - e.Len()
	}
	out := make([]byte, 0, size)
	at = 0
	for _, e := range edits {
		out = append(out, src[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, src[at:]...), nil
}

// Lines answers which line a byte offset is on.
type Lines struct{ starts []int }

// NewLines indexes src.
func NewLines(src []byte) *Lines {
	l := &Lines{starts: []int{0}}
	for i := 0; ; {
		n := bytes.IndexByte(src[i:], '\n')
		if n < 0 {
			return l
		}
		i += n + 1
		l.starts = append(l.starts, i)
	}
}

// Line gives the line of offset, counted from 1.
func (l *Lines) Line(offset int) int {
	return sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > offset })
}

// Start gives the offset of the first byte of line, counted from 1. A line
// past the end gives the start of the last one.
func (l *Lines) Start(line int) int {
	line = max(1, min(line, len(l.starts)))
	return l.starts[line-1]
}

// LineStart gives the offset of the first byte of the line that holds offset.
func LineStart(src []byte, offset int) int {
	return bytes.LastIndexByte(src[:offset], '\n') + 1
}

// LineEnd gives the offset just behind the line that holds offset, its line
// end included.
func LineEnd(src []byte, offset int) int {
	if n := bytes.IndexByte(src[offset:], '\n'); n >= 0 {
		return offset + n + 1
	}
	return len(src)
}

// NewlineOf gives the line end that src uses: that of its first line, "\n"
// where there is none.
func NewlineOf(src []byte) string {
	if n := bytes.IndexByte(src, '\n'); n > 0 && src[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// NewlineAt gives the line end of the line that holds offset, and of the last
// line, which may have none, that of the line before: in a file that mixes them a
// new line is like its neighbour.
func NewlineAt(src []byte, offset int) string {
	end := LineEnd(src, offset)
	if end == len(src) && (end == 0 || src[end-1] != '\n') {
		end = LineStart(src, offset)
	}
	if end >= 2 && src[end-2] == '\r' && src[end-1] == '\n' {
		return "\r\n"
	}
	return "\n"
}

// SortSpans orders spans by their start, longer ones first at one start.
func SortSpans(spans []Span) {
	slices.SortFunc(spans, func(a, b Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
}
