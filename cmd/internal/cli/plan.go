package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

type planOptions struct {
	app      *app
	paths    []string
	output   string
	only     []string
	flow     string
	org      string
	myDomain string
	keyPath  string
	init     bool
}

const planLong = `Plan decides for every login that scan finds: which flow takes its place, what
changes in which file, and what is left to people. It shows each change with
every secret masked, and writes nothing but .unpw/id and what -o and --init ask
for. With -o the plan is written for apply; it holds no secret.

Flags win over unpw.yaml. --init writes what was found, and the flags, into
unpw.yaml; what that file says already stays.`

func newPlan(a *app, runF func(context.Context, *planOptions) error) *cobra.Command {
	o := &planOptions{app: a}
	cmd := &cobra.Command{
		Use:   "plan [PATH…]",
		Short: "decide what becomes of each login, and show the changes",
		Long:  help(planLong, "unpw plan -o plan.json", fail.Partial),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths = args
			return either(runF, runPlan)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "write the plan, as JSON, to `FILE`")
	f.StringArrayVar(&o.only, "only", nil, "plan only the integration `ID` (repeatable)")
	addOneOf(cmd, &o.flow, "flow", "", []string{workspace.FlowAuto, recipe.JWTBearer, recipe.ClientCredentials}, "the login that takes the password's place")
	f.StringVar(&o.org, "org", "", "the org `NAME` of unpw.yaml, for every integration")
	f.StringVar(&o.myDomain, "my-domain", "", "the My Domain `HOST` of the org")
	f.StringVar(&o.keyPath, "key-path", "", "where integrations find their key when they run: a `TEMPLATE` with {app}, {id}, {ext}")
	f.BoolVar(&o.init, "init", false, "write unpw.yaml, or add to it")
	return cmd
}

func runPlan(ctx context.Context, o *planOptions) error {
	a := o.app
	a.newConfig = o.init
	p, err := a.project()
	if err != nil {
		return err
	}
	paths, err := a.paths(o.paths)
	if err != nil {
		return err
	}
	opts := migrate.PlanOptions{ScanOptions: migrate.ScanOptions{Paths: paths}, Only: o.only, MyDomain: o.myDomain,
		Flags: workspace.Flags{Org: o.org, Flow: o.flow, KeyPath: o.keyPath}}
	if o.init {
		if p, err = o.initialise(ctx, p, &opts); err != nil {
			return err
		}
	}
	made, scanned, err := p.Plan(ctx, opts)
	if err != nil {
		return err
	}
	if err := o.print(p, made, scanned); err != nil {
		return err
	}
	if made.Summary.Applicable == 0 && made.Summary.Blocked > 0 {
		return exit(fail.Partial)
	}
	return nil
}

// initialise writes unpw.yaml and opens the project anew with it. What the file
// now says is no flag any more.
func (o *planOptions) initialise(ctx context.Context, p *migrate.Project, opts *migrate.PlanOptions) (*migrate.Project, error) {
	a := o.app
	scanned, err := p.Scan(ctx, opts.ScanOptions)
	if err != nil {
		return nil, err
	}
	said, err := p.InitConfig(scanned, migrate.InitOptions{Flags: opts.Flags, MyDomain: opts.MyDomain})
	if err != nil {
		return nil, err
	}
	for _, line := range said {
		a.ui.Talkf("%s", line)
	}
	opts.MyDomain, opts.Flags.Flow, opts.Flags.KeyPath = "", "", ""
	return a.project()
}

// print writes the plan to the file of -o, and to stdout as JSON or as text.
func (o *planOptions) print(p *migrate.Project, made *plan.Plan, scanned []migrate.Scanned) error {
	a := o.app
	if o.output != "" {
		data, err := encode(made)
		if err != nil {
			return err
		}
		if err := a.writeOutput(o.output, data); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.ui.JSON(made)
	case o.output != "":
		o.summary(made, a.ui.Talkf)
		if made.Summary.Applicable > 0 {
			a.ui.Talkf("next: unpw apply %s", o.output)
		}
		return nil
	}
	where := places(scanned)
	for i := range made.Integrations {
		o.integration(&made.Integrations[i], where)
	}
	o.summary(made, func(format string, args ...any) { a.ui.Printf(format+"\n", args...) })
	if err := o.ends(p, made); err != nil {
		return err
	}
	if made.Summary.Applicable > 0 {
		a.ui.Talkf("next: %s", strings.Join(append(append([]string{"unpw plan"}, o.paths...), "-o plan.json, then unpw apply plan.json"), " "))
	}
	return nil
}

// places gives where the password of each integration stands, by id.
func places(scanned []migrate.Scanned) map[string]string {
	where := map[string]string{}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			where[in.ID] = fmt.Sprintf("%s:%d", in.File, in.Line)
			if len(scanned) > 1 {
				where[in.ID] = strings.TrimSuffix(s.Name, "/") + "/" + where[in.ID]
			}
		}
	}
	return where
}

func (o *planOptions) integration(in *plan.Integration, where map[string]string) {
	s := o.app.ui
	s.Printf("%s  %s\n", ui.Paint(ui.Bold, in.ID), where[in.ID])
	s.Printf("  found    %s, recipe %s%s%s%s\n", in.Login, in.Recipe, known(", as ", in.Username), known(", at ", in.Host), stated(in.State))
	s.Printf("  plan     %s\n", decided(in))
	if in.App != "" && in.NewLogin != nil {
		s.Printf("  app      %s in org %s, at %s\n", in.App, cmp.Or(in.Org, "-"), in.NewLogin.Host)
	}
	s.Diff(in.Diff)
	for _, b := range in.Blocked {
		s.Printf("  %s  %s\n", ui.Paint(ui.Red, "blocked"), b.Why)
		s.Printf("           %s\n", b.Hint)
	}
	for _, w := range in.Warnings {
		s.Printf("  %s  %s\n", ui.Paint(ui.Yellow, "warning"), w)
	}
	for _, step := range in.Steps {
		s.Printf("  to do    %s: %s\n", step.Who, step.Text)
		if step.Command != "" {
			s.Printf("           $ %s\n", step.Command)
		}
	}
	s.Printf("\n")
}

// decided says what becomes of an integration, and why.
func decided(in *plan.Integration) string {
	switch {
	case in.Decision != workspace.Migrate:
		return in.Decision + ", as unpw.yaml says"
	case in.Flow == "none":
		return fmt.Sprintf("%s: %s", in.Outcome, in.Reason)
	}
	return fmt.Sprintf("%s, to %s: %s", in.Outcome, in.Flow, in.Reason)
}

func known(before string, s *string) string {
	if s == nil {
		return ""
	}
	return before + *s
}

func stated(state string) string {
	if state == "active" {
		return ""
	}
	return ", " + state
}

func (o *planOptions) summary(made *plan.Plan, say func(format string, args ...any)) {
	if len(made.Integrations) == 0 {
		say("%s", "no username-password login was found")
		return
	}
	say("%s, %d applicable, %d blocked", count(len(made.Integrations), "integration"), made.Summary.Applicable, made.Summary.Blocked)
}
