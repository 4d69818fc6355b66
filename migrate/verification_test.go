package migrate

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unpw/migrate/explain"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
	"unpw/templates"
)

// connection is the configuration of an integration that logs in by password.
const connection = `camel.component.salesforce.loginUrl=https://login.salesforce.com
camel.component.salesforce.clientId=example-client-id
camel.component.salesforce.clientSecret=example-client-secret
camel.component.salesforce.userName=etl@acme.example
camel.component.salesforce.password=example-password
`

// Seven orgs, each of which refuses the password for one cause: that line of the
// list, and no other, is violated.
func TestEachCauseIsFoundInAnOrg(t *testing.T) {
	const login = "login.salesforce.com"
	for _, tt := range []struct {
		line   string
		org    func(*rehearsal.Org)
		set    func(*lab)
		host   string
		client string // consumer key, where it is not the old app's
	}{
		{line: "toggle", host: login, set: func(l *lab) {
			l.org.CreatedOn(time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC))
			l.org.BlockPassword(true)
		}},
		{line: "app-type", host: login, set: (*lab).externalApp, client: externalKey},
		{line: "ip-restriction", host: login, set: func(l *lab) { l.org.AdmitNoAddress(true) }},
		{line: "token-appended", host: login, org: func(o *rehearsal.Org) {
			o.RequireToken, o.Users[0].SecurityToken = true, secret.New("example-token")
		}},
		{line: "endpoint", host: "test.salesforce.com"},
		{line: "org-age", host: login, set: func(l *lab) {
			l.org.CreatedOn(time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC))
			l.org.BlockPassword(true)
		}},
		{line: "org-policy", host: login, set: func(l *lab) { l.org.RetirePassword(true) }},
	} {
		t.Run(tt.line, func(t *testing.T) {
			cfg := etl()
			if tt.org != nil {
				tt.org(&cfg)
			}
			l := newLab(t, cfg, map[string]string{
				"etl/app.properties": strings.Replace(connection, login, tt.host, 1),
				"unpw.yaml": "schema: unpw/config/v1\norgs:\n  prod:\n    my-domain: acme.my.salesforce.com\n    access: {token: {file: token}}\n" +
					"integrations:\n  etl: {org: prod}\n",
			})
			l.org.CreatedOn(time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC))
			if tt.set != nil {
				tt.set(l)
			}
			if tt.client != "" {
				l.client = tt.client
			}
			if said := l.login(tt.host, "etl@acme.example", "example-password"); strings.Contains(said, "access_token") || !strings.Contains(said, `"error"`) {
				t.Fatalf("not refused: %s", said)
			}
			v, err := l.p.Verify(t.Context(), list(t, l.p), "prod")
			if err != nil || len(v.Logins) != 1 || v.Logins[0].Integration != "etl" || v.Logins[0].User != "etl@acme.example" {
				t.Fatalf("%+v, %v", v, err)
			}
			violated := ""
			for _, line := range v.Logins[0].Lines {
				t.Logf("%-15s %-15s %s", line.ID, line.Result, line.Seen)
				if line.Result == explain.Violated {
					violated += line.ID + " "
				}
			}
			if violated != tt.line+" " {
				t.Errorf("violated: %s, want %s", violated, tt.line)
			}
		})
	}
}

// Where the org refuses a user of whom no file knows, the list is gone through for
// that user too; where nothing was refused and nothing found, for the org.
func TestVerifyGoesThroughUsersThatNoFileKnows(t *testing.T) {
	l := newLab(t, etl(), nil)
	v, err := l.p.Verify(t.Context(), list(t, l.p), "")
	if err != nil || len(v.Logins) != 1 || v.Logins[0].User != "" || v.Logins[0].Lines[0].Result != explain.Holds {
		t.Fatalf("%+v, %v", v, err)
	}
	l.login("login.salesforce.com", "etl@acme.example", "wrong")
	if v, err = l.p.Verify(t.Context(), list(t, l.p), ""); err != nil || len(v.Logins) != 1 || v.Logins[0].User != "etl@acme.example" {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, line := range v.Logins[0].Lines {
		if line.Result == explain.Violated {
			t.Errorf("a wrong password violates %s: %s", line.ID, line.Seen)
		}
	}
}

// An org that does not answer violates nothing: every line says where to look.
func TestAnOrgThatSaysNothingLeavesTheListToAPerson(t *testing.T) {
	l := newLab(t, etl(), nil)
	writeTestFile(t, filepath.Join(l.p.Workspace.Folder, "token"), []byte("00D000000000001AAA!example"))
	var warned []string
	l.p.Warn = func(text string) { warned = append(warned, text) }
	v, err := l.p.Verify(t.Context(), list(t, l.p), "prod")
	if err != nil || len(warned) == 0 {
		t.Fatalf("%+v, %v, warned %q", v, err, warned)
	}
	for _, line := range v.Logins[0].Lines {
		if line.Result != explain.Unasked || line.Setup == "" {
			t.Errorf("%+v", line)
		}
	}
	if strings.Contains(strings.Join(warned, " "), "AAA!example") {
		t.Errorf("the token is shown: %q", warned)
	}
}

func list(t *testing.T, p *Project) *explain.Verification {
	t.Helper()
	v, err := explain.LoadVerification(templates.Verification, p.Explain)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const externalKey = "exampleclientidofanexternalapp"

// externalApp deploys an External Client App, to whose key the client was moved.
func (l *lab) externalApp() {
	l.t.Helper()
	parts, err := metadata.Parts([]metadata.App{{Name: "Billing_New", Label: "Billing New", Contact: "owner@acme.example", Type: metadata.ExternalClientApp,
		Flow: metadata.ClientCredentials, ConsumerKey: externalKey, Scopes: []string{"api"}, RunAs: "etl@acme.example", Users: []string{"etl@acme.example"}, PermissionSet: "Billing_New_Login"}}, metadata.Options{})
	if err != nil {
		l.t.Fatal(err)
	}
	s, err := l.p.Session(l.t.Context(), "prod")
	if err != nil {
		l.t.Fatal(err)
	}
	if _, err := s.Deploy(l.t.Context(), parts[0].Zip(), org.DeployOptions{}); err != nil {
		l.t.Fatal(err)
	}
}
