package migrate

import (
	"context"

	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
)

// invent gives what the files do not say, made up for the rehearsal.
func (r *rehearsing) invent(in *scan.Integration) func(role string, _ recipe.Setting) (secret.Secret, bool) {
	return func(role string, _ recipe.Setting) (secret.Secret, bool) {
		switch role {
		case "username":
			return secret.New(in.ID + "@rehearsal.example"), true
		case "login-url", "instance-url":
			return secret.Secret{}, false
		}
		text, err := inventText(r.p.Random)
		return secret.New(text), err == nil
	}
}

// supply gives the new values that lie outside of the tree.
func (r *rehearsing) supply(in *plan.Integration, role string, s recipe.Setting) (secret.Secret, bool) {
	app := r.plan.App(in.App)
	switch role {
	case "client-id":
		return secret.New(app.ConsumerKey), true
	case "login-url", "instance-url", "audience":
		return secret.New(recipe.Spell(in.NewLogin.Host, s.As)), true
	case "username":
		return secret.New(userOf(app, in)), true
	case "private-key-file", "keystore-file":
		switch s.As {
		case "", "path":
			return secret.New(in.NewLogin.KeyAtRunTime), true
		case "file-uri":
			return secret.New("file:" + in.NewLogin.KeyAtRunTime), true
		}
	}
	text, err := r.p.secretValue(context.Background(), r.plan)(in.App + "." + role)
	return secret.New(text), err == nil
}
