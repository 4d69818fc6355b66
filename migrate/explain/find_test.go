package explain_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"unpw/migrate/explain"
)

type said struct {
	Line, Times int
	First       string
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []said
	}{
		{"a JSON body written over lines", "{\n  \"error\" : \"invalid_grant\",\n  \"error_description\" : \"request not supported on this domain\"\n}\n", []said{{2, 1, "client-credentials-wrong-domain"}}},
		{"a SOAP fault", `<?xml version="1.0"?><soapenv:Envelope><soapenv:Body><soapenv:Fault>
<faultcode>sf:INVALID_LOGIN</faultcode>
<faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring>
<detail><sf:LoginFault><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode></sf:LoginFault></detail>`, []said{{2, 1, "soap-credentials-wrong"}}},
		{"JSON within JSON", `{"level":"error","body":"{\"error\":\"invalid_client_id\",\"error_description\":\"client identifier invalid\"}"}`, []said{{1, 1, "any-client-unknown"}}},
		{"a code alone", "HTTP 400 invalid_app_access", []said{{1, 1, "any-user-not-admin-approved"}}},
		{"the same again and again", strings.Repeat("WARN retry: invalid_grant: ip restricted\nINFO sleeping\nINFO sleeping\nINFO sleeping\nINFO sleeping\nINFO sleeping\n", 40), []said{{1, 40, "any-ip-restricted"}}},
		{"two in one log", "a\nERROR app_not_found\nb\nc\nd\ne\nf\ng\nERROR invalid_grant: invalid assertion\n", []said{{2, 1, "jwt-app-not-installed"}, {9, 1, "jwt-assertion-invalid"}}},
		{"a code in one line, its text in the next", "error=invalid_grant\ndescription=no valid scopes defined\n", []said{{1, 1, "client-credentials-no-scope"}}},
		{"Windows line ends", "x\r\ninvalid_grant: audience is invalid\r\n", []said{{2, 1, "jwt-audience-invalid"}}},
		{"no line end", "audience is invalid", []said{{1, 1, "jwt-audience-invalid"}}},
		{"words that only look alike", "file not found\nthe session is gone\nSuccess\nGET /GONE_FISHING 404 NOT FOUND\nerror: server said no\n", nil},
		{"nothing", "", nil},
		{"no text", "\x00\xff\xfe\n\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := catalogue(t).Find(strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []said
			for _, x := range f.Found {
				got = append(got, said{x.Line, x.Times, x.Entries[0].ID})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A log of any size is read a piece at a time, and the one line that matters is
// found in it, however long the line is.
func TestFindInMegabytesOfNoise(t *testing.T) {
	noise := strings.Repeat("2026-11-24T10:00:00Z INFO worker 7: 200 GET /services/data/v66.0/query id=a1B2c3D4e5\n", 40_000)
	long := strings.Repeat("x", 3_000_000) + " invalid_grant: request not supported on this domain " + strings.Repeat("y", 100_000)
	f, err := catalogue(t).Find(io.MultiReader(strings.NewReader(noise), strings.NewReader(long+"\n"), strings.NewReader(noise)))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Found) != 1 || f.Found[0].Line != 40_001 || f.Found[0].Entries[0].ID != "client-credentials-wrong-domain" || f.Lines != 80_001 {
		t.Errorf("%d lines, found %+v", f.Lines, f.Found)
	}
	if len(f.Found[0].Quote) > 250 || !strings.Contains(f.Found[0].Quote, "request not supported") {
		t.Errorf("quoted as %q", f.Found[0].Quote)
	}
}

// A line is looked at in pieces; a secret that lies on a border is hidden in both.
func TestALongLineShowsNoSecretOnItsBorders(t *testing.T) {
	c := catalogue(t)
	for shift := 0; shift < 700; shift += 37 {
		line := strings.Repeat("x", 64<<10-600+shift) + " password=Example-password-of-a-test " + "audience is invalid" + strings.Repeat(" y", 100)
		f, err := c.Find(strings.NewReader(line))
		if err != nil || len(f.Found) != 1 {
			t.Fatal(shift, f, err)
		}
		if q := f.Found[0].Quote; strings.Contains(q, "of-a-test") || strings.Contains(q, "Example-") {
			t.Fatalf("%d: quoted as %s", shift, q)
		}
	}
}

func TestTheQuoteHoldsWhatWasFoundWhateverIsHiddenBeforeIt(t *testing.T) {
	line := strings.Repeat("password=Example-password-of-a-test&", 20) + "x audience is invalid" + strings.Repeat(" y", 300)
	f, err := catalogue(t).Find(strings.NewReader(line))
	if err != nil || len(f.Found) != 1 || !strings.Contains(f.Found[0].Quote, "audience is invalid") {
		t.Errorf("%+v, %v", f.Found, err)
	}
}

func TestMask(t *testing.T) {
	jwt := "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJleGFtcGxlIn0.c2lnbmF0dXJl"
	for _, tt := range []struct{ line, want string }{
		{`grant_type=password&username=etl@acme.example&password=example-password&client_id=example-client-id`, `grant_type=password&username=etl@acme.example&password=••••&client_id=example-client-id`},
		{`{"username":"etl@acme.example","password":"example \"password\"","error":"invalid_grant"}`, `{"username":"etl@acme.example","password":"••••","error":"invalid_grant"}`},
		{`body: "{\"password\":\"example-password\",\"error\":\"invalid_grant\"}"`, `body: "{\"password\":\"••••\",\"error\":\"invalid_grant\"}"`},
		{`{'client_secret': 'example-client-secret', 'a': 1}`, `{'client_secret': '••••', 'a': 1}`},
		{`<urn:password>example-password</urn:password><b/>`, `<urn:password>••••</urn:password><b/>`},
		{`<sessionId>example-session</sessionId>`, `<sessionId>••••</sessionId>`},
		{`SF_PASSWORD=example-password SF_USERNAME=etl`, `SF_PASSWORD=•••• SF_USERNAME=etl`},
		{`salesforce.security.token: example-token`, `salesforce.security.token: ••••`},
		{`Authorization: Bearer 00D000000000001!AQ.example`, `Authorization: Bearer ••••`},
		{`> authorization: Basic ZXhhbXBsZTpleGFtcGxl`, `> authorization: Basic ••••`},
		{`sid 00D000000000001AAA!AQ4AQ.example_x sent`, `sid •••• sent`},
		{`assertion ` + jwt + ` refused`, `assertion •••• refused`},
		{`curl --password example-password -u etl:example-password`, `curl --password •••• -u etl:••••`},
		{`https://etl:example-password@acme.example/x`, `https://etl:••••@acme.example/x`},
		{`invalid_grant: authentication failure`, `invalid_grant: authentication failure`},
		{`Invalid username, password, security token; or user locked out.`, `Invalid username, password, security token; or user locked out.`},
		{`expired access/refresh token`, `expired access/refresh token`},
	} {
		if got := explain.Mask(tt.line); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.line, got, tt.want)
		}
	}
}

