package rehearsal_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

// use reads an org.yaml and makes the orgs of f so.
func (f *fixture) use(text string) error {
	f.Helper()
	file, err := rehearsal.ParseOrgFile("org.yaml", []byte("schema: unpw/org/v1\n"+text))
	if err != nil {
		f.Fatal(err)
	}
	return f.world.Use(file, rehearsal.Sources{
		Name:   "org.yaml",
		Secret: func(r rehearsal.Reference) (secret.Secret, error) { return secret.New("example-" + r.Env), nil },
		File: func(name string) ([]byte, error) {
			if name == "ours.crt" {
				return []byte(ours().pem), nil
			}
			return nil, errors.New("not there")
		},
	})
}

func TestOrgFileErrorsNameTheLine(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", "org.yaml: is empty"},
		{"schema: unpw/org/v2\n", "org.yaml:1: schema is not unpw/org/v1"},
		{"schema: unpw/org/v1\nclock: 3m\n", "org.yaml:2: unknown field clock"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    stat: active\n", "org.yaml:4: unknown field stat"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    state: gone\n", "org.yaml:4: the value is not one of the list"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    api-enabled: perhaps\n", "org.yaml:4: a wrong type: true or false is due"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    sites: one\n", "org.yaml:4: a wrong type: a list is due"},
		{"schema: unpw/org/v1\norgs: []\n", "org.yaml:2: a wrong type: a mapping is due"},
		{"schema: unpw/org/v1\nclock-skew: three minutes\n", "org.yaml:2: not a length of time"},
		{"schema: unpw/org/v1\norgs: {a.my.salesforce.com: {created: Autumn '23}}\n", "org.yaml:2: not the name of a release"},
		{"schema: unpw/org/v1\norgs: {a.my.salesforce.com: {logins-per-hour: -1}}\n", "org.yaml:2: not a number"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    trusted-ip-ranges:\n      - {start: 203.0.113.9, end: 203.0.113.1}\n", "org.yaml:5: not a range of addresses"},
		{"schema: unpw/org/v1\norgs: {a.my.salesforce.com: {users: {u@acme.example: {login-hours: 18:00-08:00}}}}\n", "org.yaml:2: not hours of the day"},
		{"schema: unpw/org/v1\norgs:\n  a.my.salesforce.com:\n    users:\n      u@acme.example:\n        password: example-password\n", "org.yaml:6: a secret reference is due"},
		{"schema: unpw/org/v1\nschema: unpw/org/v1\n", "org.yaml:2: a field is there twice"},
		{"schema: unpw/org/v1\n---\nschema: unpw/org/v1\n", "org.yaml: holds more than one document"},
		{"schema: [example-password\n", "org.yaml:1: not valid YAML"},
	} {
		_, err := rehearsal.ParseOrgFile("org.yaml", []byte(row.text))
		if err == nil || err.Error() != row.want || fail.CodeOf(err) != fail.Usage {
			t.Errorf("%q: got %v, want %s", row.text, err, row.want)
		}
		if e := fail.Of(err); len(e.Hints) == 0 && !strings.Contains(row.want, "more than one") || strings.Contains(e.Error()+strings.Join(e.Hints, ""), "example-password") {
			t.Errorf("%q: %v %q", row.text, e, e.Hints)
		}
	}
}

// What the file asks for may not be there; then nothing of it holds.
func TestOrgFileThatCannotBeUsed(t *testing.T) {
	f := newFixture(t)
	for _, row := range []struct{ text, want string }{
		{"orgs: {acme.my.salesforce.com: {kind: sandbox}}", "acme.my.salesforce.com is a production org"},
		{"orgs: {acme.example: {}}", `org acme.example: my-domain "acme.example" is not a host below salesforce.com or force.com`},
		{"orgs: {acme.my.salesforce.com: {apps: {Nobody: {enabled: false}}}}", "acme.my.salesforce.com has no app Nobody, and a new one needs a consumer-key"},
		{"orgs: {acme.my.salesforce.com: {apps: {Old: {certificate-file: other.crt}}}}", "certificate-file other.crt cannot be read"},
		{"orgs: {acme.my.salesforce.com: {oauth-password: blocked, apps: {Old: {approved-by: [nobody@acme.example]}}}}", "app Old: acme.my.salesforce.com has no user nobody@acme.example"},
	} {
		err := f.use(row.text)
		if err == nil || err.Error() != "org.yaml: "+row.want || fail.CodeOf(err) != fail.Usage {
			t.Errorf("%s: got %v", row.text, err)
		}
	}
	if refused, _ := f.grant(prodHost, passwordForm()); refused != "" {
		t.Errorf("a file that was refused still holds: %s", refused)
	}
}

