package ui

import "strings"

// Diff prints a unified diff to stdout, coloured on a terminal. The diff comes
// masked: secrets are taken out where it is made, not here. Control characters
// of the files it shows are made visible; the carriage return of a CRLF file
// is left out, as git does.
func (s *Streams) Diff(unified string) {
	if unified == "" {
		return
	}
	var b strings.Builder
	for line := range strings.Lines(unified) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		clean := strings.TrimSuffix(CleanText(line+"\n"), "\n")
		if style, ok := diffStyle(line); ok {
			clean = s.out.paint(style, clean)
		}
		b.WriteString(clean)
		b.WriteByte('\n')
	}
	s.result(b.String())
}

func diffStyle(line string) (Style, bool) {
	switch {
	case strings.HasPrefix(line, "+++ "), strings.HasPrefix(line, "--- "):
		return Bold, true
	case strings.HasPrefix(line, "@@"):
		return Cyan, true
	case strings.HasPrefix(line, "+"):
		return Green, true
	case strings.HasPrefix(line, "-"):
		return Red, true
	}
	return "", false
}
