package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/recipe"
)

func newRecipes(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "recipes",
		Short: "the integrations that unpw knows",
		Long:  help("Recipes lists, shows and tests what unpw knows about each integration, and drafts\na recipe of your own. A recipe is one file; --recipes DIR adds yours.", "unpw recipes show kafka-connect-salesforce", fail.Findings),
	}
	cmd.AddCommand(newRecipesList(a, nil), newRecipesShow(a, nil), newRecipesTest(a, nil), newRecipesNew(a, nil))
	return cmd
}

type recipesOptions struct {
	app  *app
	args []string
}

func newRecipesList(a *app, runF func(context.Context, *recipesOptions) error) *cobra.Command {
	o := &recipesOptions{app: a}
	return &cobra.Command{
		Use:   "list",
		Short: "list the recipes",
		Long:  help("List prints every recipe with what comes of its integration and the flows that\ncan take the password's place.", "unpw recipes list"),
		Args:  operands(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return either(runF, runRecipesList)(cmd.Context(), o)
		},
	}
}

func runRecipesList(_ context.Context, o *recipesOptions) error {
	p, err := o.app.project()
	if err != nil {
		return err
	}
	list := p.ListRecipes()
	if o.app.json {
		return o.app.ui.JSON(list)
	}
	var rows [][]any
	for _, r := range list.Recipes {
		flows := strings.Join(r.Flows, ", ")
		if flows == "" {
			flows = "-"
		}
		rows = append(rows, []any{ui.Paint(ui.Bold, r.ID), r.Outcome, flows, r.From, r.Title})
	}
	o.app.ui.Table([]string{"id", "outcome", "flows", "from", "title"}, rows)
	return nil
}

func newRecipesShow(a *app, runF func(context.Context, *recipesOptions) error) *cobra.Command {
	o := &recipesOptions{app: a}
	return &cobra.Command{
		Use:   "show ID",
		Short: "show what a recipe knows",
		Long:  help("Show prints which files a recipe reads, which settings each login uses, what a\nnew login needs, and what nobody has verified.", "unpw recipes show airflow-salesforce"),
		Args:  operands("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.args = args
			return either(runF, runRecipesShow)(cmd.Context(), o)
		},
	}
}

func runRecipesShow(_ context.Context, o *recipesOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	report, r, err := p.ShowRecipe(o.args[0])
	if err != nil {
		return err
	}
	if a.json {
		return a.ui.JSON(report)
	}
	s := report.Recipes[0]
	a.ui.Printf("%s  %s\n", ui.Paint(ui.Bold, s.ID), s.Title)
	a.ui.Printf("outcome   %s\n", s.Outcome)
	a.ui.Printf("from      %s, %s\n", s.From, count(s.Examples, "example"))
	if r.Closed {
		a.ui.Printf("files     none: its settings are in the product's own store\n")
	} else {
		a.ui.Printf("files     %s\n", strings.Join(s.Files, " "))
	}
	for _, f := range r.Flows {
		showFlow(a.ui, f)
	}
	a.ui.Printf("\n")
	for _, part := range []struct {
		word  string
		lines []string
	}{
		{"instead", []string{s.Instead}}, {"needs", s.Needs}, {"to do", s.Steps}, {"note", s.Notes}, {"source", s.Docs},
	} {
		for _, line := range part.lines {
			if line != "" {
				a.ui.Printf("%-9s %s\n", part.word, line)
			}
		}
	}
	if s.InPlace != "" {
		a.ui.Text("\n" + s.InPlace + "\n")
	}
	for _, line := range s.Unverified {
		a.ui.Printf("%s  %s\n", ui.Paint(ui.Yellow, "unverified"), line)
	}
	if len(s.Unverified) == 0 {
		a.ui.Printf("verified  nothing in it is marked as unverified\n")
	}
	return nil
}

