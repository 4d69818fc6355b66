package org_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/fail"
	"unpw/migrate/org"
)

const soapURL = "POST /services/Soap/m/66.0"

func soapAnswer(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
		body + `</soapenv:Body></soapenv:Envelope>`
}

// More than ten are asked for in several calls; what is not there is left out.
func TestReadComponents(t *testing.T) {
	s := newScript(t,
		line{soapURL, 200, soapAnswer(`<readMetadataResponse><result><records xsi:type="ConnectedApp"><fullName>A</fullName><label>x &amp; y</label><oauthConfig><scopes>Api</scopes><scopes>Web</scopes></oauthConfig></records><records xsi:nil="true"/></result></readMetadataResponse>`)},
		line{soapURL, 200, soapAnswer(`<readMetadataResponse><result><records xsi:nil="true"/></result></readMetadataResponse>`)})
	got, err := s.session().ReadComponents(t.Context(), "ConnectedApp", strings.Fields("A B C D E F G H I J K")...)
	if err != nil {
		t.Fatal(err)
	}
	want := []org.Component{{Type: "ConnectedApp", Name: "A", Root: org.Element{Name: "ConnectedApp", Kids: []org.Element{
		{Name: "label", Text: "x & y"}, {Name: "oauthConfig", Kids: []org.Element{{Name: "scopes", Text: "Api"}, {Name: "scopes", Text: "Web"}}}}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(s.bodies[0], "<sessionId>"+accessToken+"</sessionId>") || strings.Count(s.bodies[0], "<fullNames>") != 10 || strings.Count(s.bodies[1], "<fullNames>") != 1 {
		t.Errorf("asked: %s", s.bodies)
	}
}

func TestListComponents(t *testing.T) {
	s := newScript(t,
		line{soapURL, 200, soapAnswer(`<listMetadataResponse><result><fullName>P</fullName><type>PermissionSet</type></result><result><fullName>Q</fullName><type>PermissionSet</type></result></listMetadataResponse>`)},
		line{soapURL, 200, soapAnswer(`<listMetadataResponse></listMetadataResponse>`)})
	got, err := s.session().ListComponents(t.Context(), "ConnectedApp", "PermissionSet", "Settings", "ExternalClientApplication")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"PermissionSet": {"P", "Q"}}, got); diff != "" {
		t.Error(diff)
	}
}

// A fault is the org's no; anything else is no answer. Neither shows the session.
func TestSOAPMetadataSaysNo(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		answer string
		code   fail.Code
		want   string
	}{
		{"fault", 500, soapAnswer(`<soapenv:Fault><faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>INSUFFICIENT_ACCESS: use of the Metadata API requires a user with Modify Metadata and ` + accessToken + `</faultstring></soapenv:Fault>`), fail.Refused, "requires a user with Modify Metadata"},
		{"web page", 503, "<html><body>maintenance</body></html>", fail.Unreachable, ""},
		{"another response", 200, soapAnswer(`<describeResponse/>`), fail.Unreachable, ""},
		{"JSON", 200, `{}`, fail.Unreachable, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScript(t, line{soapURL, tt.status, tt.answer})
			_, err := s.session().ReadComponents(t.Context(), "ConnectedApp", "A")
			if fail.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), accessToken) {
				t.Errorf("%v", err)
			}
			if got := org.LacksModifyMetadata(err); got != (tt.name == "fault") {
				t.Errorf("lacks the permission: %v", got)
			}
		})
	}
}

func TestParseElement(t *testing.T) {
	for _, bad := range []string{"", "<a>", "<a/><b/>", "x", strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)} {
		if got, err := org.ParseElement([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	got, err := org.ParseElement([]byte("\ufeff<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\">\n  <b> one </b>\n  <!-- aside -->\n  <c><d/></c>\n</a>"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(org.Element{Name: "a", Kids: []org.Element{{Name: "b", Text: "one"}, {Name: "c", Kids: []org.Element{{Name: "d"}}}}}, got); diff != "" {
		t.Error(diff)
	}
}
