package recipe_test

import (
	"fmt"
	"strings"
	"testing"

	"unpw/migrate/recipe"
)

// found gives the logins that a recipe finds in a file: flow, then the values of
// user name and password.
func found(t testing.TB, r *recipe.Recipe, tree recipe.Tree, file, text string) string {
	t.Helper()
	var out []string
	for _, m := range r.Match(open(t, file, text), tree) {
		s := m.Flow.Name
		for _, role := range []string{"username", "password"} {
			if f := m.Role(role); f != nil {
				s += " " + f.Node.Value
			}
		}
		if m.Opaque != "" {
			s += " opaque"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestPathsMeanTheSameInEverySyntax(t *testing.T) {
	const dotted = "flows: {soap-login: {username: crm.user.name, password: crm.password}}"
	for _, c := range []struct{ name, recipe, file, text, want string }{
		{"properties", dotted, "a.properties", "crm.user.name=a\ncrm.password=p\n", "soap-login a p"},
		{"nested", dotted, "a.yaml", "crm:\n  user:\n    name: a\n  password: p\n", "soap-login a p"},
		{"mixed", dotted, "a.yaml", "crm:\n  user.name: a\n  password: p\n", "soap-login a p"},
		{"a key with dots in JSON", dotted, "a.json", `{"crm.user.name": "a", "crm.password": "p"}`, "soap-login a p"},
		{"below something else", dotted, "a.yaml", "apps:\n  x:\n    crm:\n      user: {name: a}\n      password: p\n", "soap-login a p"},
		{"in a list", dotted, "a.json", `[{"crm": {"user": {"name": "a"}, "password": "p"}}, {"crm": {"user": {"name": "b"}, "password": "q"}}]`, "soap-login a p; soap-login b q"},
		{"two prefixes", dotted, "a.properties", "x.crm.user.name=a\nx.crm.password=p\ny.crm.user.name=b\ny.crm.password=q\n", "soap-login a p; soap-login b q"},
		{"another case is another key", dotted, "a.properties", "crm.User.name=a\ncrm.password=p\n", ""},
		{"a part of a word is no segment", dotted, "a.properties", "xcrm.user.name=a\nxcrm.password=p\n", ""},
		{"settings of two containers do not meet", dotted, "a.yaml", "one:\n  crm: {user: {name: a}}\ntwo:\n  crm: {password: p}\n", ""},
		{"nested in a variable", dotted, ".env", "crm__user__name=a\ncrm__password=p\n", "soap-login a p"},
		{"attributes and elements", "in: login\nflows: {soap-login: {username: user, password: password}}", "a.xml", `<x><login user="a"><password>p</password></login></x>`, "soap-login a p"},
		{"properties of a bean", "in: bean\nflows: {soap-login: {username: user, password: password}}", "a.xml",
			`<beans><bean><property name="user" value="a"/><property name="password" value="p"/></bean></beans>`, "soap-login a p"},
		{"name and value pairs", "in: environment\nflows: {soap-login: {username: U, password: P}}", "a.yaml",
			"env:\n  - name: U\n    value: a\n  - name: P\n    value: p\n", "soap-login a p"},
		{"assignments in a list", "in: environment\nflows: {soap-login: {username: U, password: P}}", "a.yaml", "environment:\n  - U=a\n  - P=p\n", "soap-login a p"},
		{"a group that is no environment", "in: environment\nflows: {soap-login: {username: U, password: P}}", "a.yaml", "settings:\n  U: a\n  P: p\n", ""},
		{"a wildcard in the container", "in: CONN_*\nflows: {soap-login: {username: login, password: password}}", ".env", "CONN_A={\"login\": \"a\", \"password\": \"p\"}\nOTHER={\"login\": \"b\", \"password\": \"q\"}\n", "soap-login a p"},
		{"a wildcard stays in its segment", "in: x.*\nflows: {soap-login: {username: user, password: password}}", "a.yaml", "x:\n  y:\n    user: a\n    password: p\n", "soap-login a p"},
		{"keyword arguments", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.py", "from x import Login\nLogin(user='a', password='p')\n", "soap-login a p"},
		{"positional arguments", "in: Login()\nflows: {soap-login: {username: [user, (1)], password: [password, (2)]}}", "a.py", "from x import Login\nLogin('a', 'p')\n", "soap-login a p"},
		{"after an alias", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.py", "from x import Login as L\nL(user='a', password='p')\n", "soap-login a p"},
		{"of a module", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.py", "import x\nx.Login(user='a', password='p')\n", "soap-login a p"},
		{"another callee", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.py", "from x import MyLogin\nMyLogin(user='a', password='p')\n", ""},
		{"an object argument", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.js", "new x.Login({user: 'a', password: 'p'})\n", "soap-login a p"},
		{"computed arguments", "in: Login()\nflows: {soap-login: {username: user, password: password}}", "a.py", "from x import Login\nLogin(**config)\n", "soap-login opaque"},
		{"the better spelling wins", "flows: {soap-login: {username: [user, login], password: password}}", "a.json", `{"login": "b", "user": "a", "password": "p"}`, "soap-login a p"},
		{"an outward path", "in: auth\nflows: {soap-login: {username: ^user, password: password}}", "a.yaml", "user: a\nauth:\n  password: p\n", "soap-login a p"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, load(t, c.recipe), noTree{}, c.file, c.text); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// Relaxed keys compare letters and digits only, from the beginning of a word;
// what is before it belongs to the container.
func TestRelaxedKeys(t *testing.T) {
	const lines = "keys: relaxed\nin: [camel.component.salesforce, \"*crm*\"]\nflows: {soap-login: {username: user-name, password: password}}"
	for text, want := range map[string]string{
		"camel.component.salesforce.userName=a\ncamel.component.salesforce.password=p\n":   "soap-login a p",
		"camel.component.salesforce.user-name=a\ncamel.component.salesforce.password=p\n":  "soap-login a p",
		"camel.component.salesforce.USER_NAME=a\ncamel.component.salesforce.PASSWORD=p\n":  "soap-login a p",
		"camel.component.salesforces.userName=a\ncamel.component.salesforces.password=p\n": "",
		"xcamel.component.salesforce.userName=a\nxcamel.component.salesforce.password=p\n": "",
		"crm.userName=a\ncrm.password=p\n":                                                 "soap-login a p",
		"crmUserName=a\ncrmPassword=p\n":                                                   "soap-login a p",
		"crmusername=a\ncrmpassword=p\n":                                                   "",
		"crm.superUserName=a\ncrm.superPassword=p\n":                                       "soap-login a p",
		"crm.userName=a\nerp.password=p\n":                                                 "",
	} {
		if got := found(t, load(t, lines), noTree{}, "a.properties", text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"CAMEL_COMPONENT_SALESFORCE_USERNAME=a\nCAMEL_COMPONENT_SALESFORCE_PASSWORD=p\n":  "soap-login a p",
		"CAMEL_COMPONENT_SALESFORCE_USER_NAME=a\nCAMEL_COMPONENT_SALESFORCE_PASSWORD=p\n": "soap-login a p",
		"MY_CRM_USER_NAME=a\nMY_CRM_PASSWORD=p\n":                                         "soap-login a p",
		"MY_CRM_USER_NAME=a\nDB_PASSWORD=p\n":                                             "",
	} {
		if got := found(t, load(t, lines), noTree{}, ".env", text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
	nested := "camel:\n  component:\n    salesforce:\n      user-name: a\n      password: p\n"
	if got := found(t, load(t, lines), noTree{}, "a.yaml", nested); got != "soap-login a p" {
		t.Errorf("nested: found %q", got)
	}
}

func TestFileGlobs(t *testing.T) {
	for _, c := range []struct {
		glob, file string
		want       bool
	}{
		{"*.env", "a/b/crm.env", true},
		{"*.env", "a/b/crm.env.bak", false},
		{".env.*", "x/.env.prod", true},
		{"*.YML", "a.yml", true},
		{"*.yml", "A.YML", true},
		{"**/config/salesforce.*", "a/config/salesforce.yml", true},
		{"**/config/salesforce.*", "config/salesforce.yml", true},
		{"**/config/salesforce.*", "a/salesforce.yml", false},
		{"forrest.php", "config/forrest.php", true},
	} {
		r := load(t, "flows: {soap-login: {username: u, password: p}}")
		r.Files = []string{c.glob}
		if got := r.Reads(c.file); got != c.want {
			t.Errorf("%s reads %s: %v", c.glob, c.file, got)
		}
	}
}

func TestKeywordsOfAListInTheListAllOccur(t *testing.T) {
	r := load(t, "flows: {soap-login: {username: u, password: p}}")
	r.Keywords = [][]string{{"crm_password"}, {"camel", "salesforce"}}
	for text, want := range map[string]bool{"x crm_password": true, "camel salesforce": true, "camel": false, "salesforce": false, "": false} {
		if got := r.HasKeyword([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func ExampleParsePath() {
	for _, s := range []string{"a.b", "^url.raw", "$SALESFORCE_HOST", "Salesforce()", "await login()", "Connection().loginUrl"} {
		p := recipe.ParsePath(s)
		fmt.Printf("%v call=%s await=%v outward=%v variable=%s\n", p.Segments, p.Call, p.Await, p.Outward, p.Variable)
	}
	// Output:
	// [a b] call= await=false outward=false variable=
	// [url raw] call= await=false outward=true variable=
	// [] call= await=false outward=false variable=SALESFORCE_HOST
	// [] call=Salesforce await=false outward=false variable=
	// [] call=login await=true outward=false variable=
	// [loginUrl] call=Connection await=false outward=false variable=
}
