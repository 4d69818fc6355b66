package metadata

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

// gated are the elements that came with an API version of 60 or later, as the
// WSDLs and the types package have them: written down here once more, apart from
// types.yaml, so that a typing error in either shows. Above 66 nothing is
// verified.
var gated = []struct {
	folder, element string
	from            int
}{
	{"extlClntAppGlobalOauthSets", "certificate", 60},
	{"extlClntAppGlobalOauthSets", "isClientCredentialsFlowEnabled", 60},
	{"extlClntAppGlobalOauthSets", "isCodeCredFlowEnabled", 61},
	{"extlClntAppGlobalOauthSets", "isCodeCredPostOnly", 61},
	{"extlClntAppGlobalOauthSets", "isDeviceFlowEnabled", 60},
	{"extlClntAppGlobalOauthSets", "isNamedUserJwtEnabled", 61},
	{"extlClntAppGlobalOauthSets", "isRefreshTokenRotationEnabled", 60},
	{"extlClntAppGlobalOauthSets", "isSecretRequiredForTokenExchange", 60},
	{"extlClntAppGlobalOauthSets", "isTokenExchangeEnabled", 60},
	{"extlClntAppOauthSettings", "isFirstPartyAppEnabled", 62},
	{"extlClntAppOauthPolicies", "isClientCredentialsFlowEnabled", 60},
	{"extlClntAppOauthPolicies", "isGuestCodeCredFlowEnabled", 61},
	{"extlClntAppOauthPolicies", "isTokenExchangeFlowEnabled", 60},
	{"extlClntAppPolicies", "isEnabled", 60},
	{"extlClntAppPolicies", "isOauthPluginEnabled", 60},
	{"extlClntAppPolicies", "startPage", 62},
}

// neverBelow69 are elements of these types that came with 67 or 68, or went before:
// nothing that unpw writes needs them.
var neverBelow69 = []struct{ folder, element string }{
	{"extlClntAppOauthPolicies", "isNamedUserJwtEnabled"}, // 61 to 63 only
	{"extlClntAppGlobalOauthSets", "isEnforceRefreshTokenTTL"},
	{"extlClntAppGlobalOauthSets", "isDPopEnabled"},
	{"extlClntAppGlobalOauthSets", "isMtlsEnabled"},
	{"extlClntAppPolicies", "isAttestPluginEnabled"},
	{"connectedApps", "isDPopEnabled"},
	{"connectedApps", "pluginExecutionUser"}, // gone in 67
}

func TestEachElementFromItsVersionOn(t *testing.T) {
	for version := 60; version <= 68; version++ {
		o := Options{Layout: MDAPI, APIVersion: fmt.Sprintf("%d.0", version)}
		byFolder := map[string]string{}
		for name, text := range project(t, o, jwtApp()) {
			byFolder[path.Dir(name)] += text
		}
		for name, text := range project(t, o, connectedApp(ccApp())) {
			byFolder[path.Dir(name)] += text
		}
		for _, g := range gated {
			if got, want := strings.Contains(byFolder[g.folder], "<"+g.element+">"), version >= g.from; got != want {
				t.Errorf("%d.0: %s holds %s: %v, want %v", version, g.folder, g.element, got, want)
			}
		}
		for _, g := range neverBelow69 {
			if strings.Contains(byFolder[g.folder], "<"+g.element+">") {
				t.Errorf("%d.0: %s holds %s", version, g.folder, g.element)
			}
		}
		notes, err := Unverified([]App{jwtApp()}, o)
		if err != nil || (len(notes) > 0) != (version > 66) {
			t.Errorf("%d.0: unverified %q, %v", version, notes, err)
		}
	}
}

// Types and shapes of 56 to 58 were pilots, those of 59 lack the certificate.
func TestOlderVersionsAreRefused(t *testing.T) {
	for _, version := range []string{"59.0", "58", "69.0", "66.5", "new"} {
		if _, err := Project([]App{jwtApp()}, Options{APIVersion: version}); err == nil {
			t.Errorf("%s was written", version)
		}
	}
}