func showFlow(s *ui.Streams, f *recipe.Flow) {
	kind := "new login"
	switch {
	case recipe.IsOld(f.Name):
		kind = "old login"
	case f.Name == recipe.Other:
		kind = "left alone"
	}
	s.Printf("\n%s (%s)\n", ui.Paint(ui.Bold, f.Name), kind)
	for _, rule := range f.Rules {
		role, paths := rule.Role, strings.Join(migrate.PathsOf(rule), " or ")
		if rule.Fixed != nil {
			role, paths = "(constant)", paths+" = "+rule.Fixed.Text
		}
		if rule.Optional {
			role += "?"
		}
		s.Printf("  %-23s %s\n", role, paths)
	}
	if f.Assisted != "" {
		s.Printf("  by hand: %s\n", strings.TrimSpace(f.Assisted))
	}
}

func newRecipesTest(a *app, runF func(context.Context, *recipesOptions) error) *cobra.Command {
	o := &recipesOptions{app: a}
	return &cobra.Command{
		Use:   "test [ID|DIR…]",
		Short: "run the examples of recipes",
		Long:  help("Test runs the examples of the recipes ID, of all recipes in the folder DIR, or of\nevery recipe: what is found, the text after the change, that it reads back as the\nnew login, and that look-alikes are left alone.", "unpw recipes test ./recipes", fail.Findings),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.args = args
			return either(runF, runRecipesTest)(cmd.Context(), o)
		},
	}
}

func runRecipesTest(ctx context.Context, o *recipesOptions) error {
	a := o.app
	p, want, err := o.chosen()
	if err != nil {
		return err
	}
	report, err := p.TestRecipes(ctx, want)
	if err != nil {
		return err
	}
	if a.json {
		if err := a.ui.JSON(report); err != nil {
			return err
		}
	} else {
		o.failures(report)
	}
	if len(report.Failures()) > 0 {
		return exit(fail.Findings)
	}
	return nil
}

// failures prints the failed examples on stderr, and on stdout how many there are.
func (o *recipesOptions) failures(report *migrate.RecipesReport) {
	s := o.app.ui
	for _, f := range report.Failures() {
		first, rest, more := strings.Cut(f.Err.Error(), "\n")
		s.Errorf("%s", first)
		if more {
			_, _ = s.Err().Write([]byte(ui.CleanText(rest + "\n")))
		}
		for _, hint := range f.Err.Hints {
			s.Hintf("%s", hint)
		}
	}
	examples := 0
	for _, r := range report.Recipes {
		examples += r.Examples
	}
	s.Printf("%s, %s, %d failed\n", count(len(report.Recipes), "recipe"), count(examples, "example"), len(report.Failures()))
}

// chosen opens the project with the folders among the operands, and tells which
// recipes are meant.
func (o *recipesOptions) chosen() (*migrate.Project, func(*recipe.Recipe) bool, error) {
	a := o.app
	p, err := a.project()
	if err != nil || len(o.args) == 0 {
		return p, func(*recipe.Recipe) bool { return true }, err
	}
	ids := map[string]bool{}
	var dirs []string
	for _, arg := range o.args {
		path, err := a.path(arg)
		if err != nil {
			return nil, nil, err
		}
		switch info, err := os.Stat(path); {
		case p.Recipes.Find(arg) != nil:
			ids[arg] = true
		case err == nil && info.IsDir():
			dirs = append(dirs, path)
		default:
			return nil, nil, fail.New(fail.Usage, "there is no recipe and no folder %q", arg).Hint("see the ids: unpw recipes list")
		}
	}
	if len(dirs) > 0 {
		a.recipes = append(a.recipes, dirs...)
		if p, err = a.project(); err != nil {
			return nil, nil, err
		}
	}
	return p, func(r *recipe.Recipe) bool {
		if ids[r.ID] {
			return true
		}
		for _, dir := range dirs {
			if p.RecipesIn(dir)(r) {
				return true
			}
		}
		return false
	}, nil
}
