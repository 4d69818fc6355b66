package format

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"unpw/migrate/text"
)

// dockerReader gives the instructions of a Dockerfile one by one: lines that a
// backslash at their end puts together, without the comments between them.
type dockerReader struct {
	src     []byte
	at      int
	escape  byte // "\" or, by a directive, "`"
	settled bool // no directive may follow
	comment func(at, end int)
	bad     *Malformed

	pieces  []text.Span // of the instruction read last, one a line
	logical []byte      // the pieces put together, if there are several
	offsets []int32     // of its bytes
}

func newDockerReader(src []byte) *dockerReader {
	r := &dockerReader{src: src, escape: '\\', comment: func(int, int) {}}
	if bytes.HasPrefix(src, []byte(mark)) {
		r.at = len(mark)
	}
	return r
}

// next reads the next instruction. It is false at the end.
func (r *dockerReader) next() bool {
	r.pieces = r.pieces[:0]
	for r.at < len(r.src) && r.bad == nil {
		at, end := r.at, text.LineEnd(r.src, r.at)
		r.at = end
		start := at
		for start < end && dockerBlank(r.src[start]) {
			start++
		}
		switch {
		case start == end:
			if len(r.pieces) == 0 {
				r.settled = true
			}
			continue
		case r.src[start] == '#':
			if !r.directive(start, end) && len(r.pieces) == 0 {
				r.comment(start, end)
			}
			continue
		}
		r.settled = true
		if len(r.pieces) > 0 {
			start = at // blanks in front of a further line count
		}
		stop, more := r.continues(start, end)
		r.pieces = append(r.pieces, text.Span{Start: start, End: stop})
		if more {
			continue
		}
		r.heredocs()
		return r.bad == nil
	}
	return len(r.pieces) > 0 && r.bad == nil
}

// directive tells whether a comment is a directive, and follows it.
func (r *dockerReader) directive(at, end int) bool {
	if r.settled {
		return false
	}
	name, value, ok := strings.Cut(strings.TrimLeft(string(r.src[at:end]), "# \t"), "=")
	switch name = strings.ToLower(strings.TrimSpace(name)); {
	case !ok || name != "escape" && name != "syntax" && name != "check":
		r.settled = true
		return false
	case name == "escape" && strings.TrimSpace(value) == "`":
		r.escape = '`'
	}
	return true
}

// continues gives the end of the text of a line, and whether the next one
// belongs to it: by a backslash at its end that no other stands before.
func (r *dockerReader) continues(at, end int) (stop int, more bool) {
	stop = end
	for stop > at && (r.src[stop-1] == '\n' || r.src[stop-1] == '\r') {
		stop--
	}
	last := stop
	for last > at && (r.src[last-1] == ' ' || r.src[last-1] == '\t') {
		last--
	}
	if last > at && r.src[last-1] == r.escape && (last-1 == at || r.src[last-2] != r.escape) {
		return last - 1, true
	}
	return stop, false
}

// text gives the instruction without line ends, comments and blanks around it.
func (r *dockerReader) text() string {
	last := len(r.pieces) - 1
	r.pieces[last].End = trimRight(r.src, r.pieces[last].Start, r.pieces[last].End)
	r.logical, r.offsets = r.logical[:0], r.offsets[:0]
	if last == 0 {
		return string(r.pieces[0].Slice(r.src))
	}
	for _, p := range r.pieces {
		r.logical = append(r.logical, p.Slice(r.src)...)
		for i := p.Start; i < p.End; i++ {
			r.offsets = append(r.offsets, int32(i))
		}
	}
	for len(r.logical) > 0 && dockerBlank(r.logical[len(r.logical)-1]) {
		r.logical = r.logical[:len(r.logical)-1]
	}
	return string(r.logical)
}

// off gives the place in the file of a byte of the instruction's text.
func (r *dockerReader) off(i int) int {
	if len(r.pieces) == 1 {
		return r.pieces[0].Start + i
	}
	return int(r.offsets[i])
}

// span gives the place in the file of a part of the text.
func (r *dockerReader) span(s text.Span) text.Span {
	if s.Empty() {
		if s.Start == 0 {
			return text.Span{Start: r.off(0), End: r.off(0)}
		}
		at := r.off(s.Start-1) + 1
		return text.Span{Start: at, End: at}
	}
	return text.Span{Start: r.off(s.Start), End: r.off(s.End-1) + 1}
}

// words gives the places of the words of s behind at: parted by blanks that no
// quote and no escape guards.
func (r *dockerReader) words(s string, at int) []text.Span {
	var words []text.Span
	start, quote := -1, byte(0)
	for i := at; i < len(s); i++ {
		c := s[i]
		size := 1
		blank := dockerBlank(c)
		if c >= utf8.RuneSelf {
			wide, n := utf8.DecodeRuneInString(s[i:])
			blank, size = unicode.IsSpace(wide), n
		}
		switch {
		case quote == 0 && blank:
			if start >= 0 {
				words, start = append(words, text.Span{Start: start, End: i}), -1
			}
			i += size - 1
			continue
		case start < 0:
			start = i
		}
		switch {
		case c == r.escape && quote != '\'':
			i++ // the next byte is guarded; one more of a wide letter is no blank
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	if start >= 0 {
		words = append(words, text.Span{Start: start, End: len(s)})
	}
	return words
}

// heredocs passes over the texts that belong to the instruction read last.
func (r *dockerReader) heredocs() {
	marked := false
	for _, p := range r.pieces {
		marked = marked || bytes.Contains(p.Slice(r.src), []byte("<<"))
	}
	if !marked {
		return
	}
	s := r.text()
	name, at := dockerWord(s, 0)
	if strings.EqualFold(name, "onbuild") {
		name, at = dockerWord(s, at)
	}
	if name = strings.ToLower(name); name != "run" && name != "copy" && name != "add" {
		return
	}
	for _, w := range r.words(s, at) {
		_, end, ok := strings.Cut(s[w.Start:w.End], "<<")
		if !ok || strings.Trim(s[w.Start:w.End-len(end)-2], "0123456789") != "" || strings.Contains(end, "<") {
			continue
		}
		end, tabs := strings.CutPrefix(end, "-")
		if end = strings.Trim(end, `"'`); end == "" || strings.ContainsAny(end, "$\"'\\`") {
			continue
		}
		begin := r.at
		for found := false; !found; {
			if r.at >= len(r.src) {
				r.bad = &Malformed{Line: bytes.Count(r.src[:min(begin, len(r.src))], []byte("\n")), Why: "a heredoc has no end"}
				return
			}
			line := r.src[r.at:text.LineEnd(r.src, r.at)]
			r.at += len(line)
			if line = bytes.TrimRight(line, "\r\n"); tabs {
				line = bytes.TrimLeft(line, "\t")
			}
			found = string(line) == end
		}
	}
}
