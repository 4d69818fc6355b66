package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/prompt"
	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/secret"
)

const appDeployLong = `Deploy puts apps into their orgs: it compares them with what is there, asks the org
whether it would take the rest, deploys it, assigns the permission sets, and keeps
the consumer secrets that client credentials needs in .unpw/secrets. Once more it
changes nothing.

It gets in by --target-org, --use-legacy-login, orgs.NAME.access in unpw.yaml, or
SF_ACCESS_TOKEN in the environment (with SF_ORG_INSTANCE_URL, or my-domain in
unpw.yaml). Where none of these lets it in, it writes the files and prints the
commands and Setup steps that deploy them.`

func newAppDeploy(a *app, runF func(context.Context, *inOrg) error) *cobra.Command {
	o := &inOrg{app: a}
	cmd := &cobra.Command{
		Use:   "deploy [APP…]",
		Short: "put apps into their orgs",
		Long:  help(appDeployLong, "unpw app deploy --target-org prod --check-only", fail.Partial, fail.Locked, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return either(runF, runAppDeploy)(cmd.Context(), o)
		},
	}
	o.addFlags(cmd)
	o.addWait(cmd)
	cmd.Flags().BoolVar(&o.deploy.CheckOnly, "check-only", false, "ask the org whether it would take them, and deploy nothing")
	return cmd
}

func runAppDeploy(ctx context.Context, o *inOrg) error {
	a := o.app
	p, made, apps, err := o.open(ctx)
	if err != nil {
		return err
	}
	if o.deploy.Contact, err = a.askContact(ctx, p, apps, o.deploy.Contact); err != nil {
		return err
	}
	if a.asks() {
		o.deploy.AskSecret = a.askSecret
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	done, err := p.Deploy(ctx, made, apps, o.deploy)
	if len(done) == 0 {
		return err
	}
	steps, failed := o.byHand(p, apps, done)
	if failed != nil {
		return failed
	}
	if shown := a.showDeployed(apps, done, steps, o.deploy.CheckOnly); shown != nil {
		return shown
	}
	return err
}

// byHand writes the files of the apps that unpw could not deploy for want of
// access, and gives the commands and steps that do.
func (o *inOrg) byHand(p *migrate.Project, apps []plan.App, done []migrate.Deployed) ([]plan.Step, error) {
	var left []plan.App
	for _, d := range done {
		for _, one := range apps {
			if d.Result == migrate.NoAccess && one.Name == d.App {
				left = append(left, one)
			}
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	opts := migrate.GenerateOptions{Contact: o.deploy.Contact}
	opts.TargetOrg = oneAlias(p, left)
	made, err := p.Generate(left, opts)
	if err != nil {
		return nil, err
	}
	steps := []plan.Step{{Who: "org-admin", Text: "log in to the org; the project is in .unpw/metadata, where the commands below are run",
		Command: "sf org login web --alias " + aliasOr(opts.TargetOrg)}}
	return append(steps, made.Steps...), p.KeepFiles(made.Files)
}

// askSecret asks a person at a terminal for a consumer secret.
func (a *app) askSecret(ctx context.Context, one plan.App) (secret.Secret, error) {
	who, err := a.prompter(asking{}, nil, nil)
	if err != nil {
		return secret.Secret{}, err
	}
	return who.Secret(ctx, prompt.Question{ID: "consumer-secret", Text: "Consumer secret of " + one.Name + " (empty: later)",
		Help: "Setup shows it once the app is deployed; it is kept in .unpw/secrets"})
}

// deployReport is unpw/app/v1, of a command that went to the org.
type deployReport struct {
	Schema   string             `json:"schema"`
	Apps     []plan.App         `json:"apps"`
	Files    []string           `json:"files"`
	Steps    []plan.Step        `json:"steps"`
	Deployed []migrate.Deployed `json:"deployed"`
}

func (a *app) showDeployed(apps []plan.App, done []migrate.Deployed, steps []plan.Step, checkOnly bool) error {
	if a.json {
		return a.ui.JSON(deployReport{"unpw/app/v1", append([]plan.App{}, apps...), []string{}, append([]plan.Step{}, steps...), append([]migrate.Deployed{}, done...)})
	}
	rows := make([][]any, len(done))
	for i, d := range done {
		rows[i] = []any{ui.Paint(ui.Bold, d.App), d.Org, d.Result, d.ConsumerKey}
	}
	a.ui.Table([]string{"APP", "ORG", "RESULT", "CONSUMER KEY"}, rows)
	made := false
	for _, d := range done {
		if d.Result == migrate.Updated || checkOnly && d.Diff != "" {
			a.ui.Diff(d.Diff)
		}
		if len(d.Assigned) > 0 {
			a.ui.Printf("%s: permission set assigned to %s\n", d.App, strings.Join(d.Assigned, ", "))
		}
		if d.Secret != "" {
			a.ui.Printf("%s: consumer secret %s\n", d.App, d.Secret)
		}
		for _, p := range d.Problems {
			a.ui.Printf("%s: %s: %s\n", d.App, p.Component, p.Problem)
			if p.Do != "" {
				a.ui.Printf("  do: %s\n", p.Do)
			}
		}
		if d.Why != "" && len(d.Problems) == 0 && len(done) > 1 || d.Why != "" && d.Err == nil {
			a.ui.Printf("%s: %s\n", d.App, d.Why)
		}
		made = made || d.Result == migrate.Created
	}
	if made {
		a.ui.Talkf("a new app takes 2 to 30 minutes until every server knows it: unpw check --watch 30m")
	}
	a.showSteps("", steps)
	return nil
}
