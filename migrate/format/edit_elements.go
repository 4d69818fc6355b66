package format

import (
	"bytes"
)

// spaces edits the attributes of an element.
func (e *editor) spaces(entries []*Node) {
	for _, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start := e.behindPrevious(n.Span.Start)
		lead := string(e.src[start:n.Span.Start])
		if lead == "" { // right behind a brace
			lead = " "
		}
		var added Fragment
		for j, t := range c.After {
			if j > 0 || !c.Remove {
				added = Join(added, Literal(lead))
			}
			added = Join(added, t)
		}
		switch {
		case c.Remove && len(added) > 0:
			e.replace(n.Span.Start, n.Span.End, added)
		case c.Remove && e.syntax == "netrc" && e.firstOnLine(n.Span.Start): // a comment may end the line before
			from, to := n.Span.Start, e.blankBehind(n.Span.End)
			if end := e.lineEnd(n.Span.End); trimRight(e.src, n.Span.End, end) == n.Span.End {
				from, to = e.lineStart(n.Span.Start), end
			}
			e.replace(from, to, nil)
		case c.Remove:
			e.replace(start, n.Span.End, nil)
		default:
			e.replace(n.Span.End, n.Span.End, added)
		}
	}
}

// behindPrevious gives the end of what stands before at, passing white space and
// what makes a line of a script go on.
func (e *editor) behindPrevious(at int) int {
	goesOn := map[string]byte{"powershell": '`', "dotenv": '\\'}[e.syntax]
	for {
		start := trimRight(e.src, 0, at)
		if goesOn == 0 || start == 0 || start == at || e.src[start-1] != goesOn || e.src[start] != '\n' && e.src[start] != '\r' {
			return start
		}
		at = start - 1
	}
}

// loose edits child elements: on lines of their own where n stands on its own,
// else right beside each other.
func (e *editor) loose(entries []*Node) {
	for _, n := range entries {
		c, ok := e.by[n]
		if !ok {
			continue
		}
		start, end := e.lineStart(n.Span.Start), e.lineEnd(n.Span.End)
		_, alone, _ := e.tail(n.Span.End)
		own := e.firstOnLine(n.Span.Start) && alone
		indent := e.indentOf(n)
		after := c.After
		if c.Remove {
			switch {
			case len(after) > 0:
				e.replace(n.Span.Start, n.Span.End, e.indented(after[0], indent))
				after = after[1:]
			case own:
				e.replace(start, end, nil)
			default:
				e.replace(n.Span.Start, n.Span.End, nil)
			}
		}
		if len(after) == 0 {
			continue
		}
		if own {
			e.insertLines(end, indent, after)
			continue
		}
		var all Fragment
		for _, t := range after {
			all = Join(all, e.indented(t, indent))
		}
		e.replace(n.Span.End, n.Span.End, all)
	}
}

// blankBehind gives the place behind the blanks that follow at on its line.
func (e *editor) blankBehind(at int) int { return skipBlanks(e.src, at, len(e.src)) }

// blankBefore gives the place in front of the blanks that stand before at on
// its line.
func (e *editor) blankBefore(at int) int {
	for at > 0 && (e.src[at-1] == ' ' || e.src[at-1] == '\t') {
		at--
	}
	return at
}

// white tells whether the bytes from start to end are white space.
func (e *editor) white(start, end int) bool {
	return len(bytes.Trim(e.src[start:end], " \t\r\n")) == 0
}
