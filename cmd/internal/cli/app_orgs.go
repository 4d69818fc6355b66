package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/org"
	"unpw/migrate/plan"
)

// inOrg is what app deploy, status and remove have in common: which apps, and
// how unpw gets into their orgs.
type inOrg struct {
	app    *app
	names  []string
	plan   string
	org    string
	deploy migrate.DeployOptions
}

func (o *inOrg) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.plan, "plan", "", "take the apps of the plan in `FILE`")
	f.StringVar(&o.org, "org", "", "only the apps of this org of unpw.yaml: `NAME`")
	f.StringVar(&o.deploy.Alias, "target-org", "", "use the login that sf keeps under this `ALIAS` (default as unpw.yaml says)")
	f.BoolVar(&o.deploy.Legacy, "use-legacy-login", false, "use the old login of an integration of the org")
	f.StringVar(&o.deploy.Contact, "contact", "", "mail `ADDRESS` of the owner, where unpw.yaml names none")
	cmd.MarkFlagsMutuallyExclusive("target-org", "use-legacy-login")
}

func (o *inOrg) addWait(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&o.deploy.Wait, "wait", 30*time.Minute, "wait this `TIME` for a deploy")
}

// open gives the project, the plan and the apps that are meant.
func (o *inOrg) open(ctx context.Context) (*migrate.Project, *plan.Plan, []plan.App, error) {
	a := o.app
	if o.deploy.Wait < 0 {
		return nil, nil, nil, fail.New(fail.Usage, "flag --wait must be a time such as 30m")
	}
	p, err := a.project()
	if err != nil {
		return nil, nil, nil, err
	}
	made, err := a.planOf(ctx, p, o.plan)
	if err != nil {
		return nil, nil, nil, err
	}
	apps, err := p.KnownApps(made, o.names)
	if err != nil {
		return nil, nil, nil, err
	}
	if apps, err = choose(apps, o.names); err != nil {
		return nil, nil, nil, err
	}
	orgs := map[string]bool{}
	apps = slices.DeleteFunc(apps, func(one plan.App) bool {
		out := o.org != "" && one.Org != o.org
		orgs[one.Org] = orgs[one.Org] || !out
		return out || one.Existing
	})
	if len(apps) == 0 {
		return nil, nil, nil, fail.New(fail.Usage, "there is no such app").Hint("see what the plan holds: unpw plan; apps with existing: true are left alone")
	}
	used := 0
	for _, yes := range orgs {
		if yes {
			used++
		}
	}
	if used > 1 && o.deploy.Alias != "" {
		return nil, nil, nil, fail.New(fail.Usage, "--target-org is one org, and these apps belong to %d", used).Hint("pass --org NAME with it")
	}
	o.deploy.Progress = func(name, doing string, s org.DeployStatus) {
		a.ui.Status("org %s: %s: %s, %d of %d components", name, doing, s.Status, s.Components, s.Of)
	}
	return p, made, apps, nil
}

func aliasOr(alias string) string {
	if alias == "" {
		return "ALIAS"
	}
	return alias
}
