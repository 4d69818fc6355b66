package scan

import (
	"path"
	"slices"
	"strings"
)

// IsSample tells whether a file only shows what the real one looks like:
// .env.example, config.sample.yml, secrets.template.json.
func IsSample(file string) bool {
	words := strings.FieldsFunc(strings.ToLower(path.Base(file)), func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	return slices.ContainsFunc(words, func(w string) bool {
		return w == "example" || w == "sample" || w == "template" || w == "dist" || w == "tmpl"
	})
}

// samples sets integrations apart that stand in a sample beside the real file:
// they only declare what that one holds. A sample without a real file beside it
// is all there is, and counts.
func samples(list []*Integration) {
	real := map[string]bool{}
	key := func(i *Integration) string { return path.Dir(i.File) + "\n" + i.Match.Recipe.ID }
	for _, i := range list {
		if i.Finding() && !IsSample(i.File) {
			real[key(i)] = true
		}
	}
	for _, i := range list {
		if i.Finding() && IsSample(i.File) && IsSample(i.Match.Doc.Path) && real[key(i)] {
			i.State = "declared"
		}
	}
}
