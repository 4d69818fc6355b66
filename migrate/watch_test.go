package migrate_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"unpw/migrate"
	"unpw/migrate/check"
	"unpw/migrate/oauth"
	"unpw/migrate/rehearsal"
)

// waiting is a rehearsal org and a project that waits by a clock of its own:
// sleeping moves it on, for the org as well.
type waiting struct {
	*migrate.Project
	world *rehearsal.World
	pair  pair
	now   time.Time
	slept []time.Duration
	then  func() // what happens while it sleeps
}

func newWaiting(t *testing.T, org string) *waiting {
	t.Helper()
	w := &waiting{pair: newPair(t), now: noon()}
	w.world = worldAt(t, func() time.Time { return w.now })
	w.use(t, org)
	server, err := w.world.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	proxy, err := oauth.ProxyURL(server.ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	env := migrate.Env{Now: func() time.Time { return w.now }, Random: rand.Reader, Proxy: proxy, Sleep: func(ctx context.Context, d time.Duration) error {
		w.now, w.slept = w.now.Add(d), append(w.slept, d)
		if w.then != nil {
			w.then()
		}
		return ctx.Err()
	}}
	if w.Project, err = migrate.Open(env, dir, "", nil, ca); err != nil {
		t.Fatal(err)
	}
	return w
}

// use lays an org.yaml over the sound org.
func (w *waiting) use(t *testing.T, org string) {
	t.Helper()
	useOrgFile(t, w.world, merged(t, sound, org), map[string]string{"ours.crt": w.pair.pem})
}

func (w *waiting) target(t *testing.T, withCertificate bool) check.Target {
	t.Helper()
	s := &scene{t: t, key: w.pair.key}
	jwt(s)
	s.target.ID = "etl"
	if withCertificate {
		block, _ := pem.Decode([]byte(w.pair.pem))
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		s.target.Certificate = c
	}
	return s.target
}

const second = time.Second

// A new app takes ten minutes to arrive: check asks again until it is there.
func TestWatchUntilAnAppHasArrived(t *testing.T) {
	w := newWaiting(t, "{propagation: 10m, orgs: {acme.my.salesforce.com: {apps: {New: {new: true}}}}}")
	r, err := w.CheckTarget(t.Context(), w.target(t, true), migrate.CheckOptions{Watch: 30 * time.Minute})
	if want := []time.Duration{30 * second, 60 * second, 120 * second, 120 * second, 120 * second, 120 * second, 120 * second}; err != nil || !r.OK || !slices.Equal(w.slept, want) || r.Attempts != 8 {
		t.Errorf("ok %v, %d attempts, slept %v, %v", r.OK, r.Attempts, w.slept, err)
	}
	w = newWaiting(t, "{propagation: 2h, orgs: {acme.my.salesforce.com: {apps: {New: {new: true}}}}}")
	if r, err := w.CheckTarget(t.Context(), w.target(t, true), migrate.CheckOptions{Watch: 5 * time.Minute}); err != nil || r.OK || r.Attempts != 4 || w.now.Sub(noon()) > 5*time.Minute {
		t.Errorf("ok %v, %d attempts, slept %v, %v", r.OK, r.Attempts, w.slept, err)
	}
}

// "invalid assertion" may be a certificate on its way, if it is new; if it is
// not, or nobody knows, it is a mistake that waiting does not mend.
func TestWatchUntilACertificateHasArrived(t *testing.T) {
	const none = "orgs: {acme.my.salesforce.com: {apps: {New: {certificate-file: ''}}}}"
	w := newWaiting(t, none)
	w.then = func() { w.use(t, "") }
	if r, err := w.CheckTarget(t.Context(), w.target(t, true), migrate.CheckOptions{Watch: 30 * time.Minute}); err != nil || !r.OK || r.Attempts != 2 {
		t.Errorf("new: ok %v, %d attempts, %v", r.OK, r.Attempts, err)
	}
	for name, certificate := range map[string]bool{"an old one": true, "none at hand": false} {
		w := newWaiting(t, none)
		w.now = noon().AddDate(0, 0, 2)
		if r, err := w.CheckTarget(t.Context(), w.target(t, certificate), migrate.CheckOptions{Watch: 30 * time.Minute}); err != nil || r.OK || r.Attempts != 1 || len(w.slept) != 0 {
			t.Errorf("%s: ok %v, %d attempts, slept %v, %v", name, r.OK, r.Attempts, w.slept, err)
		}
	}
}

// An answer that time does not mend ends the watch at once.
func TestWatchStopsAtAnyOtherAnswer(t *testing.T) {
	w := newWaiting(t, "{propagation: 10m, orgs: {acme.my.salesforce.com: {apps: {New: {new: true}}}}}")
	w.then = func() { w.use(t, "orgs: {acme.my.salesforce.com: {users: {etl@acme.example: {active: false}}}}") }
	if r, err := w.CheckTarget(t.Context(), w.target(t, true), migrate.CheckOptions{Watch: 30 * time.Minute}); err != nil || r.OK || r.Attempts != 2 || r.NotYet {
		t.Errorf("ok %v, %d attempts, slept %v, %v", r.OK, r.Attempts, w.slept, err)
	}
}
