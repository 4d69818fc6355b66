package metadata

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/org"
)

const retrieved = `<?xml version="1.0" encoding="UTF-8"?>
<ConnectedApp xmlns="http://soap.sforce.com/2006/04/metadata">
    <attributes>
        <formula>$User.Id</formula>
        <key>user</key>
    </attributes>
    <contactEmail>owner@acme.example</contactEmail>
    <description>Orders &amp; bills</description>
    <ipRanges>
        <description>egress</description>
        <end>203.0.113.20</end>
        <start>203.0.113.10</start>
    </ipRanges>
    <label>Orders &lt;old&gt;</label>
    <oauthConfig>
        <callbackUrl>https://acme.example/one
https://acme.example/two</callbackUrl>
        <certificate>CERTIFICATE</certificate>
        <consumerKey>EXAMPLE_CONSUMER_KEY</consumerKey>
        <idTokenConfig>
            <idTokenIncludeCustomPerms>true</idTokenIncludeCustomPerms>
            <idTokenValidity>5</idTokenValidity>
        </idTokenConfig>
        <isAdminApproved>true</isAdminApproved>
        <isClientCredentialEnabled>true</isClientCredentialEnabled>
        <isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>
        <isIntrospectAllTokens>true</isIntrospectAllTokens>
        <oauthClientCredentialUser>svc@acme.example</oauthClientCredentialUser>
        <scopes>Api</scopes>
        <scopes>SFAP</scopes>
        <scopes>RefreshToken</scopes>
    </oauthConfig>
    <oauthPolicy>
        <ipRelaxation>BYPASS_2FACTOR</ipRelaxation>
        <refreshTokenPolicy>specific_lifetime:7:DAYS</refreshTokenPolicy>
    </oauthPolicy>
    <permissionSetName>Orders_Login</permissionSetName>
    <permissionSetName>Bills_Login</permissionSetName>
    <plugin>OrdersHandler</plugin>
    <profileName>Minimum Access - API Only Integrations</profileName>
    <sessionPolicy>
        <sessionLevel>HIGH_ASSURANCE</sessionLevel>
        <sessionTimeout>30</sessionTimeout>
    </sessionPolicy>
    <startUrl>https://acme.example/start</startUrl>
</ConnectedApp>
`

