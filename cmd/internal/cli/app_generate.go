package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/prompt"
	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

func newApps(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "app",
		Short: "write and deploy the apps that integrations log in with",
		Long:  help("App writes the External Client Apps or connected apps of integrations as metadata\nthat an org deploys, deploys it, and says how the apps stand in their orgs.", "unpw app generate --plan plan.json", fail.Partial),
	}
	cmd.AddCommand(newAppGenerate(a, nil), newAppConvert(a, nil), newAppDeploy(a, nil), newAppStatus(a, nil), newAppRemove(a, nil))
	return cmd
}

type appGenerateOptions struct {
	app     *app
	names   []string
	plan    string
	choice  migrate.AppChoice
	contact string
	cert    string
	out     string
	ranges  []string
	meta    metadata.Options
}

const appGenerateLong = `Generate writes each app of a plan, or of the plan that would be made now, as an
sfdx project: the app, its permission set, the manifests, the lockdown of the old
flow and the way back. APP limits it to some, and may be one that only unpw.yaml
describes. With --name it writes one app that
no plan speaks of; a name that an org does not take is made into one, and becomes the
label. The same input gives the same bytes; files with other names
stay.

It prints what is left to people, in the order in which they do it.`

func newAppGenerate(a *app, runF func(context.Context, *appGenerateOptions) error) *cobra.Command {
	o := &appGenerateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "generate [APP…]",
		Short: "write apps as metadata",
		Long: help(appGenerateLong, "unpw app generate --name Billing_Etl --flow jwt-bearer --user etl@acme.example --cert billing.crt --contact owner@acme.example",
			fail.Partial, fail.Locked),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			if err := o.judge(cmd); err != nil {
				return err
			}
			return either(runF, runAppGenerate)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.plan, "plan", "", "take the apps of the plan in `FILE`")
	f.StringVar(&o.choice.Name, "name", "", "write one app of this `NAME` that no plan speaks of")
	addOneOf(cmd, &o.choice.Flow, "flow", "", []string{metadata.JWTBearer, metadata.ClientCredentials}, "with --name: how it logs in (jwt-bearer)")
	f.StringArrayVar(&o.choice.Users, "user", nil, "with --name: a `USERNAME` that logs in with it, or that it runs as (repeatable)")
	f.StringVar(&o.cert, "cert", "", "with --name: the certificate in `FILE` (default that of .unpw/keys)")
	addOneOf(cmd, &o.choice.Type, "type", "", []string{metadata.ExternalClientApp, metadata.ConnectedApp}, "with --name: what it is (external-client-app)")
	f.StringSliceVar(&o.choice.Scopes, "scope", nil, "with --name: OAuth `SCOPES` (default what the flow needs)")
	f.StringVar(&o.choice.Label, "label", "", "with --name: what people see (default the name with blanks)")
	f.StringVar(&o.choice.PermissionSet, "permission-set", "", "with --name: API `NAME` of the set that pre-authorises (default NAME_Login)")
	addOneOf(cmd, &o.choice.IP, "ip", "", []string{"enforce", "bypass", "bypass-2factor", "enforce-relax-refresh"}, "with --name: from which addresses it takes logins (enforce)")
	f.StringArrayVar(&o.ranges, "ip-range", nil, "with --name: addresses that need no further proof: `START-END` (repeatable)")
	addOneOf(cmd, &o.choice.SessionLevel, "session-level", "", []string{"standard", "high-assurance"}, "with --name: how strong a login must be (standard)")
	f.IntVar(&o.choice.SessionTimeout, "session-timeout", 0, "with --name: `MINUTES` after which an idle session ends (default the org's)")
	f.StringVar(&o.choice.Org, "org", "", "the org of unpw.yaml that the apps are for: `NAME`")
	f.StringVar(&o.contact, "contact", "", "mail `ADDRESS` of the owner, where unpw.yaml names none")
	addOneOf(cmd, &o.meta.Layout, "layout", metadata.Source, []string{metadata.Source, metadata.MDAPI, metadata.Zipped}, "how the files lie")
	f.StringVar(&o.meta.APIVersion, "api-version", "66.0", "API `VERSION` of the metadata")
	f.BoolVar(&o.meta.APIOnlyUser, "api-only-user", false, "also write a permission set that makes its users API-only")
	f.StringVarP(&o.out, "out", "o", "", "write into this `DIR` (default .unpw/metadata)")
	return cmd
}

