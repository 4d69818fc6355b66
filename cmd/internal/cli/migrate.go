package cli

import (
	"context"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/prompt"
	"unpw/migrate"
	"unpw/migrate/fail"
)

type migrateOptions struct {
	app     *app
	yes     bool
	migrate migrate.MigrateOptions
}

const migrateLong = `Migrate goes the whole way unattended, by what unpw.yaml says: it plans, makes the
keys and the apps' metadata, deploys where unpw.yaml or SF_ACCESS_TOKEN gives access
to the org (see app deploy), checks, rewrites, reads back and logs in from the files
as written. It can be run again: what is migrated is not touched.

It rewrites files and asks before that; without a terminal it wants --yes.`

func newMigrate(a *app, runF func(context.Context, *migrateOptions) error) *cobra.Command {
	o := &migrateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "go the whole way, unattended",
		Long: help(migrateLong, "unpw migrate --yes --limit 10",
			fail.Partial, fail.Changed, fail.Locked, fail.Refused, fail.Unreachable),
		Args: operands(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.migrate.Limit < 0 {
				return fail.New(fail.Usage, "flag --limit must be 0 or more")
			}
			return either(runF, runMigrate)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.yes, "yes", false, "do not ask before files are rewritten")
	f.StringArrayVar(&o.migrate.Only, "only", nil, "migrate the integration `ID` only (repeatable)")
	f.IntVar(&o.migrate.Limit, "limit", 0, "migrate `N` integrations at most (default all)")
	f.BoolVar(&o.migrate.DryRun, "dry-run", false, "say what would change, and write nothing")
	f.BoolVar(&o.migrate.Offline, "offline", false, "log in nowhere and deploy nothing: rewrite and read back only")
	return cmd
}

func runMigrate(ctx context.Context, o *migrateOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	if !o.yes && !o.migrate.DryRun {
		if err := a.agree(ctx, p, o); err != nil {
			return err
		}
	}
	o.migrate.Step = func(text string) { a.ui.Status("%s", text) }
	out, err := p.Migrate(ctx, o.migrate)
	if out == nil {
		return err
	}
	if a.json {
		if shown := a.ui.JSON(out); shown != nil {
			return shown
		}
		return err
	}
	for _, in := range out.Integrations {
		a.showProof(in, planned(out.Plan(), in.ID), o.migrate.DryRun)
	}
	if o.migrate.DryRun {
		a.ui.Printf("%s found: %d would be migrated\n", count(len(out.Integrations), "integration"), applicable(out.Plan()))
		return err
	}
	migrated, missed, left := counted(out.Integrations)
	a.ui.Printf("%s found: %d migrated, %d should have and did not, %d left to people\n", count(len(out.Integrations), "integration"), migrated, missed, left)
	if out.Run != "" {
		a.ui.Talkf("to put every byte back: unpw undo %s", out.Run)
	}
	return err
}

// agree asks a person whether to go on; without one --yes is wanted.
func (a *app) agree(ctx context.Context, p *migrate.Project, o *migrateOptions) error {
	if !a.asks() {
		return fail.New(fail.Usage, "migrate rewrites files and nobody is there to agree").Hint("look first with --dry-run, then pass --yes")
	}
	made, _, err := p.Plan(ctx, migrate.PlanOptions{Only: o.migrate.Only})
	if err != nil {
		return err
	}
	who, err := a.prompter(asking{}, nil, nil)
	if err != nil {
		return err
	}
	a.ui.Talkf("%d integrations can be migrated, %d are blocked; unpw plan shows each", made.Summary.Applicable, made.Summary.Blocked)
	yes, err := who.Confirm(ctx, prompt.Question{ID: "migrate", Text: "Deploy the apps and rewrite the files now?", Flag: "--yes"}, false)
	if err != nil {
		return err
	}
	if !yes {
		return fail.New(fail.Interrupted, "nothing was changed")
	}
	return nil
}
