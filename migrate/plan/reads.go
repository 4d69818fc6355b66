package plan

import (
	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// Reads tells whether, in files as they were written, the container in which the
// integration was found now reads as the new flow, and why not if it does not.
// Files hold the bytes by name; the recipe's own rules decide, without keywords.
func Reads(in *scan.Integration, flow *recipe.Flow, files map[string]string) (bool, string) {
	tree := scan.NewTree(scan.Memory(files))
	for name, data := range files {
		if d, err := format.Open(name, []byte(data)); err == nil && d != nil {
			tree.Add(d)
		}
	}
	tree.Index()
	d := tree.Document(in.Match.Doc.Path)
	if d == nil {
		return false, "the file is not in its syntax any more"
	}
	why := "no login is seen any more"
	for _, m := range in.Match.Recipe.Match(d, tree) {
		switch {
		case m.Flow == flow && !m.Mixed():
			return true, ""
		case recipe.IsOld(m.Flow.Name):
			why = "it still reads as " + m.Flow.Name
		default:
			why = "it reads as " + m.Flow.Name
		}
	}
	return false, why
}

// Fill puts secrets into the text of an edit, as value names them.
func Fill(text string, value func(name string) (string, error)) (string, error) {
	f, err := format.ParseFragment(text)
	if err != nil {
		return "", err
	}
	return f.Fill(value)
}
