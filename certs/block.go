package certs

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
)

// openPEM reads every block of a PEM text; what stands between blocks, such as
// OpenSSL's bag attributes, is ignored. Without withKeys private keys are
// counted but not opened.
func openPEM(text []byte, passphrase string, withKeys bool) (contents, error) {
	var found contents
	blocks := 0
	for rest := text; ; blocks++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			if bytes.Contains(rest, []byte("-----BEGIN ")) {
				return contents{}, mangled(rest)
			}
			break
		}
		if err := found.add(block, passphrase, withKeys); err != nil {
			return contents{}, err
		}
	}
	if blocks == 0 {
		return contents{}, noBlock(text)
	}
	return found, nil
}

func (c *contents) add(block *pem.Block, passphrase string, withKeys bool) error {
	open := func(key any, err error) error {
		c.keys = append(c.keys, key)
		return err
	}
	switch block.Type {
	case typeCertificate, "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return damaged("certificate")
		}
		c.certs = append(c.certs, cert)
		return nil
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		c.request = true
		return nil
	case "PUBLIC KEY", "RSA PUBLIC KEY", "SSH2 PUBLIC KEY":
		c.public = true
		return nil
	case typePKCS8, typePKCS1, typeEncrypted, typeOpenSSH, "EC PRIVATE KEY", "DSA PRIVATE KEY":
		if !withKeys {
			return open(nil, nil)
		}
	default:
		return nil // "EC PARAMETERS", "DH PARAMETERS": beside the point
	}
	switch {
	case block.Type == typeEncrypted:
		return open(openPKCS8(block.Bytes, passphrase))
	case block.Type == typePKCS8:
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			// A PKCS#1 body under a PKCS#8 header is common enough to be read.
			if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
				return open(key, nil)
			}
			return damaged("key")
		}
		return open(key, nil)
	case block.Type == typePKCS1 && block.Headers["DEK-Info"] == "":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
				return open(key, nil)
			}
			return damaged("key")
		}
		return open(key, nil)
	}
	return open(openSSH(block, passphrase))
}

func damaged(what string) *Error {
	return bad(Mangled, "the "+what+" between the BEGIN and END lines is damaged", "copy the file again")
}

// mangled says what happened to a PEM that has a BEGIN line but does not
// decode, as far as the text shows it.
func mangled(text []byte) *Error {
	switch {
	case bytes.Contains(text, []byte(`\n`)):
		return bad(Mangled, `the PEM has \n written out where line breaks belong`, `turn each \n into a line break: printf '%b' "$KEY" > FILE`)
	case !bytes.Contains(text, []byte("-----END ")):
		return bad(Mangled, "the PEM has no END line: the file is cut off", "copy the whole file, from BEGIN to END")
	case !bytes.ContainsAny(text, "\n"):
		return bad(Mangled, "the PEM has lost its line breaks", "put BEGIN and END on lines of their own, and at most 64 characters on each line between")
	}
	return bad(Mangled, "the PEM cannot be read between its BEGIN and END lines", "copy the file again, without indentation, quotes or comments")
}

// noBlock says why a text has no PEM block.
func noBlock(text []byte) *Error {
	if body := bytes.Join(bytes.Fields(text), nil); len(body) > 64 {
		if der, err := base64.StdEncoding.DecodeString(string(body)); err == nil && len(der) > 0 {
			switch {
			case der[0] == 0x30:
				return bad(Mangled, "the PEM has lost its BEGIN and END lines", "put them back, or decode the base64 and give the DER file")
			case bytes.Contains(der, []byte("-----BEGIN ")), isJKS(der):
				return bad(Mangled, "the file is base64 of a key file, not the file", "decode it: base64 -d")
			}
		}
	}
	return unrecognised()
}
