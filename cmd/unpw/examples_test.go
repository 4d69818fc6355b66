package main

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/workspace"
)

// The examples are copied by people who do not read on: they must be what they
// say they are. The recipes among them are proven by the tests of docgen.
func TestExamples(t *testing.T) {
	bulk, err := os.ReadFile("../../examples/bulk/unpw.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Load("examples/bulk/unpw.yaml", bulk); err != nil {
		t.Error(err)
	}
	job, err := os.ReadFile("../../examples/github-actions/unpw-scan.yml")
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run, Uses string }
		}
	}
	if err := yaml.Unmarshal(job, &workflow); err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, page: "examples/github-actions/unpw-scan.yml", dir: t.TempDir(), env: os.Environ()}
	for _, step := range workflow.Jobs["scan"].Steps {
		switch step.Name {
		case "scan":
			p.write("etl.env", "SF_REGION=eu\n", false)
			p.run("unpw scan --write-baseline .unpw-baseline.json .\n"+step.Run, 0)
			p.write("crm-events.json", `{"connector.class": "io.confluent.salesforce.SalesforceCdcSourceConnector", "salesforce.username": "etl@acme.example",
"salesforce.password": "example-password", "salesforce.password.token": "example-token", "salesforce.consumer.key": "old-client-id", "salesforce.consumer.secret": "old-client-secret"}`, false)
			p.run(step.Run, 3)
		case "keep what was found":
			p.run("RUNNER_TEMP=.\n"+step.Run+"\ngrep -q kafka-connect-salesforce unpw-scan.json", 0)
		}
	}
	if p.ran != 3 {
		t.Errorf("%d commands of the job were run", p.ran)
	}
}
