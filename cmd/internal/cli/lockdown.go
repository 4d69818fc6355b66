package cli

import (
	"context"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

type lockdownOptions struct {
	app  *app
	out  string
	lock migrate.LockdownOptions
}

const lockdownLong = `Lockdown ends the OAuth username-password flow of an org, once nobody uses it: it
asks the login history first, and refuses (exit 3), naming who, while somebody has
logged in by password within --quiet-days.

It writes an sfdx project whose OauthOidc.settings holds blockOAuthUnPwFlow alone,
and below undo/ the one that takes it back, to .unpw/metadata/lockdown. --deploy
deploys it. SOAP login() has no metadata: what to do in Setup is printed, with the
passwords and tokens that are still to be ended.

--undo allows the flow again, and asks for no audit: one command leads back.`

func newLockdown(a *app, runF func(context.Context, *lockdownOptions) error) *cobra.Command {
	o := &lockdownOptions{app: a}
	cmd := &cobra.Command{
		Use:   "lockdown",
		Short: "block the old logins, once nobody uses them",
		Long:  help(lockdownLong, "unpw lockdown --org prod --deploy", fail.Findings, fail.Refused, fail.Unreachable),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.lock.QuietDays < 1 || o.lock.QuietDays > 183 {
				return fail.New(fail.Usage, "flag --quiet-days must be between 1 and 183").Hint("Login History goes back six months")
			}
			return either(runF, runLockdown)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.lock.Org, "org", "", "the org `NAME` of unpw.yaml (default: the only one with access)")
	f.BoolVar(&o.lock.UserAgent, "user-agent", false, "also block the user-agent flow; managed packages and mobile apps may use it")
	f.BoolVar(&o.lock.Deploy, "deploy", false, "deploy it to the org")
	f.BoolVar(&o.lock.Undo, "undo", false, "allow what was blocked again")
	f.IntVar(&o.lock.QuietDays, "quiet-days", 14, "`DAYS` without a login by password that the org must show")
	f.StringVarP(&o.out, "output", "o", "", "write the project to `DIR` (default .unpw/metadata/lockdown)")
	return cmd
}

func runLockdown(ctx context.Context, o *lockdownOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	o.lock.Step = func(text string) { a.ui.Talkf("%s", text) }
	l, err := p.PrepareLockdown(ctx, o.lock)
	if err != nil {
		if l == nil {
			return err
		}
		return o.refused(l, err)
	}
	files := l.MetadataFiles()
	if o.out == "" {
		for i := range files {
			files[i].Path = path.Join("lockdown", files[i].Path)
		}
	}
	if err := a.writeProject(p, o.out, files); err != nil {
		return err
	}
	var failed error
	if o.lock.Deploy {
		failed = p.DeployLockdown(ctx, l)
	}
	if a.json {
		if err := a.ui.JSON(l); err != nil {
			return err
		}
		return failed
	}
	o.show(l)
	return failed
}

// refused shows who keeps the org from being locked down.
func (o *lockdownOptions) refused(l *migrate.Lockdown, why error) error {
	if o.app.json {
		if err := o.app.ui.JSON(l); err != nil {
			return err
		}
		return why
	}
	showCallers(o.app.ui, l.Loud)
	return why
}

func (o *lockdownOptions) show(l *migrate.Lockdown) {
	u := o.app.ui
	into := o.out
	if into == "" {
		into = workspace.Dir + "/metadata/lockdown"
	}
	flow := "the OAuth username-password flow is"
	if l.UserAgent {
		flow = "the OAuth username-password flow and the user-agent flow are"
	}
	if l.Clean {
		u.Printf("clean: nobody logged in by password in %s\n", count(l.QuietDays, "day"))
	}
	if b := l.Before; b != nil && b.BlockPassword != nil && *b.BlockPassword && !l.Undo {
		u.Printf("org %s blocked the username-password flow before\n", deref(l.Org))
	}
	if len(l.Trying) > 0 {
		u.Printf("\n%s\n", ui.Paint(ui.Bold, "they try by password and are refused already"))
		showCallers(u, l.Trying)
		u.Printf("\n")
	}
	u.Printf("%d files in %s\n", len(l.Files), into)
	verb := map[bool]string{false: "blocked", true: "allowed"}[l.Undo]
	switch {
	case l.Deployed:
		u.Printf("%s: %s %s in org %s (deploy %s)\n", ui.Paint(ui.Green, "deployed"), flow, verb, deref(l.Org), l.Deploy)
	default:
		u.Printf("not deployed: %s %s once the project is\n", flow, verb)
	}
	for _, w := range l.Warnings {
		u.Warnf("%s", w)
	}
	o.steps(l.Steps)
	switch {
	case l.Back != "":
		u.Printf("\nthe way back: %s\n", ui.Paint(ui.Bold, l.Back))
	case !l.Deployed:
		u.Talkf("next: unpw lockdown --undo --deploy")
	}
	if !l.Deployed && !l.Undo {
		u.Talkf("next: unpw lockdown --deploy")
	}
}

// steps prints what is left to people: what holds for every user once, with the
// users before it.
func (o *lockdownOptions) steps(list []migrate.LockdownStep) {
	u := o.app.ui
	var users []string
	for _, s := range list {
		if s.User != "" && (len(users) == 0 || users[len(users)-1] != s.User) {
			users = append(users, s.User)
		}
	}
	if len(list) > 0 {
		u.Printf("\n%s\n", ui.Paint(ui.Bold, "left to people"))
	}
	for _, s := range list {
		switch {
		case s.User != "" && s.User != users[0]:
			continue
		case s.User != "" && len(users) > 1:
			each := strings.NewReplacer(s.User, "USER")
			s.Text, s.Setup = each.Replace(s.Text), each.Replace(s.Setup)
		}
		doubt := ""
		if s.Confidence != "seen" {
			doubt = "; unverified: " + strings.ReplaceAll(s.Confidence, "-", " ")
		}
		u.Printf("  %-9s  %s (%s%s)\n", s.Who, s.Text, strings.Join(s.Source, "; "), doubt)
		if s.Setup != "" {
			u.Printf("             in %s\n", s.Setup)
		}
		if s.Command != "" {
			u.Printf("             %s\n", ui.Paint(ui.Dim, s.Command))
		}
	}
	if len(users) > 1 {
		u.Printf("  USER is each of %s\n", strings.Join(users, ", "))
	}
}
