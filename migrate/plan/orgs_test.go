package plan

import (
	"strings"
	"testing"
)

// My Domain comes from unpw.yaml, the files, or the answer of the old login.
// Unknown: JWT keeps its host with a warning, client credentials is blocked.
func TestMyDomain(t *testing.T) {
	file := func(host string) map[string]string {
		return map[string]string{"c/crm.json": connector("a@acme.example", host)}
	}
	for _, c := range []struct {
		name, decisions string
		files           map[string]string
		answer          string // of the old login
		host, audience  string
		blocked, warned string
	}{
		{"unpw.yaml", production, file("login.salesforce.com"), "", "acme.my.salesforce.com", "https://acme.my.salesforce.com", "", ""},
		{"unpw.yaml before the answer", production, file("login.salesforce.com"), "other.my.salesforce.com", "acme.my.salesforce.com", "https://acme.my.salesforce.com", "", ""},
		{"the file", "", file("old.my.salesforce.com"), "", "old.my.salesforce.com", "https://old.my.salesforce.com", "", ""},
		{"another file", "", map[string]string{"c/crm.json": connector("a@acme.example", "login.salesforce.com"), "d/crm.json": connector("b@acme.example", "old.my.salesforce.com")}, "",
			"old.my.salesforce.com", "https://old.my.salesforce.com", "", ""},
		{"other files that disagree", "", map[string]string{"c/crm.json": connector("a@acme.example", "login.salesforce.com"),
			"d/crm.json": connector("b@acme.example", "one.my.salesforce.com"), "e/crm.json": connector("b@acme.example", "two.my.salesforce.com")}, "",
			"login.salesforce.com", "https://login.salesforce.com", "", "app_not_found"},
		{"the answer of the old login", "", file("login.salesforce.com"), "told.my.salesforce.com", "told.my.salesforce.com", "https://told.my.salesforce.com", "", ""},
		{"unknown", "", file("login.salesforce.com"), "", "login.salesforce.com", "https://login.salesforce.com", "", "app_not_found"},
		{"unknown, and client credentials", "defaults: {flow: client-credentials}\n", file("login.salesforce.com"), "", "login.salesforce.com", "", "my-domain of org default is unknown", ""},
		{"an audience of its own", "orgs: {prod: {my-domain: acme.my.salesforce.com, audience: \"https://login.salesforce.com\"}}\n", file("login.salesforce.com"), "",
			"acme.my.salesforce.com", "https://login.salesforce.com", "", ""},
		{"a sandbox", "orgs: {uat: {kind: sandbox, my-domain: acme--uat.sandbox.my.salesforce.com}, prod: {my-domain: acme.my.salesforce.com}}\n", file("test.salesforce.com"), "",
			"acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com", "", ""},
		{"an org by name", "orgs: {a: {my-domain: a.my.salesforce.com}, b: {my-domain: b.my.salesforce.com}}\ndefaults: {org: b}\n", file("login.salesforce.com"), "",
			"b.my.salesforce.com", "https://b.my.salesforce.com", "", ""},
		{"two orgs that may be meant", "orgs: {a: {my-domain: a.my.salesforce.com}, b: {my-domain: b.my.salesforce.com}}\n", file("login.salesforce.com"), "",
			"login.salesforce.com", "https://login.salesforce.com", "several orgs may be meant by login.salesforce.com", ""},
		{"no org that is meant", "orgs: {a: {kind: production, my-domain: a.my.salesforce.com}}\n", file("test.salesforce.com"), "",
			"test.salesforce.com", "https://test.salesforce.com", "no org in unpw.yaml is reached at test.salesforce.com", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, c.decisions, c.files)
			if c.answer != "" {
				in.MyDomains = map[string]string{OrgKey("default", "production"): c.answer, OrgKey("prod", "production"): c.answer}
			}
			got := makeOf(t, in).Integrations[0]
			if got.NewLogin.Host != c.host || got.NewLogin.Audience != c.audience {
				t.Errorf("logs in at %s for %s", got.NewLogin.Host, got.NewLogin.Audience)
			}
			if !strings.Contains(whys(got), c.blocked) || c.blocked == "" && !got.Applicable() && len(got.Wants) == 0 {
				t.Errorf("blocked: %q", whys(got))
			}
			if w := strings.Join(got.Warnings, "\n"); !strings.Contains(w, c.warned) || c.warned == "" && strings.Contains(w, "app_not_found") {
				t.Errorf("warnings: %s", w)
			}
		})
	}
}

