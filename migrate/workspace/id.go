package workspace

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// ID is what .unpw/id holds: 32 random bytes, there as hex. It keys the hashes
// of files, which so tell nothing about a short secret in them, and the
// consumer keys. It is itself a secret: no printer shows it.
type ID struct{ hex secret.Secret }

// String implements fmt.Stringer.
func (ID) String() string { return secret.Mask }

// ID reads .unpw/id, and makes it where it is missing.
func (w *Workspace) ID() (ID, error) {
	id, err := w.KnownID()
	if !errors.Is(err, fs.ErrNotExist) {
		return id, err
	}
	random := make([]byte, 32)
	if _, err := io.ReadFull(w.Rand, random); err != nil {
		return ID{}, fail.New(fail.Bug, "make %s/id: no random bytes", Dir).Because(err)
	}
	err = w.CreateFile("id", []byte(hex.EncodeToString(random)+"\n"))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return ID{}, err
	}
	return w.KnownID() // another process may have been first
}

// KnownID reads .unpw/id and never makes it. The error of a missing one answers
// errors.Is(err, fs.ErrNotExist): a plan made elsewhere cannot be checked here.
func (w *Workspace) KnownID() (ID, error) {
	data, err := w.ReadFile("id")
	if err != nil {
		return ID{}, err
	}
	text := trimLineEnd(string(data))
	if raw, err := hex.DecodeString(text); err != nil || len(raw) != 32 {
		return ID{}, fail.At(fail.Usage, Dir+"/id", 0, "not 64 hex digits").In("read").
			Hint("restore it from a backup, or remove it and plan again; apps that exist then need their consumer-key in %s", FileName)
	}
	return ID{hex: secret.New(text)}, nil
}

// DraftID gives an ID for plans that nobody keeps: hashes and consumer keys made
// with it fit no file and no app.
func DraftID() ID { return ID{hex: secret.New(strings.Repeat("0", 64))} }

// mac gives HMAC-SHA256 of data, keyed by the 32 bytes (not by their hex).
func (id ID) mac(data []byte) string {
	key, err := hex.DecodeString(id.hex.Reveal())
	if err != nil || len(key) != 32 {
		panic("workspace: an ID that was not read") // a zero key would hash silently
	}
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// FileHash gives the keyed hash of a file's bytes as plans and journals hold
// it: "hmac-sha256:" and 64 hex digits.
func (id ID) FileHash(data []byte) string { return "hmac-sha256:" + id.mac(data) }

// ConsumerKey gives the consumer key that unpw chooses for an app: 48 hex
// digits, the same ones every time for the same id, org and app.
func (id ID) ConsumerKey(org, app string) string {
	return id.mac([]byte("consumer-key:" + org + ":" + app))[:48]
}
