package rehearsal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestIdentity(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	_, answer := f.grant(boxHost, bearer(f.assertion(ecaKey+"dev", boxEtl, "https://"+boxHost).String()))
	token, id := answer["access_token"].(string), answer["id"].(string)
	if !strings.HasPrefix(id, "https://test.salesforce.com/id/"+f.box.ID()+"/005") {
		t.Errorf("id %s", id)
	}
	status, body := f.send(http.MethodGet, id, "", token, nil)
	got := f.object(body)
	if status != 200 || got["username"] != boxEtl || got["organization_id"] != f.box.ID() || got["active"] != true {
		t.Errorf("%d %s", status, body)
	}
	status, body = f.send(http.MethodGet, "https://"+boxHost+"/services/oauth2/userinfo", "", token, nil)
	if got := f.object(body); status != 200 || got["preferred_username"] != boxEtl || got["sub"] != id {
		t.Errorf("%d %s", status, body)
	}
	for _, bad := range []struct{ address, token string }{
		{id, "guess"},
		{id, f.prod.AdminToken().Reveal()},
		{strings.Replace(id, "/005", "/006", 1), token},
		{"https://" + prodHost + "/services/oauth2/userinfo", token},
	} {
		status, body := f.send(http.MethodGet, bad.address, "", bad.token, nil)
		if status != 403 || string(body) != "Bad_OAuth_Token" {
			t.Errorf("%s: %d %s", bad.address, status, body)
		}
	}
}

func TestIntrospectAndRevoke(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	_, jwt := f.grant(prodHost, bearer(f.assertion(ecaKey, etl, "https://"+prodHost).String()))
	_, pass := f.grant(prodHost, password(etl, "example-password", oldKey, "old-secret"))
	introspect := func(token any, key, secret string) map[string]any {
		form := url.Values{"token": {token.(string)}, "token_type_hint": {"access_token"}, "client_id": {key}, "client_secret": {secret}}
		_, body := f.send(http.MethodPost, "https://"+prodHost+"/services/oauth2/introspect", formKind, "", []byte(form.Encode()))
		return f.object(body)
	}
	secret := f.consumerSecret(f.prod, "Billing")
	if got := introspect(jwt["access_token"], ecaKey, secret); got["active"] != true || got["username"] != etl || got["scope"] != "api" || got["client_id"] != ecaKey {
		t.Errorf("JWT token: %v", got)
	}
	for name, got := range map[string]map[string]any{
		"password session":  introspect(pass["access_token"], oldKey, "old-secret"),
		"another app's":     introspect(jwt["access_token"], oldKey, "old-secret"),
		"made-up token":     introspect("guess", ecaKey, secret),
		"the administrator": introspect(f.prod.AdminToken().Reveal(), ecaKey, secret),
	} {
		if got["active"] != false || len(got) != 1 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := introspect(jwt["access_token"], ecaKey, "guess"); got["error"] != "invalid_client" {
		t.Errorf("wrong secret: %v", got)
	}
	status, _ := f.send(http.MethodPost, "https://"+prodHost+"/services/oauth2/revoke", formKind, "", []byte(url.Values{"token": {jwt["access_token"].(string)}}.Encode()))
	if status != 200 {
		t.Errorf("revoke: %d", status)
	}
	if status, _ := f.call(http.MethodGet, f.prod, "/limits", jwt["access_token"].(string), nil); status != 401 {
		t.Errorf("a revoked token still works: %d", status)
	}
}

func TestSecretsCanBeHidden(t *testing.T) {
	f := newFixture(t)
	f.jwtWorld()
	if len(f.consumerSecret(f.prod, "Billing")) != 64 {
		t.Error("the platform makes secrets of 64 characters")
	}
	admin := f.prod.AdminToken().Reveal()
	_, usage := f.call(http.MethodGet, f.prod, "/apps/oauth/usage", admin, nil)
	id := usage["apps"].([]any)[0].(map[string]any)["identifier"].(string)
	for _, tt := range []struct {
		access string
		want   int
	}{{"false", 403}, {"true", 200}} {
		f.must(f.deploy(f.prod, map[string]string{"settings/ExternalClientApp.settings": metadata("ExternalClientAppSettings",
			"<enableClientSecretInRestApiAccess>"+tt.access+"</enableClientSecretInRestApiAccess>")}))
		if status, body := f.call(http.MethodGet, f.prod, "/apps/oauth/credentials/"+id, admin, nil); status != tt.want {
			t.Errorf("%s: %d %v", tt.access, status, body)
		}
	}
	if status, _ := f.call(http.MethodGet, f.prod, "/apps/oauth/credentials/0xI000000000001", admin, nil); status != 404 {
		t.Error(status)
	}
}
