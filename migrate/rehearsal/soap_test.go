package rehearsal_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"unpw/migrate/rehearsal"
)

func (f *fixture) sendRequest(r *http.Request, body string) (int, []byte) {
	f.Helper()
	r.Body = io.NopCloser(strings.NewReader(body))
	rw := httptest.NewRecorder()
	f.world.Handler().ServeHTTP(rw, r)
	return rw.Code, rw.Body.Bytes()
}

// soapLogin is the request as simple-salesforce sends it.
func soapLogin(username, password string) []byte {
	return []byte(fmt.Sprintf(`<?xml version="1.0" encoding="utf-8" ?>
<env:Envelope xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">
  <env:Header><urn:CallOptions><urn:client>RestForce</urn:client><urn:defaultNamespace>sf</urn:defaultNamespace></urn:CallOptions></env:Header>
  <env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>%s</n1:username><n1:password>%s</n1:password></n1:login></env:Body>
</env:Envelope>`, username, password))
}

type soapAnswer struct {
	Body struct {
		Fault struct {
			String string `xml:"faultstring"`
			Code   string `xml:"detail>LoginFault>exceptionCode"`
			Text   string `xml:"detail>LoginFault>exceptionMessage"`
		}
		Result struct {
			ServerURL string `xml:"serverUrl"`
			SessionID string `xml:"sessionId"`
			UserID    string `xml:"userId"`
			Sandbox   bool   `xml:"sandbox"`
			OrgID     string `xml:"userInfo>organizationId"`
			UserName  string `xml:"userInfo>userName"`
		} `xml:"loginResponse>result"`
	}
}

func (f *fixture) soapLogin(host, path string, body []byte) (int, soapAnswer) {
	f.Helper()
	status, got := f.send(http.MethodPost, "https://"+host+path, "text/xml; charset=UTF-8", "", body)
	var a soapAnswer
	if err := xml.Unmarshal(got, &a); err != nil {
		f.Fatalf("%d %s: %v", status, got, err)
	}
	return status, a
}

func TestSOAPLogin(t *testing.T) {
	const (
		invalid  = "INVALID_LOGIN: Invalid username, password, security token; or user locked out."
		disabled = "INVALID_OPERATION: SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login()."
		row      = "Other Apex API/ "
	)
	block := func(f *fixture) { f.prod.BlockSOAP(true) }
	for _, tt := range []struct {
		name, host, path string
		user, pass       string
		before           func(*fixture)
		want, row        string
	}{
		{"partner, generic host", "login.salesforce.com", "/services/Soap/u/59.0", etl, "example-passwordExampleToken", nil, "", row + "Success"},
		{"enterprise, My Domain", prodHost, "/services/Soap/c/64.0", etl, "example-password", nil, "", row + "Success"},
		{"with the org in the path", prodHost, "/services/Soap/u/64.0/00D000000000001", etl, "example-password", nil, "", row + "Success"},
		{"wrong password", "login.salesforce.com", "/services/Soap/u/59.0", etl, "guess", nil, invalid, row + "Invalid Password"},
		{"unknown user", "login.salesforce.com", "/services/Soap/u/59.0", "nobody@acme.example", "x", nil, invalid, ""},
		{"sandbox user on login", "login.salesforce.com", "/services/Soap/u/59.0", boxEtl, "example-password", nil, invalid, ""},
		{"inactive", prodHost, "/services/Soap/u/59.0", "gone@acme.example", "gone-password", nil, invalid, row + "User is inactive"},
		{"API 65.0", prodHost, "/services/Soap/u/65.0", etl, "example-password", nil,
			"INVALID_OPERATION: The SOAP Login operation is not available in the API version specified (65.0). Refer to the documentation for supported versions.", ""},
		{"API 30.0", prodHost, "/services/Soap/u/30.0", etl, "example-password", nil,
			"UNSUPPORTED_API_VERSION: Invalid Api version specified on URL", row + "Failed: API Version Removed"},
		{"disabled", "login.salesforce.com", "/services/Soap/u/59.0", etl, "example-password", block, disabled, ""},
		{"disabled, wrong password", prodHost, "/services/Soap/u/59.0", etl, "guess", block, disabled, ""},
		{"disabled, made-up user", prodHost, "/services/Soap/u/59.0", "nobody@acme.example", "x", block, disabled, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			if tt.before != nil {
				tt.before(f)
			}
			status, a := f.soapLogin(tt.host, tt.path, soapLogin(tt.user, tt.pass))
			if a.Body.Fault.String != tt.want {
				t.Errorf("got %q, want %q", a.Body.Fault.String, tt.want)
			}
			if got := lastLogin(f.prod); got != tt.row {
				t.Errorf("history %q, want %q", got, tt.row)
			}
			if tt.want != "" {
				if status != 500 || a.Body.Fault.Code+": "+a.Body.Fault.Text != tt.want {
					t.Errorf("%d %+v", status, a.Body.Fault)
				}
				return
			}
			r := a.Body.Result
			if !strings.HasPrefix(r.ServerURL, "https://"+prodHost+"/services/Soap/") || r.OrgID != f.prod.ID() || r.UserName != etl || r.Sandbox {
				t.Errorf("result %+v", r)
			}
			if status, body := f.call(http.MethodGet, f.prod, "/query?q=SELECT+Id+FROM+Organization", r.SessionID, nil); status != 200 {
				t.Errorf("the session does not work: %d %v", status, body)
			}
		})
	}
}