func converted(t *testing.T, text string, o Options) (*Conversion, map[string]string) {
	t.Helper()
	app, err := org.ParseElement([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Convert("Orders", app, "Orders_Eca", testConsumerKey, o)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range c.Files {
		files[f.Path] = string(f.Data)
	}
	return c, files
}

func TestConvertCarriesOver(t *testing.T) {
	pem := strings.TrimSpace(string(testCertificate()))
	bare := strings.ReplaceAll(strings.ReplaceAll(pem, "-----BEGIN CERTIFICATE-----\n", ""), "\n-----END CERTIFICATE-----", "")
	c, files := converted(t, strings.Replace(retrieved, "CERTIFICATE", bare, 1), Options{Layout: MDAPI})
	const (
		header   = "externalClientApps/Orders_Eca.eca"
		global   = "extlClntAppGlobalOauthSets/Orders_Eca_glbloauth.ecaGlblOauth"
		settings = "extlClntAppOauthSettings/Orders_Eca_oauth.ecaOauth"
		policy   = "extlClntAppOauthPolicies/Orders_Eca_oauth_defaultPolicy.ecaOauthPlcy"
		switches = "extlClntAppPolicies/Orders_Eca_defaultPolicy.ecaPlcy"
	)
	for _, tt := range []struct{ file, element, want string }{
		{header, "label", "Orders <old>"},
		{header, "contactEmail", "owner@acme.example"},
		{header, "description", "Orders & bills"},
		{header, "distributionState", "Local"},
		{global, "callbackUrl", "https://acme.example/one\nhttps://acme.example/two"},
		{global, "certificate", pem},
		{global, "consumerKey", testConsumerKey},
		{global, "isClientCredentialsFlowEnabled", "true"},
		{global, "isIntrospectAllTokens", "true"},
		{global, "isPkceRequired", "false"}, // the default of the old type, not that of the new
		{global, "isSecretRequiredForRefreshToken", "true"},
		{settings, "commaSeparatedOauthScopes", "Api, SFApiPlatform, RefreshToken"},
		{policy, "clientCredentialsFlowUser", "svc@acme.example"},
		{policy, "commaSeparatedPermissionSet", "Orders_Login, Bills_Login"},
		{policy, "commaSeparatedProfile", "Minimum Access - API Only Integrations"},
		{policy, "ipRelaxationPolicyType", "Bypass_2factor"},
		{policy, "isClientCredentialsFlowEnabled", "true"},
		{policy, "permittedUsersPolicyType", "AdminApprovedPreAuthorized"},
		{policy, "refreshTokenPolicyType", "SpecificLifetime"},
		{policy, "refreshTokenValidityPeriod", "7"},
		{policy, "refreshTokenValidityUnit", "Days"},
		{policy, "requiredSessionLevel", "HIGH_ASSURANCE"},
		{policy, "sessionTimeoutInMinutes", "30"},
		{switches, "startPage", "Custom"},
		{switches, "startUrl", "https://acme.example/start"},
	} {
		if got := read(t, files, tt.file).kid(tt.element).Text; got != tt.want {
			t.Errorf("%s: %s is %q, want %q", tt.file, tt.element, got, tt.want)
		}
	}
	token := read(t, files, global).kid("idTokenConfig")
	if token.kid("idTokenIncludeCustomPermissions").Text != "true" || token.kid("idTokenValidityInMinutes").Text != "5" {
		t.Errorf("%+v", token)
	}
	ranges := read(t, files, settings).kid("trustedIpRanges")
	if ranges.kid("startIpAddress").Text != "203.0.113.10" || ranges.kid("endIpAddress").Text != "203.0.113.20" || ranges.kid("description").Text != "egress" {
		t.Errorf("%+v", ranges)
	}

	var lost []string
	for _, l := range c.Lost {
		if l.Why == "" {
			t.Errorf("%s: no reason", l.Element)
		}
		lost = append(lost, l.Element)
	}
	want := []string{"attributes", "oauthConfig/consumerKey", "oauthConfig/isEnforceRefreshTokenTTL", "plugin"}
	if diff := cmp.Diff(want, lost); diff != "" {
		t.Error(diff)
	}
}

// Every element of the old app is carried over or named as lost, at any version.
func TestConvertForgetsNothing(t *testing.T) {
	_, at60 := converted(t, retrieved, Options{Layout: MDAPI, APIVersion: "60.0"})
	for name, text := range at60 {
		for _, element := range []string{"startPage", "startUrl", "commaSeparatedProfile", "isNamedUserJwtEnabled"} {
			if strings.Contains(text, "<"+element+">") {
				t.Errorf("60.0: %s holds %s", name, element)
			}
		}
	}
	c, _ := converted(t, retrieved, Options{Layout: MDAPI, APIVersion: "60.0"})
	said := map[string]string{}
	for _, l := range c.Lost {
		said[l.Element] = l.Why
	}
	for _, element := range []string{"startUrl", "profileName", "oauthConfig/idTokenConfig"} {
		if !strings.Contains(said[element], "or later is needed") {
			t.Errorf("%s: %q", element, said[element])
		}
	}
}

// An app of unpw's own, as a connected app and converted, is the External Client
// App that unpw writes itself, but for what only that has.
func TestConvertMeetsGenerate(t *testing.T) {
	for _, a := range []App{jwtApp(), ccApp()} {
		old := project(t, Options{Layout: MDAPI}, connectedApp(a))["connectedApps/"+a.Name+".connectedApp"]
		app, err := org.ParseElement([]byte(old))
		if err != nil {
			t.Fatal(err)
		}
		to := a
		to.Name = a.Name + "_Eca"
		c, err := Convert(a.Name, app, to.Name, a.ConsumerKey, Options{Layout: MDAPI})
		if err != nil {
			t.Fatal(err)
		}
		to.Label = strings.ReplaceAll(a.Name, "_", " ")
		generated := project(t, Options{Layout: MDAPI}, to)
		for _, f := range c.Files {
			if f.Path == "package.xml" {
				continue
			}
			got, want := read(t, map[string]string{f.Path: string(f.Data)}, f.Path), read(t, generated, f.Path)
			for _, k := range got.Kids {
				if w := want.kid(k.Name); len(k.Kids) == 0 && w.Text != k.Text && k.Name != "isPkceRequired" {
					t.Errorf("%s: %s is %q, generate writes %q", f.Path, k.Name, k.Text, w.Text)
				}
			}
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	parse := func(text string) org.Element {
		e, err := org.ParseElement([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	for _, tt := range []struct{ name, text, to, want string }{
		{"no connected app", "<PermissionSet><label>x</label></PermissionSet>", "New", "is no connected app"},
		{"no OAuth", "<ConnectedApp><label>x</label></ConnectedApp>", "New", "has no OAuth settings"},
		{"the same name", retrieved, "Orders", "cannot be called Orders as well"},
		{"no API name", retrieved, "New App", "is no API name"},
	} {
		if _, err := Convert("Orders", parse(tt.text), tt.to, "", Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
