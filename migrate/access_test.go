package migrate

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// accessTo opens a project whose sf answers as told, with these variables.
func accessTo(t *testing.T, config string, sf func(argv string) (string, error), vars map[string]string) *Project {
	t.Helper()
	dir := t.TempDir()
	writeTestFile(t, filepath.Join(dir, "unpw.yaml"), []byte("schema: unpw/config/v1\n"+config))
	p, err := Open(Env{Now: time.Now, Random: rand.Reader, Secrets: workspace.Env{
		Lookup: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		Run: func(_ context.Context, argv []string) ([]byte, error) {
			out, err := sf(strings.Join(argv, " "))
			return []byte(out), err
		},
	}}, dir, "", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const shown = `{"status": 0, "result": {"accessToken": "example-access-token", "instanceUrl": "https://acme.my.salesforce.com/"}}`

func TestSFLogin(t *testing.T) {
	const display, show = "sf org display --target-org prod --json", "sf org auth show-access-token --target-org prod --json"
	redacted := strings.Replace(shown, "example-access-token", "[REDACTED] Use another command", 1)
	for _, tt := range []struct {
		name    string
		answers map[string]string
		want    string // of the error; "" for a session
	}{
		{"at once", map[string]string{display: shown}, ""},
		{"behind another command", map[string]string{display: redacted, show: `{"result": {"accessToken": "example-access-token"}}`}, ""},
		{"nowhere", map[string]string{display: redacted, show: `{"result": {}}`}, "sf gives no access token for prod"},
		{"still hidden", map[string]string{display: redacted, show: redacted}, "sf gives no access token for prod"},
		{"no address", map[string]string{display: `{"result": {"accessToken": "example-access-token"}}`}, "names no address of an org"},
		{"an address that is none", map[string]string{display: strings.Replace(shown, "https://", "http://", 1)}, "names no address of an org"},
		{"no JSON", map[string]string{display: "example-access-token is yours"}, "sf org display --target-org prod --json printed no JSON"},
		{"another org", map[string]string{display: strings.Replace(shown, "acme.my", "other.my", 1)}, "the login is for other.my.salesforce.com"},
		{"unknown", nil, "failed, or sf is not installed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := accessTo(t, "orgs: {prod: {my-domain: acme.my.salesforce.com, access: {sf: prod}}}\n", func(argv string) (string, error) {
				if answer, ok := tt.answers[argv]; ok {
					return answer, nil
				}
				return "", errors.New("exit status 1")
			}, nil)
			s, err := p.Session(t.Context(), "prod")
			if tt.want == "" {
				if err != nil || s.Token.Reveal() != "example-access-token" || s.Instance != "https://acme.my.salesforce.com" {
					t.Errorf("%+v %v", s, err)
				}
				return
			}
			if fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v", err)
			}
			if text := err.Error() + strings.Join(fail.Of(err).Hints, " "); strings.Contains(text, "example-access-token") {
				t.Errorf("the token is shown: %s", text)
			}
		})
	}
}

// What unpw.yaml says comes before the environment; neither is no access.
func TestAccessFromTheEnvironment(t *testing.T) {
	never := func(string) (string, error) { t.Error("sf was run"); return "", nil }
	token := map[string]string{"SF_ACCESS_TOKEN": "example-access-token"}
	both := map[string]string{"SF_ACCESS_TOKEN": "example-access-token", "SF_ORG_INSTANCE_URL": "https://acme.my.salesforce.com"}
	const known = "orgs: {prod: {my-domain: acme.my.salesforce.com}}\n"
	for _, tt := range []struct {
		name, config string
		vars         map[string]string
		instance     string // "": no access
	}{
		{"nothing", known, nil, ""},
		{"a token, and My Domain is known", known, token, "https://acme.my.salesforce.com"},
		{"a token of nobody knows where", "orgs: {prod: {}}\n", token, ""},
		{"a token and its address", "orgs: {prod: {}}\n", both, "https://acme.my.salesforce.com"},
	} {
		s, err := accessTo(t, tt.config, never, tt.vars).Session(t.Context(), "prod")
		if err != nil || (s == nil) != (tt.instance == "") || s != nil && s.Instance != tt.instance {
			t.Errorf("%s: %+v %v", tt.name, s, err)
		}
	}
	_, err := accessTo(t, "orgs: {prod: {kind: sandbox}}\n", never, both).Session(t.Context(), "prod")
	if fail.CodeOf(err) != fail.Usage || !strings.Contains(err.Error(), "is a sandbox org") {
		t.Errorf("a production login for a sandbox: %v", err)
	}
}
