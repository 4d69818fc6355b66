package cli

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// project opens the workspace that a command works in, with unpw.yaml and all
// recipes, as the global flags say.
func (a *app) project() (*migrate.Project, error) {
	dir, err := a.workdir()
	if err != nil {
		return nil, err
	}
	config, caFile := a.config, a.caFile
	recipes := slices.Clone(a.recipes)
	for _, name := range []*string{&config, &caFile} {
		if *name != "" {
			if *name, err = a.path(*name); err != nil {
				return nil, err
			}
		}
	}
	for i := range recipes {
		if recipes[i], err = a.path(recipes[i]); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(config); config != "" && err != nil && !a.newConfig {
		return nil, fail.At(fail.Usage, a.config, 0, "no such file, or it cannot be read").Because(err).Hint("make it: unpw plan --init --config %s", a.config)
	}
	p, err := migrate.Open(a.pipeline(), dir, config, recipes, caFile)
	if err != nil {
		return nil, err
	}
	p.Secrets = a.secrets(p.Workspace.Folder)
	return p, nil
}

// pipeline gives what package migrate takes from outside.
func (a *app) pipeline() migrate.Env {
	return migrate.Env{
		Now: a.Now, Random: a.Random, Version: a.version(), Proxy: a.proxy(),
		Warn: func(text string) { a.ui.Warnf("%s", text) },
	}
}

// secrets resolves the secret references of the workspace in folder, with the
// environment that a was given.
func (a *app) secrets(folder string) workspace.Env {
	env := workspace.SystemEnv(folder)
	env.Lookup = func(name string) (string, bool) {
		for _, entry := range a.Environ() {
			if value, ok := strings.CutPrefix(entry, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}
	return env
}

// proxy chooses the proxy of a request as http.ProxyFromEnvironment does, from
// the environment that a was given.
func (a *app) proxy() func(*http.Request) (*url.URL, error) {
	either := func(upper string) string {
		if v := a.Getenv(upper); v != "" {
			return v
		}
		return a.Getenv(strings.ToLower(upper))
	}
	c := httpproxy.Config{HTTPProxy: either("HTTP_PROXY"), HTTPSProxy: either("HTTPS_PROXY"), NoProxy: either("NO_PROXY"), CGI: a.Getenv("REQUEST_METHOD") != ""}
	choose := c.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return choose(r.URL) }
}
