package certs

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"

	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// PKCS12 gives key and certificate as PKCS#12, in the encoding that OpenSSL 1.1
// and 3 and Java 8u301 and later read (PBES2 with AES-256-CBC, MAC with
// SHA-256). The library can set no alias: Java names the entry "1".
func PKCS12(random io.Reader, key *rsa.PrivateKey, certDER []byte, password string) ([]byte, error) {
	if err := storePassword("pkcs12", password); err != nil {
		return nil, err
	}
	cert, err := storeCertificate("pkcs12", key, certDER)
	if err != nil {
		return nil, err
	}
	// By name: Modern may move to Modern2026, which OpenSSL 3.0 and Java 17 cannot open.
	store, err := pkcs12.Modern2023.WithRand(random).Encode(key, cert, nil, password)
	if err != nil {
		return nil, bad(Unusable, "pkcs12: the key could not be stored", "use a password of plain ASCII characters")
	}
	return store, nil
}

func encodePKCS12(random io.Reader, m Material) ([]byte, error) {
	return PKCS12(random, m.Key, m.Certificate, m.Password)
}

// storeCertificate opens the certificate that goes beside a key and refuses
// one of another key: a client would sign with what no org knows.
func storeCertificate(container string, key *rsa.PrivateKey, der []byte) (*x509.Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, bad(Unusable, container+": a keystore needs the certificate beside the key", "give the certificate as DER")
	}
	if !Match(key, cert) {
		return nil, bad(Unusable, container+": the certificate is of another key", "give the certificate that was made for this key")
	}
	return cert, nil
}

func openPKCS12(der []byte, password string) (contents, error) {
	if !bearable(der) {
		return contents{}, tooMuchEffort()
	}
	key, cert, chain, err := pkcs12.DecodeChain(der, password)
	switch {
	case err == nil:
		// A certificate follows its key; the rest is the chain to its issuer.
		return contents{keys: []any{key}, certs: []*x509.Certificate{cert}, chain: chain}, nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword) && password == "":
		return contents{}, locked()
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return contents{}, badPassphrase()
	default:
		return contents{}, bad(Unsupported, "the PKCS#12 file does not hold exactly one key with its certificate, or uses a cipher that is not supported", "look into it with keytool -list -v, then export the one entry")
	}
}

// isPKCS12 looks for PFX version 3 of RFC 7292.
func isPKCS12(der []byte) bool {
	var shape struct {
		Version  int
		AuthSafe asn1.RawValue
		MAC      asn1.RawValue `asn1:"optional"`
	}
	rest, err := asn1.Unmarshal(der, &shape)
	return err == nil && len(rest) == 0 && shape.Version == 3
}
