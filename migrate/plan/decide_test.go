package plan

import (
	"strings"
	"testing"
)

func TestTheFlowAndWhy(t *testing.T) {
	for _, c := range []struct{ name, decisions, flow, reason string }{
		{"both, no wish", "", "jwt-bearer", "the client supports both"},
		{"a wish", "integrations: {etl: {flow: client-credentials}}\n", "client-credentials", "asked for"},
		{"a wish for all", "defaults: {flow: client-credentials}\n", "client-credentials", "asked for"},
		{"one's own before all's", "defaults: {flow: client-credentials}\nintegrations: {etl: {flow: jwt-bearer}}\n", "jwt-bearer", "asked for"},
	} {
		in := only(t, planOf(t, production+c.decisions, sync()))
		if in.Flow != c.flow || !strings.Contains(in.Reason, c.reason) || !in.Applicable() {
			t.Errorf("%s: %s because %q (%s)", c.name, in.Flow, in.Reason, whys(in))
		}
	}
	in := only(t, planOf(t, production, gem()))
	if in.Flow != "client-credentials" || !strings.Contains(in.Reason, "only secure flow") {
		t.Errorf("a client with one flow: %s because %q", in.Flow, in.Reason)
	}
	in = only(t, planOf(t, production+"integrations: {web: {flow: jwt-bearer}}\n", gem()))
	if !strings.Contains(whys(in), "restforce has no flow jwt-bearer") || len(in.Edits) > 0 {
		t.Errorf("a wish that cannot be had: %s, %d edits", whys(in), len(in.Edits))
	}
}

// What stays on its password gets no edit, no app and no key, and says why.
func TestKeepAndIgnore(t *testing.T) {
	for decision, reason := range map[string]string{
		"{decision: keep, until: 2027-01-31, reason: vendor is late}": "kept until 2027-01-31: vendor is late",
		"{decision: ignore, reason: switched off}":                    "switched off",
	} {
		p := planOf(t, production+"integrations: {etl: "+decision+"}\n", sync())
		in := only(t, p)
		if in.Reason != reason || len(in.Edits)+len(in.Blocked)+len(in.Steps)+len(p.Apps)+len(p.Files) != 0 || in.Applicable() || in.ShouldMigrate() {
			t.Errorf("%s: %+v with apps %+v", decision, in, p.Apps)
		}
		if p.Summary.Applicable != 0 || p.Summary.Blocked != 0 || p.Summary.ByOutcome["rewrite"] != 1 {
			t.Errorf("%s: counted as %+v", decision, p.Summary)
		}
	}
}

// A version that is too old makes an upgrade, which wants its confirmation; one
// that is not found is said, not guessed.
func TestNeeds(t *testing.T) {
	with := func(version string) map[string]string {
		f := gem()
		f["web/Gemfile.lock"] = "    restforce (" + version + ")\n"
		return f
	}
	in := only(t, planOf(t, production, with("8.0.0")))
	if in.Outcome != "rewrite" || !in.Applicable() {
		t.Errorf("new enough: %s, %s", in.Outcome, whys(in))
	}
	in = only(t, planOf(t, production, with("7.0.9")))
	if in.Outcome != "upgrade" || whys(in) != "restforce must be 7.1.0 or later, Gemfile.lock says 7.0.9" || in.Wants[0] != "version" || in.ShouldMigrate() {
		t.Errorf("too old: %s, %s", in.Outcome, whys(in))
	}
	in = only(t, planOf(t, production+"integrations: {web: {confirm: [version]}}\n", with("7.0.9")))
	if in.Outcome != "upgrade" || !in.Applicable() || !strings.Contains(in.Steps[0].Text, "upgrade restforce from 7.0.9 to 7.1.0 or later") {
		t.Errorf("confirmed: %s, %s, %+v", in.Outcome, whys(in), in.Steps)
	}
	in = only(t, planOf(t, production, sync()))
	if in.Outcome != "rewrite" || !strings.Contains(strings.Join(in.Warnings, "\n"), "simple-salesforce must be 1.11.1 or later; its version was not found") {
		t.Errorf("unknown: %s, %v", in.Outcome, in.Warnings)
	}
}

