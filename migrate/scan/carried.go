package scan

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// A file may hold others: those of a ConfigMap, of cloud-init, of a module of
// Terraform. A recipe reads them by their own names.

// carriedName is how the name of such a file looks.
var carriedName = regexp.MustCompile(`[A-Za-z0-9_.-]*[A-Za-z0-9_-]\.(?:properties|ya?ml|json|xml|env|toml|ini|conf|config|cfg|spc)\b`)

// mostCarried is how many names are looked at.
const mostCarried = 200

// carriedBy gives the paths of the files that name may hold, by the names that
// stand in its text.
func carriedBy(name string, text []byte) []string {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json", ".tf":
	default:
		return nil
	}
	var out []string
	known := map[string]bool{}
	for _, found := range carriedName.FindAll(text, mostCarried) {
		if p := path.Join(path.Dir(name), string(found)); !known[p] {
			known[p] = true
			out = append(out, p)
		}
	}
	return out
}

func readsOne(r *recipe.Recipe, names []string) bool {
	for _, name := range names {
		if r.Reads(name) {
			return true
		}
	}
	return false
}

// carriedIn gives the paths of the files that stand in values of d.
func carriedIn(d *format.Document) []string {
	var out []string
	d.Walk(func(n *format.Node) bool {
		if n.Inner != nil && n.Inner.Name != "" {
			out = append(out, n.Inner.Name)
		}
		return true
	})
	return out
}

// matches gives the integrations of r in d: of the files in it those that r reads
// by their own names, and the rest of it if r reads such files.
func (s *scanner) matches(r *recipe.Recipe, d *format.Document) []*recipe.Match {
	return slices.DeleteFunc(r.Match(d, s.tree), func(m *recipe.Match) bool { return !r.Reads(fileOf(m.Base.Node.Doc)) })
}

// fileOf gives the name of the innermost file that d belongs to.
func fileOf(d *format.Document) string {
	for {
		holder := d.Root.Holder()
		if d.Name != "" || holder == nil {
			break
		}
		d = holder.Doc
	}
	if d.Name != "" {
		return d.Name
	}
	return d.Path
}
