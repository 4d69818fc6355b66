package rehearsal_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"
)

// What was deployed comes back as it was, with what the platform adds.
func TestRetrieve(t *testing.T) {
	f := newFixture(t)
	admin := f.prod.AdminToken().Reveal()
	files := externalApp("Billing", ecaKey, ours().pem, "Api, RefreshToken", "")
	f.must(f.deploy(f.prod, files))
	_, answer := f.soapCall(f.prod, admin, "<retrieve><request><apiVersion>66.0</apiVersion><unpackaged>"+
		"<types><members>*</members><name>ExternalClientApplication</name></types><types><members>Billing_glbloauth</members><name>ExtlClntAppGlobalOauthSettings</name></types>"+
		"<types><members>Nobody</members><name>PermissionSet</name></types><version>66.0</version></unpackaged></request></retrieve>")
	id := element(answer, "id")
	if !strings.HasPrefix(id, "09S") {
		t.Fatal(answer)
	}
	_, answer = f.soapCall(f.prod, admin, "<checkRetrieveStatus><asyncProcessId>"+id+"</asyncProcessId></checkRetrieveStatus>")
	if element(answer, "success") != "true" || !strings.Contains(answer, "Entity of type &#39;PermissionSet&#39; named &#39;Nobody&#39; cannot be found") {
		t.Errorf("%s", answer)
	}
	data, err := base64.StdEncoding.DecodeString(element(answer, "zipFile"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, entry := range r.File {
		in, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		got[entry.Name] = string(text)
	}
	if len(got) != 3 || !strings.Contains(got["unpackaged/package.xml"], "<version>66.0</version>") {
		t.Errorf("the zip holds %d files", len(got))
	}
	if text := got["unpackaged/externalClientApps/Billing.eca"]; !strings.Contains(text, "    <orgScopedExternalApp>"+f.prod.ID()[:15]+":Billing</orgScopedExternalApp>\n") {
		t.Errorf("header: %s", text)
	}
	if text := got["unpackaged/extlClntAppGlobalOauthSets/Billing_glbloauth.ecaGlblOauth"]; !strings.Contains(text, "<consumerKey>"+ecaKey+"</consumerKey>") || !strings.Contains(text, ours().pem[:60]) {
		t.Errorf("global settings: %s", text)
	}
	for _, tt := range []string{"<retrieve/>", "<checkRetrieveStatus><asyncProcessId>09S000000000001</asyncProcessId></checkRetrieveStatus>"} {
		if status, answer := f.soapCall(f.prod, admin, tt); status != 500 {
			t.Errorf("%s: %d %s", tt, status, answer)
		}
	}
}
