package metadata

import (
	"bytes"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unpw/certs"
)

var testCertificate = sync.OnceValue(func() []byte {
	key, err := certs.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	der, err := certs.SelfSigned(rand.Reader, key, "CN=Billing_Sync", time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), 365)
	if err != nil {
		panic(err)
	}
	return certs.CertificatePEM(der)
})

const testConsumerKey = "5d1b83f6e9a24707b4c2d8f01e6a93b7c85f42d09e1764ab"

func jwtApp() App {
	return App{
		Name: "Billing_Sync", Contact: "owner@acme.example", Description: "Billing sync", Flow: JWTBearer,
		ConsumerKey: testConsumerKey, CertificatePEM: testCertificate(), PermissionSet: "Billing_Sync_Login",
		Users: []string{"etl@acme.example"},
	}
}

func ccApp() App {
	return App{
		Name: "Orders_Export", Contact: "owner@acme.example", Flow: ClientCredentials, ConsumerKey: "c0a7719d35ef48b2",
		RunAs: "svc.orders@acme.example", PermissionSet: "Orders_Export_Login",
		IPRanges: []IPRange{{"203.0.113.10", "203.0.113.20", "egress"}, {"2001:db8::1", "2001:db8::2", ""}},
	}
}

func connectedApp(a App) App { a.Type = ConnectedApp; return a }

func project(t *testing.T, o Options, apps ...App) map[string]string {
	t.Helper()
	files, err := Project(apps, o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		if _, twice := out[f.Path]; twice {
			t.Errorf("%s is written twice", f.Path)
		}
		out[f.Path] = string(f.Data)
	}
	return out
}

func paths(files map[string]string) []string {
	var out []string
	for p := range files {
		out = append(out, p)
	}
	return out
}

func TestSourceLayoutIsAWholeProject(t *testing.T) {
	const main = "force-app/main/default/"
	want := []string{
		".forceignore", ".gitignore", "config/project-scratch-def.json", "manifest/package.xml", "sfdx-project.json",
		main + "externalClientApps/Billing_Sync.eca-meta.xml",
		main + "extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml",
		main + "extlClntAppOauthPolicies/Billing_Sync_oauth_defaultPolicy.ecaOauthPlcy-meta.xml",
		main + "extlClntAppOauthSettings/Billing_Sync_oauth.ecaOauth-meta.xml",
		main + "extlClntAppPolicies/Billing_Sync_defaultPolicy.ecaPlcy-meta.xml",
		main + "permissionsets/Billing_Sync_Login.permissionset-meta.xml",
		"lockdown/sfdx-project.json", "lockdown/manifest/package.xml", "lockdown/" + main + "settings/OauthOidc.settings-meta.xml",
		"lockdown/undo/sfdx-project.json", "lockdown/undo/manifest/package.xml", "lockdown/undo/" + main + "settings/OauthOidc.settings-meta.xml",
		"rollback/package.xml", "rollback/destructiveChanges.xml",
	}
	if diff := cmp.Diff(set(want), set(paths(project(t, Options{}, jwtApp())))); diff != "" {
		t.Error(diff)
	}
}

func TestMetadataLayoutIsWhatIsDeployed(t *testing.T) {
	want := []string{
		"package.xml",
		"connectedApps/Orders_Export.connectedApp",
		"permissionsets/Orders_Export_Login.permissionset",
	}
	if diff := cmp.Diff(set(want), set(paths(project(t, Options{Layout: MDAPI}, connectedApp(ccApp()))))); diff != "" {
		t.Error(diff)
	}
}

func TestTwiceIsTheSame(t *testing.T) {
	for _, layout := range []string{Source, MDAPI, Zipped} {
		o := Options{Layout: layout, APIOnlyUser: true}
		once, err := Project([]App{jwtApp(), ccApp()}, o)
		if err != nil {
			t.Fatal(err)
		}
		// Another order of the apps is the same project, too.
		again, err := Project([]App{ccApp(), jwtApp()}, o)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(once, again); diff != "" {
			t.Errorf("%s: %s", layout, diff)
		}
	}
}

func TestOnlyTheGlobalSettingsAreKeptOutOfGit(t *testing.T) {
	files, err := Project([]App{jwtApp(), connectedApp(ccApp())}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if want := strings.Contains(f.Path, "/extlClntAppGlobalOauthSets/"); f.Secret != want {
			t.Errorf("%s: secret is %v", f.Path, f.Secret)
		}
		if f.Path == ".gitignore" && !bytes.Contains(f.Data, []byte("extlClntAppGlobalOauthSets/\n")) {
			t.Error("git is not told to ignore them")
		}
	}
}

func TestASharedPermissionSetIsWrittenOnce(t *testing.T) {
	a, b := jwtApp(), ccApp()
	b.PermissionSet = a.PermissionSet
	files := project(t, Options{Layout: MDAPI}, a, b)
	if got := files["permissionsets/Billing_Sync_Login.permissionset"]; !strings.Contains(got, "Billing_Sync, Orders_Export") {
		t.Errorf("it does not say for whom: %s", got)
	}
	if n := strings.Count(files["package.xml"], "Billing_Sync_Login"); n != 1 {
		t.Errorf("the manifest names it %d times", n)
	}
}

// The set that pre-authorises carries no permission at all: an API-only
// permission there would need a licence, and end browser logins of its users.
func TestPermissionSets(t *testing.T) {
	files := project(t, Options{Layout: MDAPI, APIOnlyUser: true}, jwtApp())
	if got := files["permissionsets/Billing_Sync_Login.permissionset"]; strings.Contains(got, "userPermissions") {
		t.Errorf("it gives a permission: %s", got)
	}
	only := files["permissionsets/Billing_Sync_Login_Api_Only.permissionset"]
	if !strings.Contains(only, "<name>ApiEnabled</name>") || !strings.Contains(only, "<name>ApiUserOnly</name>") {
		t.Errorf("the second set is %q", only)
	}
	if !strings.Contains(files["package.xml"], "<members>Billing_Sync_Login_Api_Only</members>") {
		t.Error("the manifest does not name the second set")
	}
}

func set(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}
