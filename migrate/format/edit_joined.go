package format

import "strings"

// joined edits entries that stand on one line with a separator between them, and
// the parts of an address.
func (e *editor) joined(container *Node) {
	if e.syntax == "uri" && container.Parent == nil {
		e.address(container)
		return
	}
	var entries []*Node
	for _, n := range container.Children {
		if !n.KeySpan.Empty() {
			entries = append(entries, n)
		} else if c, ok := e.by[n]; ok && (c.Remove || len(c.After) > 0) {
			e.fail("%q has no place of its own", n.Key)
		}
	}
	separator := ";"
	if e.syntax != "connection" {
		separator = "&"
	}
	j := &joined{editor: e, entries: entries, separator: separator, last: -1}
	for i, n := range entries {
		if c, ok := e.by[n]; !ok || !c.Remove || len(c.After) > 0 {
			j.last = i
		}
		if i+1 < len(entries) && j.lead == "" {
			j.lead = string(e.src[n.Comma.End:entries[i+1].Span.Start])
		}
	}
	j.edit(container)
}

type joined struct {
	*editor
	entries   []*Node
	separator string
	lead      string // blanks behind a separator
	last      int    // the last entry that is there afterwards, -1 if there is none
}

func (j *joined) edit(container *Node) {
	end := len(j.entries) - 1
	if j.last < 0 { // the question mark of a query goes too
		start := j.entries[0].Span.Start
		if container.Parent != nil {
			start = container.Span.Start
		}
		j.replace(start, max(j.entries[end].Span.End, j.entries[end].Comma.End), nil)
		return
	}
	for i := 0; i <= end; i++ {
		n := j.entries[i]
		c, ok := j.by[n]
		added := j.joinAll(c.After)
		switch {
		case !ok:
		case c.Remove && len(added) > 0:
			j.replace(n.Span.Start, n.Span.End, added)
		case !c.Remove:
			j.replace(n.Span.End, n.Span.End, Join(Literal(j.separator+j.lead), added))
		case i < j.last:
			j.replace(n.Span.Start, j.entries[i+1].Span.Start, nil)
		case !j.entries[end].Comma.Empty(): // every entry is closed by a separator
			j.replace(n.Span.Start, n.Comma.End, nil)
		default:
			j.replace(j.entries[j.last].Span.End, j.entries[end].Span.End, nil)
			return
		}
	}
}

func (j *joined) joinAll(entries []Fragment) Fragment {
	var out Fragment
	for i, t := range entries {
		if i > 0 {
			out = Join(out, Literal(j.separator+j.lead))
		}
		out = Join(out, t)
	}
	return out
}

// address edits the parts of an address: those of the login go with what parts
// them from the host, and what is new goes into the query.
func (e *editor) address(root *Node) {
	var after []Fragment
	for _, n := range root.Children {
		c := e.by[n]
		after = append(after, c.After...)
		if !c.Remove {
			continue
		}
		switch n.Key {
		case "user":
			password := root.Child("password")
			if password == nil || e.by[password].Remove {
				e.replace(n.Span.Start, n.Span.End, nil)
				e.at(root)
			} else {
				e.replace(n.Span.Start, n.Span.End, nil)
			}
		case "password":
			e.replace(n.Span.Start-1, n.Span.End, nil)
		case "path":
			e.replace(n.Span.Start, n.Span.End, nil)
		case "query":
			e.replace(n.Span.Start, n.Span.End, nil)
		default:
			e.fail("an address cannot do without %q", n.Key)
		}
	}
	if len(after) == 0 {
		return
	}
	lead := "?"
	end := len(e.src)
	if i := strings.IndexByte(string(maskRefs(e.src)), '#'); i >= 0 {
		end = i
	}
	if q := root.Child("query"); q != nil {
		if end, lead = q.Body.End, ""; len(q.Children) > 0 {
			lead = "&"
		}
	}
	j := &joined{editor: e, separator: "&"}
	e.replace(end, end, Join(Literal(lead), j.joinAll(after)))
}

// at takes away the "@" behind a login of which nothing is left.
func (e *editor) at(root *Node) {
	end := root.Child("user").Span.End
	if p := root.Child("password"); p != nil {
		end = p.Span.End
	}
	e.replace(end, end+1, nil)
}
