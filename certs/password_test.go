package certs

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"strings"
	"testing"
)

func TestPasswordsAreLettersAndDigits(t *testing.T) {
	plain := regexp.MustCompile(`^[A-Za-z0-9]{32}$`)
	seen := map[string]bool{}
	for range 200 {
		p, err := Password(rand.Reader, 32)
		if err != nil {
			t.Fatal(err)
		}
		if !plain.MatchString(p) || seen[p] {
			t.Fatalf("password %d is odd or repeated", len(seen))
		}
		seen[p] = true
	}
}

func TestPasswordSkipsBytesThatWouldFavourLetters(t *testing.T) {
	got, err := Password(bytes.NewReader(append([]byte{248, 255, 61}, make([]byte, 23)...)), MinPassword)
	if err != nil || got != "9"+strings.Repeat("A", 23) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPasswordRefuses(t *testing.T) {
	if _, err := Password(rand.Reader, MinPassword-1); err == nil {
		t.Error("a short password was made")
	}
	if _, err := Password(strings.NewReader("short"), MinPassword); err == nil {
		t.Error("a password was made without randomness")
	}
	if _, err := Password(bytes.NewReader(bytes.Repeat([]byte{255}, 1<<16)), MinPassword); err == nil {
		t.Error("a constant source was accepted")
	}
}
