package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestSelfSignedIsWhatTheGuideAsksFor(t *testing.T) {
	der := selfSigned(t, pair())
	cert := must(x509.ParseCertificate(der))

	if cert.SignatureAlgorithm != x509.SHA256WithRSA {
		t.Errorf("signed with %s", cert.SignatureAlgorithm)
	}
	// CheckSignatureFrom would ask for a CA, which a login certificate is not.
	if err := cert.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature); err != nil {
		t.Error(err)
	}
	if !bytes.Equal(cert.RawSubject, cert.RawIssuer) {
		t.Error("issuer is not the subject")
	}
	if want := day.Add(-Backdate); !cert.NotBefore.Equal(want) {
		t.Errorf("begins %s, want %s", cert.NotBefore, want)
	}
	if got := cert.NotAfter.Sub(cert.NotBefore); got != 365*24*time.Hour {
		t.Errorf("lives %s", got)
	}
	if n := cert.SerialNumber.BitLen(); n < 100 || n > 128 {
		t.Errorf("serial of %d bits", n)
	}
	if got := len(CertificatePEM(der)); got > MaxCertificate {
		t.Errorf("%d bytes", got)
	}
}

func TestSerialsDiffer(t *testing.T) {
	a, b := must(x509.ParseCertificate(selfSigned(t, pair()))), must(x509.ParseCertificate(selfSigned(t, pair())))
	if a.SerialNumber.Cmp(b.SerialNumber) == 0 {
		t.Error("two certificates have one serial")
	}
}

func TestSerialComesFromTheReader(t *testing.T) {
	seed := strings.Repeat("\x7f", 4096)
	der := must(SelfSigned(strings.NewReader(seed), pair(), "CN=a", day, 1))
	if got := must(x509.ParseCertificate(der)).SerialNumber.Text(16); got != strings.Repeat("7f", 16) {
		t.Errorf("serial %s", got)
	}
}

func TestSelfSignedRefuses(t *testing.T) {
	tests := []struct {
		name, subject string
		days          int
		random        io.Reader
		want          string
	}{
		{"no day", "CN=a", 0, rand.Reader, "0 days"},
		{"a typo of days", "CN=a", 3650000, rand.Reader, "3650000 days"},
		{"no subject", "", 1, rand.Reader, "not NAME=value"},
		{"over 4 KB", strings.Repeat("L="+strings.Repeat("x", 128)+",", 12) + "CN=a", 1, rand.Reader, "over 4096 bytes"},
		{"no randomness", "CN=a", 1, strings.NewReader("short"), "random serial"},
		{"zeros for randomness", "CN=a", 1, bytes.NewReader(make([]byte, 64)), "only zeros"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := SelfSigned(tt.random, pair(), tt.subject, day, tt.days)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestSelfSignedGivesRandomErrorsOn(t *testing.T) {
	_, err := SelfSigned(strings.NewReader(""), pair(), "CN=a", day, 1)
	if !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestOpenSSLReadsTheCertificate(t *testing.T) {
	files := map[string][]byte{"a.crt": CertificatePEM(must(SelfSigned(rand.Reader, pair(), "CN=Billing_Etl,OU=Data,O=Acme\\, Inc.,C=DE", day, 365)))}

	out := oracle(t, files, "openssl", "x509", "-in", "a.crt", "-noout", "-text", "-nameopt", "RFC2253")
	for _, want := range []string{
		"Signature Algorithm: sha256WithRSAEncryption",
		"Subject: CN=Billing_Etl,OU=Data,O=Acme\\, Inc.,C=DE",
		"Not Before: Nov 23 09:55:00 2026 GMT",
		"Not After : Nov 23 09:55:00 2027 GMT",
		"Public-Key: (2048 bit)",
		"Digital Signature",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("openssl does not say %q:\n%s", want, out)
		}
	}
	// The date is in the future of some machines, so the time is given.
	out = oracle(t, files, "openssl", "verify", "-check_ss_sig", "-attime", "1795600000", "-CAfile", "a.crt", "a.crt")
	if !strings.Contains(out, "a.crt: OK") {
		t.Errorf("openssl does not verify it: %s", out)
	}
}
