package format

import (
	"bytes"
	"strings"
)

// commas edits entries with commas between them. An entry that stands on lines of
// its own goes with these lines; of entries that share a line, the blanks and
// commas go that nothing needs any more. Comments that stand alone stay.
func (e *editor) commas(entries []*Node) {
	s := &separated{editor: e, entries: entries, last: -1}
	for i := range entries {
		if !s.gone(i) {
			s.last = i
		}
	}
	if s.commaFirst() {
		s.removeCommaFirst()
	} else {
		for i := 0; i < len(entries); i++ {
			switch {
			case !s.gone(i):
			case s.vertical(i):
				end, _, _ := e.tail(s.behind(i))
				e.replace(e.lineStart(entries[i].Span.Start), e.lineEnd(end), nil)
			default:
				i = s.removeInline(i)
			}
		}
	}
	s.dropComma()
	for i := range entries {
		s.insert(i)
	}
}

type separated struct {
	*editor
	entries []*Node
	last    int  // the last entry that is there afterwards, -1 if there is none
	dropped bool // its comma goes already
}

// gone tells whether nothing is left in the place of entry i.
func (s *separated) gone(i int) bool {
	c, ok := s.by[s.entries[i]]
	return ok && c.Remove && len(c.After) == 0
}

// behind gives the place behind entry i and its comma.
func (s *separated) behind(i int) int {
	return max(s.entries[i].Span.End, s.entries[i].Comma.End)
}

// trailing tells whether a comma stands behind the last entry.
func (s *separated) trailing() bool { return !s.entries[len(s.entries)-1].Comma.Empty() }

// dropComma takes away the comma that would stand behind the last entry now.
func (s *separated) dropComma() {
	if s.last < 0 || s.last == len(s.entries)-1 || s.trailing() || s.dropped {
		return
	}
	if c := s.entries[s.last].Comma; !c.Empty() && !s.keepsComma(s.last) {
		s.replace(s.beforeComma(s.last), c.End, nil)
	}
}

// beforeComma gives the place of the comma behind entry i, or of the white space
// in front of it.
func (s *separated) beforeComma(i int) int {
	n := s.entries[i]
	if s.white(n.Span.End, n.Comma.Start) {
		return n.Span.End
	}
	return n.Comma.Start
}

// vertical tells whether nothing else but a comment stands on the lines of entry
// i and its comma.
func (s *separated) vertical(i int) bool {
	n := s.entries[i]
	if !n.Comma.Empty() && strings.Contains(string(s.src[n.Span.End:n.Comma.Start]), "\n") {
		return false
	}
	_, alone, _ := s.tail(s.behind(i))
	return alone && s.firstOnLine(n.Span.Start)
}

// removeInline takes away entry i and those behind it that go too, as far as
// they stand in line, and gives the last one.
func (s *separated) removeInline(i int) int {
	j := i
	for j+1 < len(s.entries) && s.gone(j+1) && !s.vertical(j+1) && s.white(s.behind(j), s.entries[j+1].Span.Start) {
		j++
	}
	start, end := s.entries[i].Span.Start, s.behind(j)
	switch {
	case i > 0 && s.last == i-1 && j == len(s.entries)-1 && !s.trailing() && !s.keepsComma(s.last) && s.white(s.behind(i-1), start):
		// the last ones go with the comma in front of them
		start, s.dropped = s.beforeComma(i-1), true
	case j+1 < len(s.entries) && (i == 0 || s.gone(i-1) && s.firstOnLine(start)):
		// the first ones: what follows takes their place
		if next := s.entries[j+1].Span.Start; s.white(end, next) && !s.gone(j+1) {
			end = next
		} else if b := s.blankBehind(end); b < len(s.src) && s.src[b] != '\n' && s.src[b] != '\r' {
			end = b
		}
	case i == 0:
		if s.blankBefore(start) < start {
			end = s.blankBehind(end)
		}
	case s.white(s.behind(i-1), start) && !s.gone(i-1):
		start = s.behind(i - 1)
	case !s.firstOnLine(start):
		start = max(s.blankBefore(start), s.behind(i-1))
	}
	s.replace(start, end, nil)
	return j
}

// commaFirst tells whether lines begin with commas here.
func (s *separated) commaFirst() bool {
	for i, n := range s.entries[:max(0, len(s.entries)-1)] {
		gap := string(s.src[n.Span.End:max(n.Span.End, n.Comma.Start)])
		if n.Comma.Empty() || !strings.Contains(gap, "\n") || !s.firstOnLine(n.Comma.Start) || strings.Contains(string(s.src[n.Comma.End:s.entries[i+1].Span.Start]), "\n") {
			return false
		}
	}
	return len(s.entries) > 1
}

