package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/recipe"
)

type templateOptions struct {
	app    *app
	recipe string
	flow   string
	file   string
	set    []string
	output string
}

const templateLong = `Template prints the whole new configuration of an integration, made from its
recipe: for one that is not written yet, or one that apply may not touch. Its
secrets are example words; fill them in where the files are used. Where a file
cannot say the change, it prints what to do instead.

The files go to stdout, or to the file or folder of -o. What is left to people
goes to stderr.`

func newTemplate(a *app, runF func(context.Context, *templateOptions) error) *cobra.Command {
	o := &templateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "template RECIPE",
		Short: "print the new configuration of an integration",
		Long:  help(templateLong, "unpw template kafka-connect-salesforce --set login-url=acme.my.salesforce.com"),
		Args:  operands("RECIPE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.recipe = args[0]
			return either(runF, runTemplate)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	addOneOf(cmd, &o.flow, "flow", "", []string{recipe.JWTBearer, recipe.ClientCredentials, recipe.AccessToken}, "the login to write (default: the recipe's first choice)")
	f.StringVar(&o.file, "file", "", "write only the file `NAME`, in the shape of the example that has it")
	f.StringArrayVar(&o.set, "set", nil, "give a role its value: `ROLE=VALUE` (repeatable); never a secret")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE`; several files to a folder that is there")
	return cmd
}

func runTemplate(ctx context.Context, o *templateOptions) error {
	a := o.app
	set, err := o.values()
	if err != nil {
		return err
	}
	p, err := a.project()
	if err != nil {
		return err
	}
	t, err := p.Template(ctx, o.recipe, migrate.TemplateOptions{Flow: o.flow, File: o.file, Set: set})
	if err != nil {
		return err
	}
	if o.output != "" {
		if err := o.write(t); err != nil {
			return err
		}
	}
	if a.json {
		return a.ui.JSON(t)
	}
	if len(t.Files) == 0 {
		a.ui.Printf("%s: %s\n", t.Recipe, t.Outcome)
		for _, step := range t.Steps {
			a.ui.Printf("%s\n", strings.TrimSpace(step))
		}
	} else {
		if o.output == "" {
			o.files(t)
		}
		for _, step := range t.Steps {
			a.ui.Talkf("to do: %s", strings.TrimSpace(step))
		}
	}
	for _, note := range t.Notes {
		a.ui.Talkf("note: %s", note)
	}
	return nil
}

// values reads --set. No message repeats what was given: it may be a secret.
func (o *templateOptions) values() (map[string]string, error) {
	set := map[string]string{}
	for _, s := range o.set {
		role, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fail.New(fail.Usage, "flag --set must be ROLE=VALUE").Hint("write it like --set login-url=acme.my.salesforce.com")
		}
		if _, twice := set[role]; twice && recipe.IsRole(role) {
			return nil, fail.New(fail.Usage, "--set %s is given twice", role)
		}
		set[role] = value
	}
	return set, nil
}

// files prints the files; which one is which goes to stderr, so that stdout holds
// nothing else.
func (o *templateOptions) files(t *migrate.Template) {
	for i, f := range t.Files {
		if len(t.Files) > 1 {
			if i > 0 {
				o.app.ui.Text("\n")
			}
			o.app.ui.Talkf("# %s", f.File)
		}
		o.app.ui.Text(f.Text)
	}
}

// write puts one file where -o says, several below the folder that it names.
func (o *templateOptions) write(t *migrate.Template) error {
	a := o.app
	path, err := a.path(o.output)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	folder := err == nil && info.IsDir()
	switch {
	case len(t.Files) == 0:
		return fail.New(fail.Usage, "%s is given steps, not a file", t.Recipe).In("template").Hint("leave -o out")
	case !folder && len(t.Files) > 1:
		names := make([]string, len(t.Files))
		for i, f := range t.Files {
			names[i] = f.File
		}
		return fail.At(fail.Usage, o.output, 0, "this configuration has several files: %s", strings.Join(names, ", ")).In("template").
			Hint("choose one with --file, or make a folder and name it with -o")
	case !folder:
		return a.writeOutput(o.output, []byte(t.Files[0].Text))
	}
	for _, f := range t.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.File)) {
			return fail.At(fail.Usage, f.File, 0, "leads out of the folder").In("template")
		}
		if _, err := os.Lstat(filepath.Join(path, filepath.FromSlash(f.File))); err == nil {
			return fail.At(fail.Usage, f.File, 0, "is there already").In("template").Hint("name an empty folder with -o")
		}
	}
	for _, f := range t.Files {
		to := filepath.Join(o.output, filepath.FromSlash(f.File))
		if err := os.MkdirAll(filepath.Dir(filepath.Join(path, filepath.FromSlash(f.File))), 0o755); err != nil {
			return fail.At(fail.Partial, to, 0, "its folder cannot be made").In("write").Because(err)
		}
		if err := a.writeOutput(to, []byte(f.Text)); err != nil {
			return err
		}
		a.ui.Talkf("wrote %s", to)
	}
	return nil
}
