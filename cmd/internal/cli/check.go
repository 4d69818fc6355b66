package cli

import (
	"context"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

type checkOptions struct {
	app   *app
	args  []string
	only  []string
	look  migrate.CheckOptions
	login oauth.Login
	key   string
}

const checkLong = `Check logs in with the new flow and says what is wrong and how to mend it. It
changes nothing in the tree or, but for --write, in the org.

PLAN is a plan file: its new logins are tried with the keys and secrets in .unpw.
PATH is scanned: what still logs in by password is planned in memory and tried the
same way, what is migrated is tried with exactly the values in its files. Without
either, the roots of unpw.yaml are scanned.

With --host one login is tried that no file speaks of; the secret of client
credentials is then taken from the environment variable UNPW_CLIENT_SECRET.

An integration costs one login, two at most. docs/check.md says what each check
looks at.`

func newCheck(a *app, runF func(context.Context, *checkOptions) error) *cobra.Command {
	o := &checkOptions{app: a}
	cmd := &cobra.Command{
		Use:   "check [PLAN|PATH…]",
		Short: "log in with the new flow and say what is wrong",
		Long:  help(checkLong, "unpw check plan.json --only billing-etl --watch 30m", fail.Partial, fail.Refused, fail.Unreachable),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.args = o.watchTime(cmd, args)
			if err := o.judge(cmd); err != nil {
				return err
			}
			return either(runF, runCheck)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.only, "only", nil, "check the integration `ID` only (repeatable)")
	f.DurationVar(&o.look.Watch, "watch", 0, "try again for this `TIME`, 30m without one, while a new app has not arrived yet")
	f.Lookup("watch").NoOptDefVal = "30m"
	f.IntVar(&o.look.Parallel, "parallel", 4, "check this many at a time")
	f.BoolVar(&o.look.Read, "read", false, "also read a record")
	f.StringVar(&o.look.Write, "write", "", "also write a record of `SOBJECT` and remove it again")
	f.BoolVar(&o.look.Parity, "parity", false, "also log in the old way and compare users and rights")
	f.StringVar(&o.login.Host, "host", "", "check one login at this `HOST` that no file speaks of")
	addOneOf(cmd, &o.login.Flow, "flow", "", []string{metadata.JWTBearer, metadata.ClientCredentials}, "with --host: how it logs in (jwt-bearer)")
	f.StringVar(&o.login.ClientID, "client-id", "", "with --host: the consumer `KEY` of the app")
	f.StringVar(&o.login.Username, "username", "", "with --host: the `USER` who logs in, or must come out")
	f.StringVar(&o.key, "key-file", "", "with --host: the private key in `FILE`")
	f.StringVar(&o.login.Audience, "audience", "", "with --host: the `URL` in the assertion (default https://HOST)")
	return cmd
}

// watchTime takes the time of --watch out of the arguments. The flag may stand
// alone, for the half hour that a new app takes at most, so that the parser leaves
// a time that stands behind it where it is. An argument is a time only where no
// file is called so.
func (o *checkOptions) watchTime(cmd *cobra.Command, args []string) []string {
	if !cmd.Flags().Changed("watch") {
		return args
	}
	for i, arg := range args {
		d, err := time.ParseDuration(arg)
		if err != nil {
			continue
		}
		if path, err := o.app.path(arg); err == nil {
			if _, err := os.Stat(path); err == nil {
				continue
			}
		}
		o.look.Watch = d
		return slices.Delete(slices.Clone(args), i, i+1)
	}
	return args
}

// judge refuses flags that contradict each other.
func (o *checkOptions) judge(cmd *cobra.Command) error {
	if o.look.Parallel < 1 {
		return fail.New(fail.Usage, "flag --parallel must be 1 or more")
	}
	if o.look.Watch < 0 {
		return fail.New(fail.Usage, "flag --watch must be a time such as 30m")
	}
	if o.login.Host != "" {
		if len(o.args) > 0 || len(o.only) > 0 {
			return fail.New(fail.Usage, "--host checks one login that no file speaks of").Hint("leave out the plan, paths and --only, or --host")
		}
		return nil
	}
	for _, flag := range []string{"flow", "client-id", "username", "key-file", "audience"} {
		if cmd.Flags().Changed(flag) {
			return fail.New(fail.Usage, "--%s is for a login that no file speaks of", flag).Hint("pass --host HOST with it")
		}
	}
	return nil
}

func runCheck(ctx context.Context, o *checkOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	list, err := o.candidates(ctx, p)
	if err != nil {
		return err
	}
	o.look.Waiting = func(r check.Result, wait time.Duration) {
		a.ui.Talkf("%s: not there yet (%s), trying again in %s", r.ID, refusedBy(r), wait)
	}
	results, err := p.CheckAll(ctx, list, o.look)
	if err != nil {
		return err
	}
	if err := a.showChecks(results); err != nil {
		return err
	}
	return migrate.CheckVerdict(ctx, results)
}

// refusedBy gives the org's words to the login.
func refusedBy(r check.Result) string {
	for _, c := range r.Checks {
		if c.Name == "token" {
			return c.Seen
		}
	}
	return ""
}

// candidates gives what is to be checked: the login of the flags, the plan's, or
// what is found in the paths.
func (o *checkOptions) candidates(ctx context.Context, p *migrate.Project) ([]migrate.Candidate, error) {
	if o.login.Host != "" {
		t, err := o.alone(p)
		return []migrate.Candidate{{Target: t}}, err
	}
	var list []migrate.Candidate
	var paths []string
	for _, arg := range o.args {
		if !o.app.isPlan(arg) {
			path, err := o.app.path(arg)
			if err != nil {
				return nil, err
			}
			paths = append(paths, path)
			continue
		}
		made, err := o.app.readPlan(arg)
		if err != nil {
			return nil, err
		}
		var scanned []migrate.Scanned
		if o.look.Parity {
			if scanned, err = p.ScanRoots(ctx, made.Roots); err != nil {
				return nil, err
			}
		}
		list = append(list, p.Planned(ctx, made, scanned)...)
	}
	if len(paths) > 0 || len(o.args) == 0 {
		made, scanned, err := p.Plan(ctx, migrate.PlanOptions{ScanOptions: migrate.ScanOptions{Paths: paths}})
		if err != nil {
			return nil, err
		}
		list = append(append(list, p.Planned(ctx, made, scanned)...), p.Written(ctx, scanned)...)
	}
	return only(list, o.only)
}

// only gives the candidates of these ids, or all without ids.
func only(list []migrate.Candidate, ids []string) ([]migrate.Candidate, error) {
	for _, id := range ids {
		if !slices.ContainsFunc(list, func(c migrate.Candidate) bool { return c.Target.ID == id }) {
			return nil, fail.New(fail.Usage, "nothing to check is called %s", id).Hint("unpw scan --all lists the ids; only what has a new login can be checked")
		}
	}
	return slices.DeleteFunc(list, func(c migrate.Candidate) bool { return len(ids) > 0 && !slices.Contains(ids, c.Target.ID) }), nil
}

// alone gives the login of the flags.
func (o *checkOptions) alone(p *migrate.Project) (check.Target, error) {
	l := o.login
	if l.Flow == "" {
		l.Flow = metadata.JWTBearer
	}
	t := check.Target{ID: "login", Login: l}
	t.Org, _ = p.Config.OrgFor(l.Host)
	if l.ClientID == "" {
		return t, fail.New(fail.Usage, "--client-id is missing").Hint("pass the consumer key of the app")
	}
	if l.Flow == metadata.ClientCredentials {
		text := o.app.Getenv("UNPW_CLIENT_SECRET")
		if text == "" {
			return t, fail.New(fail.Usage, "the consumer secret is missing").Hint("put it into the environment variable UNPW_CLIENT_SECRET; a secret is never a flag's value")
		}
		t.Login.ClientSecret, t.Login.Username, t.ExpectUser = secret.New(text), "", l.Username
		return t, nil
	}
	switch {
	case l.Username == "":
		return t, fail.New(fail.Usage, "--username is missing").Hint("pass the user who logs in")
	case o.key == "":
		return t, fail.New(fail.Usage, "--key-file is missing").Hint("pass the file with the private key; unpw keys create makes one")
	}
	data, err := o.app.read(o.key)
	if err != nil {
		return t, err
	}
	t.Login.Key, err = migrate.KeyFrom(o.key, data)
	return t, err
}

// checkReport is unpw/check/v1.
type checkReport struct {
	Schema       string        `json:"schema"`
	Integrations []checkResult `json:"integrations"`
}

type checkResult struct {
	check.Result
	Org *string `json:"org"` // null where no org of unpw.yaml is meant
}

func (a *app) showChecks(results []check.Result) error {
	report := checkReport{"unpw/check/v1", []checkResult{}}
	for _, r := range results {
		one := checkResult{Result: r}
		if r.Org != "" {
			one.Org = &r.Org
		}
		report.Integrations = append(report.Integrations, one)
	}
	if a.json {
		return a.ui.JSON(report)
	}
	if len(results) == 0 {
		a.ui.Talkf("there is nothing to check: no login by password was found, and none that is migrated")
	}
	for i, r := range results {
		if i > 0 {
			a.ui.Printf("\n")
		}
		a.showCheck(r)
	}
	return nil
}

func (a *app) showCheck(r check.Result) {
	word := ui.Paint(ui.Green, "works")
	if !r.OK {
		word = ui.Paint(ui.Red, "does not work")
	}
	a.ui.Printf("%s  %s %s, logins sent: %d\n", ui.Paint(ui.Bold, r.ID), r.Flow, word, r.Attempts)
	a.ui.Table([]string{"  CHECK", "RESULT", "SEEN"}, checkRows(r.Checks))
	for i, c := range r.Checks {
		told := i > 0 && slices.ContainsFunc(r.Checks[:i], func(b check.Check) bool { return b.Why == c.Why && b.Do == c.Do })
		if told || c.Result != check.Failed && c.Result != check.Warning && (c.Name != "parity" || c.Why == "") {
			continue
		}
		if c.Why != "" {
			a.ui.Printf("  %s, why: %s\n", c.Name, c.Why)
		}
		if c.Do != "" {
			a.ui.Printf("  %s, do:  %s\n", c.Name, c.Do)
		}
	}
}

// checkRows gives a line for each check, and one for a run of checks that were
// left out for one reason.
func checkRows(checks []check.Check) [][]any {
	var rows [][]any
	for i := 0; i < len(checks); i++ {
		c, name := checks[i], checks[i].Name
		for i+1 < len(checks) && c.Result == check.Skipped && checks[i+1].Result == c.Result && checks[i+1].Seen == c.Seen {
			i++
			name = c.Name + " to " + checks[i].Name
		}
		rows = append(rows, []any{"  " + name, painted(c.Result), c.Seen})
	}
	return rows
}

func painted(result string) ui.Painted {
	style := map[string]ui.Style{check.OK: ui.Green, check.Warning: ui.Yellow, check.Failed: ui.Red, check.Skipped: ui.Dim}[result]
	return ui.Paint(style, result)
}
