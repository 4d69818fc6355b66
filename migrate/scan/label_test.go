package scan_test

import (
	"testing"

	"unpw/migrate/scan"
)

// Texts for people are not logins, texts to be replaced are.
func TestLabels(t *testing.T) {
	const names = `", "password": "p", "securityToken": "t"}}`
	for _, c := range []struct {
		why, file, username string
		findings            int
	}{
		{"a user name", "salesforce.json", "etl@acme.example", 1},
		{"a user name without a domain", "salesforce.json", "etl", 1},
		{"a reference", "locales/salesforce.json", "${SALESFORCE_USER}", 1},
		{"what a form calls its field", "salesforce.json", "User name", 0},
		{"what to put there", "salesforce.json", "your user name", 1},
		{"a placeholder", "salesforce.json", "<user name>", 1},
		{"a word in a folder of translations", "web/locales/salesforce.json", "Username", 0},
		{"a user name in one", "web/i18n/salesforce.json", "etl@acme.example", 1},
	} {
		t.Run(c.why, func(t *testing.T) {
			tree := map[string]string{c.file: `{"salesforce": {"username": "` + c.username + names}
			result := scanRoot(t, scan.Root{FS: scan.Memory(tree)}, scan.Options{})
			if got := len(result.Integrations); got != c.findings {
				t.Errorf("%d findings, want %d", got, c.findings)
			}
		})
	}
}
