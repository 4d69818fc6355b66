package plan

import (
	"context"
	"strings"
	"testing"

	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// A literal is not yet turned into a reference: a plan that is asked to says so
// and writes nothing, rather than a secret in clear.
func TestSecretsReferenceBlocksAClearSecret(t *testing.T) {
	for want, yaml := range map[bool]string{
		true:  "schema: unpw/config/v1\ndefaults: {secrets: reference}\n",
		false: "schema: unpw/config/v1\n",
	} {
		config, err := workspace.Load("unpw.yaml", []byte(yaml))
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]string{"kafka/crm.json": `{"connector.class": "io.confluent.salesforce.SalesforceCdcSourceConnector",
 "salesforce.username": "etl@acme.example", "salesforce.password": "example-password", "salesforce.consumer.key": "old-id", "salesforce.consumer.secret": "old-secret"}`}
		result, err := scan.Scan(context.Background(), scan.Root{FS: scan.Memory(files)}, scan.Options{Recipes: builtin(t)})
		if err != nil {
			t.Fatal(err)
		}
		p := makePlan(t, config, result)
		blocked := false
		for _, b := range p.Integrations[0].Blocked {
			blocked = blocked || strings.Contains(b.Why, "would receive a secret in clear")
		}
		if blocked != want {
			t.Errorf("%q: blocked %v, want %v", yaml, blocked, want)
		}
	}
}
