package metadata

import (
	"strings"
	"testing"
)

func commands(t *testing.T, a App, o Options) string {
	t.Helper()
	steps, err := Steps([]App{a}, o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range steps {
		if s.Who == "" || s.Text == "" || strings.Contains(s.Text+s.Command, "<no value>") {
			t.Errorf("%+v", s)
		}
		b.WriteString(s.Who + ": " + s.Text + "\n" + s.Command + "\n")
	}
	return b.String()
}

func TestStepsOfEachKindOfApp(t *testing.T) {
	old := connectedApp(jwtApp())
	old.Existing = true
	own := jwtApp()
	own.ConsumerKey = ""
	two := jwtApp()
	two.Users = []string{"etl@acme.example", "o'neil@acme.example"}
	nobody := jwtApp()
	nobody.Users = nil

	const assign = "sf org assign permset --name Billing_Sync_Login --on-behalf-of etl@acme.example --target-org prod"
	tests := []struct {
		name     string
		app      App
		o        Options
		has, not []string
	}{
		{"jwt-bearer", jwtApp(), Options{TargetOrg: "prod"}, []string{assign, "wait 2 to 10 minutes"}, []string{"secret", "allow the creation", "permsetlicense", "retrieve"}},
		{"client-credentials", ccApp(), Options{},
			[]string{"--on-behalf-of svc.orders@acme.example --target-org ALIAS", "consumer secret of Orders_Export", "External Client App Manager", "API Only User"}, nil},
		{"connected app, new", connectedApp(jwtApp()), Options{}, []string{"allow the creation of connected apps"}, []string{"secret"}},
		{"connected app, existing", old, Options{}, []string{"assign permset"}, []string{"allow the creation"}},
		{"key of the platform", own, Options{}, []string{"--metadata ExtlClntAppGlobalOauthSettings:Billing_Sync_glbloauth"}, nil},
		{"API only", jwtApp(), Options{APIOnlyUser: true}, []string{"permsetlicense", "--name Billing_Sync_Login_Api_Only"}, nil},
		{"two users, one to be quoted", two, Options{TargetOrg: "prod"}, []string{assign, `--on-behalf-of 'o'\''neil@acme.example'`}, nil},
		{"no user known", nobody, Options{}, []string{"--on-behalf-of USERNAME"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := commands(t, tt.app, tt.o)
			for _, want := range tt.has {
				if !strings.Contains(got, want) {
					t.Errorf("no %q in\n%s", want, got)
				}
			}
			for _, no := range tt.not {
				if strings.Contains(got, no) {
					t.Errorf("%q in\n%s", no, got)
				}
			}
		})
	}
}

func TestDeployStepsFollowTheLayout(t *testing.T) {
	for layout, want := range map[string]string{Source: "--manifest manifest/package.xml", MDAPI: "--metadata-dir . ", Zipped: "--metadata-dir deploy.zip "} {
		steps, err := DeploySteps(Options{Layout: layout}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(steps) != 1 || !strings.Contains(steps[0].Command, want) {
			t.Errorf("%s: %+v", layout, steps)
		}
	}
}

// A condition with a typing error would silence its step for ever.
func TestStepsUseKnownWords(t *testing.T) {
	known := set([]string{ExternalClientApp, ConnectedApp, JWTBearer, ClientCredentials, Source, MDAPI, Zipped, "new", "existing", "own-key", "api-only"})
	var file stepFile
	if err := decode("steps.yaml", &file); err != nil {
		t.Fatal(err)
	}
	for _, s := range append(append(file.Deploy, file.Before...), file.After...) {
		for _, word := range s.When {
			if !known[word] {
				t.Errorf("%q is no condition", word)
			}
		}
		if s.Each != "" && s.Each != "user" || s.Source == "" || s.Who != "org-admin" && s.Who != "operator" {
			t.Errorf("%+v", s)
		}
	}
}
