package plan

import (
	"context"
	"strings"
	"testing"
	"time"

	"unpw/migrate/scan"
	"unpw/migrate/workspace"
	"unpw/templates"
)

// input gives what a plan of files is made from. decisions is unpw.yaml without
// its first line.
func input(t testing.TB, decisions string, files map[string]string) Input {
	t.Helper()
	config, err := workspace.Load("unpw.yaml", []byte("schema: unpw/config/v1\n"+decisions))
	if err != nil {
		t.Fatal(err)
	}
	result, err := scan.Scan(context.Background(), scan.Root{FS: scan.Memory(files)}, scan.Options{Recipes: builtin(t)})
	if err != nil {
		t.Fatal(err)
	}
	flows, err := LoadFlows(templates.Flows)
	if err != nil {
		t.Fatal(err)
	}
	return Input{Roots: []Root{{Name: ".", Result: result}}, Config: config, ID: workspace.DraftID(), Flows: flows, Version: "1.2.3", Now: time.Unix(0, 0)}
}

func makeOf(t testing.TB, in Input) *Plan {
	t.Helper()
	p, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func planOf(t testing.TB, decisions string, files map[string]string) *Plan {
	t.Helper()
	return makeOf(t, input(t, decisions, files))
}

// only gives the one integration of a plan.
func only(t testing.TB, p *Plan) Integration {
	t.Helper()
	if len(p.Integrations) != 1 {
		t.Fatalf("%d integrations, not one", len(p.Integrations))
	}
	return p.Integrations[0]
}

// whys gives the reasons why an integration is blocked.
func whys(in Integration) string {
	var out []string
	for _, b := range in.Blocked {
		out = append(out, b.Why)
	}
	return strings.Join(out, "; ")
}

const (
	production = "orgs: {prod: {kind: production, my-domain: acme.my.salesforce.com}}\n"

	// syncPy logs in by variables, by SOAP login().
	syncPy = `import os
from simple_salesforce import Salesforce
sf = Salesforce(username=os.environ["SF_USERNAME"], password=os.environ["SF_PASSWORD"], security_token=os.environ["SF_TOKEN"])
`
	syncEnv = "SF_USERNAME=etl@acme.example\nSF_PASSWORD=example-password\nSF_TOKEN=example-token\n"

	// gemEnv is the variables of a Ruby program that reads them by itself.
	gemEnv = "SALESFORCE_USERNAME=etl@acme.example\nSALESFORCE_PASSWORD=example-password\nSALESFORCE_CLIENT_ID=old-client-id\nSALESFORCE_CLIENT_SECRET=old-client-secret\nSALESFORCE_HOST=login.salesforce.com\n"
	gem8   = "    restforce (8.0.0)\n"
)

func sync() map[string]string { return map[string]string{"etl/sync.py": syncPy, "etl/.env": syncEnv} }

func gem() map[string]string { return map[string]string{"web/.env": gemEnv, "web/Gemfile.lock": gem8} }

// connector is a Kafka connector of the cloud service in one file.
func connector(user, host string) string {
	return `{
  "connector.class": "SalesforceCdcSource",
  "salesforce.instance": "https://` + host + `",
  "salesforce.username": "` + user + `",
  "salesforce.password": "example-password",
  "salesforce.consumer.key": "old-client-id",
  "salesforce.consumer.secret": "old-client-secret"
}
`
}
