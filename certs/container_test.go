package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
)

func material(t *testing.T, password string) Material {
	t.Helper()
	return Material{Key: pair(), Certificate: selfSigned(t, pair()), Alias: "Billing_Etl", Password: password, Now: day}
}

func TestEveryContainerOpensAgain(t *testing.T) {
	for _, c := range Containers() {
		for _, password := range []string{"", testPassword} {
			t.Run(c.Name+"/"+map[bool]string{true: "plain", false: "encrypted"}[password == ""], func(t *testing.T) {
				data, err := Encode(rand.Reader, c.Name, material(t, password))
				store := c.Name == "pkcs12" || c.Name == "jks"
				if store && password == "" || c.Name == "pkcs1" && password != "" {
					if err == nil {
						t.Fatal("made, though it protects nothing")
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				key, err := OpenKey(data, password)
				if err != nil {
					t.Fatal(err)
				}
				if !key.Equal(pair()) {
					t.Error("another key came out")
				}
				if password == "" {
					return
				}
				if _, err := OpenKey(data, ""); !errors.Is(err, &Error{Kind: Locked}) {
					t.Errorf("without a passphrase: %v", err)
				}
				if _, err := OpenKey(data, "wrong-password"); !errors.Is(err, &Error{Kind: BadPassphrase}) {
					t.Errorf("with a wrong passphrase: %v", err)
				}
			})
		}
	}
}

func TestStoresKeepTheCertificate(t *testing.T) {
	m := material(t, testPassword)
	for _, name := range []string{"pkcs12", "jks"} {
		data := must(Encode(rand.Reader, name, m))
		key, cert, err := OpenStore(data, testPassword)
		if err != nil {
			t.Fatal(err)
		}
		if !Match(key, cert) || !bytes.Equal(cert.Raw, m.Certificate) {
			t.Errorf("%s: another certificate came out", name)
		}
		m := m
		m.Key = other()
		if _, err := Encode(rand.Reader, name, m); err == nil {
			t.Errorf("%s: a certificate of another key was stored", name)
		}
		m.Certificate = nil
		if _, err := Encode(rand.Reader, name, m); err == nil {
			t.Errorf("%s: was made without a certificate", name)
		}
		m = material(t, "short")
		if _, err := Encode(rand.Reader, name, m); err == nil {
			t.Errorf("%s: a password of five characters was taken", name)
		}
	}
}

func TestFindContainerKnowsNamesAndExtensions(t *testing.T) {
	for name, want := range map[string]string{"pem": "pem", "PKCS12": "pkcs12", "p12": "pkcs12", "jks": "jks", "der": "der"} {
		if c, err := FindContainer(name); err != nil || c.Name != want {
			t.Errorf("%s: %s, %v", name, c.Name, err)
		}
	}
	for _, name := range []string{"", "key", "bks"} {
		if _, err := FindContainer(name); !errors.Is(err, &Error{Kind: Unsupported}) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// The modulus that openssl prints for a container must be the key's own.
func TestOpenSSLOpensTheContainers(t *testing.T) {
	want := strings.ToUpper(pair().N.Text(16))
	plain, locked := material(t, ""), material(t, testPassword)
	tests := []struct {
		name string
		data []byte
		args []string
	}{
		{"pem", must(Encode(rand.Reader, "pem", plain)), nil},
		{"pkcs8", must(Encode(rand.Reader, "pkcs8", plain)), nil},
		{"pkcs1", must(Encode(rand.Reader, "pkcs1", plain)), nil},
		{"der", must(Encode(rand.Reader, "der", plain)), []string{"-inform", "DER"}},
		{"encrypted pkcs8", must(Encode(rand.Reader, "pkcs8", locked)), []string{"-passin", "env:PW"}},
		{"encrypted der", must(Encode(rand.Reader, "der", locked)), []string{"-inform", "DER", "-passin", "env:PW"}},
		{"pkcs12", must(Encode(rand.Reader, "pkcs12", locked)), []string{"-passin", "env:PW"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"rsa", "-noout", "-modulus", "-in", "key"}, tt.args...)
			if got := oracle(t, map[string][]byte{"key": tt.data}, "openssl", args...); !strings.Contains(got, "Modulus="+want) {
				t.Errorf("openssl sees another key: %s", got)
			}
		})
	}
}

func TestOpenSSLListsThePKCS12(t *testing.T) {
	files := map[string][]byte{"a.p12": must(Encode(rand.Reader, "pkcs12", material(t, testPassword)))}
	out := oracle(t, files, "openssl", "pkcs12", "-in", "a.p12", "-passin", "env:PW", "-info", "-noout")
	for _, want := range []string{"MAC: sha256", "AES-256-CBC", "hmacWithSHA256"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

func TestKeytoolListsTheStores(t *testing.T) {
	m := material(t, testPassword)
	fingerprint := Fingerprint(must(x509.ParseCertificate(m.Certificate)))
	for name, alias := range map[string]string{"pkcs12": "1", "jks": "billing_etl"} {
		t.Run(name, func(t *testing.T) {
			files := map[string][]byte{"store": must(Encode(rand.Reader, name, m))}
			out := oracle(t, files, "keytool", "-list", "-v", "-keystore", "store", "-storetype", name, "-storepass:env", "PW")
			for _, want := range []string{"contains 1 entry", "Alias name: " + alias + "\n", "Entry type: PrivateKeyEntry", "Owner: CN=Billing_Etl"} {
				if !strings.Contains(out, want) {
					t.Errorf("keytool does not say %q:\n%s", want, out)
				}
			}
			if got := strings.ToLower(strings.ReplaceAll(out, ":", "")); !strings.Contains(got, strings.TrimPrefix(fingerprint, "sha256:")) {
				t.Errorf("keytool shows another certificate:\n%s", out)
			}
		})
	}
}

// Listing needs the store's password only; taking the key out needs the key's.
func TestKeytoolTakesTheKeyOutOfTheJKS(t *testing.T) {
	files := map[string][]byte{"a.jks": must(Encode(rand.Reader, "jks", material(t, testPassword)))}
	out := oracle(t, files, "keytool", "-certreq", "-alias", "billing_etl", "-keystore", "a.jks", "-storepass:env", "PW", "-keypass:env", "PW")
	if !strings.Contains(out, "BEGIN NEW CERTIFICATE REQUEST") {
		t.Errorf("keytool could not sign with it: %s", out)
	}
}

func TestSSHKeygenReadsTheOpenSSHKey(t *testing.T) {
	plain := oracle(t, map[string][]byte{"key": must(Encode(rand.Reader, "openssh", material(t, "")))}, "ssh-keygen", "-l", "-f", "key")
	pkcs8 := oracle(t, map[string][]byte{"key": KeyPEM(pair())}, "ssh-keygen", "-l", "-f", "key")
	if strings.Fields(plain)[1] != strings.Fields(pkcs8)[1] {
		t.Errorf("ssh-keygen sees two keys: %s %s", plain, pkcs8)
	}
}
