package cli

import (
	"context"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/apply"
	"unpw/migrate/check"
	"unpw/migrate/fail"
)

// apply tries every new login and, once the word was typed, rewrites those that
// worked.
func (g *guiding) apply(ctx context.Context) error {
	made, fresh, err := g.prepare(ctx)
	if err != nil {
		return err
	}
	if fresh {
		g.app.ui.Warnf("no org knows these keys yet: deploy the apps, then choose this again")
		g.showDeploy(made)
		return exit(fail.Partial)
	}
	results, err := g.check(ctx)
	if err != nil {
		return err
	}
	checked := map[string]check.Result{}
	works := 0
	for _, r := range results {
		checked[r.ID] = r
		if r.OK {
			works++
		}
	}
	if works == 0 {
		g.app.ui.Talkf("nothing was rewritten: no new login works yet")
		return migrate.CheckVerdict(ctx, results)
	}
	yes, err := g.askApply(ctx, works, len(results))
	if err != nil {
		return err
	}
	if !yes {
		g.app.ui.Talkf("stopped: no file was changed")
		return nil
	}
	return g.rewrite(ctx, checked)
}

// rewrite applies what the checks allow, and says what is left to people.
func (g *guiding) rewrite(ctx context.Context, checked map[string]check.Result) error {
	report, err := g.project.Apply(ctx, g.plan, migrate.ApplyOptions{Checked: checked, Said: g.app.showResult})
	if report == nil {
		return err
	}
	for _, r := range report.Integrations {
		if in := planned(g.plan, r.ID); in != nil && r.Result == apply.Rewritten && len(in.Steps) > 0 {
			g.app.ui.Printf("\n%s\n", ui.Paint(ui.Bold, in.ID))
			g.app.showSteps("  ", in.Steps)
		}
	}
	if shown := g.app.showRun(report); shown != nil {
		return shown
	}
	g.app.ui.Talkf("to put every byte back: %s undo %s", g.command(), report.Run)
	return err
}

// check tries the new login of every applicable integration.
func (g *guiding) check(ctx context.Context) ([]check.Result, error) {
	var list []migrate.Candidate
	for _, c := range g.project.Planned(ctx, g.plan, nil) {
		if in := planned(g.plan, c.Target.ID); in != nil && in.Applicable() {
			list = append(list, c)
		}
	}
	g.app.ui.Status("logging in")
	results, err := g.project.CheckAll(ctx, list, migrate.CheckOptions{})
	g.app.ui.ClearStatus()
	if ctx.Err() != nil {
		return nil, fail.New(fail.Interrupted, "interrupted")
	}
	if err != nil {
		return nil, err
	}
	rows := make([][]any, len(results))
	for i, r := range results {
		rows[i] = checkRow(r)
	}
	g.app.ui.Printf("\n")
	g.app.ui.Table([]string{"INTEGRATION", "NEW LOGIN", "SEEN", "WHAT HELPS"}, rows)
	return results, nil
}

// checkRow shows the first check that failed, or as whom the login worked.
func checkRow(r check.Result) []any {
	seen := ""
	for _, c := range r.Checks {
		if c.Result == check.Failed {
			return []any{r.ID, ui.Paint(ui.Red, c.Name+" failed"), c.Seen, c.Do}
		}
		if c.Name == "identity" {
			seen = c.Seen
		}
	}
	return []any{r.ID, ui.Paint(ui.Green, "works"), seen, ""}
}
