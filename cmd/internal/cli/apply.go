package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/apply"
	"unpw/migrate/fail"
)

type applyOptions struct {
	app   *app
	plan  string
	apply migrate.ApplyOptions
}

const applyLong = `Apply rewrites the files of PLAN. An integration is rewritten only when its new
login worked, and stays rewritten only when the files read back as planned and log
in as written: all of its files are new, or all are as they were.

It refuses a plan whose files have changed since. Every byte can be put back with
unpw undo. A run that was interrupted is finished with --resume.`

func newApply(a *app, runF func(context.Context, *applyOptions) error) *cobra.Command {
	o := &applyOptions{app: a}
	cmd := &cobra.Command{
		Use:   "apply PLAN",
		Short: "rewrite what a plan says, and prove it",
		Long: help(applyLong, "unpw apply plan.json --only billing-etl",
			fail.Partial, fail.Changed, fail.Locked, fail.Refused, fail.Unreachable),
		Args: operands("PLAN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.plan = args[0]
			return either(runF, runApply)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.apply.Only, "only", nil, "rewrite the integration `ID` only (repeatable)")
	f.StringVar(&o.apply.Root, "root", "", "rewrite below `DIR` instead of the plan's only root")
	f.BoolVar(&o.apply.DryRun, "dry-run", false, "say what would be refused, and write nothing")
	f.BoolVar(&o.apply.Offline, "offline", false, "log in nowhere: rewrite and read back only")
	f.BoolVar(&o.apply.Resume, "resume", false, "finish or roll back an interrupted run, then go on")
	return cmd
}

func runApply(ctx context.Context, o *applyOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	made, err := a.readPlan(o.plan)
	if err != nil {
		return err
	}
	if err := migrate.CheckOnly(made, o.apply.Only); err != nil {
		return err
	}
	if o.apply.Root != "" {
		if o.apply.Root, err = a.path(o.apply.Root); err != nil {
			return err
		}
	}
	o.apply.Said = a.showResult
	report, err := p.Apply(ctx, made, o.apply)
	if report == nil {
		return err
	}
	if shown := a.showRun(report); shown != nil {
		return shown
	}
	if report.Run != "" && err == nil {
		a.ui.Talkf("to put every byte back: unpw undo")
	}
	return err
}

// runReport is unpw/run/v1.
type runReport struct {
	Schema       string         `json:"schema"`
	Run          *string        `json:"run"`
	Integrations []apply.Result `json:"integrations"`
}

// showRun writes the object of a run; its text was said as it went.
func (a *app) showRun(report *apply.Report) error {
	if !a.json {
		if report.Run != "" {
			a.ui.Printf("run %s\n", report.Run)
		}
		return nil
	}
	out := runReport{Schema: "unpw/run/v1", Integrations: []apply.Result{}}
	if report.Run != "" {
		out.Run = &report.Run
	}
	for _, r := range report.Integrations {
		if r.Files == nil {
			r.Files = []string{}
		}
		if r.Proof == nil {
			r.Proof = struct{}{}
		}
		out.Integrations = append(out.Integrations, r)
	}
	return a.ui.JSON(out)
}

// showResult says what became of one integration.
func (a *app) showResult(r apply.Result) {
	style := map[string]ui.Style{apply.Rewritten: ui.Green, apply.Undone: ui.Green, apply.Failed: ui.Red, apply.Left: ui.Yellow, apply.Unchanged: ui.Dim}[r.Result]
	a.ui.Printf("%s  %s  %s\n", ui.Paint(ui.Bold, r.ID), ui.Paint(style, r.Result), strings.Join(r.Files, " "))
	if proof, ok := r.Proof.(*migrate.Proof); ok && proof != nil {
		a.ui.Printf("  new login  %s\n", loginOf(*proof))
	}
	if r.Why != "" {
		a.ui.Printf("  %s\n", r.Why)
	}
	if r.Err != nil {
		for _, hint := range fail.Of(r.Err).Hints {
			a.ui.Printf("  hint: %s\n", hint)
		}
	}
}
