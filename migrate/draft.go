package migrate

import (
	"cmp"
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/format"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// Draft is a recipe that was made from an example file.
type Draft struct {
	ID   string
	Text string // the recipe file
	File string // name of the example file in it
	Line int    // of the password in the file it was made from
	More []int  // lines of further passwords, which it leaves out
}

// group is a password with the settings beside it that belong to the same login.
type group struct {
	in       string            // as a recipe writes it; "" where the keys stand at the top
	password *format.Node      //
	keys     map[string]string // role → key
	nodes    map[string]*format.Node
	around   []string // all names that stand there
}

// DraftRecipe makes a recipe from a file of the user's own that holds a
// username-password login: the old login as it is there, the new one with names
// made in the same manner, and the file as an example. No value of the file gets
// into it. name is the file's name, with "/"; id is the recipe's, "" for one made
// from the name.
func DraftRecipe(ctx context.Context, name, id string, data []byte) (*Draft, error) {
	if len(data) > 32<<10 {
		return nil, fail.At(fail.Usage, name, 0, "is too long for an example").In("recipes new").Hint("cut it down to the settings of one login")
	}
	doc, err := format.Open(path.Base(name), data)
	if err != nil || doc == nil {
		return nil, fail.At(fail.Usage, name, 0, "is not a file that unpw can read settings from").In("recipes new").
			Hint("take a configuration file: .env, .json, .yml, .properties, .xml, .toml, .ini, .tf")
	}
	if format.IsProgram(doc.Syntax) {
		return nil, fail.At(fail.Usage, name, 0, "is a program; a draft is made from a file of settings").In("recipes new").
			Hint("name the file that the program reads, or write the recipe by hand: docs/write-a-recipe.md")
	}
	groups := logins(doc)
	if len(groups) == 0 {
		return nil, fail.At(fail.Usage, name, 0, "holds no password beside a user name").In("recipes new").
			Hint("write the recipe by hand, docs/write-a-recipe.md shows how: what the names mean cannot be guessed here")
	}
	best := slices.MaxFunc(groups, func(a, b *group) int { return cmp.Compare(a.likely(), b.likely()) })
	if id == "" {
		id = workspace.Slug(strings.TrimLeft(path.Base(name), "."))
	}
	d := &Draft{ID: id, File: path.Base(name), Line: best.password.Line()}
	for _, g := range groups {
		if g != best {
			d.More = append(d.More, g.password.Line())
		}
	}
	before, err := exampleOf(doc, best)
	if err != nil {
		return nil, fail.At(fail.Usage, name, 0, "its values cannot be replaced by example words").In("recipes new").Because(err)
	}
	w := &draftWriter{draft: d, group: best, before: before, after: map[string]string{}}
	w.text()
	for range 2 { // what the edits make of the example is known once the recipe is read
		c, err := recipe.Load(scan.Memory(map[string]string{d.ID + ".yaml": d.Text}), nil)
		if err != nil {
			return nil, fail.At(fail.Bug, name, 0, "the draft is no recipe").In("recipes new").Because(err)
		}
		r := c.Find(d.ID)
		for _, f := range r.Writable() {
			t, err := plan.TemplateOf(ctx, c, r, f, "", plan.ExampleValues(), plan.ExampleSecret)
			if err != nil {
				return nil, fail.At(fail.Usage, name, 0, "a new login cannot be written into it: %v", err).In("recipes new")
			}
			w.after[f.Name] = t.Files[d.File]
		}
		w.text()
	}
	return d, nil
}

// logins finds the passwords of a document that have a user name beside them.
func logins(doc *format.Document) []*group {
	var out []*group
	doc.Walk(func(n *format.Node) bool {
		if role, prefix := plan.GuessRole(n.Key); role == "password" && n.Kind == format.Scalar && n.Doc == doc && n.Parent != nil {
			if g := around(n, prefix); g.keys["username"] != "" {
				out = append(out, g)
			}
		}
		return true
	})
	return out
}

// around gathers what belongs to a password: names with the same beginning, in
// the same container.
func around(password *format.Node, prefix string) *group {
	g := &group{password: password, keys: map[string]string{}, nodes: map[string]*format.Node{}, in: container(password.Parent)}
	for _, n := range password.Parent.Children {
		role, before := plan.GuessRole(n.Key)
		if n.Kind != format.Scalar || role == "" || before != prefix || g.keys[role] != "" {
			continue
		}
		g.keys[role], g.nodes[role] = n.Key, n
	}
	for _, role := range slices.Sorted(maps.Keys(g.keys)) {
		g.around = append(g.around, g.keys[role])
	}
	return g
}

// container writes where n is as a recipe's "in" does. The names of list items
// are none.
func container(n *format.Node) string {
	if n.Env || n.Doc.Syntax == "dotenv" {
		return "environment"
	}
	var names []string
	for ; n != nil && n.Parent != nil; n = n.Parent {
		if n.Key != "" {
			names = append([]string{n.Key}, names...)
		}
	}
	return strings.Join(names, ".")
}

// likely tells how much a group looks like a login to Salesforce.
func (g *group) likely() int {
	score := len(g.keys)
	for _, n := range g.nodes {
		for _, text := range []string{n.Key, n.Value, g.in} {
			if text = strings.ToLower(text); strings.Contains(text, "salesforce") || strings.Contains(text, "sfdc") || strings.Contains(text, ".force.com") {
				score += 3
			}
		}
	}
	if g.keys["security-token"] != "" {
		score += 2
	}
	return score
}
