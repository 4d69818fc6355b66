package scan_test

import (
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"unpw/migrate/scan"
)

// A recipe that reads application.yml reads it in a ConfigMap too, in clear or in
// base64, and nothing else of the file that holds it; what it does not read is the
// fallback's.
func TestFilesInFilesAreReadByTheirNames(t *testing.T) {
	const settings = "salesforce:\n  username: etl@acme.example\n  password: example-password\n  client-id: old-client-id\n  client-secret: old-client-secret\n"
	indented := "    " + strings.ReplaceAll(strings.TrimSuffix(settings, "\n"), "\n", "\n    ") + "\n"
	for _, c := range []struct{ name, file, text, want string }{
		{"a ConfigMap", "deploy.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  application.yml: |\n" + indented, "spring-salesforce 7"},
		{"a Secret", "deploy.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  application.yml: " + base64.StdEncoding.EncodeToString([]byte(settings)) + "\n", "spring-salesforce 4"},
		{"cloud-init", "user-data.yaml", "write_files:\n- path: /etc/app/application.yml\n  content: |\n" + indented, "spring-salesforce 6"},
		{"Terraform", "main.tf", "data = {\n  \"application.yml\" = <<-EOT\n" + indented + "  EOT\n}\n", "spring-salesforce 5"},
		{"another name", "deploy.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  notes.yml: |\n" + indented, "salesforce-settings 7"},
		{"beside such a file", "deploy.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  application.yml: |\n    a: 1\n    b: 2\nx:\n  " + strings.ReplaceAll(settings, "\n", "\n  "), "salesforce-settings 10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, i := range scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{c.file: c.text})}, scan.Options{}).Integrations {
				got = append(got, i.Match.Recipe.ID+" "+strconv.Itoa(i.Line))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("found %v, want %q", got, c.want)
			}
		})
	}
}

// A connection string is one login: not a text by one recipe and the settings in
// it by another. The address of a database is none.
func TestAValueIsFoundOnce(t *testing.T) {
	const text = "crm.url=jdbc:ascendix:salesforce://;user=etl@acme.example;password=example-passwordTOKEN\n" +
		"salesforce.datasource.url=jdbc:postgresql://db.acme.example/crm?user=app&password=example-other\n" +
		"salesforce.database.url=postgres://app:example-other@db.acme.example/crm\n"
	result := scanRoot(t, scan.Root{FS: scan.Memory(map[string]string{"application.properties": text})}, scan.Options{})
	var got []string
	for _, i := range result.Integrations {
		got = append(got, i.Match.Recipe.ID)
	}
	if strings.Join(got, " ") != "jdbc-salesforce-ascendix" {
		t.Errorf("found %v", got)
	}
}
