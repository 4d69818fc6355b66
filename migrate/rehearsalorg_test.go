package migrate_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/explain"
	"unpw/migrate/oauth"
	"unpw/migrate/rehearsal"
	"unpw/migrate/secret"
	"unpw/templates"
)

func lastStatus(w *rehearsal.World) string {
	last := rehearsal.Login{}
	for _, o := range w.Orgs() {
		for _, l := range o.History() {
			if l.ID != "" && !l.Time.Before(last.Time) {
				last = l
			}
		}
	}
	return last.Status
}

func errorCatalogue(t *testing.T) *explain.Catalogue {
	t.Helper()
	sub, err := fs.Sub(templates.Errors, "errors")
	if err != nil {
		t.Fatal(err)
	}
	c, err := explain.Load(sub)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func explained(c *explain.Catalogue) func(flow, code, description string) (why, do string) {
	return func(flow, code, description string) (string, string) {
		found := c.Match(explain.Query{Flow: flow, Error: code, Description: description})
		if len(found) == 0 {
			return "", ""
		}
		return found[0].Meaning, found[0].Fix[0].Do
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// worldOf makes the orgs that an org.yaml describes.
func worldOf(t *testing.T, text string, files map[string]string) *rehearsal.World {
	t.Helper()
	w := worldAt(t, noon)
	useOrgFile(t, w, text, files)
	return w
}

// worldAt is a world with one org and a clock.
func worldAt(t *testing.T, now func() time.Time) *rehearsal.World {
	t.Helper()
	w, err := rehearsal.New(rehearsal.Config{Now: now, Random: bytes.NewReader(make([]byte, 32)),
		Orgs: []rehearsal.Org{{Name: "acme", MyDomain: "acme.my.salesforce.com"}}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func useOrgFile(t *testing.T, w *rehearsal.World, text string, files map[string]string) {
	t.Helper()
	file, err := rehearsal.ParseOrgFile("org.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%s\n%s", err, text)
	}
	secrets := map[string]string{"PASSWORD": "example-password", "TOKEN": "ExampleToken", "SECRET": "example-secret", "OTHER": "other-secret"}
	err = w.Use(file, rehearsal.Sources{Name: "org.yaml",
		Secret: func(r rehearsal.Reference) (secret.Secret, error) { return secret.New(secrets[r.Env]), nil },
		File: func(name string) ([]byte, error) {
			if text, ok := files[name]; ok {
				return []byte(text), nil
			}
			return nil, errors.New("no such file")
		}})
	if err != nil {
		t.Fatal(err)
	}
}

// merged lays one YAML mapping over another.
func merged(t *testing.T, under, over string) string {
	t.Helper()
	var a, b map[string]any
	if err := errors.Join(yaml.Unmarshal([]byte(under), &a), yaml.Unmarshal([]byte(over), &b)); err != nil {
		t.Fatalf("%s: %s", over, err)
	}
	lay(a, b)
	text, err := yaml.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func lay(under, over map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(over)) {
		below, nested := under[key].(map[string]any)
		if above, both := over[key].(map[string]any); nested && both && key != "consumer-secret" {
			lay(below, above)
			continue
		}
		under[key] = over[key]
	}
}

// inProcess answers HTTPS requests without a connection.
type inProcess struct{ http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := r.Clone(r.Context())
	sent.Host, sent.RemoteAddr = r.URL.Host, "127.0.0.1:40000"
	if sent.Body == nil {
		sent.Body = io.NopCloser(strings.NewReader(""))
	}
	rw := httptest.NewRecorder()
	p.ServeHTTP(rw, sent)
	return rw.Result(), nil
}

// strangersClient reaches the org over TLS and does not know its CA.
func strangersClient(t *testing.T, w *rehearsal.World) *http.Client {
	t.Helper()
	server, err := w.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	proxy, err := oauth.ProxyURL(server.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := oauth.NewHTTPClient(nil, proxy)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// pair is a key and its certificate.
type pair struct {
	key *rsa.PrivateKey
	pem string
}

func newPair(t *testing.T) pair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: noon(), NotAfter: noon().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pair{key, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))}
}
