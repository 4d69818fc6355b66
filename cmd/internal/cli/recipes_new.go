package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

type recipesNewOptions struct {
	app    *app
	from   string
	output string
}

const recipesNewLong = `New drafts a recipe from a file of your own that holds a user name and a password:
the login as it stands there, and a new one whose names are guessed in the same
manner. The file becomes the recipe's example, with example words for every value
and without its comments; nothing of what it says gets into the recipe.

Look at every line that says TODO, then run recipes test.`

func newRecipesNew(a *app, runF func(context.Context, *recipesNewOptions) error) *cobra.Command {
	o := &recipesNewOptions{app: a}
	cmd := &cobra.Command{
		Use:   "new --from FILE",
		Short: "draft a recipe from an example file",
		Long:  help(recipesNewLong, "unpw recipes new --from bot/config/salesforce.json -o recipes/salesforce-json.yaml"),
		Args:  operands(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.from == "" {
				return fail.New(fail.Usage, "--from is missing").In("recipes new").Hint("name a file that holds the old login")
			}
			return either(runF, runRecipesNew)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "the `FILE` that holds the old login")
	f.StringVarP(&o.output, "output", "o", "", "write the recipe to `FILE` (default: stdout)")
	return cmd
}

func runRecipesNew(ctx context.Context, o *recipesNewOptions) error {
	a := o.app
	data, err := a.read(o.from)
	if err != nil {
		return err
	}
	id := strings.TrimSuffix(filepath.Base(o.output), ".yaml") // a recipe file bears its id
	if o.output == "" || workspace.Slug(id) != id {
		id = ""
	}
	d, err := migrate.DraftRecipe(ctx, filepath.ToSlash(o.from), id, data)
	if err != nil {
		return err
	}
	if o.output == "" {
		a.ui.Text(d.Text)
	} else if err := a.writeOutput(o.output, []byte(d.Text)); err != nil {
		return err
	}
	a.ui.Talkf("made from the password in line %d", d.Line)
	for _, line := range d.More {
		a.ui.Talkf("left out: the password in line %d", line)
	}
	if o.output != "" && filepath.Base(o.output) != d.ID+".yaml" {
		a.ui.Warnf("a recipe file bears its id: call it %s.yaml, or change the id", d.ID)
	}
	a.ui.Talkf("next: look at every TODO, then unpw recipes test FOLDER")
	return nil
}
