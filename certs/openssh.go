package certs

import (
	"crypto/dsa" //nolint:staticcheck // recognised only, to say that it is not RSA
	"encoding/pem"
	"errors"
	"io"

	"golang.org/x/crypto/ssh"
)

// encodeOpenSSH gives the key as OpenSSH writes it since 7.8, encrypted where
// there is a password. The file differs from one call to the next: its check
// number and salt come from crypto/rand.
func encodeOpenSSH(_ io.Reader, m Material) ([]byte, error) {
	var block *pem.Block
	var err error
	if m.Password == "" {
		block, err = ssh.MarshalPrivateKey(m.Key, "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(m.Key, "", []byte(m.Password))
	}
	if err != nil {
		return nil, bad(Unusable, "openssh: the key could not be encoded", "")
	}
	return pem.EncodeToMemory(block), nil
}

// openSSH opens an OpenSSH key, and also the PEM encryption of old OpenSSL
// ("Proc-Type: 4,ENCRYPTED"), which x/crypto/ssh reads for the same reason.
func openSSH(block *pem.Block, passphrase string) (any, error) {
	if block.Type == typeOpenSSH && !bearableOpenSSH(block.Bytes) {
		return nil, tooMuchEffort()
	}
	text := pem.EncodeToMemory(block)
	key, err := ssh.ParseRawPrivateKey(text)
	var missing *ssh.PassphraseMissingError
	if errors.As(err, &missing) {
		if passphrase == "" {
			return nil, locked()
		}
		// A wrong passphrase of the old encryption shows only as a wrong padding
		// or as a key that does not parse.
		if key, err = ssh.ParseRawPrivateKeyWithPassphrase(text, []byte(passphrase)); err != nil {
			return nil, badPassphrase()
		}
	}
	if err != nil {
		return nil, bad(Mangled, "the key between the BEGIN and END lines is damaged, or of a kind that is not supported", "copy the file again, or convert it: ssh-keygen -p -m PKCS8 -f KEY")
	}
	return key, nil
}

func isDSA(key any) bool { _, ok := key.(*dsa.PrivateKey); return ok }
