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
	src, lines := uncomment(d), map[int]bool(nil)
	if blocks[d.Syntax] {
		src, lines = uncommentWithin(d)
	}
	opened, err := format.Open(d.Path, src)
	if err != nil || opened == nil {
		return nil
	}
	var out []*recipe.Match
	for _, r := range recipes {
		for _, m := range r.Match(opened, s.tree) {
			if recipe.IsOld(m.Flow.Name) && m.Opaque == "" && standsIn(m, opened, lines) {
				out = append(out, m)
			}
		}
	}
	return out
}

// standsIn tells whether all settings of m stand in d itself, and on lines if there
// are any given: a variable that is defined elsewhere is in use.
func standsIn(m *recipe.Match, d *format.Document, lines map[int]bool) bool {
	for _, f := range m.Settings {
		if f.Implicit || f.Node.Doc.File() != d || lines != nil && !lines[f.Node.Line()] {
			return false
		}
	}
	return true
}

// blocks are the syntaxes in which a comment means nothing without what is around
// it: the block or section says whose settings they are.
var blocks = map[string]bool{"hcl": true, "toml": true, "ini": true, "logstash": true}

// uncommentWithin gives the text of d with its commented settings as settings where
// they stand, every byte of them where it was, and their lines.
func uncommentWithin(d *format.Document) (src []byte, lines map[int]bool) {
	src, lines = bytes.Clone(d.Src), map[int]bool{}
	for _, c := range d.Commented {
		for at := text.LineStart(src, c.Span.Start); at < c.Span.Start; at++ {
			src[at] = ' '
		}
		lines[c.Line()] = true
	}
	return src, lines
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