func TestIsMyDomain(t *testing.T) {
	for host, want := range map[string]bool{
		"acme.my.salesforce.com": true, "acme--uat.sandbox.my.salesforce.com": true, "acme.my.salesforce.mil": true, "acme.my.sfcrmproducts.cn": true,
		"login.salesforce.com": false, "test.salesforce.com": false, "my.salesforce.com": false, ".my.salesforce.com": false, "na1.salesforce.com": false, "": false,
		"acme.my.salesforce.com.evil.example": false, "acmemy.salesforce.com": false,
	} {
		if got := IsMyDomain(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

// Integrations have an app each, one a team, or one for all; an app cannot serve
// two orgs, two flows or two users that it runs as.
func TestApps(t *testing.T) {
	two := func(a, b string) map[string]string {
		return map[string]string{"a/sync.py": syncPy, "a/.env": strings.Replace(syncEnv, "etl@", a+"@", 1), "b/sync.py": syncPy, "b/.env": strings.Replace(syncEnv, "etl@", b+"@", 1)}
	}
	const cc = "defaults: {app: One, flow: client-credentials}\n"
	for _, c := range []struct {
		name, decisions string
		files           map[string]string
		apps, blocked   string
	}{
		{"one each", "", two("x", "y"), "A:x@acme.example B:y@acme.example", ""},
		{"one for all", "defaults: {app: One}\n", two("x", "y"), "One:x@acme.example,y@acme.example", ""},
		{"one user twice", "defaults: {app: One}\n", two("x", "x"), "One:x@acme.example", ""},
		{"one a team", "defaults: {app: \"{owner}\"}\nintegrations: {a: {owner: crm team}, b: {owner: crm team}}\n", two("x", "y"), "Crm_Team:x@acme.example,y@acme.example", ""},
		{"users of its own", "defaults: {app: One}\napps: {One: {users: [z@acme.example]}}\n", two("x", "y"), "One:z@acme.example", ""},
		{"two flows", "defaults: {app: One}\nintegrations: {b: {flow: client-credentials}}\n", two("x", "y"), "One:x@acme.example,y@acme.example", "app One is for jwt-bearer, this integration needs client-credentials"},
		{"two users to run as", cc, two("x", "y"), "One:x@acme.example,y@acme.example", "app One runs as x@acme.example, this integration as y@acme.example"},
		{"one user to run as", cc + "apps: {One: {run-as: run@acme.example}}\n", two("x", "y"), "One:x@acme.example,y@acme.example", ""},
		{"two orgs", "orgs: {one: {my-domain: one.my.salesforce.com}, two: {my-domain: two.my.salesforce.com}}\ndefaults: {app: One, org: one}\nintegrations: {b: {org: two}}\n", two("x", "y"),
			"", "cannot"},
	} {
		t.Run(c.name, func(t *testing.T) {
			decisions := c.decisions
			if !strings.Contains(decisions, "orgs:") {
				decisions = production + decisions
			}
			p, err := Make(input(t, decisions, c.files))
			if err != nil {
				if c.blocked == "" || c.apps != "" {
					t.Fatal(err)
				}
				return // unpw.yaml contradicts itself
			}
			var got []string
			for _, a := range p.Apps {
				got = append(got, a.Name+":"+strings.Join(a.Users, ","))
			}
			if s := strings.Join(got, " "); c.apps != "" && s != c.apps {
				t.Errorf("apps are %s, want %s", s, c.apps)
			}
			all := whys(p.Integrations[0]) + whys(p.Integrations[1])
			if c.blocked == "" && all != "" || c.apps != "" && !strings.Contains(all, c.blocked) || c.apps == "" && all == "" {
				t.Errorf("blocked: %q", all)
			}
		})
	}
}

// The consumer key is chosen by unpw, the same each time, unless the app has one.
func TestConsumerKeys(t *testing.T) {
	key := func(decisions string) string { return planOf(t, production+decisions, sync()).Apps[0].ConsumerKey }
	first := key("")
	if len(first) != 48 || key("") != first {
		t.Errorf("chosen: %q", first)
	}
	if got := key("apps: {Etl: {consumer-key: 3MVG9EXAMPLE}}\n"); got != "3MVG9EXAMPLE" {
		t.Errorf("pinned: %q", got)
	}
	if got := key("defaults: {app: Other}\n"); got == first {
		t.Error("two apps have one key")
	}
	if !strings.Contains(only(t, planOf(t, production, sync())).Diff, first) {
		t.Error("the key is not what is written")
	}
}

// Without a user name in the files JWT is planned all the same; an app that has
// to run as somebody is not.
func TestAnUnknownUser(t *testing.T) {
	files := sync()
	files["etl/.env"] = "SF_PASSWORD=example-password\nSF_TOKEN=example-token\n"
	in := only(t, planOf(t, production, files))
	if in.Username != nil || !strings.Contains(strings.Join(in.Warnings, "\n"), "the user name is not in the files") || !in.Applicable() {
		t.Errorf("JWT: %s, %v", whys(in), in.Warnings)
	}
	in = only(t, planOf(t, production+"integrations: {etl: {flow: client-credentials}}\n", files))
	if !strings.Contains(whys(in), "the app has to run as somebody") {
		t.Errorf("client credentials: %s", whys(in))
	}
	in = only(t, planOf(t, production+"integrations: {etl: {flow: client-credentials, user: run@acme.example}}\n", files))
	if !in.Applicable() || *in.Username != "run@acme.example" {
		t.Errorf("with a user: %s", whys(in))
	}
}
