package plan

import (
	"path"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/scan"
)

// programs says which programs read the settings of an integration whose reader
// its recipe does not know: what a person has to change there. Without any it
// says which file is read.
func (d *decision) programs() []string {
	reads := map[string][]string{} // program → names
	var order []string
	note := func(n *format.Node) {
		if n.Parent == nil || !n.Parent.Env && n.Doc.Syntax != "dotenv" {
			return
		}
		for _, file := range d.root.Result.Tree.Programs(n, func(string, int) bool { return false }) {
			if reads[file] == nil {
				order = append(order, file)
			}
			if !slices.Contains(reads[file], n.Key) {
				reads[file] = append(reads[file], n.Key)
			}
		}
	}
	for _, s := range d.in.Settings {
		note(s.Node)
		s.Each(func(def *scan.Definition) { note(def.Node) })
	}
	slices.Sort(order)
	var out []string
	for _, file := range order {
		out = append(out, file+" reads "+strings.Join(reads[file], ", ")+": change its login there")
	}
	if out == nil {
		out = append(out, "find what reads "+path.Base(d.in.File)+", and change its login there: no program in this tree that unpw can read names these settings")
	}
	return out
}
