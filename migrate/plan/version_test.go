package plan

import (
	"testing"

	"unpw/migrate/scan"
)

// A version is what a lock file states, or a requirement that admits one only.
func TestVersionsInManifests(t *testing.T) {
	for _, c := range []struct{ name, pkg, file, text, want string }{
		{"requirements", "pypi/simple-salesforce", "requirements.txt", "requests==2.1\nsimple-salesforce==1.12.4\n", "1.12.4"},
		{"requirements, another spelling", "pypi/simple-salesforce", "requirements.txt", "Simple_Salesforce == 1.12.4  # x\n", "1.12.4"},
		{"requirements with extras", "pypi/apache-airflow", "requirements.txt", "apache-airflow[salesforce]==2.9.1\n", "2.9.1"},
		{"a range is no version", "pypi/simple-salesforce", "requirements.txt", "simple-salesforce>=1.11\n", ""},
		{"a longer name", "pypi/simple-salesforce", "requirements.txt", "simple-salesforce-extra==9.0\n", ""},
		{"poetry.lock", "pypi/simple-salesforce", "poetry.lock", "[[package]]\nname = \"simple-salesforce\"\nversion = \"1.12.6\"\n", "1.12.6"},
		{"uv.lock", "pypi/simple-salesforce", "uv.lock", "[[package]]\nname = \"simple-salesforce\"\nversion = \"1.12.6\"\n", "1.12.6"},
		{"Pipfile.lock", "pypi/simple-salesforce", "Pipfile.lock", `{"_meta": {"hash": {"sha256": "x"}}, "default": {"simple-salesforce": {"version": "==1.12.5"}}, "develop": {}}`, "1.12.5"},
		{"package-lock.json", "npm/jsforce", "package-lock.json", `{"packages": {"node_modules/jsforce": {"version": "3.6.2"}}}`, "3.6.2"},
		{"package-lock.json of before", "npm/jsforce", "package-lock.json", `{"dependencies": {"jsforce": {"version": "1.11.1"}}}`, "1.11.1"},
		{"yarn.lock", "npm/jsforce", "yarn.lock", "jsforce@^2.0.0:\n  version \"2.0.1\"\n", "2.0.1"},
		{"yarn.lock of berry", "npm/jsforce", "yarn.lock", "\"jsforce@npm:^2.0.0\":\n  version: 2.0.1\n", "2.0.1"},
		{"package.json", "npm/jsforce", "package.json", `{"dependencies": {"jsforce": "^2.0.0"}}`, "2.0.0"},
		{"package.json, for development", "npm/jsforce", "package.json", `{"devDependencies": {"jsforce": "3.1.0"}}`, "3.1.0"},
		{"package.json, any", "npm/jsforce", "package.json", `{"dependencies": {"jsforce": "*"}}`, ""},
		{"package.json, malformed", "npm/jsforce", "package.json", `{"dependencies": [`, ""},
		{"Gemfile.lock", "gem/restforce", "Gemfile.lock", "GEM\n  specs:\n    restforce (7.0.0)\n      faraday (>= 1)\n", "7.0.0"},
		{"Gemfile.lock, as a dependency only", "gem/faraday", "Gemfile.lock", "GEM\n  specs:\n    restforce (7.0.0)\n      faraday (>= 1)\n", ""},
		{"pom.xml", "maven/com.mulesoft.connectors/mule-salesforce-connector", "pom.xml",
			"<dependency><groupId>com.mulesoft.connectors</groupId><artifactId>mule-salesforce-connector</artifactId><version>10.4.5</version></dependency>", "10.4.5"},
		{"pom.xml through a property", "maven/org.apache.camel/camel-salesforce", "pom.xml",
			"<properties><camel.version>4.8.0</camel.version></properties><dependency><groupId>org.apache.camel.springboot</groupId><artifactId>camel-salesforce-starter</artifactId><version>${camel.version}</version></dependency>", "4.8.0"},
		{"pom.xml of another group", "maven/com.mulesoft.connectors/mule-salesforce-connector", "pom.xml",
			"<dependency><groupId>x</groupId><artifactId>mule-salesforce-connector</artifactId><version>9.9.9</version></dependency>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := scan.NewTree(scan.Memory(map[string]string{"app/" + c.file: c.text, "app/src/x": ""}))
			version, file := versions{}.of(tree, "app/src/x", c.pkg)
			if version != c.want || (file == "") != (c.want == "") {
				t.Errorf("%q in %q, want %q", version, file, c.want)
			}
		})
	}
}

func TestVersionsAreComparedByNumber(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1.11.0", "1.11.1", true}, {"1.11.1", "1.11.1", false}, {"1.12", "1.11.9", false}, {"1.9.9", "1.10.0", true},
		{"7", "7.0.0", false}, {"6.9", "7", true}, {"2.0.0-beta", "2.0.0", true}, {"10.0.0", "9.0.0", false}, {"", "1", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("%s older than %s: %v", c.a, c.b, got)
		}
	}
}