// A line holds as long as it is in the file, and no longer.
func TestOrgFileIsReadAgain(t *testing.T) {
	f := newFixture(t)
	login := func() string {
		refused, _ := f.grant(prodHost, passwordForm())
		return refused
	}
	const no = "invalid_grant: authentication failure"
	for _, step := range []struct{ text, want, status string }{
		{"orgs: {acme.my.salesforce.com: {oauth-password: blocked}}", no, "Username-Password Flow Disabled"},
		{"orgs: {acme.my.salesforce.com: {users: {etl@acme.example: {locked-out: true}}}}", no, "Password lockout"},
		{"", "", "Success"},
		{"orgs: {acme.my.salesforce.com: {apps: {Old: {deleted: true}}}}", "invalid_client_id: client identifier invalid", "Failed: Consumer Deleted"},
		{"orgs: {acme.my.salesforce.com: {users: {etl@acme.example: {password: {env: word}}}}}", no, "Invalid Password"},
		{"clock-skew: 2m", "", "Success"},
	} {
		if err := f.use(step.text); err != nil {
			t.Fatal(err)
		}
		if got := login(); got != step.want || !strings.HasSuffix(lastLogin(f.prod), " "+step.status) {
			t.Errorf("%s: got %q, history %q", step.text, got, lastLogin(f.prod))
		}
	}
}

// A deploy replaces apps; a file that is taken back after one finds them again.
func TestOrgFileOutlivesADeploy(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	disable := "orgs: {acme.my.salesforce.com: {apps: {Billing: {enabled: false}}}}"
	login := func() string {
		refused, _ := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
		return refused
	}
	if err := f.use(disable); err != nil || !strings.HasPrefix(login(), "app_not_found") {
		t.Fatal(err, login())
	}
	f.must(f.deploy(f.prod, map[string]string{"settings/OauthOidc.settings": metadata("OauthOidcSettings", "<blockOAuthUnPwFlow>true</blockOAuthUnPwFlow>")}))
	if err := f.use(""); err != nil || login() != "" {
		t.Error(err, login())
	}
	if refused, _ := f.grant(prodHost, passwordForm()); refused == "" {
		t.Error("the deploy was taken back with the file")
	}
}

// The schema, the page and the loader know the same fields, and the example is
// one that all of them take.
func TestOrgFileIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/rehearsal-org.md")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../../docs/schema/org.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range fieldsOf(reflect.TypeFor[rehearsal.OrgFile](), map[reflect.Type]bool{}) {
		if !bytes.Contains(schema, []byte(`"`+name+`":`)) {
			t.Errorf("the schema lacks %s", name)
		}
		if name != "user" && name != "token" && name != "max" && name != "left" && !bytes.Contains(page, []byte("| `"+name+"` |")) && !bytes.Contains(page, []byte("{"+name+":")) {
			t.Errorf("docs/rehearsal-org.md lacks %s", name)
		}
	}
	example, err := os.ReadFile("../../examples/rehearsal/org.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, err := rehearsal.ParseOrgFile("org.yaml", example)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := jsonschema.NewCompiler().Compile("../../docs/schema/org.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Unmarshal(example, &value); err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Error(err)
	}
	f := newFixture(t)
	if err := f.world.Use(file, rehearsal.Sources{Name: "org.yaml"}); err != nil {
		t.Error(err)
	}
	for _, bad := range []map[string]any{{}, {"schema": "unpw/org/v1", "more": true}, {"schema": "unpw/org/v1", "propagation": "long"}} {
		if compiled.Validate(bad) == nil {
			t.Errorf("the schema takes %v", bad)
		}
	}
}