// Whatever the secret is, it does not come back from where logs write it.
func TestMaskHidesAnySecretThatHasAName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z][A-Za-z0-9!$%+/=_.-]{7,40}`).Draw(t, "secret")
		form := rapid.SampledFrom([]string{
			`password=%s&x=1`, `{"password":"%s"}`, `{"client_secret" : "%s"}`, `{'password': '%s'}`, `<password>%s</password>`, `<n1:sessionId>%s</n1:sessionId>`,
			`SF_PASSWORD=%s`, `SF_SECURITY_TOKEN="%s"`, `access_token: %s`, `refresh_token=%s`, `Authorization: Bearer %s`, `Authorization: OAuth %s`,
			`"assertion":"%s"`, `{\"password\":\"%s\"}`, `private_key='%s'`, `--password %s`, `password is %s`, `db://etl:%s@host`,
		}).Draw(t, "form")
		line := "10:00 ERROR invalid_grant " + fmt.Sprintf(form, secret) + " end"
		if got := explain.Mask(line); strings.Contains(got, secret) || len(secret) > 12 && strings.Contains(got, secret[4:]) {
			t.Fatalf("%s\nmasked as %s", line, got)
		}
	})
}

func TestNearest(t *testing.T) {
	c := catalogue(t)
	near := func(text string) []string {
		f, err := c.Find(strings.NewReader(text))
		if err != nil || len(f.Found) > 0 {
			t.Fatal(f, err)
		}
		return ids(c.Nearest(f, 3))
	}
	if got := near("the audience of the assertion was not accepted by this host"); len(got) == 0 || !strings.HasPrefix(got[0], "jwt-") && got[0] != "history-saml" {
		t.Errorf("got %v", got)
	}
	if got := near("qwertz"); got != nil {
		t.Errorf("nothing is near, got %v", got)
	}
}

// Whatever is piped in, Find ends, and quotes no more than a line's part.
func FuzzFind(f *testing.F) {
	f.Add([]byte(`{"error":"invalid_grant","error_description":"ip restricted","password":"example-password"}`))
	f.Add([]byte("\n\n\x00invalid_grant\n"))
	c := catalogue(&testing.T{})
	f.Fuzz(func(t *testing.T, text []byte) {
		found, err := c.Find(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range found.Found {
			if len(x.Entries) == 0 || x.Times < 1 || x.Line < 1 || x.Line > found.Lines || len(x.Quote) > 3*300 {
				t.Errorf("%+v", x)
			}
		}
	})
}
