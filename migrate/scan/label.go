package scan

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// translated are the folders that hold the texts of a user interface.
var translated = []string{"locale", "locales", "i18n", "l10n", "lang", "langs", "language", "languages", "translation", "translations", "messages", "nls"}

// instruction is what tells a text to be replaced from a text to be shown.
var instruction = regexp.MustCompile(`(?i)[<>\[\]{}]|\b(your|enter|my|insert|put|replace|change|example|here)\b`)

// labels tells whether the settings of a match are texts for people: what a form
// calls its fields. A user name has no blanks, and those of Salesforce have an
// "@". Only fallback recipes ask, since others know whose settings they read.
func labels(m *recipe.Match) bool {
	if !m.Recipe.Fallback {
		return false
	}
	for _, f := range m.Settings {
		if f.Role != "username" || f.Node.Kind != format.Scalar || len(f.Node.Refs) > 0 {
			continue
		}
		name := strings.TrimSpace(f.Node.Value)
		if Placeholder(name) || strings.Contains(name, "@") {
			return false
		}
		return inTranslation(m.Doc.Path) || strings.Contains(name, " ") && !instruction.MatchString(name)
	}
	return false
}

func inTranslation(file string) bool {
	folders := strings.Split(strings.ToLower(path.Dir(file)), "/")
	return slices.ContainsFunc(folders, func(f string) bool { return slices.Contains(translated, f) })
}
