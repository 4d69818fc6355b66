package certs

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
)

// The types of PEM blocks, as OpenSSL and RFC 7468 name them.
const (
	typeCertificate = "CERTIFICATE"
	typePKCS8       = "PRIVATE KEY"
	typeEncrypted   = "ENCRYPTED PRIVATE KEY"
	typePKCS1       = "RSA PRIVATE KEY"
	typeOpenSSH     = "OPENSSH PRIVATE KEY"
)

// KeyPEM gives key as unencrypted PKCS#8 PEM ("BEGIN PRIVATE KEY").
func KeyPEM(key *rsa.PrivateKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: typePKCS8, Bytes: pkcs8DER(key)})
}

// CertificatePEM gives a certificate's DER bytes as PEM with LF line ends.
func CertificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: typeCertificate, Bytes: der})
}

func encodePKCS1(_ io.Reader, m Material) ([]byte, error) {
	if m.Password != "" {
		return nil, bad(Unsupported, "pkcs1: a passphrase would be protected by MD5 alone", "use pkcs8, or leave the passphrase out")
	}
	return pem.EncodeToMemory(&pem.Block{Type: typePKCS1, Bytes: x509.MarshalPKCS1PrivateKey(m.Key)}), nil
}

// pkcs8DER cannot fail for an RSA key: only foreign key types and curves can.
func pkcs8DER(key *rsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic("certs: an RSA key has no PKCS#8 form")
	}
	return der
}
