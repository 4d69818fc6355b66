package scan_test

import (
	"fmt"
	"strings"
	"testing"

	"unpw/migrate/scan"
)

// kept gives "state recipe line key username" of everything that is no finding
// and not migrated.
func kept(r *scan.Result) string {
	var out []string
	for _, i := range r.Integrations {
		if i.State == "commented" || i.State == "declared" {
			out = append(out, fmt.Sprintf("%s %s %d %s %s", i.State, i.Match.Recipe.ID, i.Line, i.Key, i.Username))
		}
	}
	return strings.Join(out, "; ")
}

// A whole old login in comments is listed, with the places of its settings, and
// is no finding.
func TestCommentedLogins(t *testing.T) {
	gem := map[string]string{"Gemfile.lock": "    restforce (8.0.0)\n"}
	const old = `# SALESFORCE_USERNAME=etl@acme.example
# SALESFORCE_PASSWORD=example-password
# SALESFORCE_CLIENT_ID=old-client-id
# SALESFORCE_CLIENT_SECRET=old-client-secret
`
	const connector = "connector.class=SalesforceCdcSource\nsalesforce.username=a\nsalesforce.password=p\nsalesforce.consumer.key=k\nsalesforce.consumer.secret=s\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"dotenv", ".env", "# Option 2: user name and password\n" + old + "REGION=eu\n", "commented restforce 3 SALESFORCE_PASSWORD etl@acme.example"},
		{"CRLF", ".env", strings.ReplaceAll(old, "\n", "\r\n"), "commented restforce 2 SALESFORCE_PASSWORD etl@acme.example"},
		{"indented and doubled marks", ".env", strings.ReplaceAll(old, "# ", "  ## "), "commented restforce 2 SALESFORCE_PASSWORD etl@acme.example"},
		{"properties", "a.properties", strings.ReplaceAll("!"+strings.ReplaceAll(connector, "\n", "\n!"), "!!", "!"), "commented kafka-connect-salesforce-cloud 3 salesforce.password a"},
		{"YAML", "a.yml", "env:\n  REGION: eu\n# env:\n#   SALESFORCE_USERNAME: etl@acme.example\n#   SALESFORCE_PASSWORD: example-password\n#   SALESFORCE_CLIENT_ID: x\n#   SALESFORCE_CLIENT_SECRET: y\n# this is prose: it is not read\n",
			"commented restforce 5 SALESFORCE_PASSWORD etl@acme.example"},
		{"in a block that is in use", "a.spc", "connection \"salesforce\" {\n  plugin = \"salesforce\"\n  # url = \"https://acme.my.salesforce.com\"\n  # username = \"etl@acme.example\"\n  # password = \"example-password\"\n}\n",
			"commented steampipe-salesforce 5 password etl@acme.example"},
		{"half in comments in a block", "a.spc", "connection \"salesforce\" {\n  plugin = \"salesforce\"\n  username = \"etl@acme.example\"\n  # password = \"example-password\"\n}\n", ""},
		{"a part of one is none", ".env", "# SALESFORCE_PASSWORD=example-password\n", ""},
		{"in use", ".env", strings.ReplaceAll(old, "# ", "") + old, ""},
		{"of a login that another recipe has in use", ".env", strings.ReplaceAll(old, "# ", "") + old + "# SALESFORCE_SECURITY_TOKEN=example-token\n", ""},
		{"prose", ".env", "# set SALESFORCE_PASSWORD, SALESFORCE_USERNAME and SALESFORCE_CLIENT_SECRET\n", ""},
		{"left behind after the move", ".env", old + "SALESFORCE_CLIENT_ID=k\nSALESFORCE_CLIENT_SECRET=s\nSALESFORCE_HOST=acme.my.salesforce.com\n", "commented restforce 2 SALESFORCE_PASSWORD etl@acme.example"},
		{"a new login in comments", ".env", "# SALESFORCE_CLIENT_ID=k\n# SALESFORCE_CLIENT_SECRET=s\n# SALESFORCE_HOST=acme.my.salesforce.com\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := map[string]string{c.file: c.text, "Gemfile.lock": gem["Gemfile.lock"]}
			result := scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{})
			if got := kept(result); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			for _, i := range result.Integrations {
				if (i.State == "commented") && i.Finding() {
					t.Error("it counts")
				}
			}
		})
	}
}

