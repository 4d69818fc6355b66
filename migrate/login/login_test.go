package login

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"unpw/certs"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/secret"
	"unpw/templates"
)

// found gives the login that is found in files, and how its values are followed.
func found(t *testing.T, files map[string]string) (*recipe.Match, Source) {
	t.Helper()
	dir, err := fs.Sub(templates.Recipes, "recipes")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := recipe.Load(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := scan.Scan(context.Background(), scan.Root{FS: scan.Memory(files)}, scan.Options{Recipes: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Integrations) != 1 {
		t.Fatalf("%d integrations, not one", len(got.Integrations))
	}
	return got.Integrations[0].Match, Source{Value: got.Integrations[0].Value}
}

const program = `import os
from simple_salesforce import Salesforce
sf = Salesforce(username=os.environ["SF_USERNAME"], `

// An old login is read with the values that its references stand for.
func TestReadsTheOldLogin(t *testing.T) {
	m, source := found(t, map[string]string{
		"sync.py": program + `password=os.environ["SF_PASSWORD"], security_token=os.environ["SF_TOKEN"], domain="test")` + "\n",
		".env":    "SF_USERNAME=etl@acme.example\nSF_PASSWORD='example-password'\nSF_TOKEN=example-token\n"})
	got, err := Of(m, source)
	if err != nil || !got.Complete() {
		t.Fatalf("%v, missing %v", err, got.Missing)
	}
	if got.Flow != recipe.SOAPLogin || got.Username != "etl@acme.example" || got.Host != "test.salesforce.com" {
		t.Errorf("read %s as %s at %s", got.Flow, got.Username, got.Host)
	}
	if got.Password.Reveal() != "example-password" || got.SecurityToken.Reveal() != "example-token" {
		t.Error("password or token are not those of the file")
	}
}

// What no file defines comes from unpw.yaml, from a rehearsal, or is missing.
func TestValuesFromElsewhere(t *testing.T) {
	m, source := found(t, map[string]string{"sync.py": program + `password=os.environ["SF_PASSWORD"], security_token=os.environ["SF_TOKEN"])` + "\n"})
	source.Named = func(name string) (secret.Secret, bool) {
		return secret.New("named-" + strings.ToLower(name)), name == "SF_PASSWORD"
	}
	source.Supply = func(role string, _ recipe.Setting) (secret.Secret, bool) {
		return secret.New("supplied-" + role), role == "security-token"
	}
	got, err := Of(m, source)
	if err != nil {
		t.Fatal(err)
	}
	if got.Password.Reveal() != "named-sf_password" || got.SecurityToken.Reveal() != "supplied-security-token" {
		t.Error("values of unpw.yaml or of the rehearsal are not taken")
	}
	if !slices.Equal(got.Missing, []string{"username"}) || !slices.Equal(got.Supplied, []string{"security-token"}) {
		t.Errorf("missing %v, supplied %v", got.Missing, got.Supplied)
	}
}

// The key of a new login is opened in the container that the files name.
func TestOpensTheKey(t *testing.T) {
	key, err := certs.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := certs.Encode(rand.Reader, "pkcs8", certs.Material{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	const byFile, byText = `consumer_key="example-client-id", privatekey_file="/etc/secrets/sf.key", domain="acme.my")` + "\n", `consumer_key="example-client-id", privatekey=os.environ["SF_KEY"])` + "\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		key   func(path string) ([]byte, error)
		fails string
	}{
		{"by its path at run time", map[string]string{"sync.py": program + byFile},
			func(path string) ([]byte, error) {
				if path != "/etc/secrets/sf.key" {
					return nil, errors.New("another path")
				}
				return pem, nil
			}, ""},
		{"as text with \\n", map[string]string{"sync.py": program + byText, ".env": `SF_KEY="` + strings.ReplaceAll(string(pem), "\n", `\n`) + "\"\n"}, nil, ""},
		{"not there", map[string]string{"sync.py": program + byFile}, func(string) ([]byte, error) { return nil, errors.New("no such file") }, "private-key-file"},
		{"no key at all", map[string]string{"sync.py": program + byFile}, func(string) ([]byte, error) { return []byte("example-words"), nil }, "key"},
		{"nowhere to look", map[string]string{"sync.py": program + byFile}, nil, "no key can be read here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{".env": "SF_USERNAME=etl@acme.example\n"}
			for name, text := range c.files {
				files[name] = text + files[name]
			}
			m, source := found(t, files)
			source.Key = c.key
			got, err := Of(m, source)
			switch {
			case c.fails != "":
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("the error is %v, not about %s", err, c.fails)
				}
			case err != nil:
				t.Error(err)
			case !sameKey(got.Key, key) || got.Flow != recipe.JWTBearer || got.ClientID != "example-client-id":
				t.Errorf("read %s of %s with another key", got.Flow, got.ClientID)
			}
		})
	}
}

func sameKey(a, b *rsa.PrivateKey) bool { return a != nil && a.Equal(b) }