func TestSOAPNotWellFormed(t *testing.T) {
	f := newFixture(t)
	for name, body := range map[string]string{
		"no XML":            "username=x",
		"no login":          `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x/></e:Body></e:Envelope>`,
		"another namespace": `<e:Envelope xmlns:e="urn:x"><e:Body><login/></e:Body></e:Envelope>`,
		"ampersand":         string(soapLogin(etl, "pass&word")),
		"empty":             "",
	} {
		status, a := f.soapLogin(prodHost, "/services/Soap/u/59.0", []byte(body))
		if status != 500 || !strings.Contains(a.Body.Fault.String, "not a well-formed SOAP request") {
			t.Errorf("%s: %d %+v", name, status, a.Body.Fault)
		}
	}
}

func TestSOAPPasswordIsUnescaped(t *testing.T) {
	f := newFixture(t)
	if err := f.prod.AddUser(rehearsal.User{Username: "amp@acme.example", Password: secretOf(`a&b<c>"d'`)}); err != nil {
		t.Fatal(err)
	}
	status, a := f.soapLogin(prodHost, "/services/Soap/u/59.0", soapLogin("amp@acme.example", "a&amp;b&lt;c>&quot;d'"))
	if status != 200 {
		t.Errorf("%d %+v", status, a.Body.Fault)
	}
}

// Salesforce's own Java client compresses what it sends.
func TestSOAPRequestMayBeCompressed(t *testing.T) {
	f := newFixture(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(soapLogin(etl, "example-password"))
	w.Close()
	for name, tt := range map[string]struct {
		body string
		want int
	}{"compressed": {packed.String(), 200}, "cut off": {packed.String()[:40], 413}} {
		r := httptest.NewRequest(http.MethodPost, "https://"+prodHost+"/services/Soap/u/59.0", nil)
		r.Header.Set("Content-Encoding", "gzip")
		if status, body := f.sendRequest(r, tt.body); status != tt.want {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

// The answers must be XML for others too.
func TestSOAPAnswersPassXmllint(t *testing.T) {
	needs(t, "xmllint")
	f := newFixture(t)
	for _, pass := range []string{"example-password", "guess"} {
		_, body := f.send(http.MethodPost, "https://"+prodHost+"/services/Soap/u/59.0", "text/xml", "", soapLogin(etl, pass))
		lint := exec.Command("xmllint", "--noout", "-")
		lint.Stdin = strings.NewReader(string(body))
		if out, err := lint.CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	}
}
