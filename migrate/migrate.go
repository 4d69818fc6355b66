// Package migrate is the whole way, one step a file: Scan finds, Plan decides,
// Keys makes keys, Apps makes metadata, Check logs in, Apply rewrites and logs in
// again, Undo puts back, Rehearse does all of it on a copy, Migrate all of it
// unattended. Commands and prompts fill the same structures and call the same
// functions; nothing here reads a flag, asks a question or prints.
package migrate

import (
	"context"
	"crypto/x509"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
	"unpw/templates"
)

// Env is what the pipeline takes from outside.
type Env struct {
	Now     func() time.Time
	Random  io.Reader
	Version string
	// Proxy chooses the proxy of a request, as http.Transport.Proxy does.
	Proxy func(*http.Request) (*url.URL, error)
	// Sleep waits; nil means a timer.
	Sleep oauth.Sleep
	// Secrets resolves secret references of unpw.yaml.
	Secrets workspace.Env
	// Warn is told what a person should know but no result holds.
	Warn func(text string)
}

// Project is a workspace with all that is known about it.
type Project struct {
	Env
	Workspace *workspace.Workspace
	Config    *workspace.Config
	Recipes   *recipe.Catalogue
	Explain   *explain.Catalogue
	Flows     *plan.Flows
	Stores    *plan.Stores

	recipeDirs []string // absolute: their examples are no integrations
	CAFile     string   // PEM; empty: the system's roots only
}

// Open finds the workspace of dir and loads what belongs to it. config is the
// path of unpw.yaml where --config names one; recipeDirs are folders with recipes
// beside those that unpw.yaml names.
func Open(env Env, dir, config string, recipeDirs []string, caFile string) (*Project, error) {
	w, err := workspace.Find(dir)
	if err != nil {
		return nil, err
	}
	if config != "" {
		w.Config = config
	}
	return openAt(env, w, w.Folder, recipeDirs, caFile)
}

// openAt opens a workspace whose relative recipe folders lie below base.
func openAt(env Env, w *workspace.Workspace, base string, recipeDirs []string, caFile string) (*Project, error) {
	w.Rand, w.Warn = env.Random, env.Warn
	c, err := w.LoadConfig()
	if err != nil {
		return nil, err
	}
	p := &Project{Env: env, Workspace: w, Config: c, CAFile: caFile}
	for _, d := range c.Scan.Recipes {
		recipeDirs = append(recipeDirs, filepath.Join(base, filepath.FromSlash(d)))
	}
	if err := p.load(recipeDirs); err != nil {
		return nil, err
	}
	return p, nil
}

// load reads the recipes, the error catalogue and the rules for flows.
func (p *Project) load(recipeDirs []string) error {
	builtin, err := fs.Sub(templates.Recipes, "recipes")
	if err != nil {
		return fail.New(fail.Bug, "the built-in recipes are not there")
	}
	dirs := map[string]fs.FS{}
	for _, d := range recipeDirs {
		info, err := os.Stat(d)
		if err != nil || !info.IsDir() {
			return fail.At(fail.Usage, p.rootName(d), 0, "no folder with recipes").Hint("name a folder that holds *.yaml recipe files")
		}
		dirs[p.rootName(d)] = os.DirFS(d)
		if abs, err := filepath.Abs(d); err == nil {
			p.recipeDirs = append(p.recipeDirs, abs)
		}
	}
	if p.Recipes, err = recipe.Load(builtin, dirs); err != nil {
		return err
	}
	for _, w := range p.Recipes.Warnings {
		p.warn(w)
	}
	if p.Explain, err = Catalogue(); err != nil {
		return err
	}
	if p.Flows, err = plan.LoadFlows(templates.Flows); err != nil {
		return err
	}
	p.Stores, err = plan.LoadStores(templates.Stores)
	return err
}

func (p *Project) warn(text string) {
	if p.Warn != nil {
		p.Warn(text)
	}
}

// client gives the HTTP client for an org: the system's roots and the CA file of
// the org or of the command line.
func (p *Project) client(orgCA string) (*http.Client, error) {
	file := p.CAFile
	if file == "" && orgCA != "" {
		file = orgCA
		if !filepath.IsAbs(file) {
			file = filepath.Join(p.Workspace.Folder, filepath.FromSlash(file))
		}
	}
	var pem []byte
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fail.At(fail.Usage, file, 0, "the CA file cannot be read").Because(err)
		}
		if !x509.NewCertPool().AppendCertsFromPEM(data) {
			return nil, fail.At(fail.Usage, file, 0, "holds no PEM certificate")
		}
		pem = data
	}
	return oauth.NewHTTPClient(pem, p.Proxy)
}

// named gives what a name stands for in unpw.yaml's values.
func (p *Project) named(ctx context.Context) func(name string) (secret.Secret, bool) {
	return func(name string) (secret.Secret, bool) {
		ref, ok := p.Config.Values[name]
		if !ok {
			return secret.Secret{}, false
		}
		s, err := ref.Resolve(ctx, p.Secrets)
		if err != nil {
			p.warn(err.Error())
			return secret.Secret{}, false
		}
		return s, true
	}
}

// explained says what a refusal means, for checks.
func (p *Project) explained(flow, code, description string) (why, do string) {
	entries := p.Explain.Match(explain.Query{Flow: flow, Error: code, Description: description})
	if len(entries) == 0 {
		return "", ""
	}
	e := entries[0]
	for _, step := range e.Fix {
		if do != "" {
			do += "; "
		}
		do += step.Do
		if step.Setup != "" {
			do += " (" + step.Setup + ")"
		}
	}
	return e.Meaning, do + "; more: unpw explain " + e.ID
}
