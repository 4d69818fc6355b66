package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"unpw/migrate"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// passphrase holds the flags that say where a passphrase is: never the
// passphrase itself.
type passphrase struct{ file, env, command string }

func (f *passphrase) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "passphrase-file", "", "read the keystore's password from `FILE`")
	flags.StringVar(&f.env, "passphrase-env", "", "take it from the environment variable `NAME`")
	flags.StringVar(&f.command, "passphrase-cmd", "", "take the first line that `COMMAND` prints; it is split at blanks, no shell runs it")
	cmd.MarkFlagsMutuallyExclusive("passphrase-file", "passphrase-env", "passphrase-cmd")
}

// read gives the passphrase, nil where no flag was given.
func (f *passphrase) read(ctx context.Context, a *app, p *migrate.Project) (*secret.Secret, error) {
	ref := workspace.SecretRef{Env: f.env, Command: strings.Fields(f.command)}
	if f.file != "" {
		var err error
		if ref.File, err = a.path(f.file); err != nil {
			return nil, err
		}
	}
	if ref.Env == "" && ref.File == "" && len(ref.Command) == 0 {
		return nil, nil
	}
	s, err := ref.Resolve(ctx, p.Secrets)
	if err != nil {
		return nil, err
	}
	return &s, nil
}
