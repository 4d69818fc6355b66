package workspace_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// The id is made once, of 32 random bytes, and keys the hashes.
func TestID(t *testing.T) {
	w, _ := open(t)
	if _, err := w.KnownID(); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if _, err := os.Lstat(w.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("asking for it made .unpw")
	}
	raw := []byte(strings.Repeat("0123456789abcdef", 2))
	w.Rand = bytes.NewReader(raw)
	id, err := w.ID()
	must(t, err)
	if data, err := os.ReadFile(w.Path("id")); err != nil || strings.TrimSpace(string(data)) != hex.EncodeToString(raw) {
		t.Errorf("%q, %v", data, err)
	}
	onUnix(t)
	if got := mode(t, w.Path("id")); got != 0o600 {
		t.Errorf("mode %o", got)
	}

	mac := func(text string) string {
		h := hmac.New(sha256.New, raw)
		h.Write([]byte(text))
		return hex.EncodeToString(h.Sum(nil))
	}
	if got := id.FileHash([]byte("SF_PASSWORD=x\n")); got != "hmac-sha256:"+mac("SF_PASSWORD=x\n") {
		t.Error(got)
	}
	if got := id.ConsumerKey("prod", "Billing_Etl"); got != mac("consumer-key:prod:Billing_Etl")[:48] {
		t.Error(got)
	}
	again, err := w.ID() // Rand is used up
	if err != nil || again.ConsumerKey("prod", "Billing_Etl") != id.ConsumerKey("prod", "Billing_Etl") {
		t.Error("a second time it is another", err)
	}
	known, err := w.KnownID()
	if err != nil || known.FileHash(nil) != id.FileHash(nil) {
		t.Error("not the one that was made", err)
	}

	// No printer shows it.
	encoded, err := json.Marshal(map[string]any{"id": id})
	must(t, err)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", id, id, id, id), string(encoded)} {
		if strings.Contains(text, hex.EncodeToString(raw)[:8]) || strings.Contains(text, "01234567") {
			t.Errorf("shown: %s", text)
		}
	}
}

func TestIDDamaged(t *testing.T) {
	for _, text := range []string{"", "example", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		w, _ := open(t)
		must(t, w.WriteFile("id", []byte(text)))
		_, err := w.ID()
		if fail.CodeOf(err) != fail.Usage || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", text, err)
		}
		if data, _ := os.ReadFile(w.Path("id")); string(data) != text {
			t.Errorf("%q was replaced by %q", text, data)
		}
	}
	w, _ := open(t)
	w.Rand = strings.NewReader("too short")
	if _, err := w.ID(); fail.CodeOf(err) != fail.Bug {
		t.Error(err)
	}
	if _, err := os.Lstat(w.Path("id")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("made an id without enough random bytes")
	}
}

// Two workspaces, two orgs, two apps: other hashes, other keys.
func TestIDSeparates(t *testing.T) {
	a, _ := open(t)
	b, _ := open(t)
	one, err := a.ID()
	must(t, err)
	two, err := b.ID()
	must(t, err)
	seen := map[string]string{}
	for name, id := range map[string]workspace.ID{"one": one, "two": two} {
		for _, org := range []string{"prod", "uat"} {
			for _, app := range []string{"Crm", "Erp"} {
				key := id.ConsumerKey(org, app)
				if len(key) != 48 || seen[key] != "" {
					t.Errorf("%s %s %s: %q, as %s", name, org, app, key, seen[key])
				}
				seen[key] = name + org + app
			}
		}
	}
	if one.FileHash([]byte("x")) == two.FileHash([]byte("x")) {
		t.Error("one hash in two workspaces")
	}
}
