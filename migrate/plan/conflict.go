package plan

import (
	"fmt"

	"unpw/migrate/text"
	"unpw/migrate/workspace"
)

// conflicts blocks an integration whose edits meet those of one before it: both
// write the same place or give the same new name a value. The first may be applied;
// a plan made after that knows what is there then.
func (m *maker) conflicts() {
	for i := range m.plan.Integrations {
		in := &m.plan.Integrations[i]
		if in.Decision != workspace.Migrate {
			continue
		}
		for j := range i {
			first := &m.plan.Integrations[j]
			if first.Decision != workspace.Migrate || first.Root != in.Root || len(first.Wants)+len(first.Blocked) > 0 {
				continue
			}
			if at := meeting(first.Edits, in.Edits); at != "" {
				in.Blocked = append(in.Blocked, Blocked{Why: fmt.Sprintf("%s changes %s too", first.ID, at),
					Hint: "apply " + first.ID + ", then plan again; one app for both (app in unpw.yaml) lets them share a consumer key"})
				break
			}
		}
	}
}

// meeting says where two lists of edits meet, "" where they do not.
func meeting(a, b []Edit) string {
	for _, x := range a {
		for _, y := range b {
			if x.File != y.File {
				continue
			}
			p, q := text.Span{Start: x.Start, End: x.End}, text.Span{Start: y.Start, End: y.End}
			same := p == q && !p.Empty() || p.Overlaps(q)
			if same || x.Op == "insert" && y.Op == "insert" && x.Key == y.Key && x.Start == y.Start {
				return fmt.Sprintf("%s in %s", y.Key, y.File)
			}
		}
	}
	return ""
}
