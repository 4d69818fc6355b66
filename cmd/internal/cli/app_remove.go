package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/prompt"
	"unpw/migrate"
	"unpw/migrate/fail"
)

type appRemoveOptions struct {
	inOrg
	yes bool
}

const appRemoveLong = `Remove deletes apps from their orgs, and with an app every token that it issued: who
logs in with it no longer does. The permission set that was made for it alone goes,
too. Files, keys and unpw.yaml stay.

It asks before that; without a terminal it wants --yes.`

func newAppRemove(a *app, runF func(context.Context, *appRemoveOptions) error) *cobra.Command {
	o := &appRemoveOptions{inOrg: inOrg{app: a}}
	cmd := &cobra.Command{
		Use:   "remove APP…",
		Short: "delete apps from their orgs",
		Long:  help(appRemoveLong, "unpw app remove Billing_Etl --target-org uat", fail.Partial, fail.Locked, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fail.New(fail.Usage, "no app is named").Hint("name what is removed: unpw app status lists the apps")
			}
			o.names = args
			return either(runF, runAppRemove)(cmd.Context(), o)
		},
	}
	o.addFlags(cmd)
	o.addWait(cmd)
	cmd.Flags().BoolVar(&o.deploy.CheckOnly, "check-only", false, "ask the org whether it would delete them, and delete nothing")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask before apps are deleted")
	return cmd
}

func runAppRemove(ctx context.Context, o *appRemoveOptions) error {
	a := o.app
	p, made, apps, err := o.open(ctx)
	if err != nil {
		return err
	}
	if !o.yes && !o.deploy.CheckOnly {
		if err := a.agreeToRemove(ctx, o.names); err != nil {
			return err
		}
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	done, err := p.Remove(ctx, made, apps, o.deploy)
	if len(done) == 0 {
		return err
	}
	for i := range done {
		done[i].ConsumerKey = ""
		if done[i].Result == migrate.NoAccess {
			done[i].Why = fmt.Sprintf("nothing lets unpw into org %s: pass --target-org ALIAS, or deploy rollback/ of the project with sf", done[i].Org)
		}
	}
	if shown := a.showDeployed(apps, done, nil, o.deploy.CheckOnly); shown != nil {
		return shown
	}
	return err
}

func (a *app) agreeToRemove(ctx context.Context, names []string) error {
	if !a.asks() {
		return fail.New(fail.Usage, "remove deletes apps and nobody is there to agree").Hint("look first with --check-only, then pass --yes")
	}
	who, err := a.prompter(asking{}, nil, nil)
	if err != nil {
		return err
	}
	yes, err := who.Confirm(ctx, prompt.Question{ID: "remove", Text: "Delete " + strings.Join(names, ", ") + ", and every token issued by it?", Flag: "--yes"}, false)
	if err != nil {
		return err
	}
	if !yes {
		return fail.New(fail.Interrupted, "nothing was deleted")
	}
	return nil
}
