package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestInspectOfASoundPair(t *testing.T) {
	cert := must(x509.ParseCertificate(selfSigned(t, pair())))
	want := Report{
		Bits: 2048, Subject: "CN=Billing_Etl", Fingerprint: Fingerprint(cert), Matches: true,
		NotBefore: day.Add(-Backdate), NotAfter: day.Add(365*24*time.Hour - Backdate),
	}
	if diff := cmp.Diff(want, Inspect(pair(), cert, day)); diff != "" {
		t.Error(diff)
	}
}

func TestFingerprintIsWhatOpenSSLPrints(t *testing.T) {
	der := selfSigned(t, pair())
	out := oracle(t, map[string][]byte{"a.crt": CertificatePEM(der)}, "openssl", "x509", "-in", "a.crt", "-noout", "-fingerprint", "-sha256")
	_, hex, _ := strings.Cut(strings.TrimSpace(out), "=")
	if want, got := "sha256:"+strings.ToLower(strings.ReplaceAll(hex, ":", "")), Fingerprint(must(x509.ParseCertificate(der))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestInspectNamesProblems(t *testing.T) {
	cert := must(x509.ParseCertificate(selfSigned(t, pair())))
	weak := must(rsa.GenerateKey(rand.Reader, 1024))
	make := func(template *x509.Certificate, signer any, public any) *x509.Certificate {
		template.SerialNumber, template.NotBefore, template.NotAfter = big.NewInt(1), day, day.Add(365*24*time.Hour)
		return must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, template, template, public, signer))))
	}
	ec := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	big := &x509.Certificate{Subject: pkix.Name{CommonName: "a"}, ExtraExtensions: []pkix.Extension{{Id: []int{1, 2, 3, 4}, Value: make4K()}}}

	tests := []struct {
		name string
		key  *rsa.PrivateKey
		cert *x509.Certificate
		now  time.Time
		want string
	}{
		{"expired", nil, cert, day.AddDate(2, 0, 0), "expired on 2027-11-23"},
		{"not yet valid", nil, cert, day.Add(-time.Hour), "not valid before 2026-11-23T09:55:00Z"},
		{"expires soon", nil, cert, day.AddDate(0, 0, 350), "expires on 2027-11-23"},
		{"of another key", other(), cert, day, "do not belong together"},
		{"weak", weak, nil, day, "1024 bits"},
		{"not RSA", nil, make(&x509.Certificate{}, ec, ec.Public()), day, "not RSA"},
		{"over 4 KB", nil, make(big, pair(), pair().Public()), day, "more than 4096"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Inspect(tt.key, tt.cert, tt.now).Problems
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got %q, want one with %q", got, tt.want)
			}
		})
	}
}

func make4K() []byte { return append([]byte{4, 0x82, 0x10, 0}, make([]byte, 4096)...) }
