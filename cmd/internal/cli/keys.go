package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
)

func newKeys(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "make the keys that integrations sign with",
		Long:  help("Keys makes the keys and certificates of JWT bearer logins. They lie in .unpw/keys,\nclosed to others.", "unpw keys create --plan plan.json", fail.Partial),
	}
	cmd.AddCommand(newKeysCreate(a, nil))
	return cmd
}

type keysCreateOptions struct {
	app        *app
	names      []string
	plan       string
	keys       migrate.KeyOptions
	passphrase passphrase
}

const keysCreateLong = `Create makes an RSA key and its self-signed certificate for each APP: those named,
those of a plan, or without either those that a plan made now would want. A key
that is there is kept, and gets the containers that it lacks; with --force a new
one takes its place and the old one goes to .unpw/keys/retired.

The files are readable by their owner only. A keystore needs a password: without
a --passphrase flag one is made and kept in .unpw/secrets, never shown.`

func newKeysCreate(a *app, runF func(context.Context, *keysCreateOptions) error) *cobra.Command {
	o := &keysCreateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "create [APP…]",
		Short: "make a key and its certificate",
		Long:  help(keysCreateLong, "unpw keys create Billing_Etl --container pem,p12", fail.Partial, fail.Locked),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.names = args
			return either(runF, runKeysCreate)(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.plan, "plan", "", "make the keys that the plan in `FILE` wants")
	f.IntVar(&o.keys.Bits, "bits", 0, "size of the key: 2048, 3072 or 4096 (default that of unpw.yaml)")
	f.IntVar(&o.keys.Days, "days", 0, "how long the certificate is good (default that of unpw.yaml)")
	f.StringVar(&o.keys.Subject, "subject", "", "`SUBJECT` of the certificate, {app} filled in (default that of unpw.yaml)")
	f.StringSliceVar(&o.keys.Containers, "container", nil, "`FORMATS` of the key: pem, pkcs1, openssh, der, p12, jks (default pem and what the plan wants)")
	f.BoolVar(&o.keys.Force, "force", false, "make a new key and retire the one that is there")
	o.passphrase.addFlags(cmd)
	return cmd
}

func runKeysCreate(ctx context.Context, o *keysCreateOptions) error {
	a := o.app
	p, err := a.project()
	if err != nil {
		return err
	}
	if o.keys.Passphrase, err = o.passphrase.read(ctx, a, p); err != nil {
		return err
	}
	var made *plan.Plan
	if o.plan != "" || len(o.names) == 0 {
		if made, err = a.planOf(ctx, p, o.plan); err != nil {
			return err
		}
		if made.Apps, err = choose(made.Apps, o.names); err != nil {
			return err
		}
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	keys, err := createKeys(p, made, o)
	if err != nil {
		return err
	}
	return a.showKeys(keys)
}

func createKeys(p *migrate.Project, made *plan.Plan, o *keysCreateOptions) ([]migrate.Key, error) {
	if made != nil {
		return p.KeysFor(made, o.keys)
	}
	var keys []migrate.Key
	for _, name := range o.names {
		k, err := p.Key(name, o.keys)
		if err != nil {
			return nil, err
		}
		keys = append(keys, *k)
	}
	return keys, nil
}

// keysReport is unpw/keys/v1.
type keysReport struct {
	Schema string        `json:"schema"`
	Keys   []migrate.Key `json:"keys"`
}

func (a *app) showKeys(keys []migrate.Key) error {
	if a.json {
		return a.ui.JSON(keysReport{"unpw/keys/v1", append([]migrate.Key{}, keys...)})
	}
	if len(keys) == 0 {
		a.ui.Talkf("no app wants a key")
		return nil
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		what := ui.Paint(ui.Green, "made")
		if !k.Made {
			what = ui.Paint(ui.Dim, "kept")
		}
		rows[i] = []any{k.Name, what, k.Bits, k.NotAfter[:len("2006-01-02")], strings.Join(k.Files, " ")}
	}
	a.ui.Table([]string{"KEY", "", "BITS", "GOOD UNTIL", "FILES"}, rows)
	for _, k := range keys {
		for _, problem := range k.Problems {
			a.ui.Warnf("%s: %s", k.Name, problem)
		}
	}
	return nil
}

// choose gives the apps of these names, or all without names. A key's name
// stands for every app that shares it.
func choose(apps []plan.App, names []string) ([]plan.App, error) {
	if len(names) == 0 {
		return apps, nil
	}
	out := []plan.App{}
	for _, name := range names {
		found := false
		for _, a := range apps {
			if a.Name == name || a.Key == name {
				out, found = append(out, a), true
			}
		}
		if !found {
			return nil, fail.New(fail.Usage, "the plan has no app %s", name).Hint("describe it under apps in unpw.yaml; what app generate made from flags alone deploys with sf")
		}
	}
	return out, nil
}
