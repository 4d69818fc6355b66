package certs

import (
	"crypto"
	"crypto/rsa"
	"encoding/pem"
	"io"
	"strings"

	"github.com/youmark/pkcs8"
)

// EncryptedKeyPEM gives key as encrypted PKCS#8 PEM ("BEGIN ENCRYPTED PRIVATE
// KEY": PBES2, AES-256-CBC, PBKDF2 with HMAC-SHA-256). Salt and IV come from
// crypto/rand, whatever reader a caller has. An empty passphrase is an error.
func EncryptedKeyPEM(key *rsa.PrivateKey, passphrase string) ([]byte, error) {
	der, err := encryptedPKCS8(key, passphrase)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: typeEncrypted, Bytes: der}), nil
}

func encodePKCS8(_ io.Reader, m Material) ([]byte, error) {
	if m.Password == "" {
		return KeyPEM(m.Key), nil
	}
	return EncryptedKeyPEM(m.Key, m.Password)
}

func encryptedPKCS8(key *rsa.PrivateKey, passphrase string) ([]byte, error) {
	if passphrase == "" {
		return nil, bad(Unusable, "pkcs8: an encrypted key needs a passphrase", "")
	}
	der, err := pkcs8.MarshalPrivateKey(key, []byte(passphrase), &pkcs8.Opts{
		Cipher: pkcs8.AES256CBC,
		// A client derives this at every start, some at every login: 100,000 rounds
		// take it a few hundredths of a second.
		KDFOpts: pkcs8.PBKDF2Opts{SaltSize: 16, IterationCount: 100_000, HMACHash: crypto.SHA256},
	})
	if err != nil {
		return nil, bad(Unusable, "pkcs8: the key could not be encrypted", "")
	}
	return der, nil
}

// openPKCS8 opens an encrypted PKCS#8 key.
func openPKCS8(der []byte, passphrase string) (any, error) {
	if passphrase == "" {
		return nil, locked()
	}
	if !bearable(der) {
		return nil, tooMuchEffort()
	}
	key, err := pkcs8.ParsePKCS8PrivateKey(der, []byte(passphrase))
	switch {
	case err == nil:
		return key, nil
	case strings.Contains(err.Error(), "unsupported") || strings.Contains(err.Error(), "only PBES2"):
		return nil, bad(Unsupported, "the key is encrypted in a way that is not supported", "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out NEW")
	default:
		return nil, badPassphrase()
	}
}

func locked() *Error {
	return bad(Locked, "the file is encrypted, and no passphrase was given", "name where the passphrase is: a file, an environment variable or a command")
}

func badPassphrase() *Error {
	return bad(BadPassphrase, "the passphrase does not open the file", "check the passphrase; it may end in a line break that is not part of it")
}
