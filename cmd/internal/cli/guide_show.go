package cli

import (
	"unpw/cmd/internal/ui"
	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

// showFound shows what logs in by password, and what of it will not move.
func (g *guiding) showFound() {
	u := g.app.ui
	files, skipped := 0, 0
	for _, s := range g.scanned {
		files += s.Result.Files
		skipped += len(s.Result.Skipped)
	}
	u.Talkf("read %s, found %s that log in by password", count(files, "file"), count(len(g.plan.Integrations), "integration"))
	if skipped > 0 {
		u.Talkf("%s could not be read: run %s scan%s to see which", count(skipped, "file"), g.command(), g.pathWords())
	}
	var rows, staying [][]any
	for i := range g.plan.Integrations {
		in := &g.plan.Integrations[i]
		rows = append(rows, []any{in.ID, g.fileOf(in), g.titleOf(in), in.Login, textOr(in.Username, "not in the files")})
		if why, do := stays(in); why != "" {
			staying = append(staying, []any{in.ID, why, do})
		}
	}
	if len(rows) == 0 {
		return
	}
	u.Printf("\n")
	u.Table([]string{"INTEGRATION", "FILE", "CLIENT", "OLD LOGIN", "USER"}, rows)
	if len(staying) > 0 {
		u.Printf("\nThese will not move by themselves:\n")
		u.Table([]string{"INTEGRATION", "WHY", "WHAT HELPS"}, staying)
	}
}

// stays says why an integration will not move whatever is answered here; "" if
// it may.
func stays(in *plan.Integration) (why, do string) {
	if in.Decision == workspace.Migrate && plan.Writes(in.Outcome) && len(in.Wants) == 0 {
		return "", ""
	}
	return inTheWay(in)
}

// inTheWay says why an integration cannot be applied; "" if it can.
func inTheWay(in *plan.Integration) (why, do string) {
	switch {
	case in.Decision != workspace.Migrate:
		return "unpw.yaml says " + in.Decision, ""
	case len(in.Blocked) > 0:
		return in.Blocked[0].Why, in.Blocked[0].Hint
	case !in.Applicable():
		return in.Outcome + " is left to people", ""
	}
	return "", ""
}

func (g *guiding) fileOf(in *plan.Integration) string {
	if in.Root != "" && in.Root != "." {
		return in.Root + "/" + in.File
	}
	return in.File
}

func (g *guiding) titleOf(in *plan.Integration) string {
	if r := g.project.Recipes.Find(in.Recipe); r != nil {
		return r.Title
	}
	return in.Recipe
}

// showPlan shows what becomes of each integration: its masked diff, what is in
// the way, what is left to people; then all of them in short.
func (g *guiding) showPlan() {
	u, detail, where := g.app.ui, planOptions{app: g.app}, places(g.scanned)
	u.Printf("\n")
	var rows [][]any
	for i := range g.plan.Integrations {
		in := &g.plan.Integrations[i]
		if in.Decision == workspace.Migrate {
			detail.integration(in, where)
		}
		state := ui.Paint(ui.Green, "ready")
		if !in.Applicable() {
			why, _ := inTheWay(in)
			state = ui.Paint(ui.Yellow, "stays: "+why)
		}
		rows = append(rows, []any{in.ID, in.Flow, state})
	}
	u.Table([]string{"INTEGRATION", "NEW LOGIN", "STATE"}, rows)
	s := g.plan.Summary
	u.Printf("\n%s can be rewritten, %d cannot\n", count(s.Applicable, "integration"), s.Blocked)
	for _, d := range g.decided {
		u.Printf("decided: %s\n", decision(d))
	}
}

func textOr(text *string, otherwise string) string {
	if text == nil || *text == "" {
		return otherwise
	}
	return *text
}
