package certs

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"
)

const (
	// MaxCertificate is the size in bytes over which Salesforce refuses an app's
	// certificate (Salesforce Help, "OAuth 2.0 JWT Bearer Flow": no larger than
	// 4 KB). It is held against the PEM text, which is what gets uploaded.
	MaxCertificate = 4096

	// Backdate is how long before now a certificate begins, so that an org whose
	// clock is behind does not meet one from the future.
	Backdate = 5 * time.Minute

	// MaxDays bounds a certificate's life, 30 years: what lives longer is a typo.
	MaxDays = 30 * 365
)

// SelfSigned makes an X.509 certificate for key, signed by it with SHA-256, and
// gives its DER bytes. subject is a distinguished name ("CN=Billing_Etl" or
// "CN=Billing_Etl,O=Acme,C=DE"). It is valid from now less Backdate, for days
// times 24 hours, and has a random serial of 128 bits. An error means a subject
// or a number of days that cannot be used, a certificate over MaxCertificate,
// or a reader that gave no bytes.
func SelfSigned(random io.Reader, key *rsa.PrivateKey, subject string, now time.Time, days int) ([]byte, error) {
	if days < 1 || days > MaxDays {
		return nil, bad(Unusable, fmt.Sprintf("a certificate cannot be valid for %d days", days), fmt.Sprintf("give between 1 and %d days", MaxDays))
	}
	name, err := parseSubject(subject)
	if err != nil {
		return nil, err
	}
	rawSubject, err := asn1.Marshal(name)
	if err != nil {
		return nil, bad(Unusable, "subject: cannot be encoded", "write it as CN=name,O=organisation")
	}
	serial, err := newSerial(random)
	if err != nil {
		return nil, err
	}
	notBefore := now.UTC().Add(-Backdate).Truncate(time.Second)
	template := &x509.Certificate{
		SerialNumber:          serial,
		RawSubject:            rawSubject,
		NotBefore:             notBefore,
		NotAfter:              notBefore.Add(time.Duration(days) * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		SignatureAlgorithm:    x509.SHA256WithRSA,
	}
	der, err := x509.CreateCertificate(random, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	if len(CertificatePEM(der)) > MaxCertificate {
		return nil, bad(Unusable, fmt.Sprintf("the certificate would be over %d bytes", MaxCertificate), "shorten the subject")
	}
	return der, nil
}

func newSerial(random io.Reader) (*big.Int, error) {
	var raw [16]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return nil, fmt.Errorf("read random serial: %w", err)
	}
	serial := new(big.Int).SetBytes(raw[:])
	if serial.Sign() == 0 {
		return nil, errors.New("read random serial: the source gives only zeros")
	}
	return serial, nil
}
