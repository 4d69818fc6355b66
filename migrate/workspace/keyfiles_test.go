package workspace_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

var now = time.Date(2026, 11, 23, 18, 44, 15, 0, time.FixedZone("CET", 3600))

func files(names ...string) (out []workspace.KeyFile) {
	for _, n := range names {
		ext, text, _ := strings.Cut(n, "=")
		out = append(out, workspace.KeyFile{Ext: ext, Data: []byte(text)})
	}
	return out
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// What CreateKey does to what is there: nothing, or all of it.
func TestCreateKey(t *testing.T) {
	for _, c := range []struct {
		name    string
		there   []workspace.KeyFile
		create  []workspace.KeyFile
		force   bool
		refused bool
		keys    string // afterwards
		retired string
	}{
		{"the first", nil, files("key=k", "crt=c"), false, false, "Crm.crt Crm.key", ""},
		{"one is there", files("key=old"), files("key=k", "crt=c"), false, true, "Crm.key", ""},
		{"the second of them is there", files("crt=old"), files("key=k", "crt=c"), false, true, "Crm.crt", ""},
		{"a container of an older key is there", files("p12=old"), files("key=k"), false, true, "Crm.p12", ""},
		{"another container beside", files("key=old", "crt=old"), files("jks=j"), false, false, "Crm.crt Crm.jks Crm.key", ""},
		{"a container again", files("key=old", "jks=old"), files("jks=j"), true, false, "Crm.jks Crm.key retired", "Crm-20261123T174415Z.jks"},
		{"forced: everything of the old key goes", files("key=old", "crt=old", "p12=old"), files("key=k", "crt=c"), true, false,
			"Crm.crt Crm.key retired", "Crm-20261123T174415Z.crt Crm-20261123T174415Z.key Crm-20261123T174415Z.p12"},
		{"one that cannot be written: nothing has changed", files("crt=old", "key=old"), files("key=k", "crt=c", "crt=again"), true, true, "Crm.crt Crm.key retired", ""},
		{"forced, with nothing there", nil, files("key=k"), true, false, "Crm.key", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, _ := open(t)
			for _, f := range c.there {
				must(t, w.WriteFile("keys/Crm."+f.Ext, f.Data))
			}
			must(t, w.WriteFile("keys/Crm2.key", []byte("another's")))
			err := w.CreateKey("Crm", c.create, c.force, now)
			if c.refused != (err != nil) || err != nil && (fail.CodeOf(err) != fail.Partial || !errors.Is(err, fs.ErrExist)) {
				t.Error(err)
			}
			if got := strings.Replace(listing(t, w.Path("keys")), "Crm2.key", "", 1); strings.Join(strings.Fields(got), " ") != c.keys {
				t.Errorf("keys: %s", got)
			}
			if got := listing(t, w.Path("keys", "retired")); got != c.retired {
				t.Errorf("retired: %s", got)
			}
			for _, f := range c.there {
				if got, err := w.ReadKey("Crm", f.Ext); c.refused && (err != nil || got.Reveal() != "old") {
					t.Errorf("%s: %v, %v", f.Ext, got.Reveal(), err)
				}
			}
			for _, f := range c.create {
				if got, err := w.ReadKey("Crm", f.Ext); !c.refused && (err != nil || got.Reveal() != string(f.Data)) {
					t.Errorf("%s: %v, %v", f.Ext, got.Reveal(), err)
				}
			}
		})
	}
}

