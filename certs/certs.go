// Package certs makes and opens what a JWT bearer login signs with: an RSA key,
// its self-signed certificate, and the containers that clients want them in.
//
// It is a library that knows nothing of the rest of unpw: bytes go in, bytes
// and errors come out. It reads no file, no clock and no environment; time and
// randomness are parameters. Nothing about recipes, orgs or flags may enter.
//
// Some randomness cannot be passed in. Since Go 1.26 crypto/rsa ignores the
// reader it is given, unless GODEBUG=cryptocustomrand=1; youmark/pkcs8 and
// x/crypto/ssh take theirs from crypto/rand themselves. The reader parameters
// of this package therefore decide certificate serials, passwords and the
// salts of PKCS#12 and JKS, not the key.
package certs

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
)

// Sizes lists the RSA key sizes that GenerateKey makes, in bits.
func Sizes() []int { return []int{2048, 3072, 4096} }

// GenerateKey makes an RSA key of 2048, 3072 or 4096 bits. What random decides
// is said in the package comment.
func GenerateKey(random io.Reader, bits int) (*rsa.PrivateKey, error) {
	for _, size := range Sizes() {
		if bits == size {
			return rsa.GenerateKey(random, bits)
		}
	}
	return nil, &Error{Kind: Unusable, Cause: fmt.Sprintf("no RSA key of %d bits is made", bits), Hint: "choose 2048, 3072 or 4096 bits"}
}

// Match tells whether cert was made for key. It is false where either is nil
// or the certificate's key is not RSA.
func Match(key *rsa.PrivateKey, cert *x509.Certificate) bool {
	if key == nil || cert == nil {
		return false
	}
	public, ok := cert.PublicKey.(*rsa.PublicKey)
	return ok && key.PublicKey.Equal(public)
}

// Fingerprint gives the SHA-256 of a certificate's DER bytes as
// "sha256:" and 64 lower-case hex digits.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}
