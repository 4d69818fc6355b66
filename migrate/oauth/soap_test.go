package oauth_test

import (
	stdxml "encoding/xml"
	"strings"
	"testing"

	"unpw/migrate/oauth"
)

// The envelope reads back as what was meant, markup in the password and all.
func TestSOAPEnvelope(t *testing.T) {
	for _, row := range []struct{ organization, version, path string }{
		{"", "", "/services/Soap/u/59.0"},
		{"00D000000000001", "64.0", "/services/Soap/u/64.0"},
	} {
		o := newOrg(t, xml(200, goodSOAP))
		l := logins(o.host())[oauth.SOAPLogin]
		l.OrganizationID, l.APIVersion = row.organization, row.version
		if _, err := o.client().Login(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		got := o.received[0]
		if got.method != "POST" || got.path != row.path || got.header.Get("SOAPAction") != "login" || !strings.HasPrefix(got.header.Get("Content-Type"), "text/xml") {
			t.Errorf("%s %s %v", got.method, got.path, got.header)
		}
		var envelope struct {
			Organization string `xml:"Header>LoginScopeHeader>organizationId"`
			Username     string `xml:"Body>login>username"`
			Password     string `xml:"Body>login>password"`
		}
		if err := stdxml.Unmarshal([]byte(got.body), &envelope); err != nil {
			t.Fatal(err)
		}
		if envelope.Organization != row.organization || envelope.Username != "etl@acme.example" || envelope.Password != password+token {
			t.Errorf("got %+v", envelope)
		}
	}
}