// judge refuses flags that contradict each other.
func (o *appGenerateOptions) judge(cmd *cobra.Command) error {
	if o.choice.Name != "" {
		if o.plan != "" || len(o.names) > 0 {
			return fail.New(fail.Usage, "--name writes one app that no plan speaks of").Hint("leave out --plan and APP, or --name")
		}
		for _, text := range o.ranges {
			if err := o.choice.IPRange(text); err != nil {
				return err
			}
		}
		return nil
	}
	for _, flag := range []string{"flow", "user", "cert", "type", "scope", "label", "permission-set", "ip", "ip-range", "session-level", "session-timeout"} {
		if cmd.Flags().Changed(flag) {
			return fail.New(fail.Usage, "--%s is for an app of its own", flag).Hint("pass --name NAME with it, or decide it in unpw.yaml")
		}
	}
	return nil
}

func runAppGenerate(ctx context.Context, o *appGenerateOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	apps, choice, err := o.apps(ctx, p)
	if err != nil {
		return err
	}
	if choice != nil && choice.Name != o.choice.Name {
		a.ui.Talkf("the app is called %s: an org takes letters, digits and single underscores", choice.Name)
	}
	opts := migrate.GenerateOptions{Options: o.meta, Contact: o.contact, Choice: choice}
	if o.cert != "" {
		if opts.Certificate, err = a.read(o.cert); err != nil {
			return err
		}
	}
	if opts.Contact, err = a.askContact(ctx, p, apps, o.contact); err != nil {
		return err
	}
	opts.TargetOrg = oneAlias(p, apps)
	made, err := p.Generate(apps, opts)
	if err != nil {
		return err
	}
	if err := a.writeProject(p, o.out, made.Files); err != nil {
		return err
	}
	return a.showApps(o, made)
}

// apps gives the apps that are written.
func (o *appGenerateOptions) apps(ctx context.Context, p *migrate.Project) ([]plan.App, *migrate.AppChoice, error) {
	if o.choice.Name != "" {
		one, choice, err := p.NewApp(o.choice)
		return []plan.App{one}, choice, err
	}
	made, err := o.app.planOf(ctx, p, o.plan)
	if err != nil {
		return nil, nil, err
	}
	apps := made.Apps
	if len(o.names) > 0 { // also those that no plan speaks of
		if apps, err = p.KnownApps(made, o.names); err != nil {
			return nil, nil, err
		}
	}
	apps, err = choose(apps, o.names)
	if err != nil {
		return nil, nil, err
	}
	var out []plan.App
	orgs := map[string]bool{}
	for _, one := range apps {
		if o.choice.Org == "" || one.Org == o.choice.Org {
			out = append(out, one)
			orgs[one.Org] = true
		}
	}
	if len(out) == 0 {
		return nil, nil, fail.New(fail.Usage, "no app is to be written").Hint("see what the plan holds: unpw plan")
	}
	if len(orgs) > 1 {
		o.app.ui.Warnf("these apps belong to %d orgs: write each org's own with --org NAME -o DIR before you deploy", len(orgs))
	}
	return out, nil, nil
}

// read gives the bytes of a file that a flag names.
func (a *app) read(name string) ([]byte, error) {
	abs, err := a.path(name)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(abs)
	if err != nil {
		return nil, fail.At(fail.Usage, name, 0, "no such file, or it cannot be read").Because(err)
	}
	return data, nil
}

