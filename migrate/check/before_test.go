package check_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"unpw/migrate/check"
	"unpw/migrate/fail"
)

func TestHost(t *testing.T) {
	f := newFake(t)
	for _, row := range []struct{ host, jwt, credentials string }{
		{"acme.my.salesforce.com", check.OK, check.OK},
		{"acme--dev.sandbox.my.salesforce.com", check.OK, check.OK},
		{"ACME.my.salesforce.com", check.OK, check.OK},
		{"login.salesforce.com", check.Warning, check.Failed},
		{"test.salesforce.com", check.Warning, check.Failed},
		{"acme.lightning.force.com", check.Failed, check.Failed},
		{"acme.my.salesforce-setup.com", check.Failed, check.Failed},
		{"na139.salesforce.com", check.Failed, check.Failed},
		{"cs42.salesforce.com", check.Failed, check.Failed},
		{"acme--dev.cs42.my.salesforce.com", check.Failed, check.Failed},
		{"crm.acme.example", check.OK, check.Warning},
		{"acme.my.salesforce.com/x", check.Failed, check.Failed},
		{"", check.Failed, check.Failed},
	} {
		for want, target := range map[*string]check.Target{&row.jwt: jwtTarget(), &row.credentials: credentialsTarget()} {
			target.Login.Host = row.host
			c := named(t, check.Run(t.Context(), f.env(), target), "host")
			if c.Result != *want || c.Result != check.OK && c.Do == "" {
				t.Errorf("%s, %s: got %+v", row.host, target.Login.Flow, c)
			}
		}
	}
}

// A host that is not Salesforce, or not there.
func TestHostDoesNotAnswer(t *testing.T) {
	f := newFake(t)
	for _, row := range []struct {
		name, answer, seen string
	}{
		{"another web server", "404 not found", "not one of the Salesforce API"},
		{"a page", "200 <html>", "web page"},
		{"a redirect", "301 ", "redirects"},
	} {
		f.answers["GET /services/data"] = row.answer
		r := check.Run(t.Context(), f.env(), jwtTarget())
		if c := named(t, r, "host"); c.Result != check.Failed || !strings.Contains(c.Seen, row.seen) || r.Code != fail.Unreachable || r.Attempts != 0 {
			t.Errorf("%s: code %d, %+v", row.name, r.Code, c)
		}
	}
	env := f.env()
	env.HTTP.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "acme.my.salesforce.com", IsNotFound: true}
	}
	if c := named(t, check.Run(t.Context(), env, jwtTarget()), "host"); c.Result != check.Failed || c.Seen != "the name does not resolve" {
		t.Errorf("got %+v", c)
	}
}

func TestTLS(t *testing.T) {
	f := newFake(t)
	if c := named(t, check.Run(t.Context(), f.env(), jwtTarget()), "tls"); !strings.Contains(c.Seen, "TLS 1.3, certificate issued by Acme Co, valid to ") {
		t.Errorf("got %+v", c)
	}
	env := f.env()
	env.HTTP.Transport.(*http.Transport).TLSClientConfig.RootCAs = x509.NewCertPool()
	r := check.Run(t.Context(), env, jwtTarget())
	c := named(t, r, "tls")
	if c.Result != check.Failed || !strings.Contains(c.Seen, "unknown authority") || !strings.Contains(c.Do, "--ca-file") ||
		named(t, r, "host").Result != check.Skipped || r.Code != fail.Unreachable || r.Attempts != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestClock(t *testing.T) {
	for _, row := range []struct {
		skew             time.Duration
		jwt, credentials string
		seen             string
	}{
		{0, check.OK, check.OK, "right to the second"},
		{-59 * time.Second, check.OK, check.OK, "59s ahead"},
		{61 * time.Second, check.Warning, check.Warning, "1m1s behind"},
		{-179 * time.Second, check.Warning, check.Warning, "2m59s ahead"},
		{181 * time.Second, check.Failed, check.Warning, "3m1s behind"},
		{-2 * time.Hour, check.Failed, check.Warning, "2h0m0s ahead"},
	} {
		f := newFake(t)
		f.skew = row.skew
		jwt, credentials := named(t, check.Run(t.Context(), f.env(), jwtTarget()), "clock"), named(t, check.Run(t.Context(), f.env(), credentialsTarget()), "clock")
		if jwt.Result != row.jwt || credentials.Result != row.credentials || !strings.Contains(jwt.Seen, row.seen) {
			t.Errorf("%s: got %+v and %s", row.skew, jwt, credentials.Result)
		}
	}
}

func TestKey(t *testing.T) {
	f := newFake(t)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	damaged := *rsaKey()
	damaged.D = big.NewInt(3)
	for _, row := range []struct {
		key          *rsa.PrivateKey
		result, seen string
	}{
		{rsaKey(), check.OK, "RSA, 2048 bits"},
		{short, check.Failed, "RSA, 1024 bits"},
		{&damaged, check.Failed, "damaged"},
		{nil, check.Failed, "no private key"},
	} {
		target := jwtTarget()
		target.Login.Key = row.key
		if c := named(t, check.Run(t.Context(), f.env(), target), "key"); c.Result != row.result || !strings.Contains(c.Seen, row.seen) {
			t.Errorf("got %+v, want %s %q", c, row.result, row.seen)
		}
	}
}

func TestCertificate(t *testing.T) {
	f := newFake(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	from, to := now.AddDate(0, -1, 0), now.AddDate(1, 0, 0)
	for _, row := range []struct {
		name         string
		certificate  *x509.Certificate
		result, seen string
	}{
		{"good", certificateOf(t, rsaKey(), "Billing_Etl", from, to), check.OK, "valid to 2027-11-23"},
		{"of another key", certificateOf(t, other, "Billing_Etl", from, to), check.Failed, "sha256:"},
		{"expired", certificateOf(t, rsaKey(), "Billing_Etl", from, now.AddDate(0, 0, -1)), check.Warning, "has expired"},
		{"not yet valid", certificateOf(t, rsaKey(), "Billing_Etl", now.AddDate(0, 0, 1), to), check.Warning, "valid only from 2026-11-24"},
		{"over 4 KB", certificateOf(t, rsaKey(), strings.Repeat("long", 900), from, to), check.Failed, "bytes"},
		{"none", nil, check.Skipped, "no certificate at hand"},
	} {
		target := jwtTarget()
		target.Certificate = row.certificate
		r := check.Run(t.Context(), f.env(), target)
		if c := named(t, r, "certificate"); c.Result != row.result || !strings.Contains(c.Seen, row.seen) || (r.Attempts == 1) == (row.result == check.Failed) {
			t.Errorf("%s: got %+v", row.name, c)
		}
	}
}
