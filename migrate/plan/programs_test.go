package plan

import (
	"strings"
	"testing"
)

// Where no recipe knows the program, the plan says which programs read the
// settings, and which settings.
func TestProgramsThatReadUnknownSettings(t *testing.T) {
	const env = "CRM_REGION=eu\nSALESFORCE_USERNAME=etl@acme.example\nSALESFORCE_PASSWORD=example-password\nSALESFORCE_SECURITY_TOKEN=example-token\n"
	steps := func(files map[string]string) string {
		var out []string
		for _, s := range only(t, planOf(t, production, files)).Steps {
			if s.Who == "developer" {
				out = append(out, s.Text)
			}
		}
		return strings.Join(out, "\n")
	}
	got := steps(map[string]string{"etl/.env": env,
		"etl/sync.py":   "import os\nlogin(os.environ['SALESFORCE_USERNAME'], os.environ['SALESFORCE_PASSWORD'])\n",
		"etl/report.js": "login(process.env.SALESFORCE_PASSWORD)\n",
		"etl/other.py":  "import os\nprint(os.environ['CRM_REGION'])\n"})
	for _, want := range []string{"etl/report.js reads SALESFORCE_PASSWORD: ", "etl/sync.py reads SALESFORCE_USERNAME, SALESFORCE_PASSWORD: "} {
		if !strings.Contains(got, want) {
			t.Errorf("no step says %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "other.py") {
		t.Errorf("a program that reads none of them is named:\n%s", got)
	}
	if got := steps(map[string]string{"etl/.env": env}); !strings.Contains(got, "find what reads .env") {
		t.Errorf("no program, and no word of it:\n%s", got)
	}
}
