package scan

import (
	"bytes"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/text"
)

// commented finds logins whose settings all stand in comments of d: somebody
// kept them, and may bring them back. They are listed and never changed. A recipe
// by which something else in d logs in is left out: its comments belong to that.
func (s *scanner) commented(d *format.Document, recipes []*recipe.Recipe) []*recipe.Match {
	if len(d.Commented) == 0 || len(recipes) == 0 {
		return nil
	}
	opened, err := format.Open(d.Path, uncomment(d))
	if err != nil || opened == nil {
		return nil
	}
	var out []*recipe.Match
	for _, r := range recipes {
		for _, m := range r.Match(opened, s.tree) {
			if recipe.IsOld(m.Flow.Name) && m.Opaque == "" && standsIn(m, opened) {
				out = append(out, m)
			}
		}
	}
	return out
}

// standsIn tells whether all settings of m stand in d itself: a variable that is
// defined elsewhere is in use.
func standsIn(m *recipe.Match, d *format.Document) bool {
	for _, f := range m.Settings {
		if f.Implicit || f.Node.Doc.File() != d {
			return false
		}
	}
	return true
}

// uncomment gives the text of d with its commented settings as settings and with
// nothing else, every byte of them where it was.
func uncomment(d *format.Document) []byte {
	out := bytes.Repeat([]byte(" "), len(d.Src))
	for i, c := range d.Src {
		if c == '\n' || c == '\r' {
			out[i] = c
		}
	}
	marks := "#"
	if d.Syntax == "properties" {
		marks = "#!"
	}
	for at := 0; at < len(d.Src); {
		end := text.LineEnd(d.Src, at)
		line := string(d.Src[at:end])
		mark := len(line) - len(strings.TrimLeft(line, " \t"+marks))
		if strings.ContainsAny(line[:mark], marks) && (d.Syntax != "yaml" || isYAMLSetting(line[mark:])) {
			copy(out[at+mark:end], line[mark:])
		}
		at = end
	}
	return out
}

// isYAMLSetting tells a commented setting from prose, which YAML would not read:
// "name: value", "name:" or a list item, without a blank in the name.
func isYAMLSetting(line string) bool {
	line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
	name, value, ok := strings.Cut(line, ":")
	return ok && name != "" && !strings.ContainsAny(strings.Trim(name, `"'`), " \t[]{},") && (value == "" || value[0] == ' ')
}
