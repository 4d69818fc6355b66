package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"unpw/cmd/internal/cli"
	"unpw/templates"
)

// No credential of the estate may be seen in anything that unpw prints or keeps
// beside the backups of a run: neither raw, nor in base64, nor escaped for an
// address or for JSON. The words are made random first, so that none can be
// allowed by its name.
func TestNoSecretIsEverShown(t *testing.T) {
	dir := t.TempDir()
	words := plantSecrets(t, dir)
	s := &show{t: t, dir: dir, words: words}
	s.serve(filepath.Join(dir, "estate"))

	tree := filepath.Join(dir, "estate")
	plan := filepath.Join(dir, "plan.json")
	s.run("scan")
	s.run("scan", "--json", "--all")
	s.run("plan")
	s.run("plan", "--json")
	s.run("plan", "-o", plan)
	s.run("recipes", "list")
	s.run("keys", "create", "--plan", plan)
	s.run("app", "generate", "--plan", plan, "--contact", "owner@acme.example")
	s.run("app", "deploy", "--plan", plan)
	s.run("--debug", "--json", "app", "deploy", "--plan", plan)
	s.run("app", "deploy", "--plan", plan, "--use-legacy-login", "--org", "prod")
	s.run("app", "status", "--plan", plan)
	s.run("app", "remove", "Mcp", "--plan", plan, "--yes")
	s.run("check", plan)
	s.run("apply", plan)
	s.run("--json", "apply", plan)
	s.run("rehearse", tree)
	s.run("--json", "rehearse", tree)
	s.run("migrate", "--yes")
	s.run("--debug", "migrate", "--yes", "--dry-run")
	s.run("audit", "--org", "prod")
	s.run("--json", "audit", "--org", "prod")
	s.run("lockdown", "--org", "prod")
	s.run("--json", "lockdown", "--org", "uat", "--undo", "--deploy")
	s.run("explain", "--org", "prod", "invalid_grant: authentication failure")
	s.run("--json", "explain", "--org", "prod")
	s.run("undo")
	s.run("--json", "scan")
	s.files(dir)
	if s.ran < 15 {
		t.Errorf("only %d commands ran", s.ran)
	}
}

var word = regexp.MustCompile(`[a-z]+-example-[a-zA-Z-]+`)

// plantSecrets writes the estate below dir with every credential replaced by a
// random one, and gives those.
func plantSecrets(t *testing.T, dir string) []string {
	t.Helper()
	random := map[string]string{}
	fresh := func(old string) string {
		if strings.HasSuffix(old, "-client-id") { // public
			return old
		}
		if random[old] == "" {
			b := make([]byte, 9)
			_, _ = rand.Read(b)
			random[old] = "pw/" + hex.EncodeToString(b) + "+x"
		}
		return random[old]
	}
	err := fs.WalkDir(templates.Estate, "estate", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := templates.Estate.ReadFile(p)
		if err != nil {
			return err
		}
		text := word.ReplaceAllStringFunc(string(data), fresh)
		old := base64.StdEncoding.EncodeToString([]byte("jobs-example-password"))
		text = strings.ReplaceAll(text, old, base64.StdEncoding.EncodeToString([]byte(fresh("jobs-example-password"))))
		if p == "estate/unpw.yaml" {
			text = strings.Replace(text, "    my-domain: acme.my.salesforce.com\n", "    my-domain: acme.my.salesforce.com\n    access: {token: {env: ADMIN_PROD}}\n", 1)
			text = strings.Replace(text, "    my-domain: acme--uat.sandbox.my.salesforce.com\n", "    my-domain: acme--uat.sandbox.my.salesforce.com\n    access: {token: {env: ADMIN_UAT}}\n", 1)
			text += "\napps:\n"
			for _, app := range []string{"Etl", "Web", "Worker", "Jobs", "Kafka", "Camel", "Camel_Yaml", "Filebeat", "Airflow", "Mcp"} {
				text += "  " + app + ": {contact: owner@acme.example}\n"
			}
		}
		to := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return os.WriteFile(to, []byte(text), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, w := range random {
		out = append(out, w)
	}
	if len(out) < 30 {
		t.Fatalf("only %d credentials were found in the estate", len(out))
	}
	return out
}

// show runs commands and looks at what they show.
type show struct {
	t     *testing.T
	dir   string
	words []string
	vars  map[string]string
	ca    string
	ran   int
}

func (s *show) env(stdout, stderr *bytes.Buffer) cli.Env {
	e := cli.Process("test")
	e.Stdin, e.Stdout, e.Stderr = strings.NewReader(""), stdout, stderr
	e.Getenv = func(name string) string { return s.vars[name] }
	e.Environ = func() []string {
		out := []string{"PATH=" + os.Getenv("PATH")}
		for k, v := range s.vars {
			out = append(out, k+"="+v)
		}
		return out
	}
	e.Getwd = func() (string, error) { return filepath.Join(s.dir, "estate"), nil }
	return e
}

func (s *show) run(args ...string) {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	if s.ca != "" {
		args = append([]string{"--ca-file", s.ca}, args...)
	}
	code := cli.Main(context.Background(), s.env(&stdout, &stderr), args)
	if code == 1 || code == 2 {
		s.t.Errorf("unpw %s: exit %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
	s.ran++
	s.look("unpw "+strings.Join(args, " "), stdout.Bytes())
	s.look("unpw "+strings.Join(args, " ")+" (stderr)", stderr.Bytes())
}

// look fails where a secret stands in data in any spelling.
func (s *show) look(where string, data []byte) {
	s.t.Helper()
	for _, w := range s.words {
		quoted, _ := json.Marshal(w)
		for _, form := range []string{w, url.QueryEscape(w), url.PathEscape(w), strings.Trim(string(quoted), `"`), base64.StdEncoding.EncodeToString([]byte(w))[:12]} {
			if bytes.Contains(data, []byte(form)) {
				s.t.Errorf("%s shows a secret", where)
				return
			}
		}
	}
}

// files looks at everything that unpw keeps, but for the places that are made to
// hold secrets, and at what it wrote into the temporary folder.
func (s *show) files(dir string) {
	_ = filepath.WalkDir(filepath.Join(dir, "estate", ".unpw"), func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if e != nil && (e.Name() == "backup" || e.Name() == "keys" || e.Name() == "secrets") {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(p)
		if err == nil {
			s.look(p, data)
		}
		return err
	})
	data, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if err != nil {
		s.t.Error(err)
	}
	s.look("plan.json", data)
}

// serve keeps an org up that knows the estate, for as long as the test runs.
func (s *show) serve(tree string) {
	ctx, cancel := context.WithCancel(context.Background())
	var stdout, stderr lockedBuffer
	e := s.env(nil, nil)
	e.Stdout, e.Stderr = &stdout, &stderr
	done := make(chan int, 1)
	go func() { done <- cli.Main(ctx, e, []string{"rehearse", "--serve", tree}) }()
	s.t.Cleanup(func() { cancel(); <-done })
	var line struct {
		Proxy, CA   string
		AdminTokens map[string]string
	}
	for end := time.Now().Add(30 * time.Second); json.Unmarshal(stdout.Bytes(), &line) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("the org does not come up: %s", stderr.Bytes())
		}
	}
	s.ca = line.CA
	s.vars = map[string]string{"HTTPS_PROXY": line.Proxy}
	for host, file := range line.AdminTokens {
		token, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		name := "ADMIN_PROD"
		if strings.Contains(host, "sandbox") {
			name = "ADMIN_UAT"
		}
		s.vars[name] = string(token)
		s.words = append(s.words, string(token))
	}
}
