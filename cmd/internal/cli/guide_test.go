package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// tree writes the files that these tests migrate: one client, in etl.
func (g *guided) tree(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{
		"etl/.env": "SF_USERNAME=etl@acme.example\nSF_PASSWORD=example-password\nSF_TOKEN=example-token\n",
		"etl/sync.py": "import os\nfrom simple_salesforce import Salesforce\n\nsf = Salesforce(\n    username=os.environ[\"SF_USERNAME\"],\n" +
			"    password=os.environ[\"SF_PASSWORD\"],\n    security_token=os.environ[\"SF_TOKEN\"],\n)\n",
		"etl/requirements.txt": "simple-salesforce==1.12.6\n",
	}
	for name, text := range files {
		g.write(t, name, text)
	}
	return files
}

func (g *guided) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(g.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// guided is a folder in which a person, or an answers file, is guided.
type guided struct {
	env      Env
	dir      string
	out, err *bytes.Buffer
	flags    []string
}

func newGuided(t *testing.T) *guided {
	t.Helper()
	env, out, talk := testEnv(t, "")
	env.Now, env.Random = time.Now, rand.Reader
	dir, _ := env.Getwd()
	return &guided{env: env, dir: dir, out: out, err: talk}
}

// run guides with these answers and gives the exit code.
func (g *guided) run(t *testing.T, answers string) int {
	t.Helper()
	g.out.Reset()
	g.err.Reset()
	g.write(t, "answers.yaml", "schema: unpw/answers/v1\nanswers: {"+answers+"}\n")
	return Main(context.Background(), g.env, append([]string{"guide", "--no-input", "--answers", "answers.yaml"}, g.flags...))
}

func TestGuideMakesTwoOrgsOfTwoKinds(t *testing.T) {
	g := newGuided(t)
	g.tree(t)
	for dir, domain := range map[string]string{"etl": "login", "uat": "test"} {
		g.write(t, dir+"/sync.py", "from simple_salesforce import Salesforce\n\nsf = Salesforce(\n    username=\""+dir+
			"@acme.example\",\n    password=\"example-password\",\n    security_token=\"example-token\",\n    domain=\""+domain+"\",\n)\n")
	}
	if code := g.run(t, `tree: ., flow: recommended, my-domain.production: acme.my.salesforce.com, my-domain.sandbox: "", go: quit`); code != 0 {
		t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
	}
	g.printed(t, "  #   orgs.production.my-domain: acme.my.salesforce.com\n", "  #   orgs.sandbox.kind: sandbox\n")
	if code := g.run(t, `tree: ., flow: recommended, my-domain.production: acme--uat.sandbox.my.salesforce.com`); code != int(fail.Usage) {
		t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
	}
	g.said(t, "answer my-domain.production must be the host of a production org")
}

func TestGuideWritesItsCommandsForAShell(t *testing.T) {
	a := newApp(Env{Getenv: func(string) string { return "" }})
	a.global = global{dir: "my services", recipes: []string{"r", "it's"}, caFile: "-ca.pem"}
	g := &guiding{guideOptions: &guideOptions{app: a}, shown: []string{"a b", "etl"}}
	if got := g.command() + " plan" + g.pathWords(); got != `unpw -C 'my services' --ca-file '-ca.pem' --recipes r --recipes 'it'\''s' plan 'a b' etl` {
		t.Error(got)
	}
}

func TestGuideReadsItsFlags(t *testing.T) {
	env, _, _ := testEnv(t, "")
	var got *guideOptions
	cmd := newGuide(newApp(env), func(_ context.Context, o *guideOptions) error { got = o; return nil })
	cmd.SetArgs([]string{"etl", "web", "--answers", "in.yaml", "--record", "out.yaml", "--plain"})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asking{answers: "in.yaml", record: "out.yaml", plain: true}, got.asking, cmp.AllowUnexported(asking{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"etl", "web"}, got.paths); diff != "" {
		t.Error(diff)
	}
}

func TestGuideRefusesAHostThatIsNoMyDomain(t *testing.T) {
	config, err := workspace.Default()
	if err != nil {
		t.Fatal(err)
	}
	g := &guiding{project: &migrate.Project{Config: config}}
	production := workspace.Org{Name: "default", Kind: workspace.Production}
	for host, ok := range map[string]bool{
		"": true, "acme.my.salesforce.com": true, "ACME.my.salesforce.com": true,
		"acme": false, "https://acme.my.salesforce.com": false, "acme.my.salesforce.com/": false, "login.salesforce.com": false,
		"acme--uat.sandbox.my.salesforce.com": false, "a b.my.salesforce.com": false,
	} {
		if err := g.checkMyDomain(production, host); (err == nil) != ok {
			t.Errorf("%q: %v", host, err)
		} else if err != nil && host != "" && strings.Contains(err.Error(), host) && host != "acme" {
			t.Errorf("%q: the error repeats it", host)
		}
	}
}

// printed and said want texts on stdout and on stderr.
func (g *guided) printed(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(g.out.String(), text) {
			t.Errorf("no %q on stdout:\n%s", text, g.out)
		}
	}
}

func (g *guided) said(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(g.err.String(), text) {
			t.Errorf("no %q on stderr:\n%s", text, g.err)
		}
	}
}

func (g *guided) read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(g.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// unchanged wants files as they were, and no run.
func (g *guided) unchanged(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if diff := cmp.Diff(text, g.read(t, name)); diff != "" {
			t.Errorf("%s changed: %s", name, diff)
		}
	}
	if _, err := os.Stat(filepath.Join(g.dir, workspace.Dir, "runs")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a run was begun")
	}
}
