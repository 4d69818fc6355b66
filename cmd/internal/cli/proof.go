package cli

import (
	"strings"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/plan"
)

// showProof prints what was found of an integration, what changes, and what was
// shown about its logins; dry: nothing was done.
func (a *app) showProof(in migrate.Rehearsal, planned *plan.Integration, dry bool) {
	word := ui.Paint(ui.Yellow, "left")
	switch {
	case dry && planned != nil && planned.Applicable():
		word = ui.Paint(ui.Green, "would be migrated")
	case in.Migrated:
		word = ui.Paint(ui.Green, "migrated")
	case in.Should:
		word = ui.Paint(ui.Red, "not migrated")
	}
	a.ui.Printf("%s  %s\n", ui.Paint(ui.Bold, in.ID), word)
	if planned != nil {
		a.ui.Printf("  found             %s by %s in %s%s\n", in.Login, in.Recipe, planned.File, asWhom(planned))
	}
	if planned != nil && planned.NewLogin != nil {
		a.ui.Printf("  becomes           %s at %s with app %s\n", in.Flow, planned.NewLogin.Host, planned.App)
	}
	a.ui.Printf("  outcome           %s%s\n", in.Outcome, colon(in.Why))
	if in.Proof.LegacyBefore != "" && in.Proof.LegacyBefore != migrate.NotTried {
		a.ui.Printf("  old login before  %s\n", in.Proof.LegacyBefore)
	}
	if after := in.Proof.LegacyAfter; after != "" && after != migrate.NotTried {
		if after != migrate.Accepted && !strings.HasPrefix(after, "refused") {
			after = "refused: " + after
		}
		a.ui.Printf("  old login after   %s\n", after)
	}
	if in.Migrated || in.Proof.NewLogin != migrate.NotTried {
		a.ui.Printf("  new login         %s\n", loginOf(in.Proof))
	}
	if len(in.Proof.Supplied) > 0 {
		a.ui.Printf("  given in memory   %s: the files do not hold it\n", strings.Join(in.Proof.Supplied, ", "))
	}
	for _, step := range in.Todo {
		a.ui.Printf("  to do             %s\n", step)
	}
	if in.Diff != "" {
		a.ui.Printf("\n")
		a.ui.Diff(in.Diff)
	}
	a.ui.Printf("\n")
}

func asWhom(in *plan.Integration) string {
	out := ""
	if in.Username != nil {
		out += ", as " + *in.Username
	}
	if in.Host != nil {
		out += " at " + *in.Host
	}
	return out
}

func colon(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// loginOf says how the new login went, and for whom.
func loginOf(p migrate.Proof) string {
	if p.NewLogin == migrate.Accepted && p.User != "" {
		return p.NewLogin + " as " + p.User
	}
	return p.NewLogin
}

// planned finds an integration in a plan.
func planned(made *plan.Plan, id string) *plan.Integration {
	if made == nil {
		return nil
	}
	for i := range made.Integrations {
		if made.Integrations[i].ID == id {
			return &made.Integrations[i]
		}
	}
	return nil
}

// counted tells how many integrations migrated, how many of those that should
// did not, and how many are left to people.
func counted(list []migrate.Rehearsal) (migrated, missed, left int) {
	for _, in := range list {
		switch {
		case in.Migrated:
			migrated++
		case in.Should:
			missed++
		default:
			left++
		}
	}
	return migrated, missed, left
}

// applicable counts what apply would write.
func applicable(made *plan.Plan) int {
	n := 0
	for i := range made.Integrations {
		if made.Integrations[i].Applicable() {
			n++
		}
	}
	return n
}
