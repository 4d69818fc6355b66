package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
)

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestOpenKeySaysWhatIsWrong(t *testing.T) {
	key := KeyPEM(pair())
	der := pkcs8DER(pair())
	cert := selfSigned(t, pair())
	public := must(x509.MarshalPKIXPublicKey(pair().Public()))
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, pair()))
	ec := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m := material(t, testPassword)
	store := must(Encode(rand.Reader, "pkcs12", m))
	jks := must(Encode(rand.Reader, "jks", m))

	tests := []struct {
		name  string
		data  []byte
		kind  Kind
		cause string
	}{
		{"nothing", nil, Empty, "empty"},
		{"blanks", []byte(" \n\t\n"), Empty, "empty"},
		{"prose", []byte("see the wiki for the key"), Unrecognised, "no key"},
		{"binary", []byte{0, 1, 2, 3, 250, 251}, Unrecognised, "no key"},
		{"certificate", CertificatePEM(cert), IsCertificate, "is a certificate"},
		{"certificate as DER", cert, IsCertificate, "is a certificate"},
		{"request", block("CERTIFICATE REQUEST", request), IsRequest, "signing request"},
		{"request as DER", request, IsRequest, "signing request"},
		{"public key", block("PUBLIC KEY", public), IsPublicKey, "public key"},
		{"public key as DER", public, IsPublicKey, "public key"},
		{"public key of PKCS#1", block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&pair().PublicKey)), IsPublicKey, "public key"},
		{"public key of OpenSSH", []byte("ssh-rsa AAAAB3NzaC1yc2E etl@acme.example\n"), IsPublicKey, "public key"},
		{"PuTTY key", []byte("PuTTY-User-Key-File-3: ssh-rsa\n"), Unsupported, "PuTTY"},
		{"EC key, PKCS#8", block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(ec))), NotRSA, "EC"},
		{"EC key, SEC 1", block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(ec))), NotRSA, "EC"},
		{"EC key as DER", must(x509.MarshalECPrivateKey(ec)), NotRSA, "EC"},
		{"Ed25519 key", block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(ed))), NotRSA, "Ed25519"},
		{"line breaks written out", bytes.ReplaceAll(key, []byte("\n"), []byte(`\n`)), Mangled, `\n written out`},
		{"line breaks gone", bytes.ReplaceAll(key, []byte("\n"), nil), Mangled, "lost its line breaks"},
		{"line breaks made blanks", bytes.ReplaceAll(key, []byte("\n"), []byte(" ")), Mangled, "lost its line breaks"},
		{"cut off", key[:len(key)/2], Mangled, "cut off"},
		{"letter lost", append(append([]byte{}, key[:200]...), key[201:]...), Mangled, "cannot be read"},
		{"body of another file", block("PRIVATE KEY", der[:len(der)/2]), Mangled, "damaged"},
		{"OpenSSH key with a damaged body", block("OPENSSH PRIVATE KEY", der), Mangled, "damaged"},
		{"bare base64", []byte(base64.StdEncoding.EncodeToString(der)), Mangled, "BEGIN and END"},
		{"base64 of the PEM", []byte(base64.StdEncoding.EncodeToString(key)), Mangled, "base64 of a key file"},
		{"base64 of a JKS", []byte(base64.StdEncoding.EncodeToString(jks)), Mangled, "base64 of a key file"},
		{"UTF-16", []byte("\xff\xfe-\x00-\x00"), Mangled, "UTF-16"},
		{"DER cut off", der[:len(der)-5], Mangled, "truncated"},
		{"DER with a line break behind", append(append([]byte{}, der...), '\n'), Mangled, "bytes too many"},
		{"BER", []byte{0x30, 0x80, 0x02, 0x01, 0x03}, Unsupported, "BER"},
		{"foreign DER", []byte{0x30, 0x03, 0x02, 0x01, 0x00}, Unrecognised, "no key"},
		{"PKCS#12 cut off", store[:len(store)-100], Mangled, "truncated"},
		{"PKCS#12 without a password", store, Locked, "no passphrase"},
		{"JKS cut off", jks[:len(jks)-1], Mangled, "truncated"},
		{"JKS without a password", jks, Locked, "no passphrase"},
		{"JCEKS", []byte{0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2}, Unsupported, "JCEKS"},
		{"two keys", append(append([]byte{}, key...), KeyPEM(other())...), Ambiguous, "more than one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			passphrase := ""
			if strings.Contains(tt.name, "JKS cut off") {
				passphrase = testPassword
			}
			_, err := OpenKey(tt.data, passphrase)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Kind != tt.kind || !strings.Contains(e.Cause, tt.cause) {
				t.Errorf("got kind %d, %q; want kind %d with %q", e.Kind, e.Cause, tt.kind, tt.cause)
			}
			if e.Hint == "" {
				t.Error("says nothing about what to do")
			}
		})
	}
}

