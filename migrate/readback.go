package migrate

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/format"
	"unpw/migrate/login"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
)

// Proof says what was shown about an integration's logins.
type Proof struct {
	LegacyBefore string `json:"legacyBefore"`
	LegacyAfter  string `json:"legacyAfter,omitempty"`
	NewLogin     string `json:"newLogin"`
	User         string `json:"user"`
	// Supplied are values that the files do not hold and that were given in memory.
	Supplied []string `json:"supplied,omitempty"`
}

// What a login came to.
const (
	Accepted = "accepted"
	NotTried = "not tried"
)

// reader reads logins back from files as they are now.
type reader struct {
	p      *Project
	made   *plan.Plan
	http   oauthClient
	supply func(in *plan.Integration, role string, s recipe.Setting) (secret.Secret, bool)
}

type oauthClient func(orgName string) (*oauth.Client, error)

// tree opens the files that an integration stands in, as they are now.
func (p *Project) tree(root string, in *plan.Integration) (*scan.Tree, error) {
	t := scan.NewTree(os.DirFS(root))
	for _, name := range in.Files {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return nil, fail.At(fail.Partial, name, 0, "cannot be read back").Because(err)
		}
		d, err := format.Open(name, data)
		if err != nil {
			return nil, fail.At(fail.Partial, name, 0, "is not in its syntax after the change")
		}
		if d != nil {
			t.Add(d)
		}
	}
	t.Index()
	return t, nil
}

// readBack finds the new login in the files of an integration, in all its places,
// and reads it with exactly the values they hold. It fails where the files do not
// say what was planned.
func (r *reader) readBack(ctx context.Context, root string, in *plan.Integration) (*login.Read, error) {
	rec := r.p.Recipes.Find(in.Recipe)
	if rec == nil {
		return nil, fail.New(fail.Usage, "the plan names a recipe that is not here: %s", in.Recipe).Hint("give its folder with --recipes")
	}
	t, err := r.p.tree(root, in)
	if err != nil {
		return nil, err
	}
	places := map[string]int{in.File: 1}
	for _, file := range in.Places {
		places[file]++
	}
	var first *login.Read
	for _, file := range slices.Sorted(maps.Keys(places)) {
		got, err := r.readFile(ctx, t, rec, file, places[file], in)
		if err != nil {
			return nil, err
		}
		if first == nil || file == in.File {
			first = got
		}
	}
	return first, nil
}

// readFile finds the new login in one file, as often as it was planned there.
func (r *reader) readFile(ctx context.Context, t *scan.Tree, rec *recipe.Recipe, file string, places int, in *plan.Integration) (*login.Read, error) {
	d := t.Document(file)
	if d == nil {
		return nil, fail.At(fail.Partial, file, 0, "is not in its syntax after the change")
	}
	app := r.made.App(in.App)
	why := "no login is seen any more"
	var first *login.Read
	for _, m := range rec.Match(d, t) {
		if in.Outcome == "assisted" && m.Flow.Name == in.Login {
			return &login.Read{Missing: []string{"a program that reads the new settings"}}, nil // they stand beside the old ones
		}
		if m.Flow.Name != in.Flow {
			continue // another integration in the same file
		}
		got, err := login.Of(m, r.source(ctx, t, app, in))
		if !holds(got, app, in) {
			why = "it does not hold the planned values"
			continue
		}
		if err != nil {
			return nil, fail.At(fail.Partial, file, 0, "read back: %s", err)
		}
		places--
		if first == nil {
			first = got
		}
	}
	if places > 0 {
		return nil, fail.At(fail.Partial, file, 0, "read back: %s", why)
	}
	return first, nil
}

// holds tells whether a login that was read is the planned one. A consumer key
// that is defined outside of the tree cannot be compared.
func holds(got *login.Read, app *plan.App, in *plan.Integration) bool {
	if got.ClientID != app.ConsumerKey && !slices.Contains(got.Missing, "client-id") {
		return false
	}
	return in.Flow != recipe.JWTBearer || in.Username == nil || got.Username == userOf(app, in) || slices.Contains(got.Missing, "username")
}

func (r *reader) source(ctx context.Context, t *scan.Tree, app *plan.App, in *plan.Integration) login.Source {
	s := login.Source{Value: t.Value, Named: r.p.named(ctx), Key: r.p.keyAt(app, in)}
	if r.supply != nil {
		s.Supply = func(role string, set recipe.Setting) (secret.Secret, bool) { return r.supply(in, role, set) }
	}
	return s
}

// keyAt reads a key by its path at run time where it lies now.
func (p *Project) keyAt(app *plan.App, in *plan.Integration) func(path string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if in.NewLogin == nil || path != in.NewLogin.KeyAtRunTime {
			return nil, fail.New(fail.Partial, "the files name a key at another place than planned")
		}
		ext := in.NewLogin.KeyHere[strings.LastIndexByte(in.NewLogin.KeyHere, '.')+1:]
		s, err := p.Workspace.ReadKey(app.Key, ext)
		return []byte(s.Reveal()), err
	}
}

// prove logs in with what the written files say, and asks the org who that is.
func (r *reader) prove(ctx context.Context, root string, in *plan.Integration) (Proof, error) {
	got, err := r.readBack(ctx, root, in)
	if err != nil {
		return Proof{NewLogin: NotTried}, err
	}
	if !got.Complete() {
		return Proof{NewLogin: NotTried + ": " + strings.Join(got.Missing, ", ") + " not in the tree nor in values"}, nil
	}
	client, err := r.http(in.Org)
	if err != nil {
		return Proof{NewLogin: NotTried}, err
	}
	user, err := whoLogsIn(ctx, client, got.Login)
	if err != nil {
		return Proof{NewLogin: refused(err)}, err
	}
	return Proof{NewLogin: Accepted, User: user, Supplied: got.Supplied}, nil
}

// whoLogsIn logs in and asks for the user name of the token.
func whoLogsIn(ctx context.Context, client *oauth.Client, l oauth.Login) (string, error) {
	token, err := client.Login(ctx, l)
	if err != nil {
		return "", err
	}
	if token.Username != "" {
		return token.Username, nil
	}
	id, err := org.NewSession(client.HTTP, token).Identity(ctx, token.IdentityURL)
	if err != nil {
		return "", err
	}
	return id.Username, nil
}

// refused writes an error as a proof shows it.
func refused(err error) string {
	if fail.CodeOf(err) == fail.Refused {
		return "refused: " + fail.Of(err).Cause
	}
	return NotTried + ": " + fail.Of(err).Cause
}
