package format

import (
	"fmt"
	"slices"
)

// Excerpt gives the text of an entry of any kind with edits made inside of it. The
// edits must not overlap.
func Excerpt(n *Node, edits []FileEdit) (Fragment, error) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b FileEdit) int { return a.Start - b.Start })
	var out Fragment
	at := n.Span.Start
	for _, e := range edits {
		if e.Start < at || e.End > n.Span.End {
			return nil, fmt.Errorf("an edit of %q lies outside of it", n.Key)
		}
		out = Join(out, Literal(dedent(n.Doc.Src, at, e.Start, n)), e.Text)
		at = e.End
	}
	return Join(out, Literal(dedent(n.Doc.Src, at, n.Span.End, n))), nil
}
