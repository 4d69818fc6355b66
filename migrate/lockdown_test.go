package migrate

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// lab is a project with access to an org on loopback; the clock of both stands
// still until it is moved.
type lab struct {
	t     *testing.T
	p     *Project
	world *rehearsal.World
	org   *rehearsal.Tenant
	now   time.Time

	client string // the consumer key that logs in
}

// newLab sets up an org and a project with these files. Every request is good for
// the org that the test says it is.
func newLab(t *testing.T, cfg rehearsal.Org, files map[string]string) *lab {
	t.Helper()
	l := &lab{t: t, client: "example-client-id", now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return l.now }
	cfg.Name, cfg.MyDomain = "acme", "acme.my.salesforce.com"
	var err error
	if l.world, err = rehearsal.New(rehearsal.Config{Orgs: []rehearsal.Org{cfg}, Now: clock}); err != nil {
		t.Fatal(err)
	}
	server, err := l.world.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	l.org = l.world.Org("acme")
	all := map[string]string{"ca.pem": string(server.CA), "unpw.yaml": "schema: unpw/config/v1\norgs:\n  prod:\n    my-domain: acme.my.salesforce.com\n    access: {token: {file: token}}\n"}
	for name, text := range files {
		all[name] = text
	}
	l.p = projectWith(t, all)
	proxy, err := url.Parse(server.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	l.p.CAFile = filepath.Join(l.p.Workspace.Folder, "ca.pem")
	l.p.Proxy = func(*http.Request) (*url.URL, error) { return proxy, nil }
	l.p.Now, l.p.Sleep = clock, func(context.Context, time.Duration) error { return nil }
	l.p.Secrets = workspace.SystemEnv(l.p.Workspace.Folder)
	l.renew()
	return l
}

// renew writes a fresh token of an administrator; one lives for two hours.
func (l *lab) renew() {
	token := l.org.AdminToken()
	if err := os.WriteFile(filepath.Join(l.p.Workspace.Folder, "token"), []byte(token.Reveal()), 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// later moves the clock by days.
func (l *lab) later(days int) {
	l.now = l.now.AddDate(0, 0, days)
	l.renew()
}

// login sends a password login to host and gives what came.
func (l *lab) login(host, username, password string) string {
	l.t.Helper()
	client, err := l.p.client("")
	if err != nil {
		l.t.Fatal(err)
	}
	answer, err := client.PostForm("https://"+host+"/services/oauth2/token", url.Values{"grant_type": {"password"}, "client_id": {l.client},
		"client_secret": {"example-client-secret"}, "username": {username}, "password": {password}})
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(body)
}

// etl is an org with a user and an app that log in by password.
func etl() rehearsal.Org {
	return rehearsal.Org{
		Users: []rehearsal.User{{Username: "etl@acme.example", Password: secret.New("example-password")}},
		Apps:  []rehearsal.App{{Name: "Billing", ConsumerKey: "example-client-id", ConsumerSecret: secret.New("example-client-secret")}},
	}
}

// The whole end: a login keeps the org open for fourteen days; after that silence
// the password is refused, and one command brings it back.
func TestLockdownWaitsForSilence(t *testing.T) {
	l := newLab(t, etl(), nil)
	lock := func() (*Lockdown, error) {
		got, err := l.p.PrepareLockdown(t.Context(), LockdownOptions{Deploy: true, QuietDays: 14})
		if err == nil {
			err = l.p.DeployLockdown(t.Context(), got)
		}
		return got, err
	}
	if got := l.login("login.salesforce.com", "etl@acme.example", "example-password"); !strings.Contains(got, "access_token") {
		t.Fatal(got)
	}
	for _, days := range []int{0, 6, 7} { // 0, 6 and 13 days ago
		l.later(days)
		got, err := lock()
		if fail.CodeOf(err) != fail.Findings || !strings.Contains(err.Error(), "etl@acme.example (oauth-password, 2026-11-23)") || len(got.Loud) != 1 || len(got.Files) != 0 {
			t.Fatalf("on %s: %+v, %v", l.now, got, err)
		}
	}
	l.later(1)
	l.login("login.salesforce.com", "etl@acme.example", "wrong")
	got, err := lock()
	if err != nil || len(got.Trying) != 1 || got.Trying[0].User != "etl@acme.example" || !got.Clean || !got.Deployed || got.Before == nil || got.After == nil || *got.Before.BlockPassword || !*got.After.BlockPassword {
		t.Fatalf("%+v, %v", got, err)
	}
	if !slices.ContainsFunc(got.Steps, func(s LockdownStep) bool {
		return s.User == "etl@acme.example" && strings.Contains(s.Text, "reset the password")
	}) {
		t.Errorf("no reset is owed: %+v", got.Steps)
	}
	if said := l.login("login.salesforce.com", "etl@acme.example", "example-password"); !strings.Contains(said, "authentication failure") {
		t.Error(said)
	}
	history := l.org.History()
	if last := history[len(history)-1]; last.Status != "Username-Password Flow Disabled" {
		t.Errorf("recorded as %s", last.Status)
	}
	undo, err := l.p.PrepareLockdown(t.Context(), LockdownOptions{Undo: true, Deploy: true, QuietDays: 14})
	if err == nil {
		err = l.p.DeployLockdown(t.Context(), undo)
	}
	if err != nil || undo.After == nil || *undo.After.BlockPassword {
		t.Fatalf("%+v, %v", undo, err)
	}
	if said := l.login("login.salesforce.com", "etl@acme.example", "example-password"); !strings.Contains(said, "access_token") {
		t.Error(said)
	}
}

// A clock that is ahead does not make an org silent: days are the org's.
func TestLockdownCountsDaysByTheOrgsClock(t *testing.T) {
	l := newLab(t, etl(), nil)
	l.login("login.salesforce.com", "etl@acme.example", "example-password")
	l.p.Now = func() time.Time { return l.now.AddDate(0, 0, 20) }
	var warned []string
	l.p.Warn = func(text string) { warned = append(warned, text) }
	if _, err := l.p.PrepareLockdown(t.Context(), LockdownOptions{QuietDays: 14}); fail.CodeOf(err) != fail.Findings {
		t.Errorf("%v", err)
	}
	if len(warned) == 0 || !strings.Contains(warned[0], "480h0m0s off that of the org") {
		t.Errorf("warned %q", warned)
	}
}

// SOAP login() counts: an org is locked down when it is done with passwords. The
// user-agent flow stays as it is unless it is meant.
func TestLockdownLeavesTheUserAgentFlow(t *testing.T) {
	l := newLab(t, etl(), nil)
	for _, userAgent := range []bool{false, true} {
		got, err := l.p.PrepareLockdown(t.Context(), LockdownOptions{Deploy: true, QuietDays: 14, UserAgent: userAgent})
		if err == nil {
			err = l.p.DeployLockdown(t.Context(), got)
		}
		if err != nil || got.After == nil || !*got.After.BlockPassword || *got.After.BlockUserAgent != userAgent {
			t.Fatalf("user agent %v: %+v, %v", userAgent, got.After, err)
		}
		if warned := strings.Contains(strings.Join(got.Warnings, "\n"), "managed packages"); warned != userAgent {
			t.Errorf("user agent %v: warned %q", userAgent, got.Warnings)
		}
	}
}

// What a lockdown leaves to people is data with sources.
func TestLockdownFactsHaveSources(t *testing.T) {
	f, err := readLockdownFacts()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]LockdownStep{f.SOAP, f.Users, f.After, f.UserAgent, f.Deploy} {
		for _, s := range list {
			if s.Text == "" || len(s.Source) == 0 || !slices.Contains([]string{"seen", "third-party", "general-knowledge", "inferred"}, s.Confidence) {
				t.Errorf("%+v", s)
			}
		}
	}
}
