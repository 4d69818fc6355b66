package workspace_test

import (
	"errors"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

const threeOrgs = `schema: unpw/config/v1
orgs:
  prod:
    my-domain: acme.my.salesforce.com
  uat:
    my-domain: acme--uat.sandbox.my.salesforce.com
  dev:
    hosts: [test.salesforce.com, crm-dev.acme.example]
  gov:
    hosts: [login.gov.example]
    my-domain: acme.my.gov.example
`

// Which org a host in a file means.
func TestOrgFor(t *testing.T) {
	for _, c := range []struct{ name, config, host, org, kind string }{
		{"none given, production", "", "login.salesforce.com", "default", "production"},
		{"none given, sandbox", "", "test.salesforce.com", "default", "sandbox"},
		{"none given, sandbox by My Domain", "", "acme--uat.sandbox.my.salesforce.com", "default", "sandbox"},
		{"none given, My Domain", "", "acme.my.salesforce.com", "default", "production"},
		{"none given, no host", "", "", "default", "production"},

		{"My Domain", threeOrgs, "acme.my.salesforce.com", "prod", "production"},
		{"as an address, in capitals", threeOrgs, "https://ACME.my.salesforce.com:443/services/Soap/u/60.0", "prod", "production"},
		{"My Domain of a sandbox", threeOrgs, "acme--uat.sandbox.my.salesforce.com", "uat", "sandbox"},
		{"general host, shared", threeOrgs, "login.salesforce.com", "prod", "production"},
		{"no host means the general one", threeOrgs, "", "prod", "production"},
		{"a host that is listed wins over one that is shared", threeOrgs, "test.salesforce.com", "dev", "sandbox"},
		{"a host of one's own", threeOrgs, "crm-dev.acme.example", "dev", "sandbox"},
		{"a login host of another cloud that is listed", threeOrgs, "login.gov.example", "gov", "production"},
		{"an unknown sandbox goes to the one whose My Domain is open", threeOrgs, "acme--dev.sandbox.my.salesforce.com", "dev", "sandbox"},
		{"an unknown production org to none", threeOrgs, "other.my.salesforce.com", "", ""},

		{"two of a kind share a host", "schema: unpw/config/v1\norgs: {a: {}, b: {}}\n", "login.salesforce.com", "", ""},
		{"the other kind", "schema: unpw/config/v1\norgs: {a: {}}\n", "test.salesforce.com", "", ""},
		{"kind as written", "schema: unpw/config/v1\norgs: {a: {kind: sandbox}}\n", "test.salesforce.com", "a", "sandbox"},
		{"a login host of another cloud", "schema: unpw/config/v1\norgs: {a: {}}\n", "login.gov.example", "a", "production"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := c.config
			if config == "" {
				config = "schema: unpw/config/v1\n"
			}
			name, org := load(t, config).OrgFor(c.host)
			if name != c.org || org.Kind != c.kind || org.Name != c.org {
				t.Errorf("%q is %q (%s), want %q (%s)", c.host, name, org.Kind, c.org, c.kind)
			}
		})
	}
}

func TestAudience(t *testing.T) {
	c := load(t, threeOrgs+"  old:\n    kind: sandbox\n    audience: https://test.salesforce.com\n    my-domain: x.sandbox.my.salesforce.com\n")
	for name, want := range map[string][2]string{ // audience, login host
		"prod": {"https://acme.my.salesforce.com", "acme.my.salesforce.com"},
		"dev":  {"https://test.salesforce.com", "test.salesforce.com"},
		"old":  {"https://test.salesforce.com", "x.sandbox.my.salesforce.com"},
	} {
		org, ok := c.Org(name)
		if got := [2]string{org.Audience(), org.LoginHost()}; !ok || got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, ok := c.Org("nobody"); ok {
		t.Error("an org that is not there")
	}
	if c.KindOf("https://acme--x.sandbox.my.salesforce.com/") != workspace.Sandbox || c.KindOf("acme.my.salesforce.com") != workspace.Production {
		t.Error("kinds by host")
	}
	none, err := workspace.Default()
	if err != nil {
		t.Fatal(err)
	}
	if org, ok := none.Org("default"); !ok || org.Audience() != "https://login.salesforce.com" {
		t.Errorf("default org: %v", org)
	}
}

func TestWithMyDomain(t *testing.T) {
	const one = "schema: unpw/config/v1\norgs: {prod: {}}\n"
	for _, c := range []struct{ name, config, org, host, from, want string }{
		{"no orgs", "schema: unpw/config/v1\n", "", "Acme.my.salesforce.com", "login.salesforce.com", "default"},
		{"no orgs, sandbox", "schema: unpw/config/v1\n", "", "a.sandbox.my.salesforce.com", "test.salesforce.com", "default"},
		{"the only org", one, "", "acme.my.salesforce.com", "login.salesforce.com", "prod"},
		{"by name", threeOrgs, "dev", "acme--dev.sandbox.my.salesforce.com", "test.salesforce.com", "dev"},
	} {
		before := load(t, c.config)
		after, err := before.WithMyDomain(c.org, c.host)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if name, org := after.OrgFor(c.from); name != c.want || org.MyDomain == "" {
			t.Errorf("%s: %q with My Domain %q", c.name, name, org.MyDomain)
		}
		if _, org := before.OrgFor(c.from); org.MyDomain != "" {
			t.Errorf("%s: the configuration itself changed", c.name)
		}
	}
	for _, c := range []struct{ config, org, host, cause string }{
		{threeOrgs, "", "x.my.salesforce.com", "--my-domain: there are several orgs"},
		{one, "uat", "x.my.salesforce.com", "--org: no such org in unpw.yaml"},
		{one, "", "https://x.my.salesforce.com", "--my-domain: must be a host only"},
	} {
		_, err := load(t, c.config).WithMyDomain(c.org, c.host)
		var e *fail.Error
		if !errors.As(err, &e) || e.Code != fail.Usage || e.Cause != c.cause || len(e.Hints) == 0 {
			t.Errorf("%s, %s: %v", c.org, c.host, err)
		}
	}
}
