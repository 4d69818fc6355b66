package metadata

import (
	"strings"
	"testing"

	"unpw/migrate/org"
)

// inOrg gives an app's components as an org would that was just deployed to.
func inOrg(t *testing.T, a App, change func(kind, text string) string) []org.Component {
	t.Helper()
	files := project(t, Options{Layout: MDAPI}, a)
	f, err := loadFacts()
	if err != nil {
		t.Fatal(err)
	}
	var out []org.Component
	for _, m := range Names(a) {
		kind := f.Types[m.Type]
		text := change(m.Type, files[kind.Folder+"/"+m.Name+"."+kind.Suffix])
		if text == "" {
			continue
		}
		root, err := org.ParseElement([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, org.Component{Type: m.Type, Name: m.Name, Root: root})
	}
	return out
}

func TestDrift(t *testing.T) {
	in := func(of, old, text string) func(kind, file string) string {
		return func(kind, file string) string {
			if kind == of {
				if !strings.Contains(file, old) {
					t.Fatalf("%s holds no %s", of, old)
				}
				return strings.Replace(file, old, text, 1)
			}
			return file
		}
	}
	a := ccApp()
	jwt := jwtApp()
	body := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(string(testCertificate())), "-----BEGIN CERTIFICATE-----\n", ""), "\n-----END CERTIFICATE-----", "")
	for _, tt := range []struct {
		name   string
		app    App
		change func(kind, file string) string
		want   []string // lines of the difference; nil: none
	}{
		{"as deployed", a, func(_, file string) string { return file }, nil},
		{"ids of the org", a, in("ExternalClientApplication", "</label>", "</label><orgScopedExternalApp>00D000000000001:Orders_Export</orgScopedExternalApp>"), nil},
		{"defaults that the org does not show", a, in("ExtlClntAppOauthSettings", "    <isFirstPartyAppEnabled>false</isFirstPartyAppEnabled>\n", ""), nil},
		{"defaults that only the org shows", a, in("ExtlClntAppOauthConfigurablePolicies", "</requiredSessionLevel>", "</requiredSessionLevel><isBrandNew>false</isBrandNew>"), nil},
		{"a certificate without the lines around it", jwt, in("ExtlClntAppGlobalOauthSettings", strings.TrimSpace(string(testCertificate())), body), nil},
		{"scopes in another order", jwt, in("ExtlClntAppOauthSettings", "Api, RefreshToken", "RefreshToken,Api"), nil},
		{"a set more", a, in("ExtlClntAppOauthConfigurablePolicies", "Orders_Export_Login", "Orders_Export_Login, Admins"),
			[]string{"-    <commaSeparatedPermissionSet>Admins, Orders_Export_Login</commaSeparatedPermissionSet>", "+    <commaSeparatedPermissionSet>Orders_Export_Login</commaSeparatedPermissionSet>"}},
		{"switched on", a, in("ExtlClntAppGlobalOauthSettings", "<isIntrospectAllTokens>false", "<isIntrospectAllTokens>true"), []string{"-    <isIntrospectAllTokens>true</isIntrospectAllTokens>"}},
		{"an address more", a, in("ExtlClntAppOauthSettings", "</label>", "</label><trustedIpRanges><endIpAddress>198.51.100.9</endIpAddress><startIpAddress>198.51.100.1</startIpAddress></trustedIpRanges>"),
			[]string{"-        <startIpAddress>198.51.100.1</startIpAddress>"}},
		{"cleared certificate", jwt, in("ExtlClntAppGlobalOauthSettings", "<certificate>"+strings.TrimSpace(string(testCertificate()))+"</certificate>", ""), []string{"+    <certificate>sha256:"}},
		{"a component that is gone", a, func(kind, file string) string {
			if kind == "ExtlClntAppConfigurablePolicies" {
				return ""
			}
			return file
		}, []string{"+    <isEnabled>true</isEnabled>"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			diff, err := Drift(tt.app, Options{}, inOrg(t, tt.app, tt.change))
			if err != nil {
				t.Fatal(err)
			}
			if (diff == "") != (tt.want == nil) {
				t.Errorf("difference:\n%s", diff)
			}
			for _, line := range tt.want {
				if !strings.Contains(diff, "\n"+line) {
					t.Errorf("no %q in\n%s", line, diff)
				}
			}
		})
	}
}
