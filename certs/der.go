package certs

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
)

// encodeDER gives PKCS#8 DER, encrypted where there is a password.
func encodeDER(_ io.Reader, m Material) ([]byte, error) {
	if m.Password == "" {
		return pkcs8DER(m.Key), nil
	}
	return encryptedPKCS8(m.Key, m.Password)
}

// openDER finds out what DER bytes hold by asking every parser, and opens it.
func openDER(der []byte, passphrase string, withKeys bool) (contents, error) {
	if len(der) > 1 && der[1] == 0x80 {
		return contents{}, bad(Unsupported, "the file is BER with indefinite lengths, not DER", "rewrite it: openssl pkcs12 -in FILE -out pair.pem, then openssl pkcs12 -export -in pair.pem -out NEW")
	}
	var whole asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &whole); err != nil || len(rest) > 0 {
		return contents{}, bad(Mangled, "the file is truncated or has bytes too many", "copy it again in binary mode")
	}
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return contents{keys: []any{key}}, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return contents{keys: []any{key}}, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return contents{keys: []any{key}}, nil
	}
	if cert, err := x509.ParseCertificate(der); err == nil {
		return contents{certs: []*x509.Certificate{cert}}, nil
	}
	if _, err := x509.ParseCertificateRequest(der); err == nil {
		return contents{request: true}, nil
	}
	if isPublicKey(der) {
		return contents{public: true}, nil
	}
	if isEncryptedPKCS8(der) {
		if !withKeys {
			return contents{keys: []any{nil}}, nil
		}
		key, err := openPKCS8(der, passphrase)
		if err != nil {
			return contents{}, err
		}
		return contents{keys: []any{key}}, nil
	}
	if isPKCS12(der) {
		return openPKCS12(der, passphrase)
	}
	return contents{}, unrecognised()
}

func isPublicKey(der []byte) bool {
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return true
	}
	_, err := x509.ParsePKCS1PublicKey(der)
	return err == nil
}

// isEncryptedPKCS8 looks for EncryptedPrivateKeyInfo of RFC 5958.
func isEncryptedPKCS8(der []byte) bool {
	var shape struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	rest, err := asn1.Unmarshal(der, &shape)
	return err == nil && len(rest) == 0
}
