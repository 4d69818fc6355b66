package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

// anOrg starts an org on loopback that knows the user of tree, and makes
// the guide reach it as it would reach Salesforce.
func (g *guided) anOrg(t *testing.T) *rehearsal.Tenant {
	t.Helper()
	world, err := rehearsal.New(rehearsal.Config{Orgs: []rehearsal.Org{{Name: "acme", MyDomain: "acme.my.salesforce.com",
		Users: []rehearsal.User{{Username: "etl@acme.example", Password: secret.New("example-password"), SecurityToken: secret.New("example-token")}}}}})
	if err != nil {
		t.Fatal(err)
	}
	server, err := world.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	g.write(t, "ca.pem", string(server.CA))
	g.flags = []string{"--ca-file", "ca.pem"}
	g.env.Getenv = func(name string) string { return map[string]string{"HTTPS_PROXY": server.ProxyURL}[name] }
	return world.Org("acme")
}

// deploy does what the guide tells an admin to do.
func (g *guided) deploy(t *testing.T, tenant *rehearsal.Tenant) {
	t.Helper()
	ctx := context.Background()
	a := newApp(g.env)
	a.caFile = "ca.pem"
	p, err := a.project()
	if err != nil {
		t.Fatal(err)
	}
	made, _, err := p.Plan(ctx, migrate.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := oauth.NewHTTPClient([]byte(g.read(t, "ca.pem")), a.proxy())
	if err != nil {
		t.Fatal(err)
	}
	s := &org.Session{HTTP: client, Instance: "https://" + tenant.MyDomain(), Token: tenant.AdminToken(), Now: time.Now}
	if _, err := p.Deploy(ctx, made, made.Apps, migrate.DeployOptions{Session: func(context.Context, string) (*org.Session, error) { return s, nil }}); err != nil {
		t.Fatal(err)
	}
}

func TestGuideGoesTheWholeWay(t *testing.T) {
	g := newGuided(t)
	before := g.tree(t)
	tenant := g.anOrg(t)
	const asked = "tree: ., flow: jwt-bearer, my-domain: acme.my.salesforce.com, contact: me@acme.example, "

	t.Run("keys and metadata first: new keys are not tried", func(t *testing.T) {
		if code := g.run(t, asked+"go: apply, apply: apply"); code != int(fail.Partial) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.said(t, "no org knows these keys yet")
		g.printed(t, "sf project deploy start", "come back: unpw --ca-file ca.pem guide")
		g.unchanged(t, before)
		if n := len(tenant.History()); n > 0 {
			t.Errorf("%d logins were tried", n)
		}
	})

	t.Run("an org that lacks the app: nothing is rewritten", func(t *testing.T) {
		if code := g.run(t, "tree: ., go: apply"); code != int(fail.Refused) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.printed(t, "app failed", "cannot be used by this user")
		g.said(t, "nothing was rewritten: no new login works yet")
		g.unchanged(t, before)
	})

	g.deploy(t, tenant)

	t.Run("the word is no", func(t *testing.T) {
		if code := g.run(t, "tree: ., go: apply, apply: no"); code != int(fail.Done) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.printed(t, "works")
		g.unchanged(t, before)
	})

	t.Run("yes is not the word", func(t *testing.T) {
		if code := g.run(t, "tree: ., go: apply, apply: yes"); code != int(fail.Usage) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.said(t, "answer apply must be the word apply, or no")
		g.unchanged(t, before)
	})

	t.Run("the word is apply", func(t *testing.T) {
		if code := g.run(t, "tree: ., go: apply, apply: apply"); code != int(fail.Done) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.printed(t, "etl  rewritten  etl/.env etl/sync.py", "accepted as etl@acme.example", "put .unpw/keys/Etl.key where")
		g.said(t, "to put every byte back: unpw --ca-file ca.pem undo ")
		env := g.read(t, "etl/.env")
		if strings.Contains(env, "example-password") || !strings.Contains(env, "SF_PRIVATE_KEY_FILE=/etc/secrets/Etl.key\n") {
			t.Errorf("etl/.env is now\n%s", env)
		}
		for _, said := range []string{g.out.String(), g.err.String()} {
			if strings.Contains(said, "example-password") || strings.Contains(said, "PRIVATE KEY-----") {
				t.Error("a secret was printed")
			}
		}
	})

	t.Run("again: there is nothing left", func(t *testing.T) {
		if code := g.run(t, "tree: ."); code != int(fail.Done) {
			t.Fatalf("exit %d\n%s%s", code, g.out, g.err)
		}
		g.said(t, "found 0 integrations")
	})
}
