package plan

import (
	"fmt"

	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// Identify gives every integration that was found its id: the one of unpw.yaml
// that is anchored at its password, else that of its folder, where the second one
// gets -2. It numbers over all roots, in order of file and line. A second call
// gives the same ids.
func Identify(c *workspace.Config, roots []Root) {
	taken := map[string]bool{}
	var unnamed []*scan.Integration
	for _, root := range roots {
		for _, in := range root.Result.Integrations {
			if id := anchored(c, in); id != "" && !taken[id] {
				in.ID = id
				taken[id] = true
				continue
			}
			unnamed = append(unnamed, in)
		}
	}
	next := map[string]int{}
	for _, in := range unnamed {
		base := workspace.IntegrationID(in.File)
		in.ID = base
		for n := max(2, next[base]); taken[in.ID]; n++ {
			in.ID = fmt.Sprintf("%s-%d", base, n)
			next[base] = n + 1
		}
		taken[in.ID] = true
	}
}

// anchored gives the id that unpw.yaml has for the place of a password, "" if it
// has none.
func anchored(c *workspace.Config, in *scan.Integration) string {
	for _, i := range c.Integrations {
		if i.At.File == in.File && i.At.Key == in.Key {
			return i.ID
		}
	}
	return ""
}
