package cli

import (
	"unpw/migrate"
	"unpw/migrate/plan"
)

// ends says from when on the logins that were found no longer work, and who says
// so.
func (o *planOptions) ends(p *migrate.Project, made *plan.Plan) error {
	var logins []string
	for _, in := range made.Integrations {
		logins = append(logins, in.Login)
	}
	list, err := p.Deadlines(logins)
	o.app.showDeadlines(list)
	return err
}

func (a *app) showDeadlines(list []migrate.Deadline) {
	for _, d := range list {
		about := ""
		if d.Precision != "day" {
			about = "about "
		}
		a.ui.Printf("%s ends %s%s (%s)\n", d.Login, about, d.Date, d.Sources())
		if d.Unverified != "" {
			a.ui.Printf("  not verified: %s\n", d.Unverified)
		}
	}
}
