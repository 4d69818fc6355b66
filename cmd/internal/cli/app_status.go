package cli

import (
	"context"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
)

const appStatusLong = `Status compares apps with what their orgs have, and says what is left to do: deploy
what differs, with the difference shown; assign a permission set; keep a consumer
secret. After a sandbox refresh it says that the app is gone, which consumer key to
take instead, and whom to assign the permission set to again. It changes nothing,
and exits 4 where something is left to do.`

func newAppStatus(a *app, runF func(context.Context, *inOrg) error) *cobra.Command {
	o := &inOrg{app: a}
	cmd := &cobra.Command{
		Use:   "status [APP…]",
		Short: "compare apps with what their orgs have",
		Long:  help(appStatusLong, "unpw app status --target-org uat", fail.Partial, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return either(runF, runAppStatus)(cmd.Context(), o)
		},
	}
	o.addFlags(cmd)
	return cmd
}

// statusReport is unpw/app/v1, of app status.
type statusReport struct {
	Schema string              `json:"schema"`
	Apps   []plan.App          `json:"apps"`
	Files  []string            `json:"files"`
	Steps  []plan.Step         `json:"steps"`
	Status []migrate.AppStatus `json:"status"`
}

func runAppStatus(ctx context.Context, o *inOrg) error {
	a := o.app
	p, made, apps, err := o.open(ctx)
	if err != nil {
		return err
	}
	list, err := p.Status(ctx, made, apps, o.deploy)
	if len(list) == 0 {
		return err
	}
	if a.json {
		if shown := a.ui.JSON(statusReport{"unpw/app/v1", apps, []string{}, []plan.Step{}, list}); shown != nil {
			return shown
		}
		return err
	}
	rows := make([][]any, len(list))
	for i, s := range list {
		rows[i] = []any{ui.Paint(ui.Bold, s.App), s.Org, s.State, len(s.Todo)}
	}
	a.ui.Table([]string{"APP", "ORG", "STATE", "TO DO"}, rows)
	for _, s := range list {
		a.ui.Diff(s.Diff)
		for _, todo := range s.Todo {
			a.ui.Printf("%s: %s\n", s.App, todo)
		}
	}
	return err
}
