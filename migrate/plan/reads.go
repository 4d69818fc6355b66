package plan

import (
	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// Reads tells whether, in files as they were written, every container in which the
// integration was found now reads as the new flow, and why not if one does not.
// Files hold the bytes by name; the recipe's own rules decide, without keywords.
func Reads(in *scan.Integration, flow *recipe.Flow, files map[string]string) (bool, string) {
	tree := scan.NewTree(scan.Memory(files))
	for name, data := range files {
		if d, err := format.Open(name, []byte(data)); err == nil && d != nil {
			tree.Add(d)
		}
	}
	tree.Index()
	places := map[string]int{}
	for _, place := range in.Places() {
		places[place.Match.Doc.Path]++
	}
	for file, wanted := range places {
		d := tree.Document(file)
		if d == nil {
			return false, "the file is not in its syntax any more"
		}
		if why := reads(in.Match.Recipe.Match(d, tree), flow, wanted); why != "" {
			return false, why
		}
	}
	return true, ""
}

// reads says why fewer matches than wanted read as the new flow, "" if enough do.
func reads(matches []*recipe.Match, flow *recipe.Flow, wanted int) string {
	why := "no login is seen any more"
	for _, m := range matches {
		switch {
		case m.Flow == flow && !m.Mixed():
			wanted--
		case recipe.IsOld(m.Flow.Name):
			why = "it still reads as " + m.Flow.Name
		default:
			why = "it reads as " + m.Flow.Name
		}
	}
	if wanted <= 0 {
		return ""
	}
	return why
}

// Fill gives the bytes that an edit puts into its file, with secrets as value
// names them, in the encoding of the file, whose bytes were data when the plan was
// made.
func (e *Edit) Fill(data []byte, value func(name string) (string, error)) (string, error) {
	f, err := format.ParseFragment(e.Text)
	if err != nil {
		return "", err
	}
	encoding := format.EncodingOf(e.File, data)
	file, err := encoding.Decode(data)
	if err != nil {
		return "", err
	}
	s, err := f.FillIn(file, value)
	if err != nil {
		return "", err
	}
	return encoding.Encode(s)
}
