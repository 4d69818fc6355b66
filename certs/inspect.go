package certs

import (
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"time"
)

// Report is what Inspect saw. Without a certificate its fingerprint, subject
// and times are zero.
type Report struct {
	Bits        int
	Subject     string // RFC 4514
	Fingerprint string // of the certificate, "sha256:…"
	NotBefore   time.Time
	NotAfter    time.Time
	Matches     bool     // key and certificate are given and belong together
	Problems    []string // what stands in the way of a login, or soon will; empty is well
}

// ExpiresSoon is how long before its end a certificate becomes a problem.
const ExpiresSoon = 30 * 24 * time.Hour

// Inspect looks at a key, a certificate or both; either may be nil. now decides
// what has expired. Whether an org refuses an expired certificate is contested,
// so its problem is worded as a date, not as a refusal.
func Inspect(key *rsa.PrivateKey, cert *x509.Certificate, now time.Time) Report {
	var r Report
	if cert != nil {
		r.Subject = subjectOf(cert)
		r.Fingerprint = Fingerprint(cert)
		r.NotBefore, r.NotAfter = cert.NotBefore.UTC(), cert.NotAfter.UTC()
		if public, ok := cert.PublicKey.(*rsa.PublicKey); ok {
			r.Bits = public.N.BitLen()
		} else {
			r.problem("the certificate's key is not RSA, and RS256 needs RSA")
		}
		r.certificateProblems(cert, now)
	}
	if key != nil {
		r.Bits = key.N.BitLen()
	}
	if r.Bits > 0 && r.Bits < Sizes()[0] {
		r.problem("the key has %d bits, fewer than %d", r.Bits, Sizes()[0])
	}
	r.Matches = Match(key, cert)
	if key != nil && cert != nil && !r.Matches {
		r.problem("key and certificate do not belong together")
	}
	return r
}

func (r *Report) certificateProblems(cert *x509.Certificate, now time.Time) {
	const day = "2006-01-02"
	if n := len(CertificatePEM(cert.Raw)); n > MaxCertificate {
		r.problem("the certificate has %d bytes, more than %d", n, MaxCertificate)
	}
	switch {
	case now.After(cert.NotAfter):
		r.problem("the certificate expired on %s", r.NotAfter.Format(day))
	case now.Before(cert.NotBefore):
		r.problem("the certificate is not valid before %s", r.NotBefore.Format(time.RFC3339))
	case cert.NotAfter.Sub(now) < ExpiresSoon:
		r.problem("the certificate expires on %s", r.NotAfter.Format(day))
	}
	switch cert.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.MD5WithRSA, x509.MD2WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1:
		r.problem("the certificate is signed with %s", cert.SignatureAlgorithm)
	}
}

func (r *Report) problem(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// subjectOf prints the subject in its own order, which pkix.Name does not keep.
func subjectOf(cert *x509.Certificate) string {
	var sequence pkix.RDNSequence
	if _, err := asn1.Unmarshal(cert.RawSubject, &sequence); err != nil {
		return cert.Subject.String()
	}
	return sequence.String()
}
