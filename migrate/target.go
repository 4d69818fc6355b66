package migrate

import (
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"strings"

	"unpw/certs"
	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// Target gives the new login of a planned integration, with the key and secrets
// that lie in .unpw. It fails with code Partial where one is not there yet.
func (p *Project) Target(ctx context.Context, made *plan.Plan, in *plan.Integration) (check.Target, error) {
	app := made.App(in.App)
	if app == nil || in.NewLogin == nil {
		return check.Target{}, fail.New(fail.Usage, "%s has no new login in this plan", in.ID)
	}
	t := check.Target{ID: in.ID, Org: in.Org, Login: oauth.Login{Flow: in.Flow, Host: in.NewLogin.Host, Audience: in.NewLogin.Audience,
		ClientID: app.ConsumerKey}}
	if in.Flow == recipe.ClientCredentials {
		s, err := p.clientSecret(ctx, app.Name)
		if err != nil {
			return t, err
		}
		t.Login.ClientSecret = s
		if app.RunAs != nil {
			t.ExpectUser = *app.RunAs
		}
		return t, nil
	}
	if t.Login.Username = userOf(app, in); t.Login.Username == "" {
		return t, fail.New(fail.Partial, "the user name of %s is not in the files", in.ID).Hint("set integrations.%s.user in unpw.yaml", in.ID)
	}
	key, cert, err := p.openPair(app.Key)
	t.Login.Key, t.Certificate = key.Key, cert
	return t, err
}

func userOf(app *plan.App, in *plan.Integration) string {
	if in.Username != nil {
		return *in.Username
	}
	if len(app.Users) == 1 {
		return app.Users[0]
	}
	return ""
}

func (p *Project) openPair(name string) (certs.Material, *x509.Certificate, error) {
	pem, err := p.Workspace.ReadKey(name, "key")
	if errors.Is(err, fs.ErrNotExist) {
		return certs.Material{}, nil, fail.New(fail.Partial, "there is no key %s yet", name).Hint("make it: unpw keys create %s", name)
	}
	if err != nil {
		return certs.Material{}, nil, err
	}
	key, err := certs.OpenKey([]byte(pem.Reveal()), "")
	if err != nil {
		return certs.Material{}, nil, certFailure(err)
	}
	m := certs.Material{Key: key}
	crt, err := p.Workspace.ReadKey(name, "crt")
	if err != nil {
		return m, nil, nil // a key brought by hand may come without its certificate
	}
	cert, err := certs.OpenCertificate([]byte(crt.Reveal()))
	if err != nil {
		return m, nil, certFailure(err)
	}
	return m, cert, nil
}

// clientSecret gives an app's consumer secret: from unpw.yaml's reference, else
// the one kept in .unpw/secrets.
func (p *Project) clientSecret(ctx context.Context, app string) (secret.Secret, error) {
	if ref := p.Config.App(app).ConsumerSecret; ref != nil {
		return ref.Resolve(ctx, p.Secrets)
	}
	s, ok, err := p.Workspace.ReadSecret(app, workspace.ClientSecret)
	if err != nil {
		return s, err
	}
	if !ok {
		return s, fail.New(fail.Partial, "the consumer secret of app %s is not there yet", app).
			Hint("deploy the app and let unpw read it, or set apps.%s.consumer-secret in unpw.yaml", app)
	}
	return s, nil
}

// secretValue fills {{secret:APP.ROLE}} of a plan.
func (p *Project) secretValue(ctx context.Context, made *plan.Plan) func(name string) (string, error) {
	return func(name string) (string, error) {
		appName, role, _ := strings.Cut(name, ".")
		app := made.App(appName)
		if app == nil {
			return "", fail.New(fail.Usage, "the plan has no app %s", appName)
		}
		if role == "client-secret" {
			s, err := p.clientSecret(ctx, appName)
			return s.Reveal(), err
		}
		if role == "keystore-password" {
			s, ok, err := p.Workspace.ReadSecret(app.Key, workspace.KeystorePassword)
			if err == nil && !ok {
				err = fail.New(fail.Partial, "the keystore of %s is not there yet", app.Key).Hint("make it: unpw keys create --plan PLAN")
			}
			return s.Reveal(), err
		}
		ext := map[string]string{"private-key": "key", "certificate": "crt", "keystore": "p12", "keystore-jks": "jks"}[role]
		if ext == "" {
			container, err := certs.FindContainer(strings.TrimPrefix(role, "private-key-"))
			if err != nil {
				return "", fail.New(fail.Usage, "the plan names a secret that this version does not know: %s", role)
			}
			ext = container.Extension
		}
		s, err := p.Workspace.ReadKey(app.Key, ext)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fail.New(fail.Partial, "%s is not there yet", workspace.KeyPath(app.Key, ext)).Hint("make it: unpw keys create --plan PLAN")
		}
		return s.Reveal(), err
	}
}