// Two rotations in one second keep both old keys.
func TestRetireTwice(t *testing.T) {
	w, _ := open(t)
	for _, text := range []string{"key=one", "key=two", "key=three"} {
		must(t, w.CreateKey("Crm", files(text), true, now))
	}
	if got := listing(t, w.Path("keys", "retired")); got != "Crm-20261123T174415Z-2.key Crm-20261123T174415Z.key" {
		t.Error(got)
	}
	if n, err := w.RetireKey("Crm", now); n != 1 || err != nil {
		t.Error(n, err)
	}
	if _, err := w.ReadKey("Crm", "key"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if n, err := w.RetireKey("Crm", now); n != 0 || err != nil {
		t.Error(n, err)
	}
}

func TestKeyNames(t *testing.T) {
	w, _ := open(t)
	if names, err := w.KeyNames(); names != nil || err != nil {
		t.Error(names, err)
	}
	must(t, w.CreateKey("Erp", files("key=k", "crt=c"), false, now))
	must(t, w.CreateKey("Crm", files("key=k"), false, now))
	must(t, w.WriteFile("keys/Only.crt", nil))
	if names, err := w.KeyNames(); !slices.Equal(names, []string{"Crm", "Erp"}) || err != nil {
		t.Error(names, err)
	}
	if err := w.CreateKey("../x", files("key=k"), true, now); fail.CodeOf(err) != fail.Usage {
		t.Error(err)
	}
	onUnix(t)
	if got := mode(t, w.Path("keys", "Crm.key")); got != 0o600 {
		t.Errorf("mode %o", got)
	}
}

// One value a file, no line end.
func TestSecrets(t *testing.T) {
	w, _ := open(t)
	if s, ok, err := w.ReadSecret("Crm", workspace.ClientSecret); ok || err != nil || !s.Empty() {
		t.Error(ok, err)
	}
	for _, value := range []string{"example-one", "example-two"} {
		must(t, w.WriteSecret("Crm", workspace.ClientSecret, secret.New(value)))
		if data, err := os.ReadFile(w.Path("secrets", "Crm.client-secret")); string(data) != value || err != nil {
			t.Errorf("%q, %v", data, err)
		}
		if s, ok, err := w.ReadSecret("Crm", workspace.ClientSecret); s.Reveal() != value || !ok || err != nil {
			t.Errorf("%q, %v, %v", s.Reveal(), ok, err)
		}
	}
	must(t, w.WriteFile("secrets/Crm.keystore-password", []byte("example-edited\r\n")))
	if s, ok, err := w.ReadSecret("Crm", workspace.KeystorePassword); s.Reveal() != "example-edited" || !ok || err != nil {
		t.Errorf("%q, %v, %v", s.Reveal(), ok, err)
	}
	for _, bad := range []error{
		w.WriteSecret("../Crm", workspace.ClientSecret, secret.New("x")), w.WriteSecret("Crm", "password", secret.New("x")),
		w.WriteSecret("Crm", workspace.ClientSecret, secret.Secret{}),
	} {
		if fail.CodeOf(bad) != fail.Bug {
			t.Error(bad)
		}
	}
}

func TestRuns(t *testing.T) {
	w, _ := open(t)
	if runs, err := w.Runs(); runs != nil || err != nil {
		t.Error(runs, err)
	}
	w.Rand = strings.NewReader("\x4f\x2a\x4f\x2a\x00\x01") // the second name is taken
	var made []string
	for range 2 {
		run, err := w.NewRun(now)
		must(t, err)
		made = append(made, run)
	}
	if want := []string{"20261123T174415Z-4f2a", "20261123T174415Z-0001"}; !slices.Equal(made, want) {
		t.Errorf("%q, want %q", made, want)
	}
	must(t, os.WriteFile(w.Path("runs", "notes.txt"), nil, 0o600))
	slices.Sort(made)
	if runs, err := w.Runs(); !slices.Equal(runs, made) || err != nil {
		t.Error(runs, err)
	}
	for name, want := range map[string]bool{
		"20261123T174415Z-4f2a": true, "20261123T174415Z-4f2": false, "../20261123T174415Z-4f2a": false, "20261123T174415Z-4F2A": false, "": false,
	} {
		if workspace.IsRun(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	onUnix(t)
	if got := mode(t, w.Path("runs", made[0])); got != 0o700 {
		t.Errorf("mode %o", got)
	}
}
