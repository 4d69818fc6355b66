package migrate

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/login"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/rehearsal"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

const templateHost = "acme.my.salesforce.com"

// testProject opens a folder of its own as a project.
func testProject(t *testing.T) *Project {
	t.Helper()
	p, err := Open(Env{Now: time.Now, Random: rand.Reader, Version: "test"}, t.TempDir(), "", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// eachTemplate writes the template of every recipe for every flow that has
// settings: for the others, a person writes the program.
func eachTemplate(t *testing.T, p *Project, o func(flow string) TemplateOptions, do func(t *testing.T, r *recipe.Recipe, flow string, files map[string]string)) {
	t.Helper()
	n := 0
	for _, r := range p.Recipes.Recipes {
		for _, f := range r.Writable() {
			if len(settableRoles(f)) == 0 {
				continue
			}
			n++
			t.Run(r.ID+"/"+f.Name, func(t *testing.T) {
				written, err := p.Template(context.Background(), r.ID, o(f.Name))
				if err != nil {
					t.Fatal(err)
				}
				files := map[string]string{}
				for _, file := range written.Files {
					files[file.File] = file.Text
				}
				do(t, r, f.Name, files)
			})
		}
	}
	if n < 20 {
		t.Errorf("only %d templates were written", n)
	}
}

// scanned scans files in memory, and gives what the recipe finds in them.
func scanned(t *testing.T, p *Project, r *recipe.Recipe, files map[string]string) []*scan.Integration {
	t.Helper()
	result, err := scan.Scan(context.Background(), scan.Root{FS: scan.Memory(files)}, scan.Options{Recipes: p.Recipes})
	if err != nil {
		t.Fatal(err)
	}
	var own []*scan.Integration
	for _, in := range result.Integrations {
		if in.Finding() {
			t.Errorf("the template still reads as %s of %s", in.Login, in.Match.Recipe.ID)
		}
		if in.Match.Recipe.ID == r.ID {
			own = append(own, in)
		}
	}
	if len(own) == 0 {
		t.Fatalf("the template is not seen: %d skipped", len(result.Skipped))
	}
	return own
}

func TestEveryTemplateIsMigratedAndLogsIn(t *testing.T) {
	p := testProject(t)
	var users []string
	eachTemplate(t, p, func(flow string) TemplateOptions { return TemplateOptions{Flow: flow} }, func(t *testing.T, r *recipe.Recipe, flow string, files map[string]string) {
		for _, in := range scanned(t, p, r, files) {
			if in.State != "migrated" || in.Match.Flow.Name != flow {
				t.Errorf("scanned it is %s, %s", in.State, in.Match.Flow.Name)
			}
			if in.Username != "" && !slices.Contains(users, in.Username) {
				users = append(users, in.Username)
			}
		}
	})
	o := &templateOrg{p: p, apps: map[string]plan.App{}}
	o.start(t, users)
	eachTemplate(t, p, o.options, o.logsIn)
}

// templateOrg is an org with one app for each flow.
type templateOrg struct {
	p    *Project
	apps map[string]plan.App // by flow
}

func (o *templateOrg) start(t *testing.T, users []string) {
	t.Helper()
	w, err := newWorld(o.p, nil, RehearseOptions{MyDomain: templateHost})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	proxy, err := oauth.ProxyURL(w.server.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	o.p.Proxy, o.p.Sleep, o.p.CAFile = proxy, brief, filepath.Join(t.TempDir(), "ca.pem")
	writeTestFile(t, o.p.CAFile, w.server.CA)

	tenant := w.world.Org(templateHost)
	for _, user := range users {
		if err := tenant.AddUser(rehearsal.User{Username: user, Password: secret.New("example-password")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.p.Key("Jwt", KeyOptions{Containers: []string{"pkcs12", "jks", "pkcs1", "der"}}); err != nil {
		t.Fatal(err)
	}
	runAs := users[0]
	o.apps[recipe.JWTBearer] = plan.App{Name: "Jwt", Type: workspace.ExternalClientApp, Flow: recipe.JWTBearer, ConsumerKey: strings.Repeat("a", 48),
		Key: "Jwt", Scopes: []string{"api", "refresh_token"}, PermissionSet: "Jwt_Login", Users: users}
	o.apps[recipe.ClientCredentials] = plan.App{Name: "Cc", Type: workspace.ExternalClientApp, Flow: recipe.ClientCredentials, ConsumerKey: strings.Repeat("c", 48),
		Scopes: []string{"api"}, PermissionSet: "Cc_Login", RunAs: &runAs}
	apps := []plan.App{o.apps[recipe.JWTBearer], o.apps[recipe.ClientCredentials]}
	client, err := o.p.oauth("")
	if err != nil {
		t.Fatal(err)
	}
	session := &org.Session{HTTP: client.HTTP, Instance: "https://" + templateHost, Token: tenant.AdminToken(), Now: o.p.Now, Sleep: brief}
	if _, err := o.p.Deploy(context.Background(), nil, apps, DeployOptions{Contact: "owner@acme.example",
		Session: func(context.Context, string) (*org.Session, error) { return session, nil }}); err != nil {
		t.Fatal(err)
	}
}

// options fill a template with the consumer key and the secrets of the flow's app.
func (o *templateOrg) options(flow string) TemplateOptions {
	return TemplateOptions{Flow: flow, Set: map[string]string{"client-id": o.apps[flow].ConsumerKey},
		Secret: func(name string) (string, error) { return o.secret(flow, name) }}
}

func (o *templateOrg) secret(flow, name string) (string, error) {
	app := o.apps[flow]
	_, role, _ := strings.Cut(name, ".")
	return o.p.secretValue(context.Background(), &plan.Plan{Apps: []plan.App{app}})(app.Name + "." + role)
}

func (o *templateOrg) logsIn(t *testing.T, r *recipe.Recipe, flow string, files map[string]string) {
	for _, in := range scanned(t, o.p, r, files) {
		read, err := login.Of(in.Match, login.Source{Value: in.Value, Key: o.key, Supply: o.supply(flow)})
		if err != nil {
			t.Fatal(err)
		}
		if !read.Complete() {
			t.Fatalf("the template does not say %v", read.Missing)
		}
		if f := in.Match.Flow; f.Rule("login-url") == nil && f.Rule("instance-url") == nil {
			read.Host, read.Audience = templateHost, "https://"+templateHost // no setting says it: a step for a person does
		}
		client, err := o.p.oauth("")
		if err != nil {
			t.Fatal(err)
		}
		user, err := whoLogsIn(context.Background(), client, read.Login)
		if err != nil || user == "" {
			t.Errorf("it does not log in: %v", err)
		}
	}
}

// key reads what a template names as /etc/secrets/sf.EXT.
func (o *templateOrg) key(name string) ([]byte, error) {
	s, err := o.p.Workspace.ReadKey("Jwt", strings.TrimPrefix(name, "/etc/secrets/sf."))
	return []byte(s.Reveal()), err
}

// supply gives the values that a template leaves to a CI or a vault.
func (o *templateOrg) supply(flow string) func(string, recipe.Setting) (secret.Secret, bool) {
	return func(role string, _ recipe.Setting) (secret.Secret, bool) {
		if role == "client-id" {
			return secret.New(o.apps[flow].ConsumerKey), true
		}
		s, err := o.secret(flow, "Example."+role)
		return secret.New(s), err == nil
	}
}

func TestWhatATemplateRefuses(t *testing.T) {
	p := testProject(t)
	tests := []struct {
		name, recipe, flow, file string
		set                      map[string]string
		err                      string
	}{
		{name: "an unknown recipe", recipe: "nothing", err: `there is no recipe "nothing"`},
		{name: "a flow that it has not", recipe: "mcp-salesforce", flow: "jwt-bearer", err: "template: mcp-salesforce has no flow jwt-bearer"},
		{name: "an old flow", recipe: "jsforce", flow: "soap-login", err: "template: jsforce has no flow soap-login"},
		{name: "a file that no example has", recipe: "jsforce", file: "x", err: "template: no example of jsforce has such a file"},
		{name: "a program that still logs in the old way", recipe: "jsforce", file: "index.js", err: "template: index.js is no part of the new login"},
		{name: "a secret", recipe: "kafka-connect-salesforce", set: map[string]string{"keystore-password": "x"},
			err: "template: --set keystore-password: a secret is never the value of a flag"},
		{name: "a secret of the old login", recipe: "jsforce", set: map[string]string{"password": "x"},
			err: "template: --set password: a secret is never the value of a flag"},
		{name: "the contents of a key where a path is usual", recipe: "kafka-connect-salesforce-cloud", flow: "jwt-bearer", set: map[string]string{"keystore-file": "x"},
			err: "template: --set keystore-file: a secret is never the value of a flag"},
		{name: "a line break", recipe: "jsforce", set: map[string]string{"username": "a\nb"}, err: "template: --set username: must be one line of text"},
		{name: "a host that is none", recipe: "jsforce", set: map[string]string{"login-url": "localhost"}, err: "template: --set login-url: not a host"},
		{name: "values for what has no file", recipe: "dataloader", set: map[string]string{"username": "a"}, err: "template: dataloader is given steps, not a file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := p.Template(context.Background(), tt.recipe, TemplateOptions{Flow: tt.flow, File: tt.file, Set: tt.set})
			if fail.CodeOf(err) != fail.Usage || err.Error() != tt.err {
				t.Errorf("got %v", err)
			}
			if len(fail.Of(err).Hints) == 0 && tt.name != "a line break" {
				t.Error("no hint")
			}
		})
	}
}

func TestEveryRecipeHasATemplateOrSaysWhatToDo(t *testing.T) {
	p := testProject(t)
	for _, r := range p.Recipes.Recipes {
		got, err := p.Template(context.Background(), r.ID, TemplateOptions{})
		if err != nil {
			t.Errorf("%s: %v", r.ID, err)
			continue
		}
		if len(got.Files) == 0 && len(got.Steps) == 0 {
			t.Errorf("%s: neither files nor steps", r.ID)
		}
	}
}

func writeTestFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
