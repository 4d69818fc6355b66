package rehearsal_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// exchange is a request that a client sends, and what must come back.
type exchange struct {
	request string
	status  int
	answer  *regexp.Regexp // its groups are what later requests put in {braces}
}

// exchanges reads a file of testdata/clients: comments, then requests each with
// "=> STATUS [REGEXP]" behind it.
func exchanges(t *testing.T, file string) []exchange {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []exchange
	var lines []string
	for line := range strings.Lines(string(text)) {
		want, ends := strings.CutPrefix(line, "=> ")
		switch {
		case ends:
			status, pattern, _ := strings.Cut(strings.TrimSpace(want), " ")
			code, err := strconv.Atoi(status)
			if err != nil {
				t.Fatalf("%s: %s", file, line)
			}
			all = append(all, exchange{strings.Join(lines, ""), code, regexp.MustCompile("(?s)" + pattern)})
			lines = nil
		case len(lines) == 0 && (strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#")):
		default:
			lines = append(lines, line)
		}
	}
	return all
}

// What real clients sent, shortened and with their tokens taken out, is answered
// as it was when they were content. docs/rehearsal-org.md says
// which clients these are.
func TestClients(t *testing.T) {
	files, err := filepath.Glob("testdata/clients/*.http")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			f := newFixture(t)
			if err := f.use(`orgs: {acme.my.salesforce.com: {users: {etl@acme.example: {permission-sets: [Login]}}, apps: {
  Billing: {type: external-client-app, consumer-key: ConsumerKeyOfBilling, certificate-file: ours.crt, scopes: [api, refresh_token], permitted-users: admin-approved, permission-sets: [Login]},
  Worker: {type: external-client-app, consumer-key: ConsumerKeyOfWorker, consumer-secret: {env: secret}, scopes: [api], run-as: etl@acme.example}}}}`); err != nil {
				t.Fatal(err)
			}
			values := map[string]string{
				"password": "example-passwordExampleToken", "worker": "ConsumerKeyOfWorker", "secret": "example-secret",
				"old": oldKey, "old secret": "old-secret",
				"basic": base64.StdEncoding.EncodeToString([]byte("ConsumerKeyOfWorker:example-secret")),
			}
			for _, x := range exchanges(t, file) {
				f.exchange(x, values)
			}
		})
	}
}

// exchange sends one request and keeps what its answer names.
func (f *fixture) exchange(x exchange, values map[string]string) {
	f.Helper()
	request := regexp.MustCompile(`\{[a-z][a-z -]*\}`).ReplaceAllStringFunc(x.request, func(name string) string {
		name = strings.Trim(name, "{}")
		if _, of, ok := strings.Cut(name, "jwt"); ok {
			return f.clientsAssertion(strings.TrimPrefix(of, " of "))
		}
		value, known := values[name]
		if !known {
			f.Fatalf("nothing is called %s", name)
		}
		return value
	})
	head, body, _ := strings.Cut(request, "\n\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	method, address, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, address, strings.NewReader(strings.TrimSuffix(body, "\n")))
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	rw := httptest.NewRecorder()
	f.world.Handler().ServeHTTP(rw, r)
	found := x.answer.FindStringSubmatch(rw.Body.String())
	if rw.Code != x.status || found == nil {
		f.Fatalf("%s: %d %s, want %d %s", lines[0], rw.Code, rw.Body, x.status, x.answer)
	}
	for i, name := range x.answer.SubexpNames() {
		if name != "" {
			values[name] = found[i]
		}
	}
}

// clientsAssertion is an assertion as a client makes it.
func (f *fixture) clientsAssertion(client string) string {
	a := f.assertion("ConsumerKeyOfBilling", etl, "https://"+prodHost)
	delete(a.claims, "jti")
	switch client {
	case "sf":
		a.header["typ"], a.claims["aud"], a.claims["exp"] = "JWT", "https://"+prodHost+"/", f.now.Add(5*time.Minute).UnixMilli()
	case "simple-salesforce":
		a.claims["exp"] = strconv.FormatInt(f.now.Add(3*time.Minute).Unix(), 10)
	case "":
	default:
		f.Fatalf("who is %s", client)
	}
	return a.String()
}

// Each client has more than its login recorded.
func TestClientsDoMoreThanLogIn(t *testing.T) {
	files, _ := filepath.Glob("testdata/clients/*.http")
	for _, file := range files {
		all := exchanges(t, file)
		if !slices.ContainsFunc(all, func(x exchange) bool {
			return strings.Contains(x.request, "/services/data/v") && x.status < http.StatusMultipleChoices
		}) {
			t.Errorf("%s reads no record", file)
		}
	}
}
