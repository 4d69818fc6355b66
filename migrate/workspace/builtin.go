package workspace

import (
	_ "embed"
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"
)

//go:embed builtin.yaml
var builtinYAML []byte

// builtin is builtin.yaml: the facts about Salesforce behind the defaults.
type builtin struct {
	LoginHosts map[string]struct {
		Host    string
		Matches []string
		Source  string
	} `yaml:"login-hosts"`
	Sandbox struct {
		Matches []string
		Source  string
	}
	Scopes map[string]struct {
		Are    []string
		Source string
	}
}

// readBuiltin decodes the embedded data. An error is a fault of the build, and
// a test reads it.
func readBuiltin() (*builtin, error) {
	var b builtin
	if err := yaml.Unmarshal(builtinYAML, &b); err != nil {
		return nil, fmt.Errorf("read builtin.yaml: %w", err)
	}
	for _, kind := range []string{Production, Sandbox} {
		if b.LoginHosts[kind].Host == "" {
			return nil, fmt.Errorf("read builtin.yaml: no login host for %s", kind)
		}
	}
	return &b, nil
}

// general tells whether host is one that every org of some kind shares.
func (b *builtin) general(host string) bool {
	return b.generalFor(Production, host) || b.generalFor(Sandbox, host)
}

// generalFor tells whether host is one that every org of kind shares.
func (b *builtin) generalFor(kind, host string) bool {
	hosts := b.LoginHosts[kind]
	return host == hosts.Host || matchesAny(hosts.Matches, host)
}

// kindOf tells which kind of org answers at host: production unless a pattern
// says sandbox.
func (b *builtin) kindOf(host string) string {
	if matchesAny(b.Sandbox.Matches, host) {
		return Sandbox
	}
	return Production
}

func matchesAny(patterns []string, host string) bool {
	for _, p := range patterns {
		if ok, err := path.Match(p, host); err == nil && ok {
			return true
		}
	}
	return false
}
