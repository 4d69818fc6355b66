package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

const testPassword = "example-keystore-password"

var (
	day  = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	pair = sync.OnceValue(func() *rsa.PrivateKey { return must(GenerateKey(rand.Reader, 2048)) })
	// other is a second key, for everything that must not match.
	other = sync.OnceValue(func() *rsa.PrivateKey { return must(GenerateKey(rand.Reader, 2048)) })
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func selfSigned(t *testing.T, key *rsa.PrivateKey) []byte {
	t.Helper()
	der, err := SelfSigned(rand.Reader, key, "CN=Billing_Etl", day, 365)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// oracle runs a foreign program on files of a fresh folder and gives what it
// printed. The test password is in the environment as PW, so that no command
// line shows it.
func oracle(t *testing.T, files map[string][]byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("oracle %s is not installed", name)
		}
		t.Skipf("oracle %s is not installed", name)
	}
	dir := t.TempDir()
	for file, data := range files {
		if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PW="+testPassword, "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func TestGenerateKeyMakesTheSizeAskedFor(t *testing.T) {
	for _, bits := range []int{2048, 3072} { // 4096 takes seconds; its path is the same
		key, err := GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		if got := key.N.BitLen(); got != bits {
			t.Errorf("asked for %d bits, got %d", bits, got)
		}
	}
	for _, bits := range []int{0, 1024, 2047, 8192} {
		if _, err := GenerateKey(rand.Reader, bits); err == nil {
			t.Errorf("%d bits were accepted", bits)
		}
	}
}

func TestMatchTellsPairs(t *testing.T) {
	cert := must(x509.ParseCertificate(selfSigned(t, pair())))
	if !Match(pair(), cert) {
		t.Error("a key does not match its own certificate")
	}
	if Match(other(), cert) || Match(nil, cert) || Match(pair(), nil) {
		t.Error("a foreign or missing half matches")
	}
}

func TestKeyPEMIsStable(t *testing.T) {
	if !bytes.Equal(KeyPEM(pair()), KeyPEM(pair())) {
		t.Error("one key, two texts")
	}
}