// An unverified flow wants its confirmation, and says what is not verified.
func TestUnverified(t *testing.T) {
	files := map[string]string{"c/crm.json": strings.Replace(connector("a@acme.example", "login.salesforce.com"), "SalesforceCdcSource", "io.confluent.salesforce.SalesforceCdcSourceConnector", 1)}
	cc := production + "defaults: {flow: client-credentials}\n"
	in := only(t, planOf(t, cc, files))
	if !strings.Contains(whys(in), "the first version that has it is not known") || in.Wants[0] != "unverified" {
		t.Errorf("not confirmed: %s", whys(in))
	}
	in = only(t, planOf(t, cc+"integrations: {c: {confirm: [unverified]}}\n", files))
	if !in.Applicable() || !strings.Contains(strings.Join(in.Warnings, "\n"), "unverified: the first version") {
		t.Errorf("confirmed: %s", whys(in))
	}
}

// An assisted change, once confirmed, writes new settings beside the old ones and
// changes nothing else.
func TestAssisted(t *testing.T) {
	files := map[string]string{"web/package.json": `{"dependencies": {"jsforce": "^3.6.0"}}`,
		"web/.env": "SF_USERNAME=etl@acme.example\nSF_PASSWORD=example-password\nSF_TOKEN=example-token\n", "web/index.js": "const u = process.env.SF_USERNAME;\n"}
	in := only(t, planOf(t, production, files))
	if in.Outcome != "assisted" || in.Wants[0] != "assisted" || in.Applicable() {
		t.Errorf("not confirmed: %s, %s", in.Outcome, whys(in))
	}
	in = only(t, planOf(t, production+"integrations: {web: {confirm: [assisted]}}\n", files))
	if !in.Applicable() || len(in.Edits) == 0 {
		t.Errorf("confirmed: %s, %d edits", whys(in), len(in.Edits))
	}
	for _, e := range in.Edits {
		if e.Op != "insert" {
			t.Errorf("%s %s of %s", e.Op, e.Key, e.Role)
		}
	}
	if strings.Contains(in.Diff, "\n-") && strings.Contains(in.Diff, "\n-SF") {
		t.Errorf("an old setting goes:\n%s", in.Diff)
	}
}

// A client that has no secure login gets steps and no edit.
func TestReplace(t *testing.T) {
	files := map[string]string{"leads.properties": "connector.class=com.github.jcustenborder.kafka.connect.salesforce.SalesforceSourceConnector\n" +
		"salesforce.username=a\nsalesforce.password=example-password\nsalesforce.consumer.key=k\nsalesforce.consumer.secret=example-secret\n"}
	p := planOf(t, production, files)
	in := only(t, p)
	if in.Outcome != "replace" || in.Flow != "none" || len(in.Edits) != 0 || len(in.Steps) == 0 || len(p.Apps) != 0 || in.ShouldMigrate() {
		t.Errorf("%+v", in)
	}
}

// A definition that something else reads stays, and the plan says who reads it.
func TestAnotherReaderKeepsADefinition(t *testing.T) {
	files := sync()
	files["etl/report.py"] = "import os\nprint(os.environ[\"SF_TOKEN\"])\n"
	in := only(t, planOf(t, production, files))
	if !in.Applicable() || !strings.Contains(strings.Join(in.Warnings, "\n"), "SF_TOKEN in etl/.env stays") {
		t.Errorf("%s, %v", whys(in), in.Warnings)
	}
	if strings.Contains(in.Diff, "-SF_TOKEN") || !strings.Contains(in.Diff, "-SF_PASSWORD") {
		t.Errorf("the diff is\n%s", in.Diff)
	}
}

