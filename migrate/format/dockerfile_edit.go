package format

import (
	"bytes"
	"sort"
	"strings"

	"unpw/migrate/text"
)

// docker edits what the instructions of a Dockerfile set. A variable that has an
// instruction to itself goes with it, and a new one gets its own; where one
// instruction sets several, new ones join it.
func (e *editor) docker(container *Node) {
	var all []*dockerInstruction
	for r := newDockerReader(e.src); r.next(); {
		if i := r.instruction(&Document{Syntax: "dockerfile", Src: e.src}); i != nil {
			i.settings = nil
			all = append(all, i)
		}
	}
	for _, n := range container.Children {
		at := sort.Search(len(all), func(i int) bool { return all[i].span.End >= n.Span.End })
		if at == len(all) {
			e.fail("%q cannot be copied: it stands in no instruction", n.Key)
			return
		}
		all[at].settings = append(all[at].settings, n)
	}
	for _, i := range all {
		g := dockerGroup{editor: e, dockerInstruction: i}
		for _, n := range i.settings {
			if _, ok := e.by[n]; ok {
				g.edit()
				break
			}
		}
	}
}

type dockerGroup struct {
	*editor
	*dockerInstruction
}

func (g *dockerGroup) gone(n *Node) bool {
	c, ok := g.by[n]
	return ok && c.Remove && len(c.After) == 0
}

func (g *dockerGroup) edit() {
	entries := g.settings
	alone := len(entries) == 1 && (entries[0].Kind == Map || g.words == 1)
	if !alone && len(entries) != g.words {
		g.fail("%q shares its line with something else", entries[0].Key)
		return
	}
	kept := -1
	left := 0
	for _, n := range entries {
		if !g.gone(n) {
			left++
		}
	}
	if g.mixed && left > 0 {
		g.fail("%q shares its line with what Docker refuses", entries[0].Key)
		return
	}
	if left == 0 {
		g.drop(g.lineStart(g.span.Start), g.lineEnd(g.span.End))
		return
	}
	for i := 0; i < len(entries); i++ {
		if !g.gone(entries[i]) {
			kept = i
			g.add(i, alone)
			continue
		}
		j := i
		for j+1 < len(entries) && g.gone(entries[j+1]) {
			j++
		}
		g.remove(kept, i, j)
		i = j
	}
}

// remove takes away the entries from i to j of an instruction that keeps others;
// kept is the last one before them that stays, -1 if there is none.
func (g *dockerGroup) remove(kept, i, j int) {
	entries := g.settings
	start, end := entries[i].Span.Start, entries[j].Span.End
	last := j == len(entries)-1
	switch {
	case kept < 0:
		next := entries[j+1].Span.Start
		if !g.comments(start, next) {
			g.replace(start, next, nil)
			return
		}
		for _, n := range entries[i : j+1] { // the comments stay where they are
			g.replace(n.Span.Start, skipBlanks(g.src, n.Span.End, len(g.src)), nil)
		}
	case !g.comments(entries[kept].Span.End, end):
		g.replace(entries[kept].Span.End, end, nil)
	case !g.firstOnLine(start) || !last && strings.IndexByte(string(g.src[end:entries[j+1].Span.Start]), '\n') < 0:
		g.fail("%q shares its line with something else", entries[i].Key)
	default:
		if last { // nothing goes on behind the one before
			from := entries[kept].Span.End
			g.replace(from, trimRight(g.src, from, g.lineEnd(from)), nil)
		}
		g.drop(g.lineStart(start), g.lineEnd(end))
	}
}

// drop takes away the lines from start to end, but for comments between them.
func (g *dockerGroup) drop(start, end int) {
	from := start
	for at := start; at < end; at = text.LineEnd(g.src, at) {
		if line := bytes.TrimLeft(g.src[at:end], " \t"); at > start && bytes.HasPrefix(line, []byte("#")) {
			if from < at {
				g.replace(from, at, nil)
			}
			from = text.LineEnd(g.src, at)
		}
	}
	g.replace(from, end, nil)
}

// comments tells whether comments stand between start and end.
func (g *dockerGroup) comments(start, end int) bool {
	for at := text.LineEnd(g.src, start); at < end; at = text.LineEnd(g.src, at) {
		if bytes.HasPrefix(bytes.TrimLeft(g.src[at:end], " \t"), []byte("#")) {
			return true
		}
	}
	return false
}

// add puts new entries behind entry i or in its place.
func (g *dockerGroup) add(i int, alone bool) {
	n := g.settings[i]
	c, ok := g.by[n]
	if !ok || len(c.After) == 0 {
		return
	}
	if len(bytes.TrimSpace(g.src[g.span.End:g.lineEnd(g.span.End)])) > 0 {
		g.fail("%q cannot be copied: its line goes on, and ends with the file", n.Key)
	}
	after := c.After
	if c.Remove {
		g.replace(n.Span.Start, n.Span.End, after[0])
		after = after[1:]
	}
	lead := string(g.src[g.span.Start:n.Span.Start])
	if strings.Contains(n.Style, "-old") && strings.Contains(lead, "\n") {
		word, at := dockerWord(lead, 0)
		if strings.EqualFold(word, "onbuild") {
			next, _ := dockerWord(lead, at)
			word += " " + next
		}
		lead = word + " "
	}
	if alone && !strings.Contains(lead, "\n") {
		lines := make([]Fragment, len(after))
		for k, t := range after {
			lines[k] = Join(Literal(lead), t)
		}
		if len(lines) > 0 {
			g.insertLines(g.lineEnd(g.span.End), string(g.src[g.lineStart(g.span.Start):g.span.Start]), lines)
		}
		return
	}
	gap := " "
	switch {
	case i > 0:
		gap = g.gap(g.settings[i-1].Span.End, n.Span.Start)
	case len(g.settings) > 1:
		gap = g.gap(n.Span.End, g.settings[1].Span.Start)
	case strings.Contains(lead, "\n"):
		_, behind := dockerWord(lead, 0)
		gap = g.gap(g.span.Start+behind, n.Span.Start)
	}
	for _, t := range after {
		g.replace(n.Span.End, n.Span.End, Join(Literal(gap), t))
	}
}

// gap gives what stands between two entries without the comments there.
func (g *dockerGroup) gap(start, end int) string {
	s := string(g.src[start:end])
	first, last := strings.IndexByte(s, '\n'), strings.LastIndexByte(s, '\n')
	if first == last {
		return s
	}
	return s[:first+1] + s[last+1:]
}
