package certs

import (
	"bytes"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"testing"
	"time"

	"github.com/youmark/pkcs8"
	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// Each count is changed in place, so that everything around it stays whole.
func TestDamagedCountsDoNotHang(t *testing.T) {
	m := material(t, testPassword)
	cert := must(storeCertificate("pkcs12", m.Key, m.Certificate))
	replace := func(data, from, to []byte) []byte {
		t.Helper()
		out := bytes.ReplaceAll(data, from, to)
		if bytes.Equal(out, data) {
			t.Fatal("the count is not where the test looks for it")
		}
		return out
	}
	openssh, _ := pem.Decode(must(Encode(rand.Reader, "openssh", m)))
	options := bytes.Index(openssh.Bytes, []byte("\x00\x00\x00\x18\x00\x00\x00\x10")) // salt of 16 bytes and rounds
	openssh.Bytes[options+24] = 0x7f

	tests := map[string][]byte{
		"PKCS#12": replace(must(pkcs12.Modern2023.WithIterations(70_000).Encode(m.Key, cert, nil, testPassword)),
			[]byte{2, 3, 0x01, 0x11, 0x70}, []byte{2, 3, 0x7f, 0x11, 0x70}),
		"encrypted PKCS#8": replace(must(encryptedPKCS8(m.Key, testPassword)),
			[]byte{2, 3, 0x01, 0x86, 0xa0}, []byte{2, 3, 0x7f, 0x86, 0xa0}),
		"scrypt": replace(must(pkcs8.MarshalPrivateKey(m.Key, []byte(testPassword), &pkcs8.Opts{
			Cipher: pkcs8.AES256CBC, KDFOpts: pkcs8.ScryptOpts{SaltSize: 16, CostParameter: 1 << 16, BlockSize: 8, ParallelizationParameter: 1},
		})), []byte{2, 3, 0x01, 0, 0}, []byte{2, 3, 0x40, 0, 0}),
		"OpenSSH": pem.EncodeToMemory(openssh),
	}
	for name, data := range tests {
		start := time.Now()
		if _, err := OpenKey(data, testPassword); !errors.Is(err, &Error{Kind: Mangled}) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func TestUsualCountsAreBearable(t *testing.T) {
	m := material(t, testPassword)
	cert := must(storeCertificate("pkcs12", m.Key, m.Certificate))
	for name, encoder := range map[string]*pkcs12.Encoder{"legacy": pkcs12.LegacyDES, "modern": pkcs12.Modern2023, "next": pkcs12.Modern2026} {
		if _, err := OpenKey(must(encoder.Encode(m.Key, cert, nil, testPassword)), testPassword); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