// removeCommaFirst takes away the lines of entries whose commas stand in front.
func (s *separated) removeCommaFirst() {
	s.dropped = true
	first := 0
	for first < len(s.entries) && s.gone(first) {
		first++
	}
	switch {
	case first == 0:
	case first == len(s.entries):
		s.replace(s.entries[0].Span.Start, s.entries[first-1].Span.End, nil)
	default:
		s.replace(s.entries[0].Span.Start, s.entries[first].Span.Start, nil)
	}
	for i := first + 1; i < len(s.entries); i++ {
		if s.gone(i) {
			end := s.entries[i].Span.End
			if stop, alone, _ := s.tail(end); alone {
				end = stop
			}
			s.replace(trimRight(s.src, 0, s.entries[i-1].Comma.Start), end, nil)
		}
	}
}

// keepsComma tells whether new entries behind entry i come behind its comma: a
// comment stands there that is about entry i.
func (s *separated) keepsComma(i int) bool {
	c, ok := s.by[s.entries[i]]
	if !ok || c.Remove || len(c.After) == 0 {
		return false
	}
	_, alone, comment := s.tail(s.behind(i))
	return alone && comment
}

// insert puts the new entries of entry i behind it or in its place.
func (s *separated) insert(i int) {
	n := s.entries[i]
	c, ok := s.by[n]
	if !ok || len(c.After) == 0 {
		return
	}
	lead := s.lead(i)
	indent := lead[strings.LastIndexByte(lead, '\n')+1:]
	if !strings.Contains(lead, "\n") {
		indent = s.indentOf(n)
	}
	comma := s.gap(i) + s.separator
	if s.keepsComma(i) {
		if !strings.Contains(lead, "\n") { // on the same line it would be part of the comment
			lead = s.newline + indent
		}
		at, _, _ := s.tail(s.behind(i))
		if !strings.Contains(lead, "\n") { // behind the comment a line must end
			line := s.src[s.lineStart(n.Span.Start):n.Span.Start]
			indent = string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
			lead = s.newline + indent
		}
		var added Fragment
		for j, t := range c.After {
			added = Join(added, Literal(lead), s.indented(t, indent))
			if j+1 < len(c.After) || !n.Comma.Empty() && (i < s.last || s.trailing()) {
				added = Join(added, Literal(comma))
			}
		}
		if n.Comma.Empty() {
			s.replace(n.Span.End, n.Span.End, Literal(comma))
		}
		s.replace(at, at, added)
		return
	}
	var added Fragment
	for j, t := range c.After {
		if j > 0 || !c.Remove {
			added = Join(added, Literal(comma+lead))
		}
		added = Join(added, s.indented(t, indent))
	}
	switch at := n.Span.End; {
	case c.Remove:
		s.replace(n.Span.Start, at, added)
	case n.Comma.Start > at && !s.white(at, n.Comma.Start): // a comment stands before the comma
		s.replace(n.Comma.Start, n.Comma.Start, added)
	case s.syntax == "yaml" && s.src[at-1] == ':': // a comma would belong to the name
		s.replace(at, at, Join(Literal(" "), added))
	default:
		s.replace(at, at, added)
	}
}

// gap gives the white space that stands between entry i and its comma, or between
// another one and its comma where i has none.
func (s *separated) gap(i int) string {
	for _, n := range []*Node{s.entries[i], s.entries[0]} {
		if !n.Comma.Empty() && s.white(n.Span.End, n.Comma.Start) {
			return string(s.src[n.Span.End:n.Comma.Start])
		}
	}
	return ""
}

// lead gives the white space that stands in front of entry i, which new entries
// copy.
func (s *separated) lead(i int) string {
	if s.syntax == "http" && i == 0 { // in front of a form nothing shows what stands between fields
		if len(s.entries) > 1 {
			return s.before(1)
		}
		return ""
	}
	w := s.before(i)
	if i > 0 || strings.Contains(w, "\n") {
		return w
	}
	if len(s.entries) > 1 {
		return s.before(1)
	}
	return s.blankBehindCommas(s.entries[0])
}

// before gives the white space in front of entry i; where a comment stands there
// too, the line end and indent of its line.
func (s *separated) before(i int) string {
	at := s.entries[i].Span.Start
	start := trimRight(s.src, 0, at)
	w := string(s.src[start:at])
	if nl := strings.LastIndexByte(w, '\n'); nl >= 0 {
		return s.newline + w[nl+1:]
	}
	if ls := s.lineStart(at); start <= ls && i > 0 {
		return s.newline + string(s.src[ls:at])
	}
	return w
}

// blankBehindCommas gives the white space that the containers around n put
// behind a comma, a blank where none shows it.
func (s *separated) blankBehindCommas(n *Node) string {
	for up := n.Parent; up != nil; up = up.Parent {
		for i, c := range up.Children {
			if i+1 == len(up.Children) || c.Comma.Empty() {
				continue
			}
			if gap := string(s.src[c.Comma.End:up.Children[i+1].Span.Start]); strings.TrimSpace(gap) == "" && !strings.Contains(gap, "\n") {
				return gap
			}
		}
	}
	return " "
}
