package cli

import (
	"context"
	"crypto/rsa"
	"reflect"
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
	"unpw/migrate/secret"
)

// mean demands that args make these options of a command.
func mean[O any](t *testing.T, build func(*app, func(context.Context, *O) error) *cobra.Command, args string, want O) {
	t.Helper()
	env, _, _ := testEnv(t, "")
	var got O
	cmd := build(newApp(env), func(_ context.Context, o *O) error { got = *o; return nil })
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(strings.Fields(args))
	if err := cmd.Execute(); err != nil {
		t.Errorf("%s: %v", args, err)
	}
	ours := cmp.Exporter(func(typ reflect.Type) bool { return typ.PkgPath() == "unpw/cmd/internal/cli" })
	if diff := cmp.Diff(want, got, ours, cmpopts.IgnoreTypes(&app{}, secret.Secret{}, &rsa.PrivateKey{}),
		cmpopts.IgnoreUnexported(migrate.ApplyOptions{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", args, diff)
	}
}

func TestWhatTheFlagsOfTheWayMean(t *testing.T) {
	mean(t, newKeysCreate, "A B --plan p.json --bits 4096 --days 30 --subject CN={app} --container pem,p12 --container jks --force --passphrase-cmd x",
		keysCreateOptions{names: []string{"A", "B"}, plan: "p.json", passphrase: passphrase{command: "x"},
			keys: migrate.KeyOptions{Bits: 4096, Days: 30, Subject: "CN={app}", Containers: []string{"pem", "p12", "jks"}, Force: true}})
	mean(t, newAppGenerate, "--name A --flow client-credentials --user u --contact c@x --cert f --type connected-app --org prod --scope api,web --layout zip --api-version 67.0 --api-only-user -o d",
		appGenerateOptions{contact: "c@x", cert: "f", out: "d", meta: metadata.Options{Layout: "zip", APIVersion: "67.0", APIOnlyUser: true},
			choice: migrate.AppChoice{Name: "A", Flow: "client-credentials", Type: "connected-app", Org: "prod", Users: []string{"u"}, Scopes: []string{"api", "web"}}})
	mean(t, newAppGenerate, "A --plan p.json",
		appGenerateOptions{names: []string{"A"}, plan: "p.json", meta: metadata.Options{Layout: "source", APIVersion: "66.0"}})
	mean(t, newCheck, "p.json --only a --only b --watch 30m --parallel 2 --read --write Account --parity",
		checkOptions{args: []string{"p.json"}, only: []string{"a", "b"},
			look: migrate.CheckOptions{Read: true, Write: "Account", Parity: true, Watch: 30 * time.Minute, Parallel: 2}})
	mean(t, newCheck, "--host h --flow jwt-bearer --client-id c --username u --key-file k --audience https://h",
		checkOptions{key: "k", look: migrate.CheckOptions{Parallel: 4},
			login: oauth.Login{Host: "h", Flow: "jwt-bearer", ClientID: "c", Username: "u", Audience: "https://h"}})
	mean(t, newApply, "p.json --only a --root d --dry-run --offline --resume",
		applyOptions{plan: "p.json", apply: migrate.ApplyOptions{Only: []string{"a"}, Root: "d", DryRun: true, Offline: true, Resume: true}})
	mean(t, newUndo, "RUN --only a --merge", undoOptions{undo: migrate.UndoOptions{Run: "RUN", Only: []string{"a"}, Merge: true}})
	mean(t, newRehearse, "d --my-domain m --keep --listen 127.0.0.1:1",
		rehearseOptions{rehearse: migrate.RehearseOptions{Dir: "d", MyDomain: "m", Keep: true, Listen: "127.0.0.1:1"}})
	mean(t, newMigrate, "--yes --only a --limit 3 --dry-run --offline",
		migrateOptions{yes: true, migrate: migrate.MigrateOptions{Only: []string{"a"}, Limit: 3, DryRun: true, Offline: true}})
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
		{"check --watch=soon", "flag --watch must be a duration such as 30s, 5m or 2h"},
		{"check --watch=-1m", "flag --watch must be a time such as 30m"},
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