// Names without values, as manifests declare them, are listed and do not count.
func TestDeclaredLogins(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"app.json", "app.json", `{"env": {
 "SALESFORCE_USERNAME": {"required": true}, "SALESFORCE_PASSWORD": {"description": "password", "required": true},
 "SALESFORCE_CLIENT_ID": {"required": true}, "SALESFORCE_CLIENT_SECRET": {"required": true}}}`, "declared restforce 2 SALESFORCE_PASSWORD "},
		{"a list of names", "server.json", `{"environmentVariables": [
 {"name": "SALESFORCE_USERNAME", "isRequired": true}, {"name": "SALESFORCE_PASSWORD", "isSecret": true},
 {"name": "SALESFORCE_CLIENT_ID"}, {"name": "SALESFORCE_CLIENT_SECRET", "isSecret": true, "description": "x"}]}`, "declared restforce 2 SALESFORCE_PASSWORD "},
		{"values beside names", "app.json", `{"env": {"SALESFORCE_USERNAME": {"required": true}, "SALESFORCE_PASSWORD": "example-password",
 "SALESFORCE_CLIENT_ID": "x", "SALESFORCE_CLIENT_SECRET": "y"}}`, ""},
		{"an object that holds a value", "app.json", `{"env": {"SALESFORCE_USERNAME": {"value": "a"}, "SALESFORCE_PASSWORD": {"value": "example-password"},
 "SALESFORCE_CLIENT_ID": {"value": "x"}, "SALESFORCE_CLIENT_SECRET": {"value": "y"}}}`, ""},
		{"what must be there", "manifest.yaml", "env:\n  required:\n    - name: SALESFORCE_USERNAME\n    - name: SALESFORCE_PASSWORD\n      secret: true\n    - name: SALESFORCE_CLIENT_ID\n    - name: SALESFORCE_CLIENT_SECRET\n",
			"declared restforce 4 SALESFORCE_PASSWORD "},
		{"what tox lets through", "tox.ini", "[testenv]\nsetenv =\n    SF_URL=x\npassenv =\n    LANG\n    SF_USERNAME\n    SF_PASSWORD\n    SF_SECURITY_TOKEN\n[testenv:x]\nskip = SF_OTHER\n",
			"declared salesforce-settings-sf 7 SF_PASSWORD "},
		{"what tox sets", "tox.ini", "[testenv]\npassenv = LANG\nallowlist =\n    SF_USERNAME\n    SF_PASSWORD\n    SF_SECURITY_TOKEN\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := map[string]string{c.file: c.text, "Gemfile.lock": "    restforce (8.0.0)\n"}
			if got := kept(scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{})); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What is only kept gets its id after all others: it never changes theirs.
func TestKeptLoginsComeLast(t *testing.T) {
	tree := map[string]string{"Gemfile.lock": "    restforce (8.0.0)\n",
		"etl/.env":   "# SALESFORCE_USERNAME=a\n# SALESFORCE_PASSWORD=example-password\n# SALESFORCE_CLIENT_ID=x\n# SALESFORCE_CLIENT_SECRET=y\n",
		"etl/a.json": connector("b@acme.example")}
	result := scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{})
	var got []string
	for _, i := range result.Integrations {
		got = append(got, i.ID+" "+i.State)
	}
	if s := strings.Join(got, "; "); s != "etl active; etl-2 commented" {
		t.Errorf("got %s", s)
	}
}

// A sample beside the real file declares what that one holds; alone it counts.
func TestSamples(t *testing.T) {
	env := "SALESFORCE_USERNAME=a\nSALESFORCE_PASSWORD=example-password\nSALESFORCE_CLIENT_ID=x\nSALESFORCE_CLIENT_SECRET=y\n"
	gem := "    restforce (8.0.0)\n"
	both := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"Gemfile.lock": gem, ".env": env, ".env.example": env})}, scan.Options{})
	if got := kept(both); got != "declared restforce 2 SALESFORCE_PASSWORD a" {
		t.Errorf("beside the real file: %q", got)
	}
	alone := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"Gemfile.lock": gem, ".env.example": env})}, scan.Options{})
	if got := kept(alone); got != "" || len(alone.Integrations) != 1 {
		t.Errorf("alone: %q", got)
	}
}
