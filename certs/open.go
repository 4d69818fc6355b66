package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
)

// contents is what a file turned out to hold.
type contents struct {
	keys    []any               // private keys of any algorithm
	certs   []*x509.Certificate // certificates that stand for themselves or for a key
	chain   []*x509.Certificate // issuers that a keystore carries beside them
	public  bool                // a public key
	request bool                // a certificate signing request
}

// OpenKey gives the RSA private key of a file: PKCS#8 plain or encrypted,
// PKCS#1, OpenSSH, as PEM or DER; PKCS#12; JKS. A PEM may carry certificates
// beside the key. passphrase is "" where none is needed; one that is not
// needed is not looked at. The error is an *Error.
func OpenKey(data []byte, passphrase string) (*rsa.PrivateKey, error) {
	found, err := open(data, passphrase, true)
	if err != nil {
		return nil, err
	}
	return found.rsaKey()
}

// OpenCertificate gives the certificate of a file: PEM or DER. A private key
// beside it is ignored, more than one certificate is refused, because an app
// takes the leaf alone. The error is an *Error.
func OpenCertificate(data []byte) (*x509.Certificate, error) {
	found, err := open(data, "", false)
	if err != nil {
		return nil, err
	}
	return found.certificate()
}

// OpenStore gives the key and its certificate of a file that has both: PKCS#12,
// JKS or a PEM with both in it. The error is an *Error.
func OpenStore(data []byte, passphrase string) (*rsa.PrivateKey, *x509.Certificate, error) {
	found, err := open(data, passphrase, true)
	if err != nil {
		return nil, nil, err
	}
	key, err := found.rsaKey()
	if err != nil {
		return nil, nil, err
	}
	cert, err := found.certificate()
	if err != nil {
		return nil, nil, err
	}
	return key, cert, nil
}

// open finds out by the bytes what kind of file data is: names and extensions
// say too little, a .key may be any of them. Without withKeys private keys
// outside keystores are counted but stay closed, so that a certificate beside
// an encrypted key needs no passphrase.
func open(data []byte, passphrase string, withKeys bool) (contents, error) {
	switch {
	case isJKS(data):
		return openJKS(data, passphrase)
	case isJCEKS(data):
		return contents{}, bad(Unsupported, "the file is a JCEKS keystore", "convert it: keytool -importkeystore -deststoretype pkcs12")
	case len(data) > 1 && data[0] == 0x30 && !isText(data):
		return openDER(data, passphrase, withKeys)
	case bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.HasPrefix(data, []byte("\xff\xfe")):
		return contents{}, bad(Mangled, "the file is UTF-16 text", "save it as ASCII or UTF-8")
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	switch {
	case len(text) == 0:
		return contents{}, bad(Empty, "the file is empty", "check its path, and that writing it has ended")
	case bytes.HasPrefix(text, []byte("PuTTY-User-Key-File-")):
		return contents{}, bad(Unsupported, "the file is a PuTTY key", "convert it: puttygen KEY -O private-openssh -o NEW")
	case bytes.HasPrefix(text, []byte("ssh-")), bytes.HasPrefix(text, []byte("ecdsa-")):
		return contents{public: true}, nil
	}
	return openPEM(text, passphrase, withKeys)
}

// isText tells a text that begins with a zero from DER, whose first byte is
// the same.
func isText(data []byte) bool {
	for _, b := range data {
		if b > 0x7e || (b < 0x20 && b != '\n' && b != '\r' && b != '\t') {
			return false
		}
	}
	return true
}

// rsaKey gives the only key, if it is RSA.
func (c contents) rsaKey() (*rsa.PrivateKey, error) {
	if len(c.keys) > 1 {
		return nil, bad(Ambiguous, "the file holds more than one private key", "give a file with one")
	}
	if len(c.keys) == 0 {
		switch {
		case len(c.certs)+len(c.chain) > 0:
			return nil, bad(IsCertificate, "the file is a certificate, not a private key", "give the key it was made for, usually beside it")
		case c.request:
			return nil, bad(IsRequest, "the file is a certificate signing request, not a private key", "give the key it was made with")
		case c.public:
			return nil, bad(IsPublicKey, "the file is a public key, not a private key", "give the private key of the pair")
		}
		return nil, unrecognised()
	}
	key, ok := c.keys[0].(*rsa.PrivateKey)
	if !ok {
		return nil, bad(NotRSA, "the private key is "+algorithm(c.keys[0])+", and RS256 signs with RSA only", "make an RSA key of 2048 bits or more")
	}
	return key, nil
}

// certificate gives the only certificate that is not an issuer's.
func (c contents) certificate() (*x509.Certificate, error) {
	switch {
	case len(c.certs) == 1:
		return c.certs[0], nil
	case len(c.certs) > 1:
		return nil, bad(Ambiguous, "the file holds more than one certificate", "give the leaf alone, without the chain")
	case c.request:
		return nil, bad(IsRequest, "the file is a certificate signing request, not a certificate", "give the certificate that was issued for it")
	case c.public:
		return nil, bad(IsPublicKey, "the file is a public key, not a certificate", "give the X.509 certificate")
	case len(c.keys) > 0:
		return nil, bad(IsPrivateKey, "the file is a private key, not a certificate", "give the certificate made for it; the key stays where it is")
	}
	return nil, unrecognised()
}

func algorithm(key any) string {
	switch key.(type) {
	case *ecdsa.PrivateKey:
		return "EC"
	case ed25519.PrivateKey, *ed25519.PrivateKey:
		return "Ed25519"
	}
	if isDSA(key) {
		return "DSA"
	}
	return "of another algorithm"
}

func unrecognised() *Error {
	return bad(Unrecognised, "the file is no key, certificate or keystore that is known", "give PEM, DER, PKCS#12 or JKS")
}
