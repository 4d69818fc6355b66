package migrate

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
)

// deployment is an org on loopback and a project that deploys to it.
type deployWorld struct {
	*testing.T
	p      *Project
	tenant *rehearsal.Tenant
	s      *org.Session
	o      DeployOptions
}

const deployHost = "acme.my.salesforce.com"

func newDeployWorld(t *testing.T, config string, change func(*rehearsal.Org)) *deployWorld {
	t.Helper()
	o := rehearsal.Org{Name: "prod", Kind: rehearsal.Production, MyDomain: deployHost, CreateConnectedApps: true,
		Users: []rehearsal.User{{Username: "etl@acme.example"}, {Username: "svc@acme.example"}}}
	if change != nil {
		change(&o)
	}
	world, err := rehearsal.New(rehearsal.Config{Orgs: []rehearsal.Org{o}, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	server, err := world.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	dir := t.TempDir()
	writeTestFile(t, filepath.Join(dir, "unpw.yaml"), []byte("schema: unpw/config/v1\n"+config))
	p, err := Open(Env{Now: time.Now, Random: rand.Reader, Sleep: brief}, dir, "", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := oauth.ProxyURL(server.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := oauth.NewHTTPClient(server.CA, proxy)
	if err != nil {
		t.Fatal(err)
	}
	w := &deployWorld{T: t, p: p, tenant: world.Org("prod")}
	w.s = &org.Session{HTTP: client, Instance: "https://" + deployHost, Token: w.tenant.AdminToken(), Sleep: brief}
	w.o = DeployOptions{Contact: "owner@acme.example", Session: func(context.Context, string) (*org.Session, error) { return w.s, nil }}
	if _, err := p.Key("Etl", KeyOptions{}); err != nil {
		t.Fatal(err)
	}
	return w
}

func jwtPlan() plan.App {
	return plan.App{Name: "Etl", Type: metadata.ExternalClientApp, Org: "prod", Flow: metadata.JWTBearer, ConsumerKey: strings.Repeat("a1", 24),
		Key: "Etl", Scopes: []string{"api", "refresh_token"}, PermissionSet: "Etl_Login", Users: []string{"etl@acme.example"}}
}

func ccPlan() plan.App {
	runAs := "svc@acme.example"
	return plan.App{Name: "Orders", Type: metadata.ExternalClientApp, Org: "prod", Flow: metadata.ClientCredentials, ConsumerKey: strings.Repeat("c2", 24),
		Scopes: []string{"api"}, PermissionSet: "Orders_Login", RunAs: &runAs}
}

// deploy gives the result of each app, and all that was said.
func (w *deployWorld) deploy(apps ...plan.App) (map[string]Deployed, error) {
	w.Helper()
	done, err := w.p.Deploy(w.Context(), nil, apps, w.o)
	out := map[string]Deployed{}
	for _, d := range done {
		out[d.App] = d
	}
	return out, err
}

func (w *deployWorld) want(result string, apps ...plan.App) map[string]Deployed {
	w.Helper()
	done, err := w.deploy(apps...)
	if err != nil {
		w.Fatalf("%v", err)
	}
	for name, d := range done {
		if d.Result != result {
			w.Errorf("%s is %s, want %s (%s)\n%s", name, d.Result, result, d.Why, d.Diff)
		}
	}
	return done
}

// A connected app that is there is updated without its consumer key, which an
// org refuses to be given twice.
func TestDeployUpdatesAConnectedApp(t *testing.T) {
	w := newDeployWorld(t, "apps: {Etl: {type: connected-app, label: Before}}\n", nil)
	app := jwtPlan()
	app.Type = metadata.ConnectedApp
	w.want(Created, app)
	w.want(Unchanged, app)
	w.p.Config.Apps[0].Label = "After"
	done := w.want(Updated, app)
	if diff := done["Etl"].Diff; !strings.Contains(diff, "-    <label>Before</label>\n+    <label>After</label>") || strings.Contains(diff, "consumerKey>"+app.ConsumerKey+"</consumerKey>\n+") {
		t.Errorf("difference:\n%s", diff)
	}
	if got := w.tenant.Apps()[0]; got.ConsumerKey != app.ConsumerKey || !got.HasCertificate {
		t.Errorf("%+v", got)
	}
}

// A certificate that somebody cleared, and a policy that somebody opened, are
// put right.
func TestDeployMendsWhatDrifted(t *testing.T) {
	w := newDeployWorld(t, "", nil)
	app := jwtPlan()
	w.want(Created, app)
	described, err := w.p.AppMetadata([]plan.App{app}, "owner@acme.example")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := metadata.Parts(described, metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range parts[0].Files {
		text := string(f.Data)
		if at := strings.Index(text, "    <certificate>"); at >= 0 {
			text = text[:at] + text[strings.Index(text, "</certificate>\n")+len("</certificate>\n"):]
		}
		parts[0].Files[i].Data = []byte(strings.ReplaceAll(text, "AdminApprovedPreAuthorized", "AllSelfAuthorized"))
	}
	if _, err := w.s.Deploy(t.Context(), parts[0].Zip(), org.DeployOptions{}); err != nil {
		t.Fatal(err)
	}
	diff := w.want(Updated, app)["Etl"].Diff
	for _, line := range []string{"\n+    <certificate>sha256:", "\n-    <permittedUsersPolicyType>AllSelfAuthorized<", "\n+    <permittedUsersPolicyType>AdminApprovedPreAuthorized<"} {
		if !strings.Contains(diff, line) {
			t.Errorf("no %q in\n%s", line, diff)
		}
	}
	if strings.Contains(diff, "orgScopedExternalApp") || strings.Contains(diff, "oauthLink") {
		t.Errorf("what the org adds is no difference:\n%s", diff)
	}
	w.want(Unchanged, app)
}

// Rights that somebody put into the permission set stay: it is not deployed again,
// also when its app is.
func TestDeployLeavesThePermissionSet(t *testing.T) {
	w := newDeployWorld(t, "", nil)
	app := jwtPlan()
	w.want(Created, app)
	set := []metadata.File{
		{Path: "package.xml", Data: []byte(`<?xml version="1.0"?><Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Etl_Login</members><name>PermissionSet</name></types><version>66.0</version></Package>`)},
		{Path: "permissionsets/Etl_Login.permissionset", Data: []byte(`<?xml version="1.0"?><PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata"><label>Etl</label><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions></PermissionSet>`)},
	}
	if _, err := w.s.Deploy(t.Context(), metadata.Part{Files: set}.Zip(), org.DeployOptions{}); err != nil {
		t.Fatal(err)
	}
	w.want(Unchanged, app)
	w.o.Contact = "other@acme.example"
	w.want(Updated, app)
	found, err := w.s.ReadComponents(t.Context(), "PermissionSet", "Etl_Login")
	if err != nil || len(found) != 1 || !found[0].Root.Has("userPermissions") {
		t.Errorf("%+v %v", found, err)
	}
}

// An app made in Setup has policies of other names, which are met.
func TestDeployMeetsTheNamesOfSetup(t *testing.T) {
	w := newDeployWorld(t, "", nil)
	app := jwtPlan()
	described, err := w.p.AppMetadata([]plan.App{app}, "owner@acme.example")
	if err != nil {
		t.Fatal(err)
	}
	named := described[0]
	named.Named = map[string]string{"ExtlClntAppOauthConfigurablePolicies": "Etl_oauthPlcy", "ExtlClntAppConfigurablePolicies": "Etl_plcy", "ExtlClntAppOauthSettings": "Login_Settings"}
	parts, err := metadata.Parts([]metadata.App{named}, metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Deploy(t.Context(), parts[0].Zip(), org.DeployOptions{}); err != nil {
		t.Fatal(err)
	}
	w.want(Unchanged, app)
	w.o.Contact = "other@acme.example"
	w.want(Updated, app)
	if err := w.p.Workspace.WriteFile(memoryFile, []byte("{}")); err != nil { // as on another machine
		t.Fatal(err)
	}
	w.o.Contact = "owner@acme.example"
	if got := w.want(Updated, app)["Etl"]; !strings.Contains(got.Why, "was there before unpw") {
		t.Errorf("nobody is warned: %+v", got)
	}
}

// The secret of client credentials: kept as the org gives it, else asked for,
// else missing, and then the reason is said.
func TestDeployKeepsTheConsumerSecret(t *testing.T) {
	w := newDeployWorld(t, "", nil)
	done := w.want(Created, ccPlan())
	if got := done["Orders"]; got.Secret != "read from the org, kept in .unpw/secrets/Orders.client-secret" || got.Why != "" {
		t.Errorf("%+v", got)
	}

	hidden := newDeployWorld(t, "", func(o *rehearsal.Org) { o.HideSecrets = true })
	done = hidden.want(Created, ccPlan())
	if got := done["Orders"]; got.Secret != "missing" || !strings.Contains(got.Why, "its integrations are blocked until it is in .unpw/secrets/Orders.client-secret") {
		t.Errorf("%+v", got)
	}
	asked := 0
	hidden.o.AskSecret = func(context.Context, plan.App) (secret.Secret, error) {
		asked++
		return secret.New("example-client-secret"), nil
	}
	for range 2 { // the second time it is there
		done = hidden.want(Unchanged, ccPlan())
	}
	if got := done["Orders"]; asked != 1 || got.Secret != "kept in .unpw/secrets/Orders.client-secret" {
		t.Errorf("asked %d times, %+v", asked, got)
	}

	referred := newDeployWorld(t, "apps: {Orders: {consumer-secret: {env: ORDERS_SECRET}}}\n", func(o *rehearsal.Org) { o.HideSecrets = true })
	if got := referred.want(Created, ccPlan())["Orders"]; got.Secret != "as unpw.yaml says: {env: ORDERS_SECRET}" {
		t.Errorf("%+v", got)
	}
}

// An app that the org does not take is told apart from its neighbours, which are
// deployed; what stands in the way is said before anything is sent.
func TestDeploySortsOut(t *testing.T) {
	w := newDeployWorld(t, "", nil)
	bad := ccPlan()
	nobody := "nobody@acme.example"
	bad.RunAs = &nobody
	done, err := w.deploy(jwtPlan(), bad)
	if fail.CodeOf(err) != fail.Partial || done["Etl"].Result != Created || done["Orders"].Result != Failed {
		t.Errorf("%v %+v", err, done)
	}
	want := []Problem{{"ExtlClntAppOauthConfigurablePolicies Orders_oauth_defaultPolicy", "Enter a valid execution user for the OAuth client credentials flow.", "name an active integration user by Username"}}
	if diff := cmp.Diff(want, done["Orders"].Problems); diff != "" {
		t.Error(diff)
	}

	old := jwtPlan()
	old.Type = metadata.ConnectedApp
	if _, err := w.deploy(old); fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "of the other type") {
		t.Errorf("a name of the other type: %v", err)
	}
	other := jwtPlan()
	other.ConsumerKey = strings.Repeat("f", 48)
	if _, err := w.deploy(other); fail.CodeOf(err) != fail.Refused || !strings.Contains(strings.Join(fail.Of(err).Hints, " "), "consumer-key: "+jwtPlan().ConsumerKey) {
		t.Errorf("another key: %v", err)
	}
	taken := jwtPlan()
	taken.Name, taken.PermissionSet = "Second", "Second_Login"
	done, err = w.deploy(taken)
	if fail.CodeOf(err) != fail.Refused || len(done["Second"].Problems) == 0 || done["Second"].Problems[0].Problem != "The consumer key is already taken" {
		t.Errorf("a key that is taken: %v %+v", err, done)
	}
}

// A blocked org says how connected apps are allowed.
func TestDeployOfABlockedConnectedApp(t *testing.T) {
	w := newDeployWorld(t, "", func(o *rehearsal.Org) { o.CreateConnectedApps = false })
	app := jwtPlan()
	app.Type = metadata.ConnectedApp
	_, err := w.deploy(app)
	if fail.CodeOf(err) != fail.Refused || !strings.Contains(err.Error(), "You can't create a connected app") || !strings.Contains(strings.Join(fail.Of(err).Hints, " "), "use an External Client App") {
		t.Errorf("%v %q", err, fail.Of(err).Hints)
	}
}
