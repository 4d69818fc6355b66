package recipe_test

import (
	"strings"
	"testing"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// The order of flows is the client's own order of tests.
func TestTheFirstFlowWhoseRolesAreThereIsInUse(t *testing.T) {
	const lines = `flows:
  other: {refresh-token: refresh}
  oauth-password: {username: user, password: pass, client-id: id, client-secret: secret}
  soap-login: {username: user, password: pass, "security-token?": token}
  jwt-bearer: {username: user, client-id: id, private-key-file: keyfile, private-key: keytext}`
	r := load(t, lines)
	for text, want := range map[string]string{
		`{"user": "a", "pass": "p"}`:                                                 "soap-login",
		`{"user": "a", "pass": "p", "id": "i"}`:                                      "soap-login",
		`{"user": "a", "pass": "p", "id": "i", "secret": "s"}`:                       "oauth-password",
		`{"user": "a", "pass": "p", "id": "i", "secret": "s", "refresh": "r"}`:       "other",
		`{"user": "a", "pass": ""}`:                                                  "soap-login",
		`{"user": "a", "id": "i", "keyfile": "k"}`:                                   "jwt-bearer",
		`{"user": "a", "id": "i", "keytext": "k"}`:                                   "jwt-bearer",
		`{"user": "a", "id": "i"}`:                                                   "",
		`{"user": "a", "pass": "p", "id": "i", "keyfile": "k", "token": "leftover"}`: "soap-login",
	} {
		got := ""
		for _, m := range r.Match(open(t, "a.json", text), noTree{}) {
			got = m.Flow.Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestGrantTypeChoosesAndIsFollowedThroughReferences(t *testing.T) {
	r := load(t, `flows:
  oauth-password: {"grant-type?": {key: type, is: PASSWORD}, username: user, password: pass}
  jwt-bearer: {grant-type: {key: type, is: [JWT, JWT_BEARER]}, username: user, private-key-file: key}
  other: {grant-type: {key: type, is: "*"}}`)
	tree := project{values: map[string]string{"CRM_TYPE": "jwt_bearer", "OLD_TYPE": "password"}}
	for text, want := range map[string]string{
		"user: a\npass: p\n":                      "oauth-password",
		"type: PASSWORD\nuser: a\npass: p\n":      "oauth-password",
		"type: password\nuser: a\npass: p\n":      "oauth-password", // constants ignore case
		"type: JWT\nuser: a\npass: p\nkey: k\n":   "jwt-bearer",
		"type: ${CRM_TYPE}\nuser: a\nkey: k\n":    "jwt-bearer",
		"type: ${OLD_TYPE}\nuser: a\npass: p\n":   "oauth-password",
		"type: WEB\nuser: a\npass: p\n":           "other",
		"type: ${NOWHERE}\nuser: a\npass: p\n":    "", // nobody can say which login it is
		"type: JWT\nuser: a\npass: p\n":           "other",
		"type: \"\"\nuser: a\npass: p\nkey: k\n":  "other",
		"type: PASSWORDS\nuser: a\npass: p\n":     "other",
		"nested: {type: JWT}\nuser: a\npass: p\n": "oauth-password",
	} {
		got := ""
		for _, m := range r.Match(open(t, "a.yaml", text), tree) {
			got = m.Flow.Name
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// An old flow in use, and settings of a new one there too.
func TestMixed(t *testing.T) {
	r := load(t, `flows:
  oauth-password: {username: user, password: pass, client-id: id, client-secret: secret}
  jwt-bearer: {username: user, client-id: id, private-key-file: key, "login-url?": url}`)
	for text, want := range map[string]bool{
		`{"user": "a", "pass": "p", "id": "i", "secret": "s"}`:             false,
		`{"user": "a", "pass": "p", "id": "i", "secret": "s", "key": "k"}`: true,
		`{"user": "a", "pass": "p", "id": "i", "secret": "s", "url": "u"}`: true,
	} {
		list := r.Match(open(t, "a.json", text), noTree{})
		if len(list) != 1 || list[0].Mixed() != want {
			t.Errorf("%s: %v", text, list)
		}
	}
}

// Conditions are looked up in the container, then outwards; the nearest counts.
func TestConditions(t *testing.T) {
	const flows = "\nflows: {soap-login: {username: user, password: pass}}"
	for _, c := range []struct{ name, recipe, text, want string }{
		{"in the container", "with: {class: \"io.crm.*\"}", "class: io.crm.Source\nuser: a\npass: p\n", "soap-login a p"},
		{"without regard to case", "with: {class: IO.CRM}", "class: io.Crm\nuser: a\npass: p\n", "soap-login a p"},
		{"further out", "with: {class: crm}", "class: crm\nconfig:\n  user: a\n  pass: p\n", "soap-login a p"},
		{"the nearest counts", "with: {class: crm}", "class: crm\nconfig:\n  class: erp\n  user: a\n  pass: p\n", ""},
		{"not in a neighbour", "with: {class: crm}", "one: {class: crm}\ntwo: {user: a, pass: p}\n", ""},
		{"not there", "with: {class: crm}", "user: a\npass: p\n", ""},
		{"anything, but there", "with: {class: \"*\"}", "class: \"\"\nuser: a\npass: p\n", "soap-login a p"},
		{"one of the texts", "with: {class: [crm, erp]}", "class: erp\nuser: a\npass: p\n", "soap-login a p"},
		{"all of a map", "with: {class: crm, kind: x}", "class: crm\nuser: a\npass: p\n", ""},
		{"one of the maps", "with: [{class: crm}, {kind: x}]", "kind: x\nuser: a\npass: p\n", "soap-login a p"},
		{"an item of a list", "with: {args: \"*crm-server*\"}", "args: [-y, '@acme/crm-server']\nenv: {user: a, pass: p}\n", "soap-login a p"},
		{"no item of a list", "with: {args: \"*crm-server*\"}", "args: [-y, '@acme/erp-server']\nenv: {user: a, pass: p}\n", ""},
		{"without", "without: [account]", "user: a\npass: p\n", "soap-login a p"},
		{"without what is there", "without: [account]", "account: x\nuser: a\npass: p\n", ""},
		{"without what is further out", "without: [account]", "account: x\nconfig: {user: a, pass: p}\n", ""},
		{"without what a neighbour has", "without: [account]", "one: {account: x}\ntwo: {user: a, pass: p}\n", "soap-login a p"},
		{"through a reference", "with: {class: crm}", "class: ${CLASS}\nuser: a\npass: p\n", "soap-login a p"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := project{values: map[string]string{"CLASS": "crm"}}
			if got := found(t, load(t, c.recipe+flows), tree, "a.yaml", c.text); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestBeside(t *testing.T) {
	r := load(t, "beside: {Gemfile.lock: restforce}\nflows: {soap-login: {username: user, password: pass}}")
	const text = "user: a\npass: p\n"
	for lock, want := range map[string]string{"": "", "    rails (8.0)": "", "    restforce (8.0)": "soap-login a p", "RESTFORCE": "soap-login a p"} {
		if got := found(t, r, project{beside: map[string]string{"Gemfile.lock": lock}}, "a.yaml", text); got != want {
			t.Errorf("%q: found %q", lock, got)
		}
	}
}

// A variable that the client reads by itself plays its role though the program
// does not name it; what the program passes comes first.
func TestVariablesThatAClientReadsByItself(t *testing.T) {
	r := load(t, "in: Login()\nflows: {soap-login: {username: [user, $CRM_USER], password: [pass, $CRM_PASSWORD]}}")
	env := open(t, ".env", "CRM_USER=a\nCRM_PASSWORD=p\n").Root
	tree := project{variables: map[string]*format.Node{"CRM_USER": env.Child("CRM_USER"), "CRM_PASSWORD": env.Child("CRM_PASSWORD")}}
	for program, want := range map[string]string{
		"Login()":                     "soap-login a p",
		"Login(user='b')":             "soap-login b p",
		"Login(user='b', pass='q')":   "soap-login b q",
		"Logout(user='b', pass='q')":  "",
		"x = 'Login(user=\"b\")'":     "",
		"# Login(user='b', pass='q')": "",
	} {
		if got := found(t, r, tree, "a.py", "from x import *\n"+program+"\n"); got != want {
			t.Errorf("%s: found %q, want %q", program, got, want)
		}
	}
	if got := found(t, r, noTree{}, "a.py", "Login()\n"); got != "" {
		t.Errorf("without the variables: found %q", got)
	}
}

// Who wins a setting that several recipes claim: docs/recipe-language.md 5.
func TestStronger(t *testing.T) {
	base := func(change func(*recipe.Recipe)) *recipe.Match {
		r := load(t, "flows: {soap-login: {username: user, password: pass}}")
		r.BuiltIn = true
		change(r)
		return &recipe.Match{Recipe: r, Settings: make([]recipe.Found, 2)}
	}
	plain := base(func(r *recipe.Recipe) { r.ID = "m" })
	more := base(func(r *recipe.Recipe) { r.ID = "z" })
	more.Settings = make([]recipe.Found, 3)
	for name, c := range map[string]struct{ winner, loser *recipe.Match }{
		"a user's before a built-in one": {base(func(r *recipe.Recipe) { r.ID, r.BuiltIn, r.Fallback = "z", false, true }), plain},
		"no fallback before a fallback":  {base(func(r *recipe.Recipe) { r.ID = "z" }), base(func(r *recipe.Recipe) { r.Fallback, r.In = true, []recipe.Path{recipe.ParsePath("a")} })},
		"more conditions: in":            {base(func(r *recipe.Recipe) { r.ID, r.In = "z", []recipe.Path{recipe.ParsePath("a")} }), plain},
		"more conditions: with": {base(func(r *recipe.Recipe) {
			r.ID, r.With = "z", []recipe.Condition{{{Path: recipe.ParsePath("a"), Texts: []string{"b"}}}}
		}), plain},
		"more conditions: beside":  {base(func(r *recipe.Recipe) { r.ID, r.Beside = "z", []recipe.Beside{{Name: "a", Text: "b"}} }), plain},
		"more conditions: without": {base(func(r *recipe.Recipe) { r.ID, r.Without = "z", []recipe.Path{recipe.ParsePath("a")} }), plain},
		"more settings":            {more, plain},
		"the lower id":             {base(func(r *recipe.Recipe) { r.ID = "a" }), plain},
	} {
		if !recipe.Stronger(c.winner, c.loser) || recipe.Stronger(c.loser, c.winner) {
			t.Errorf("%s: it does not win", name)
		}
	}
}

func TestHostsAreReadAndSpelt(t *testing.T) {
	for _, c := range []struct{ value, as, host string }{
		{"https://acme.my.salesforce.com", "", "acme.my.salesforce.com"},
		{"https://Login.Salesforce.com/", "url", "login.salesforce.com"},
		{"login.salesforce.com", "host", "login.salesforce.com"},
		{"acme.my", "prefix", "acme.my.salesforce.com"},
		{"test", "prefix", "test.salesforce.com"},
		{"https://x", "prefix", ""},
		{"", "prefix", ""},
		{"https://login.salesforce.com/services/Soap/u/58.0", "soap-url", "login.salesforce.com"},
		{"https://login.salesforce.com:443/services/oauth2/token", "token-url", "login.salesforce.com"},
		{"true", "sandbox-flag", "test.salesforce.com"},
		{"false", "sandbox-flag", "login.salesforce.com"},
		{"nonsense", "url", ""},
		{"https://[", "url", ""},
	} {
		if got := recipe.HostOf(c.value, c.as); got != c.host {
			t.Errorf("%q as %s: %q, want %q", c.value, c.as, got, c.host)
		}
	}
	for _, as := range []string{"", "url", "host", "prefix", "token-url"} {
		const host = "acme.my.salesforce.com"
		if got := recipe.HostOf(recipe.Spell(host, as), as); got != host {
			t.Errorf("as %s %q comes back as %q", as, recipe.Spell(host, as), got)
		}
	}
}

func TestWordsOfRoles(t *testing.T) {
	for _, c := range []struct{ role, as, prefix, want string }{
		{"client-id", "", "CRM_", "client id"},
		{"client-id", "", "SF_", "consumer key"},
		{"client-secret", "", "MY_SFDC_", "consumer secret"},
		{"client-id", "", "TRANSFER_", "client id"},
		{"login-url", "prefix", "SF_", "domain"},
		{"login-url", "host", "CRM_", "host"},
		{"login-url", "token-url", "crm.", "token url"},
		{"login-url", "", "crm.", "login url"},
		{"private-key-file", "", "CRM_", "private key file"},
	} {
		if got := strings.Join(recipe.Words(c.role, c.as, c.prefix), " "); got != c.want {
			t.Errorf("%s as %q behind %s: %q, want %q", c.role, c.as, c.prefix, got, c.want)
		}
	}
}
