package migrate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// finish does what is no metadata: the assignment of the permission set, and
// the consumer secret.
func (d *deploying) finish(ctx context.Context, a metadata.App, out *Deployed) error {
	app := d.apps[a.Name]
	for _, user := range usersOf(app) {
		assigned := false
		err := d.patiently(ctx, func() (err error) {
			assigned, err = d.s.AssignPermissionSet(ctx, user, app.PermissionSet)
			return err
		})
		if err != nil {
			return err
		}
		if assigned {
			out.Assigned = append(out.Assigned, user)
		}
	}
	if app.Flow != recipe.ClientCredentials {
		return nil
	}
	return d.secret(ctx, app, out)
}

// usersOf gives who must hold the permission set of an app.
func usersOf(a plan.App) []string {
	users := slices.Clone(a.Users)
	if a.RunAs != nil && *a.RunAs != "" && !slices.Contains(users, *a.RunAs) {
		users = append(users, *a.RunAs)
	}
	return users
}

// patiently asks again while the org does not find what was deployed a moment
// ago: after 2, 4, 8, 16 and 30 s.
func (d *deploying) patiently(ctx context.Context, ask func() error) error {
	sleep := d.p.Sleep
	if sleep == nil {
		sleep = oauth.Timer
	}
	for _, pause := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second} {
		err := ask()
		if err == nil || !notThereYet(err) {
			return err
		}
		if err := sleep(ctx, pause); err != nil {
			return fail.New(fail.Interrupted, "interrupted; what is deployed stays deployed").Because(err)
		}
	}
	return ask()
}

// notThereYet tells whether an answer means that a query does not find what a
// deploy has just made.
func notThereYet(err error) bool {
	var no *oauth.Refusal
	if errors.As(err, &no) { // the org's own words, not ours
		return false
	}
	text := fail.Of(err).Error()
	return fail.CodeOf(err) == fail.Refused && (strings.Contains(text, "there is no permission set") || strings.Contains(text, "there is no External Client App"))
}

// secret keeps the consumer secret of an app: where unpw.yaml refers to it there
// is nothing to keep; else the org gives it, else a person does. Until it is
// there the integrations of the app are blocked, and the result says so.
func (d *deploying) secret(ctx context.Context, app plan.App, out *Deployed) error {
	if ref := d.p.Config.App(app.Name).ConsumerSecret; ref != nil {
		out.Secret = "as unpw.yaml says: " + ref.String()
		return nil
	}
	kept := workspace.Dir + "/" + workspace.SecretPath(app.Name, workspace.ClientSecret)
	if _, ok, err := d.p.Workspace.ReadSecret(app.Name, workspace.ClientSecret); err != nil {
		return err
	} else if ok && out.Result != Created {
		out.Secret = "kept in " + kept
		return nil
	}
	why := "the consumer secret of a connected app is shown in Setup only"
	if app.Type == metadata.ExternalClientApp {
		err := d.patiently(ctx, func() error {
			_, found, err := d.s.ConsumerKeyAndSecret(ctx, app.Name)
			if err != nil {
				return err
			}
			return d.p.Workspace.WriteSecret(app.Name, workspace.ClientSecret, found)
		})
		if err == nil {
			out.Secret = "read from the org, kept in " + kept
			return nil
		}
		if fail.CodeOf(err) != fail.Refused {
			return err
		}
		why = "the org does not give the consumer secret: " + fail.Of(err).Cause
	}
	if d.o.AskSecret != nil {
		given, err := d.o.AskSecret(ctx, app)
		if err != nil {
			return err
		}
		if !given.Empty() {
			out.Secret = "kept in " + kept
			return d.p.Workspace.WriteSecret(app.Name, workspace.ClientSecret, given)
		}
	}
	out.Secret = "missing"
	if out.Why != "" {
		out.Why += "; "
	}
	out.Why += why + "; its integrations are blocked until it is in " + kept + ", or apps." + app.Name + ".consumer-secret in unpw.yaml refers to it"
	return nil
}
