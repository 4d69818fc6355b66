package oauth_test

import (
	"crypto/x509"
	"encoding/base64"
	stdjson "encoding/json"
	"encoding/pem"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unpw/migrate/oauth"
)

// assertionOf gives the three parts of the assertion that o received.
func assertionOf(t *testing.T, received request) (signed, header, claims string, signature []byte) {
	t.Helper()
	form, err := url.ParseQuery(received.body)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("%d parts", len(parts))
	}
	var decoded [3][]byte
	for i, part := range parts {
		if decoded[i], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			t.Fatal(err)
		}
	}
	return parts[0] + "." + parts[1], string(decoded[0]), string(decoded[1]), decoded[2]
}

func TestAssertion(t *testing.T) {
	o := newOrg(t, json(200, goodToken))
	login := logins(o.host())[oauth.JWTBearer]
	for _, row := range []struct{ given, want string }{
		{"", "https://" + o.host()},
		{"https://test.salesforce.com", "https://test.salesforce.com"},
	} {
		login.Audience = row.given
		if _, err := o.client().Login(t.Context(), login); err != nil {
			t.Fatal(err)
		}
		_, header, text, _ := assertionOf(t, o.received[len(o.received)-1])
		if header != `{"alg":"RS256"}` {
			t.Errorf("header %s", header)
		}
		var claims map[string]any
		if err := stdjson.Unmarshal([]byte(text), &claims); err != nil {
			t.Fatal(err)
		}
		if id, _ := claims["jti"].(string); len(id) != 32 {
			t.Errorf("jti %q", id)
		}
		delete(claims, "jti")
		want := map[string]any{"iss": "EXAMPLE_CONSUMER_KEY", "sub": "etl@acme.example", "aud": row.want, "exp": float64(now.Unix() + 180)}
		if diff := cmp.Diff(want, claims); diff != "" {
			t.Error(diff)
		}
	}
}

// Every request has a jti of its own, a retry too: an org refuses a repeat.
func TestAssertionIsNeverSentTwice(t *testing.T) {
	o := newOrg(t, retryAfter(503, "1"), json(200, goodToken))
	for range 2 {
		if _, err := o.client().Login(t.Context(), logins(o.host())[oauth.JWTBearer]); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for _, r := range o.received {
		_, _, claims, _ := assertionOf(t, r)
		var c struct{ Jti string }
		if err := stdjson.Unmarshal([]byte(claims), &c); err != nil {
			t.Fatal(err)
		}
		seen[c.Jti] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d different jti in 3 requests", len(seen))
	}
}

// openssl, which knows nothing of the library that signed, verifies.
func TestAssertionVerifiesWithOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed: the signature is not verified by another implementation")
	}
	o := newOrg(t, json(200, goodToken))
	login := logins(o.host())[oauth.JWTBearer]
	if _, err := o.client().Login(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	signed, _, _, signature := assertionOf(t, o.received[0])
	public, err := x509.MarshalPKIXPublicKey(&login.Key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key := write("public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	verify := func(text string) error {
		return exec.Command(openssl, "dgst", "-sha256", "-verify", key, "-signature", write("signature", signature), write("text", []byte(text))).Run()
	}
	if err := verify(signed); err != nil {
		t.Errorf("openssl refuses the signature: %v", err)
	}
	if verify(signed+"x") == nil {
		t.Error("openssl accepts anything")
	}
}
