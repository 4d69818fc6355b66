package plan

import (
	"fmt"

	"unpw/migrate/format"
)

// companions changes the documents that must follow the integration: a dataset
// beside its linked service, the activities that use it.
func (d *difference) companions() {
	r := d.in.Match.Recipe
	names := map[string][]string{}
	if s := d.in.Setting("name"); s != nil {
		if v, ok := d.in.Value(s.Node); ok {
			names["name"] = []string{v}
		}
	}
	for _, c := range r.Companions {
		for _, doc := range d.tree.Documents() {
			for _, f := range r.Followers(c, doc, d.tree, names) {
				if f.Name != "" {
					names[c.Name] = append(names[c.Name], f.Name)
				}
				switch {
				case f.Unknown:
					d.assist(fmt.Errorf("%s line %d refers to it with a %s that the recipe does not know", doc.Path, f.Node.Line(), f.Node.Key))
				case f.Value != nil:
					if err := d.setNode(f.Node, d.tree.Chain(f.Node), format.Literal(f.Value.Text), f.Value.Typed, ""); err != nil {
						d.assist(err)
					}
				}
				if !f.Unknown && f.Key != "" {
					if err := d.rename(f.Node, f.Key, ""); err != nil {
						d.assist(err)
					}
				}
			}
		}
	}
}