// askContact asks a person at a terminal for the address that Salesforce wants.
func (a *app) askContact(ctx context.Context, p *migrate.Project, apps []plan.App, given string) (string, error) {
	missing := false
	for _, one := range apps {
		missing = missing || !one.Existing && p.Config.App(one.Name).Contact == ""
	}
	if given != "" || !missing || !a.asks() {
		return given, nil
	}
	who, err := a.prompter(asking{}, nil, nil)
	if err != nil {
		return "", err
	}
	return who.Input(ctx, prompt.Question{ID: "contact", Text: "Mail address of the apps' owner", Flag: "--contact",
		Help: "Salesforce wants one; apps.NAME.contact in unpw.yaml keeps it"}, "")
}

// oneAlias gives the sf alias of the org of all apps, "" where there is none.
func oneAlias(p *migrate.Project, apps []plan.App) string {
	alias := ""
	for i, one := range apps {
		org, _ := p.Config.Org(one.Org)
		if i > 0 && org.Access.SF != alias {
			return ""
		}
		alias = org.Access.SF
	}
	return alias
}

// writeProject writes the files below out, or by default below .unpw/metadata.
func (a *app) writeProject(p *migrate.Project, out string, files []metadata.File) error {
	if out != "" {
		dir, err := a.path(out)
		if err != nil {
			return err
		}
		return p.WriteFiles(dir, files)
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	return p.KeepFiles(files)
}

// appReport is unpw/app/v1.
type appReport struct {
	Schema string      `json:"schema"`
	Apps   []plan.App  `json:"apps"`
	Files  []string    `json:"files"`
	Steps  []plan.Step `json:"steps"`

	Choices    []metadata.Choice `json:"choices"`
	Unverified []string          `json:"unverified"`
}

func (a *app) showApps(o *appGenerateOptions, made *migrate.Generated) error {
	if a.json {
		r := appReport{"unpw/app/v1", append([]plan.App{}, made.Apps...), []string{}, append([]plan.Step{}, made.Steps...),
			append([]metadata.Choice{}, made.Choices...), append([]string{}, made.Unverified...)}
		for _, f := range made.Files {
			r.Files = append(r.Files, f.Path)
		}
		return a.ui.JSON(r)
	}
	rows := make([][]any, len(made.Apps))
	for i, one := range made.Apps {
		rows[i] = []any{ui.Paint(ui.Bold, one.Name), one.Type, one.Flow, one.Org, one.PermissionSet}
	}
	a.ui.Table([]string{"APP", "TYPE", "FLOW", "ORG", "PERMISSION SET"}, rows)
	into := o.out
	if into == "" {
		into = workspace.Dir + "/metadata"
	}
	a.ui.Printf("\n%d files in %s\n", len(made.Files), into)
	for i, c := range made.Choices {
		if i == 0 {
			a.ui.Printf("\n%s\n", ui.Paint(ui.Bold, "what was chosen, and what it means"))
		}
		of := ""
		if len(made.Choices) > 3 { // the apps differ
			of = " (" + some(c.Apps) + ")"
		}
		a.ui.Printf("  %s %s%s: %s\n", c.Of, c.Value, of, c.Means)
	}
	for _, note := range made.Unverified {
		a.ui.Warnf("%s", note)
	}
	a.showSteps("", made.Steps)
	if o.choice.Name == "" {
		a.ui.Talkf("unpw app deploy does what can be done of this by itself, where something lets it into the org")
	}
	return nil
}

// showSteps prints what is left to people.
func (a *app) showSteps(indent string, steps []plan.Step) {
	for i, s := range steps {
		if i == 0 {
			a.ui.Printf("\n"+indent+"%s\n", ui.Paint(ui.Bold, "left to people"))
		}
		a.ui.Printf(indent+"  %-9s  %s\n", s.Who, s.Text)
		if s.Command != "" {
			a.ui.Printf(indent+"             %s\n", ui.Paint(ui.Dim, s.Command))
		}
	}
}

// some gives up to three names, and how many more there are.
func some(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
}
