package certs

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
)

// Whatever the bytes: no panic, no allocation by a length that a file claims,
// and either a key or an *Error that repeats none of the file's text.
func FuzzOpenKey(f *testing.F) {
	m := Material{Key: pair(), Certificate: must(SelfSigned(rand.Reader, pair(), "CN=a", day, 1)), Alias: "a", Password: testPassword, Now: day}
	for _, name := range []string{"pkcs12", "jks"} {
		f.Add(must(Encode(rand.Reader, name, m)))
	}
	m.Password = ""
	for _, name := range []string{"pem", "pkcs1", "openssh", "der"} {
		f.Add(must(Encode(rand.Reader, name, m)))
	}
	f.Add([]byte("\xfe\xed\xfe\xed\x00\x00\x00\x02\xff\xff\xff\xff\x00\x00\x00\x01\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff"))
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		key, err := OpenKey(data, testPassword)
		var e *Error
		if (err == nil) != (key != nil) || err != nil && !errors.As(err, &e) {
			t.Fatalf("key %v, error %v", key != nil, err)
		}
		if e == nil {
			return
		}
		for _, line := range bytes.Fields(data) {
			if len(line) > 20 && (bytes.Contains([]byte(e.Cause), line) || bytes.Contains([]byte(e.Hint), line)) {
				t.Fatalf("the error repeats the file: %v", e)
			}
		}
	})
}
