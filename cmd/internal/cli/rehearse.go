package cli

import (
	"context"
	"encoding/json"
	"path/filepath"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
)

type rehearseOptions struct {
	app      *app
	rehearse migrate.RehearseOptions
	serve    bool
}

const rehearseLong = `Rehearse goes the whole way on a copy of DIR, against an org on this machine that
was set up from what was found: no Salesforce account is needed, and DIR is not
touched. Without DIR it takes a sample estate that is built in.

It shows, for each integration, what changes, and the proof: the old login worked
before and is refused after, the new one works from the files as written.

With --serve it sets the org up and runs nothing: it prints one line of JSON that
says where the org answers, and serves until interrupted. A program reaches it
with HTTPS_PROXY set to "proxy" and the certificates in "ca".

With --org the org differs from what DIR says of it: when it was made, which
logins it allows, who is locked out, how long a new app takes, whether it is in
maintenance. docs/rehearsal-org.md lists every field.`

func newRehearse(a *app, runF func(context.Context, *rehearseOptions) error) *cobra.Command {
	o := &rehearseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "rehearse [DIR]",
		Short: "go the whole way on a copy, against an org on this machine",
		Long:  help(rehearseLong, "unpw rehearse services", fail.Partial),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fail.New(fail.Usage, "too many arguments")
			}
			if len(args) == 1 {
				o.rehearse.Dir = args[0]
			}
			if o.serve && o.rehearse.Keep {
				return fail.New(fail.Usage, "--serve rewrites nothing that --keep could keep")
			}
			return either(runF, runRehearse)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.rehearse.MyDomain, "my-domain", "", "the My Domain `HOST` of the org, where no file names one")
	f.StringVar(&o.rehearse.OrgFile, "org", "", "make the org as `FILE` (org.yaml) says; with --serve it is read again when it changes")
	f.BoolVar(&o.rehearse.Keep, "keep", false, "leave the rewritten copy and say where it is")
	f.BoolVar(&o.serve, "serve", false, "set the org up, run nothing, and serve until interrupted")
	f.StringVar(&o.rehearse.Listen, "listen", "127.0.0.1:0", "where the org listens: a loopback `ADDRESS` with a port")
	return cmd
}

func runRehearse(ctx context.Context, o *rehearseOptions) error {
	a := o.app
	env, config, recipes, err := a.rehearsal(&o.rehearse.Dir)
	if err != nil {
		return err
	}
	if o.rehearse.OrgFile != "" {
		if o.rehearse.OrgFile, err = a.path(o.rehearse.OrgFile); err != nil {
			return err
		}
	}
	if o.serve {
		return a.serve(ctx, env, config, recipes, o.rehearse)
	}
	o.rehearse.Step = func(text string) { a.ui.Status("%s", text) }
	out, err := migrate.Rehearse(ctx, env, config, recipes, o.rehearse)
	if out == nil {
		return err
	}
	if a.json {
		if shown := a.ui.JSON(out); shown != nil {
			return shown
		}
		return err
	}
	for _, in := range out.Integrations {
		a.showProof(in, planned(out.Plan(), in.ID), false)
	}
	for _, s := range out.Skipped {
		a.ui.Talkf("skipped %s: %s", s.File, s.Reason)
	}
	for _, org := range out.Audit {
		a.ui.Printf("audit of %s since the cut-over: %d logins by password accepted, %d refused, %d secure logins\n",
			org.Org, org.PasswordLogins, org.PasswordRefused, org.SecureLogins)
	}
	if out.Tree != "" {
		a.ui.Printf("the rewritten copy is in %s\n", out.Tree)
	}
	migrated, missed, left := counted(out.Integrations)
	a.ui.Printf("%s found: %d migrated, %d should have and did not, %d left to people\n", count(len(out.Integrations), "integration"), migrated, missed, left)
	return err
}

// rehearsal gives what a rehearsal takes from outside. References of unpw.yaml
// mean the folder that is copied, not the copy.
func (a *app) rehearsal(dir *string) (env migrate.Env, config string, recipes []string, err error) {
	env = a.pipeline()
	folder, err := a.workdir()
	if err != nil {
		return env, "", nil, err
	}
	if *dir != "" {
		if *dir, err = a.path(*dir); err != nil {
			return env, "", nil, err
		}
		folder = *dir
	}
	env.Secrets = a.secrets(folder)
	if config = a.config; config != "" {
		if config, err = a.path(config); err != nil {
			return env, "", nil, err
		}
	}
	for _, name := range a.recipes {
		abs, err := a.path(name)
		if err != nil {
			return env, "", nil, err
		}
		recipes = append(recipes, abs)
	}
	return env, config, recipes, nil
}

// serve keeps the org up until the context ends.
func (a *app) serve(ctx context.Context, env migrate.Env, config string, recipes []string, o migrate.RehearseOptions) error {
	served, err := migrate.Serve(ctx, env, config, recipes, o)
	if err != nil {
		return err
	}
	defer served.Close()
	line, err := json.Marshal(served)
	if err != nil {
		return err
	}
	if err := a.ui.JSONLine(line); err != nil {
		return err
	}
	a.ui.Talkf("the org is up: %s", ui.Paint(ui.Dim, "Ctrl-C ends it"))
	served.FollowOrgFile(ctx, func(err error) {
		if err != nil {
			a.ui.Warnf("%s: the org stays as it was", err)
			return
		}
		a.ui.Talkf("the org is as %s says now", filepath.Base(o.OrgFile))
	})
	<-ctx.Done()
	return fail.New(fail.Interrupted, "interrupted")
}