func fieldsOf(t reflect.Type, seen map[reflect.Type]bool) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	var names []string
	for f := range t.Fields() {
		if name := f.Tag.Get("yaml"); name != "" {
			names = append(append(names, name), fieldsOf(f.Type, seen)...)
		}
	}
	return names
}

// passwordForm is the old login of the fixture, which works.
func passwordForm() url.Values {
	return password(etl, "example-password", oldKey, "old-secret")
}

// Whatever the file holds: it is read, or refused with the code of an input
// that cannot be used, in words that quote nothing of it but names of fields.
func FuzzParseOrgFile(f *testing.F) {
	example, err := os.ReadFile("../../examples/rehearsal/org.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add("schema: unpw/org/v1\norgs: {a.my.salesforce.com: {users: {u: {password: sesame-open}}}}")
	f.Add("schema: unpw/org/v1\nclock-skew: [1]\npropagation: {a: 1}")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := rehearsal.ParseOrgFile("org.yaml", []byte(text))
		switch {
		case err == nil && file.Schema != rehearsal.OrgFileSchema:
			t.Errorf("read as %q", file.Schema)
		case err != nil && (fail.CodeOf(err) != fail.Usage || strings.ContainsAny(err.Error(), "\n\x00") || strings.Contains(err.Error(), "sesame-open")):
			t.Errorf("%d %q", fail.CodeOf(err), err)
		}
	})
}

// The file changes while clients log in: each login meets one state of the org
// or the other, and nothing in between.
func TestOrgFileChangesUnderLoad(t *testing.T) {
	f := newFixture(t)
	var clients sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				refused, _ := f.grant(prodHost, passwordForm())
				if refused != "" && refused != "invalid_grant: authentication failure" && refused != "inactive_org: organization is inactive" {
					t.Errorf("refused: %s", refused)
				}
			}
		})
	}
	for range 50 {
		for _, text := range []string{"orgs: {acme.my.salesforce.com: {oauth-password: blocked}}", "clock-skew: 1m", "orgs: {acme.my.salesforce.com: {state: inactive}}"} {
			if err := f.use(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(done)
	clients.Wait()
}

// What the file made keeps its ids, its sessions and what hangs on it while the
// file names it, whatever else changes; then it goes.
func TestWhatTheFileMadeStays(t *testing.T) {
	const newHost = "new.my.salesforce.com"
	const base = `orgs: {new.my.salesforce.com: {users: {robot@acme.example: {password: {env: word}}}, apps: {Robot: {consumer-key: ConsumerKeyOfRobot, consumer-secret: {env: secret}}}%s}}`
	f := newFixture(t)
	if err := f.use(fmt.Sprintf(base, "")); err != nil {
		t.Fatal(err)
	}
	form := password("robot@acme.example", "example-word", "ConsumerKeyOfRobot", "example-secret")
	refused, first := f.grant(newHost, form)
	if refused != "" {
		t.Fatal(refused)
	}
	org := f.world.Org(newHost)
	if err := f.use(fmt.Sprintf(base, ", logins-per-hour: 5")); err != nil {
		t.Fatal(err)
	}
	if _, second := f.grant(newHost, form); second["id"] != first["id"] {
		t.Errorf("another user or org than before: %v, %v", first["id"], second["id"])
	}
	if status, body := f.call(http.MethodGet, org, "/limits", first["access_token"].(string), nil); status != http.StatusOK {
		t.Errorf("the session of before is gone: %d %v", status, body)
	}
	if got := len(f.world.Org(newHost).History()); got != 2 {
		t.Errorf("%d rows of login history", got)
	}
	// A file that cannot be used makes nothing.
	if err := f.use("orgs: {acme.my.salesforce.com: {users: {late@acme.example: {}}, apps: {None: {enabled: true}}}}"); err == nil || f.world.Org(newHost) == nil {
		t.Error("a file that cannot be used took something away", err)
	}
	if err := f.prod.SetActive("late@acme.example", true); err == nil {
		t.Error("a file that cannot be used made a user")
	}
	if err := f.use(""); err != nil || f.world.Org(newHost) != nil {
		t.Error("the org is still there", err)
	}
}
