package migrate

import (
	"context"
	"path"
	"regexp"
	"strings"

	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// mention is how the texts of recipes point at others: "recipe dlt-salesforce",
// "unpw template dlt-salesforce".
var mention = regexp.MustCompile(`\b(?:recipes?|template) ([a-z][a-z0-9-]+)`)

// successor gives the recipe that a text names as the one to use in place of r,
// nil where it names none that can be written.
func (p *Project) successor(r *recipe.Recipe) *recipe.Recipe {
	for _, m := range mention.FindAllStringSubmatch(r.Instead, -1) {
		if next := p.Recipes.Find(m[1]); next != nil && next != r {
			for _, f := range next.Writable() {
				if len(settableRoles(f)) > 0 {
					return next
				}
			}
		}
	}
	return nil
}

// inPlace adds the configuration of what takes the place of r, which has no
// secure login: as r itself gives it, else that of the recipe it names.
func (p *Project) inPlace(ctx context.Context, t *Template, r *recipe.Recipe) error {
	if _, config := r.Successor(); config != "" {
		name := plan.FilesOf(r)[0]
		if strings.HasPrefix(config, "#!") { // a script takes the place of a configuration
			name = strings.TrimSuffix(name, path.Ext(name)) + ".sh"
		}
		t.Files = append(t.Files, TemplateFile{File: name, Text: config})
		return nil
	}
	next := p.successor(r)
	if next == nil {
		return nil
	}
	n, err := p.Template(ctx, next.ID, TemplateOptions{})
	if err != nil {
		return err
	}
	t.Files = n.Files
	t.Steps = append(t.Steps, "the files are those of "+n.Title+" (unpw template "+n.Recipe+"), which takes its place")
	t.Steps = append(t.Steps, n.Steps...)
	return nil
}
