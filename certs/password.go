package certs

import (
	"fmt"
	"io"
)

// MinPassword is the least length of a generated password. PKCS#12 and JKS
// stretch a password little, so its 24 letters and digits (142 bits) carry the
// whole protection.
const MinPassword = 24

// Password makes a password of n characters, each a letter or digit of ASCII,
// so that it needs quoting nowhere. n below MinPassword is an error.
func Password(random io.Reader, n int) (string, error) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	if n < MinPassword {
		return "", fmt.Errorf("a generated password has at least %d characters, not %d", MinPassword, n)
	}
	const fair = 256 - 256%len(alphabet) // bytes from here on would favour the first letters
	out := make([]byte, 0, n)
	one := make([]byte, 1)
	for tries := 0; len(out) < n; tries++ {
		if tries > 64*n {
			return "", fmt.Errorf("read random password: the source is not random")
		}
		if _, err := io.ReadFull(random, one); err != nil {
			return "", fmt.Errorf("read random password: %w", err)
		}
		if int(one[0]) < fair {
			out = append(out, alphabet[int(one[0])%len(alphabet)])
		}
	}
	return string(out), nil
}