// A variable that the client reads by its name must go, since a leftover would
// win; if another program reads it, a person has to decide.
func TestAVariableThatAnotherProgramReadsMakesItAssisted(t *testing.T) {
	for name, text := range map[string]string{
		"web/report.rb":   "puts ENV['SALESFORCE_PASSWORD']\n",
		"web/Report.java": "System.getenv(\"SALESFORCE_PASSWORD\");\n",
		"web/run.sh":      "curl -d password=$SALESFORCE_PASSWORD https://acme.example\n",
	} {
		files := gem()
		files[name] = text
		in := only(t, planOf(t, production, files))
		if in.Outcome != "assisted" || !strings.Contains(strings.Join(in.Warnings, "\n"), "SALESFORCE_PASSWORD is read by") {
			t.Errorf("%s: %s, %v", name, in.Outcome, in.Warnings)
		}
	}
	if in := only(t, planOf(t, production, gem())); in.Outcome != "rewrite" {
		t.Errorf("without one: %s", in.Outcome)
	}
}

// Arguments that are computed cannot be seen, and are said so.
func TestComputedArguments(t *testing.T) {
	files := map[string]string{"etl/sync.py": "from simple_salesforce import Salesforce\nsf = Salesforce(**config)\n"}
	in := only(t, planOf(t, production, files))
	if in.Outcome != "assisted" || !strings.Contains(whys(in), "computed") || len(in.Edits) != 0 {
		t.Errorf("%s, %s", in.Outcome, whys(in))
	}
}

// set overrules what would be written, role by role.
func TestSetOverrulesSingleRoles(t *testing.T) {
	files := map[string]string{"c/crm.json": connector("a@acme.example", "login.salesforce.com")}
	in := only(t, planOf(t, production+"integrations: {c: {set: {client-id: OUR_KEY, login-url: \"https://proxy.acme.example\", username: b@acme.example}}}\n", files))
	for _, want := range []string{`"salesforce.consumer.key": "OUR_KEY"`, `"salesforce.instance": "https://proxy.acme.example"`, `"salesforce.username": "b@acme.example"`} {
		if !strings.Contains(in.Diff, "+  "+want) {
			t.Errorf("%s is not written (%s):\n%s", want, whys(in), in.Diff)
		}
	}
}

// key-path and keys.path are templates of where the key lies at run time.
func TestKeyPaths(t *testing.T) {
	for decisions, want := range map[string]string{
		"": "/etc/secrets/Etl.key",
		"keys: {path: \"/run/{id}/{app}.{ext}\"}\n":      "/run/etl/Etl.key",
		"integrations: {etl: {key-path: /opt/sf.key}}\n": "/opt/sf.key",
		"defaults: {app: Shared}\n":                      "/etc/secrets/Shared.key",
	} {
		in := only(t, planOf(t, production+decisions, sync()))
		if in.NewLogin.KeyAtRunTime != want || !strings.Contains(in.Diff, want) {
			t.Errorf("%q: %s\n%s", decisions, in.NewLogin.KeyAtRunTime, in.Diff)
		}
	}
}

// A secret in clear in a file that git tracks is a warning.
func TestTrackedFilesThatReceiveASecret(t *testing.T) {
	in := input(t, production, map[string]string{"c/crm.json": connector("a@acme.example", "login.salesforce.com")})
	in.Tracked = func(root, file string) bool { return root == "." && file == "c/crm.json" }
	if w := strings.Join(only(t, makeOf(t, in)).Warnings, "\n"); !strings.Contains(w, "git tracks c/crm.json") {
		t.Errorf("warnings: %s", w)
	}
	in.Tracked = func(string, string) bool { return false }
	if w := strings.Join(only(t, makeOf(t, in)).Warnings, "\n"); strings.Contains(w, "git tracks") {
		t.Errorf("warnings: %s", w)
	}
}
