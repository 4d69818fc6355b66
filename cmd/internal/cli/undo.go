package cli

import (
	"context"

	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/fail"
)

type undoOptions struct {
	app  *app
	undo migrate.UndoOptions
}

const undoLong = `Undo puts every byte back that a run of apply changed: the last one, or RUN. It is
itself a run, all or nothing per integration, and can be undone. A file that was
changed since is left alone; with --merge it is merged line by line.`

func newUndo(a *app, runF func(context.Context, *undoOptions) error) *cobra.Command {
	o := &undoOptions{app: a}
	cmd := &cobra.Command{
		Use:   "undo [RUN]",
		Short: "put every byte back that a run changed",
		Long:  help(undoLong, "unpw undo --only billing-etl", fail.Partial, fail.Changed, fail.Locked),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fail.New(fail.Usage, "too many arguments")
			}
			if len(args) == 1 {
				o.undo.Run = args[0]
			}
			return either(runF, runUndo)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.undo.Only, "only", nil, "undo the integration `ID` only (repeatable)")
	f.BoolVar(&o.undo.Merge, "merge", false, "keep what others changed elsewhere in a file")
	return cmd
}

func runUndo(ctx context.Context, o *undoOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	report, err := p.Undo(ctx, o.undo)
	if report == nil {
		return err
	}
	for _, r := range report.Integrations {
		a.showResult(r)
	}
	if report.Run == "" && err == nil {
		a.ui.Talkf("there is nothing to undo")
	}
	if shown := a.showRun(report); shown != nil {
		return shown
	}
	return err
}
