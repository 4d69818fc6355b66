package migrate

import (
	"context"
	"os"
	"strings"
	"testing"

	"unpw/migrate/workspace"
)

// at gives a connector that logs in at host.
func at(host string) string { return connector + "salesforce.instance=https://" + host + "\n" }

func TestInitFindsTheOrgs(t *testing.T) {
	tests := []struct {
		name   string
		config string
		hosts  []string
		flags  InitOptions
		want   string // names of orgs, with kind, My Domain and hosts
	}{
		{"one of a kind keeps the name it had", "", []string{"login.salesforce.com"}, InitOptions{},
			"default production - login.salesforce.com"},
		{"its My Domain and the general host", "", []string{"acme.my.salesforce.com", "login.salesforce.com"}, InitOptions{},
			"default production acme.my.salesforce.com login.salesforce.com"},
		{"a sandbox alone", "", []string{"acme--uat.sandbox.my.salesforce.com"}, InitOptions{},
			"default sandbox acme--uat.sandbox.my.salesforce.com test.salesforce.com"},
		{"two kinds", "", []string{"test.salesforce.com", "acme.my.salesforce.com"}, InitOptions{},
			"production production acme.my.salesforce.com login.salesforce.com; sandbox sandbox - test.salesforce.com"},
		{"several My Domains", "", []string{"acme.my.salesforce.com", "other.my.salesforce.com", "login.salesforce.com"}, InitOptions{},
			"acme production acme.my.salesforce.com login.salesforce.com; other production other.my.salesforce.com login.salesforce.com; production production - login.salesforce.com"},
		{"a My Domain from the flag", "", []string{"login.salesforce.com"}, InitOptions{MyDomain: "Acme.my.salesforce.com"},
			"default production acme.my.salesforce.com login.salesforce.com"},
		{"an org that is there answers for its host", "orgs: {live: {my-domain: acme.my.salesforce.com}}", []string{"acme.my.salesforce.com", "login.salesforce.com"}, InitOptions{},
			"live production acme.my.salesforce.com login.salesforce.com"},
		{"a name that is taken", "orgs: {sandbox: {my-domain: acme.my.salesforce.com}}", []string{"test.salesforce.com"}, InitOptions{},
			"sandbox production acme.my.salesforce.com login.salesforce.com; sandbox-2 sandbox - test.salesforce.com"},
		{"no host", "", []string{""}, InitOptions{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{}
			if tt.config != "" {
				files["unpw.yaml"] = "schema: unpw/config/v1\n" + tt.config + "\n"
			}
			for i, host := range tt.hosts {
				name := "crm/" + string(rune('a'+i)) + ".properties"
				files[name] = at(host)
				if host == "" {
					files[name] = connector
				}
			}
			p := projectWith(t, files)
			scanned, err := p.Scan(context.Background(), ScanOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.InitConfig(scanned, tt.flags); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(p.Workspace.Config)
			if err != nil {
				t.Fatal(err)
			}
			if got := orgsIn(t, data); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(string(data), "example-") {
				t.Error("it holds a value of the tree")
			}
		})
	}
}

func orgsIn(t *testing.T, data []byte) string {
	t.Helper()
	c, err := workspace.Load("unpw.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range c.Orgs {
		domain := o.MyDomain
		if domain == "" {
			domain = "-"
		}
		out = append(out, strings.Join([]string{o.Name, o.Kind, domain, strings.Join(o.Hosts, ",")}, " "))
	}
	return strings.Join(out, "; ")
}

// Two passwords that one anchor cannot tell apart are left to their ids.
func TestInitWhereTwoPasswordsStandInOnePlace(t *testing.T) {
	p := projectWith(t, map[string]string{"crm/a.yaml": yamlOf("one") + "---\n" + yamlOf("two")})
	scanned, err := p.Scan(context.Background(), ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(scanned[0].Result.Integrations); n != 2 {
		t.Fatalf("%d found", n)
	}
	if _, err := p.InitConfig(scanned, InitOptions{}); err != nil {
		t.Fatal(err)
	}
	c, err := p.Workspace.LoadConfig()
	if err != nil || len(c.Integrations) != 2 {
		t.Fatalf("%v, %v", c, err)
	}
	if a, b := c.Integrations[0], c.Integrations[1]; a.At.Key == "" || b.At.Key != "" || b.Decision != "migrate" {
		t.Errorf("%+v %+v", a, b)
	}
}

func yamlOf(user string) string {
	var b strings.Builder
	for line := range strings.Lines(connector) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		b.WriteString(key + ": " + strings.ReplaceAll(value, "kafka@", user+"@") + "\n")
	}
	return b.String()
}
