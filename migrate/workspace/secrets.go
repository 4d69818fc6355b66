package workspace

import (
	"errors"
	"io/fs"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Kinds of secrets under .unpw/secrets.
const (
	KeystorePassword = "keystore-password"
	ClientSecret     = "client-secret"
)

// SecretPath gives the slash path of an app's secret under .unpw/.
func SecretPath(app, kind string) string { return "secrets/" + app + "." + kind }

// WriteSecret keeps one secret of an app, in place of the one that is there:
// the value alone, without a line end.
func (w *Workspace) WriteSecret(app, kind string, s secret.Secret) error {
	if err := secretName(app, kind); err != nil {
		return err
	}
	if s.Empty() {
		return fail.New(fail.Bug, "write %s/%s: an empty secret", Dir, SecretPath(app, kind))
	}
	return w.WriteFile(SecretPath(app, kind), []byte(s.Reveal()))
}

// ReadSecret gives one secret of an app, and whether there is one.
func (w *Workspace) ReadSecret(app, kind string) (secret.Secret, bool, error) {
	if err := secretName(app, kind); err != nil {
		return secret.Secret{}, false, err
	}
	data, err := w.ReadFile(SecretPath(app, kind))
	if errors.Is(err, fs.ErrNotExist) {
		return secret.Secret{}, false, nil
	}
	if err != nil {
		return secret.Secret{}, false, err
	}
	s := secret.New(trimLineEnd(string(data))) // an editor may have added one
	return s, !s.Empty(), nil
}

func secretName(app, kind string) error {
	if !isName(app) || kind != KeystorePassword && kind != ClientSecret {
		return fail.New(fail.Bug, "not a name of a secret")
	}
	return nil
}
