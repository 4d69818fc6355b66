package cli

import (
	"context"
	"errors"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"unpw/cmd/internal/prompt"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

type guideOptions struct {
	app *app
	asking
	paths []string // as typed
}

const guideLong = `Guide finds the username-password logins of a folder, shows what would change,
and takes a person through the rest in three questions: which folder, which
flow, how far to go. Files are rewritten only after the word "apply" was typed.
Without a terminal it asks in lines; where nobody answers, it ends. At its end it
prints the commands that do the same.

`

func newGuide(a *app, runF func(context.Context, *guideOptions) error) *cobra.Command {
	o := &guideOptions{app: a}
	cmd := &cobra.Command{
		Use:   "guide [PATH…]",
		Short: "guide a person through a migration (what unpw alone does)",
		Long: help(guideLong+guideIDs(), "unpw guide etl --record answers.yaml",
			fail.Partial, fail.Changed, fail.Locked, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			return either(runF, runGuide)(cmd.Context(), o)
		},
	}
	o.addFlags(cmd)
	return cmd
}

// guideOrHelp is what unpw alone does: a person at a terminal is guided, a
// program gets the help.
func guideOrHelp(a *app) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		if a.noInput || a.json || !isTerminal(a.Stdin) || !isTerminal(a.Stderr) {
			return cmd.Help()
		}
		return runGuide(cmd.Context(), &guideOptions{app: a})
	}
}

// isTerminal tells whether a stream is a terminal, and so perhaps a person.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// guiding is a guided migration on its way. What was answered is in project's
// configuration, where unpw.yaml and flags put the same.
type guiding struct {
	*guideOptions
	ask     prompt.Prompter
	project *migrate.Project
	paths   []string // folders to look through; none: the roots of unpw.yaml
	shown   []string // the same as commands name them

	before  []byte          // unpw.yaml as it was read; nil: none
	text    []byte          // unpw.yaml with what was decided
	decided []workspace.Set // since before
	written bool            // text is what unpw.yaml holds

	plan    *plan.Plan
	scanned []migrate.Scanned
	failed  error // of the last rehearsal
}

func runGuide(ctx context.Context, o *guideOptions) error {
	g, err := newGuiding(o)
	if err != nil {
		return err
	}
	err = g.way(ctx)
	if g.plan == nil || len(g.plan.Integrations) == 0 && !o.app.json || fail.CodeOf(err) == fail.Interrupted || errors.Is(err, prompt.ErrNoInput) || ctx.Err() != nil {
		return err
	}
	g.printCommands()
	if o.app.json && !o.app.ui.Emitted() {
		if lost := o.app.ui.JSON(g.plan); lost != nil {
			return lost
		}
	}
	return err
}

func newGuiding(o *guideOptions) (*guiding, error) {
	p, err := o.app.project()
	if err != nil {
		return nil, err
	}
	g := &guiding{guideOptions: o, project: p}
	if g.before, err = p.Workspace.ReadConfig(); err != nil {
		return nil, err
	}
	g.text = g.before
	g.ask, err = o.app.prompter(o.asking, isGuideID, nil)
	return g, err
}

// way is the whole guided migration: tree, flow, go.
func (g *guiding) way(ctx context.Context) error {
	if err := g.askTree(ctx); err != nil {
		return err
	}
	if err := g.makePlan(ctx); err != nil {
		return err
	}
	g.showFound()
	if len(g.plan.Integrations) == 0 {
		return nil
	}
	if err := g.askFlow(ctx); err != nil {
		return err
	}
	if err := g.askMyDomains(ctx); err != nil {
		return err
	}
	g.showPlan()
	if g.plan.Summary.Applicable == 0 {
		g.app.ui.Talkf("nothing here can be rewritten as things are; the reasons are above")
		return exit(fail.Partial)
	}
	return g.goOn(ctx)
}

// goOn asks how far to go, and again after a rehearsal.
func (g *guiding) goOn(ctx context.Context) error {
	answer, err := g.askGo(ctx)
	if err == nil && answer == goRehearse {
		if err = g.rehearse(ctx); err == nil {
			answer, err = g.askAfterRehearsal(ctx)
		}
	}
	if err != nil {
		return err
	}
	switch answer {
	case goWrite:
		return g.writeDecisions(ctx)
	case goMake:
		return g.make(ctx)
	case goApply:
		return g.apply(ctx)
	}
	g.app.ui.Talkf("stopped: no file was changed")
	return exit(fail.CodeOf(g.failed))
}
