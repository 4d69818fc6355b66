package plan

import "unpw/migrate/format"

// joint are edits that reach their file as one.
type joint struct {
	located
	edits []format.FileEdit
}

// together joins the edits of what stands in one value in base64, which can only
// be written whole; every other edit is one by itself.
func (d *difference) together(all []located) []*joint {
	var out []*joint
	whole := map[*format.Document]*joint{}
	for _, l := range all {
		sealed := l.doc.Sealed()
		if sealed == nil {
			out = append(out, &joint{located: l, edits: []format.FileEdit{l.edit}})
			continue
		}
		edits, err := l.doc.To(sealed, []format.FileEdit{l.edit})
		if err != nil {
			d.assist(err)
			continue
		}
		j := whole[sealed]
		if j == nil {
			j = &joint{located: l}
			j.doc, j.op = sealed, "replace"
			if holder := sealed.Root.Up(); holder != nil {
				j.key = holder.Key
			}
			whole[sealed] = j
			out = append(out, j)
		}
		j.edits = append(j.edits, edits...)
	}
	return out
}
