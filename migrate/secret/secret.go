// Package secret holds the one type that may carry a password, a token or a
// private key through the program. Nothing else may enter this room: it is a
// leaf, and it knows no printer, file or flow.
//
// The value is kept in a closure. A printer that walks a value by reflection
// (fmt, encoding/json, cmp, a debugger's dump) meets a func and can only show
// an address, even where the Secret sits in an unexported field; the methods
// below answer for every printer that asks first.
package secret

import (
	"errors"
	"fmt"
	"log/slog"
)

// Mask is what every printer shows in place of a secret.
const Mask = "••••"

// Secret is a text that no printer can open. The zero value is the empty
// secret. It cannot be compared with == nor used as a map key: both would
// invite it into places that print.
type Secret struct{ reveal func() string }

// New wraps a text. The caller should not keep the text.
func New(text string) Secret { return Secret{reveal: func() string { return text }} }

// Reveal gives the text back. Every call is a place where a secret leaves its
// cover: a login request, a file that is being written, a key being opened.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// Empty tells whether there is no text.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// String implements fmt.Stringer.
func (s Secret) String() string { return Mask }

// Format implements fmt.Formatter, so that no verb (%#v, %x, %d …) shows more.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Mask)) }

// MarshalText implements encoding.TextMarshaler (JSON, XML, YAML, TOML).
func (s Secret) MarshalText() ([]byte, error) { return []byte(Mask), nil }

// UnmarshalText refuses: a masked text read back would pass for a secret.
func (s *Secret) UnmarshalText([]byte) error {
	return errors.New("secret: a secret is not read from text")
}

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Mask) }
