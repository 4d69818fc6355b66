package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/oauth"
)

// read runs the flags of a command and gives the options that they make.
func read[O any](t *testing.T, make func(*app, func(context.Context, *O) error) *cobra.Command, args string) (O, error) {
	t.Helper()
	env, _, _ := testEnv(t, "")
	a := newApp(env)
	var got O
	cmd := make(a, func(_ context.Context, o *O) error { got = *o; return nil })
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(strings.Fields(args))
	err := cmd.Execute()
	return got, err
}

func TestWhatTheFlagsOfTheWayMean(t *testing.T) {
	ignore := cmp.Options{
		cmp.AllowUnexported(keysCreateOptions{}, appGenerateOptions{}, checkOptions{}, applyOptions{}, undoOptions{}, rehearseOptions{}, migrateOptions{}, passphrase{}),
		cmpopts.IgnoreTypes(&app{}), cmpopts.IgnoreUnexported(migrate.ApplyOptions{}), cmpopts.EquateEmpty(),
	}
	keys, err := read(t, newKeysCreate, "A B --plan p.json --bits 4096 --days 30 --subject CN={app} --container pem,p12 --container jks --force --passphrase-cmd x")
	want := keysCreateOptions{names: []string{"A", "B"}, plan: "p.json", passphrase: passphrase{command: "x"},
		keys: migrate.KeyOptions{Bits: 4096, Days: 30, Subject: "CN={app}", Containers: []string{"pem", "p12", "jks"}, Force: true}}
	if diff := cmp.Diff(want, keys, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	apps, err := read(t, newAppGenerate, "--name A --flow client-credentials --user u --contact c@x --cert f --type connected-app --org prod --scope api,web --layout zip --api-version 67.0 --api-only-user -o d")
	wantApps := appGenerateOptions{contact: "c@x", cert: "f", out: "d", meta: metadata.Options{Layout: "zip", APIVersion: "67.0", APIOnlyUser: true},
		choice: migrate.AppChoice{Name: "A", Flow: "client-credentials", Type: "connected-app", Org: "prod", Users: []string{"u"}, Scopes: []string{"api", "web"}}}
	if diff := cmp.Diff(wantApps, apps, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	apps, err = read(t, newAppGenerate, "A --plan p.json")
	if diff := cmp.Diff(appGenerateOptions{names: []string{"A"}, plan: "p.json", meta: metadata.Options{Layout: "source", APIVersion: "66.0"}}, apps, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	check, err := read(t, newCheck, "p.json --only a --only b --watch 30m --parallel 2 --read --write Account --parity")
	wantCheck := checkOptions{args: []string{"p.json"}, only: []string{"a", "b"},
		look: migrate.CheckOptions{Read: true, Write: "Account", Parity: true, Watch: 30 * time.Minute, Parallel: 2}}
	if diff := cmp.Diff(wantCheck, check, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	check, err = read(t, newCheck, "--host h --flow jwt-bearer --client-id c --username u --key-file k --audience https://h")
	if diff := cmp.Diff(checkOptions{key: "k", login: oauth.Login{Host: "h", Flow: "jwt-bearer", ClientID: "c", Username: "u", Audience: "https://h"},
		look: migrate.CheckOptions{Parallel: 4}}, check, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	apply, err := read(t, newApply, "p.json --only a --root d --dry-run --offline --resume")
	if diff := cmp.Diff(applyOptions{plan: "p.json", apply: migrate.ApplyOptions{Only: []string{"a"}, Root: "d", DryRun: true, Offline: true, Resume: true}}, apply, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	undo, err := read(t, newUndo, "RUN --only a --merge")
	if diff := cmp.Diff(undoOptions{undo: migrate.UndoOptions{Run: "RUN", Only: []string{"a"}, Merge: true}}, undo, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	rehearse, err := read(t, newRehearse, "d --my-domain m --keep --listen 127.0.0.1:1")
	if diff := cmp.Diff(rehearseOptions{rehearse: migrate.RehearseOptions{Dir: "d", MyDomain: "m", Keep: true, Listen: "127.0.0.1:1"}}, rehearse, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
	all, err := read(t, newMigrate, "--yes --only a --limit 3 --dry-run --offline")
	if diff := cmp.Diff(migrateOptions{yes: true, migrate: migrate.MigrateOptions{Only: []string{"a"}, Limit: 3, DryRun: true, Offline: true}}, all, ignore); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestFlagsOfTheWayThatContradictThemselves(t *testing.T) {
	tests := []struct{ args, says string }{
		{"keys create --passphrase-env A --passphrase-cmd b", "none of the others can be"},
		{"keys create --bits many", "flag --bits must be a whole number"},
		{"app generate --user a@b", "--user is for an app of its own"},
		{"app generate --name A B", "--name writes one app that no plan speaks of"},
		{"app generate --layout tar", "flag --layout must be one of source, mdapi, zip"},
		{"check --username a@b", "--username is for a login that no file speaks of"},
		{"check --host h --only a", "--host checks one login that no file speaks of"},
		{"check --watch soon", "flag --watch must be a duration such as 30s, 5m or 2h"},
		{"check --watch -1m", "flag --watch must be a time such as 30m"},
		{"check --parallel 0", "flag --parallel must be 1 or more"},
		{"apply", "PLAN is missing"},
		{"apply a b", "too many arguments"},
		{"undo a b", "too many arguments"},
		{"rehearse a b", "too many arguments"},
		{"rehearse --serve --keep", "--serve rewrites nothing that --keep could keep"},
		{"migrate a", "too many arguments"},
		{"migrate --limit -1", "flag --limit must be 0 or more"},
		{"migrate", "nobody is there to agree"},
		{"migrate --no-input", "nobody is there to agree"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			env, out, stderr := testEnv(t, "")
			code := Main(context.Background(), env, strings.Fields(tt.args))
			if code != int(fail.Usage) || out.Len() > 0 || !strings.Contains(stderr.String(), tt.says) {
				t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
			}
		})
	}
}