func TestOpenKeyTakesWhatProgramsWrite(t *testing.T) {
	key := KeyPEM(pair())
	cert := CertificatePEM(selfSigned(t, pair()))
	crlf := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	tests := map[string][]byte{
		"CRLF":                   crlf(key),
		"byte order mark":        append([]byte("\xef\xbb\xbf"), key...),
		"blank lines around":     append([]byte("\n\n"), append(key, "\n\n"...)...),
		"certificate before it":  append(append([]byte{}, cert...), key...),
		"certificate behind it":  append(append([]byte{}, key...), cert...),
		"bag attributes":         append([]byte("Bag Attributes\n    friendlyName: etl\nKey Attributes: <No Attributes>\n"), key...),
		"PKCS#1 under PKCS#8":    block("PRIVATE KEY", x509.MarshalPKCS1PrivateKey(pair())),
		"PKCS#8 under PKCS#1":    block("RSA PRIVATE KEY", pkcs8DER(pair())),
		"PKCS#1 as DER":          x509.MarshalPKCS1PrivateKey(pair()),
		"EC parameters before":   append(block("EC PARAMETERS", []byte{6, 0}), key...),
		"passphrase superfluous": key,
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			passphrase := map[bool]string{true: testPassword}[name == "passphrase superfluous"]
			got, err := OpenKey(data, passphrase)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(pair()) {
				t.Error("another key came out")
			}
		})
	}
}

// What openssl and ssh-keygen encrypt by default opens here.
func TestOpenKeyOpensWhatOthersEncrypted(t *testing.T) {
	files := map[string][]byte{"key": KeyPEM(pair())}
	for name, args := range map[string][]string{
		"pkcs8":             {"pkcs8", "-topk8", "-in", "key", "-passout", "env:PW"},
		"pkcs8 with scrypt": {"pkcs8", "-topk8", "-scrypt", "-in", "key", "-passout", "env:PW"},
		"old OpenSSL":       {"rsa", "-aes128", "-traditional", "-in", "key", "-passout", "env:PW"},
	} {
		t.Run(name, func(t *testing.T) {
			out := oracle(t, files, "openssl", args...)
			got, err := OpenKey([]byte(out), testPassword)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(pair()) {
				t.Error("another key came out")
			}
			if _, err := OpenKey([]byte(out), ""); !errors.Is(err, &Error{Kind: Locked}) {
				t.Errorf("without a passphrase: %v", err)
			}
			if _, err := OpenKey([]byte(out), "wrong-password"); !errors.Is(err, &Error{Kind: BadPassphrase}) {
				t.Errorf("with a wrong passphrase: %v", err)
			}
		})
	}
}

func TestOpenCertificate(t *testing.T) {
	der := selfSigned(t, pair())
	cert := CertificatePEM(der)
	locked := must(EncryptedKeyPEM(pair(), testPassword))
	for name, data := range map[string][]byte{
		"PEM": cert, "DER": der,
		"an encrypted key beside it": append(append([]byte{}, locked...), cert...),
	} {
		got, err := OpenCertificate(data)
		if err != nil || !bytes.Equal(got.Raw, der) {
			t.Errorf("%s: %v", name, err)
		}
	}
	tests := []struct {
		name string
		data []byte
		kind Kind
	}{
		{"private key", KeyPEM(pair()), IsPrivateKey},
		{"encrypted key", locked, IsPrivateKey},
		{"encrypted key as DER", must(encryptedPKCS8(pair(), testPassword)), IsPrivateKey},
		{"private key as DER", pkcs8DER(pair()), IsPrivateKey},
		{"public key", block("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(pair().Public()))), IsPublicKey},
		{"chain", append(append([]byte{}, cert...), CertificatePEM(selfSigned(t, other()))...), Ambiguous},
		{"damaged", block("CERTIFICATE", der[:len(der)/2]), Mangled},
		{"keystore", must(Encode(rand.Reader, "pkcs12", material(t, testPassword))), Locked},
	}
	for _, tt := range tests {
		if _, err := OpenCertificate(tt.data); !errors.Is(err, &Error{Kind: tt.kind}) {
			t.Errorf("%s: got %v, want kind %d", tt.name, err, tt.kind)
		}
	}
}
