package workspace

import (
	"strings"
	"testing"
)

// Every fact behind a default names where it was read.
func TestBuiltinSources(t *testing.T) {
	b, err := readBuiltin()
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{"sandbox": b.Sandbox.Source}
	for kind, hosts := range b.LoginHosts {
		sources["login-hosts."+kind] = hosts.Source
		if b.kindOf(hosts.Host) != kind || !b.generalFor(kind, hosts.Host) {
			t.Errorf("%s does not read as a host of %s", hosts.Host, kind)
		}
	}
	for flow, scopes := range b.Scopes {
		sources["scopes."+flow] = scopes.Source
		if len(scopes.Are) == 0 {
			t.Errorf("no scopes for %s", flow)
		}
	}
	for fact, source := range sources {
		if !strings.Contains(source, "(seen)") && !strings.Contains(source, "unverified") {
			t.Errorf("%s: source %q says neither seen nor unverified", fact, source)
		}
	}
	if len(sources) != 5 {
		t.Errorf("%d facts, want 5", len(sources))
	}
}
