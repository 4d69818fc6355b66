package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
)

type appConvertOptions struct {
	app     *app
	file    string
	out     string
	convert migrate.ConvertOptions
}

const appConvertLong = `Convert writes a connected app as an External Client App: FILE is a retrieved
.connectedApp file, or the API name of an app that is read from the org. It says what
cannot be carried over. Permission sets and profiles are referred to and not written;
the old app is not touched.

A connected app blocks an External Client App of its name in the same org, so the new
one is called NAME_Eca, or as --name says.`

func newAppConvert(a *app, runF func(context.Context, *appConvertOptions) error) *cobra.Command {
	o := &appConvertOptions{app: a}
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "write a connected app as an External Client App",
		Long:  help(appConvertLong, "unpw app convert force-app/main/default/connectedApps/Billing.connectedApp-meta.xml -o billing", fail.Partial, fail.Locked, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fail.New(fail.Usage, "one file or name is due")
			}
			o.file = args[0]
			return either(runF, runAppConvert)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.convert.Name, "name", "", "API `NAME` of the new app (default the old one's with _Eca)")
	f.StringVar(&o.convert.Org, "org", "", "the org of unpw.yaml that it is for: `NAME`")
	f.StringVar(&o.convert.Alias, "target-org", "", "read the app with the login that sf keeps under this `ALIAS`")
	addOneOf(cmd, &o.convert.Layout, "layout", metadata.Source, []string{metadata.Source, metadata.MDAPI, metadata.Zipped}, "how the files lie")
	f.StringVar(&o.convert.APIVersion, "api-version", "66.0", "API `VERSION` of the metadata")
	f.StringVarP(&o.out, "out", "o", "", "write into this `DIR` (default .unpw/metadata)")
	return cmd
}

func runAppConvert(ctx context.Context, o *appConvertOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	path, err := a.path(o.file)
	if err != nil {
		return err
	}
	o.convert.From = o.file
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		if o.convert.File, err = a.read(o.file); err != nil {
			return err
		}
		o.convert.From, _, _ = strings.Cut(filepath.Base(path), ".connectedApp")
	} else if metadata.APIName(o.file) != o.file {
		return fail.At(fail.Usage, o.file, 0, "no such file").Hint("give a retrieved .connectedApp file, or the API name of an app in the org")
	}
	c, err := p.Convert(ctx, o.convert)
	if err != nil {
		return err
	}
	notes, err := metadata.Unverified(nil, o.convert.Options)
	if err != nil {
		return err
	}
	if err := a.writeProject(p, o.out, c.Files); err != nil {
		return err
	}
	return a.showConversion(o, c, notes)
}

// convertReport is unpw/app/v1, of app convert.
type convertReport struct {
	Schema     string          `json:"schema"`
	Apps       []plan.App      `json:"apps"`
	Files      []string        `json:"files"`
	Steps      []plan.Step     `json:"steps"`
	From       string          `json:"from"`
	To         string          `json:"to"`
	Lost       []metadata.Lost `json:"lost"`
	Notes      []string        `json:"notes"`
	Unverified []string        `json:"unverified"`
}

func (a *app) showConversion(o *appConvertOptions, c *metadata.Conversion, unverified []string) error {
	if a.json {
		r := convertReport{"unpw/app/v1", []plan.App{}, []string{}, []plan.Step{}, c.From, c.To, append([]metadata.Lost{}, c.Lost...), c.Notes, append([]string{}, unverified...)}
		for _, f := range c.Files {
			r.Files = append(r.Files, f.Path)
		}
		return a.ui.JSON(r)
	}
	into := o.out
	if into == "" {
		into = ".unpw/metadata"
	}
	a.ui.Printf("connected app %s as External Client App %s: %d files in %s\n", c.From, ui.Paint(ui.Bold, c.To), len(c.Files), into)
	for i, l := range c.Lost {
		if i == 0 {
			a.ui.Printf("\n%s\n", ui.Paint(ui.Bold, "not carried over"))
		}
		a.ui.Printf("  %s: %s\n", l.Element, l.Why)
	}
	a.ui.Printf("\n%s\n", ui.Paint(ui.Bold, "to know"))
	for _, note := range c.Notes {
		a.ui.Printf("  %s\n", note)
	}
	for _, note := range unverified {
		a.ui.Warnf("%s", note)
	}
	return nil
}
