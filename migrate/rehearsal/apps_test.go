package rehearsal_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"unpw/migrate/rehearsal"
)

// The consumer keys that the tests choose for new apps.
const (
	ecaKey = "9f2c1e7ab04d4c1f8a63d5e27b90c4af11d8e6b3570249ce"
	ccKey  = "c0a7719d35ef48b2a4d1667e20fb8d93a5b2f0147c8e4d56"
	caKey  = "5d1b83f6e9a24707b4c2d8f01e6a93b7c85f42d09e1764ab"
)

var permissionSet = map[string]string{
	"permissionsets/Billing_Login.permissionset": metadata("PermissionSet", "<hasActivationRequired>false</hasActivationRequired><label>Billing Login</label>"),
}

// externalApp is the five files of an External Client App and its permission
// set; edit changes their text.
func externalApp(name, key, global, scopes, policy string) map[string]string {
	files := maps.Clone(permissionSet)
	maps.Copy(files, map[string]string{
		"externalClientApps/" + name + ".eca": metadata("ExternalClientApplication",
			"<contactEmail>owner@acme.example</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>"+name+"</label>"),
		"extlClntAppGlobalOauthSets/" + name + "_glbloauth.ecaGlblOauth": metadata("ExtlClntAppGlobalOauthSettings",
			"<callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl>"+certificateOf(global)+"<consumerKey>"+key+"</consumerKey><externalClientApplication>"+name+"</externalClientApplication>"+switchesOf(global)),
		"extlClntAppOauthSettings/" + name + "_oauth.ecaOauth": metadata("ExtlClntAppOauthSettings",
			"<commaSeparatedOauthScopes>"+scopes+"</commaSeparatedOauthScopes><externalClientApplication>"+name+"</externalClientApplication><label>"+name+"_oauth</label>"),
		"extlClntAppOauthPolicies/" + name + "_oauth_defaultPolicy.ecaOauthPlcy": metadata("ExtlClntAppOauthConfigurablePolicies", policyOf(name, policy)),
		"extlClntAppPolicies/" + name + "_defaultPolicy.ecaPlcy": metadata("ExtlClntAppConfigurablePolicies",
			"<externalClientApplication>"+name+"</externalClientApplication><isEnabled>true</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>"),
	})
	return files
}

func certificateOf(global string) string {
	if strings.HasPrefix(global, "-----BEGIN") {
		return "<certificate>" + global + "</certificate>"
	}
	return ""
}

func switchesOf(global string) string {
	if global == "credentials" {
		return "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
	}
	return ""
}

// policyOf writes an OAuth policy: "" pre-authorises by the permission set, a
// username is the run-as user of client credentials too, "open" lets everybody
// authorise the app.
func policyOf(name, policy string) string {
	who := "<commaSeparatedPermissionSet>Billing_Login</commaSeparatedPermissionSet>"
	users := "AdminApprovedPreAuthorized"
	runAs, credentials := "", "false"
	switch policy {
	case "":
	case "open":
		who, users = "", "AllSelfAuthorized"
	default:
		runAs, credentials = "<clientCredentialsFlowUser>"+policy+"</clientCredentialsFlowUser>", "true"
	}
	return fmt.Sprintf("%s%s<externalClientApplication>%s</externalClientApplication><isClientCredentialsFlowEnabled>%s</isClientCredentialsFlowEnabled><permittedUsersPolicyType>%s</permittedUsersPolicyType>",
		runAs, who, name, credentials, users)
}

func connectedApp(name, key, certificate, scopes string, adminApproved bool, rest string) map[string]string {
	files := maps.Clone(permissionSet)
	if key != "" {
		key = "<consumerKey>" + key + "</consumerKey>"
	}
	if certificate != "" {
		certificate = "<certificate>" + certificate + "</certificate>"
	}
	list := ""
	for scope := range strings.SplitSeq(scopes, " ") {
		list += "<scopes>" + scope + "</scopes>"
	}
	files["connectedApps/"+name+".connectedApp"] = metadata("ConnectedApp", fmt.Sprintf(
		"<contactEmail>owner@acme.example</contactEmail><label>%s</label><oauthConfig><callbackUrl>https://login.salesforce.com/services/oauth2/success</callbackUrl>%s%s<isAdminApproved>%t</isAdminApproved>%s%s</oauthConfig><permissionSetName>Billing_Login</permissionSetName>",
		name, certificate, key, adminApproved, rest, list))
	return files
}

// jwtWorld has an External Client App and a connected app for JWT bearer in
// production and a connected app in the sandbox, the integration users assigned.
func (f *fixture) jwtWorld() {
	f.Helper()
	f.must(f.deploy(f.prod, externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")))
	f.must(f.deploy(f.prod, connectedApp("Classic", caKey, ours().pem, "Api RefreshToken", true, "")))
	f.must(f.deploy(f.box, connectedApp("Classic", caKey+"dev", ours().pem, "Api RefreshToken", true, "")))
	f.must(f.deploy(f.box, externalApp("Billing", ecaKey+"dev", ours().pem, "Api, RefreshToken", "")))
	f.assign(f.prod, etl)
	f.assign(f.box, boxEtl)
}

func (f *fixture) assign(o *rehearsal.Tenant, username string) {
	f.Helper()
	if err := o.Assign("Billing_Login", username); err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) must(problems []string) {
	f.Helper()
	if len(problems) > 0 {
		f.Fatalf("deploy: %q", problems)
	}
}

// consumerSecret reads an app's secret as an administrator does, by the three
// resources.
func (f *fixture) consumerSecret(o *rehearsal.Tenant, name string) string {
	f.Helper()
	admin := o.AdminToken().Reveal()
	_, usage := f.call(http.MethodGet, o, "/apps/oauth/usage", admin, nil)
	for _, a := range usage["apps"].([]any) {
		app := a.(map[string]any)
		if app["developerName"] != name {
			continue
		}
		path := "/apps/oauth/credentials/" + app["identifier"].(string)
		_, list := f.call(http.MethodGet, o, path, admin, nil)
		consumer := list["consumers"].([]any)[0].(map[string]any)
		_, both := f.call(http.MethodGet, o, path+"/"+consumer["id"].(string)+"?part=keyandsecret", admin, nil)
		if both["key"] != consumer["key"] {
			f.Errorf("keys differ: %v, %v", both["key"], consumer["key"])
		}
		return both["secret"].(string)
	}
	f.Fatalf("no app %s in %v", name, usage)
	return ""
}
