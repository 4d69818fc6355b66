package oauth_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

func retryAfter(status int, value string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", value)
		json(status, `{"error":"busy"}`)(w, r)
	}
}

// A login is repeated once at most, and only where the host asks for it.
func TestRetry(t *testing.T) {
	const s = time.Second
	for _, row := range []struct {
		name     string
		first    http.HandlerFunc
		requests int
		slept    []time.Duration
	}{
		{"503 with seconds", retryAfter(503, "7"), 2, []time.Duration{7 * s}},
		{"429 with seconds", retryAfter(429, "0"), 2, []time.Duration{0}},
		{"503 with a date", retryAfter(503, now.Add(9*s).Format(http.TimeFormat)), 2, []time.Duration{9 * s}},
		{"date that is past", retryAfter(503, now.Add(-9*s).Format(http.TimeFormat)), 2, []time.Duration{0}},
		{"503 without", json(503, `{}`), 1, nil},
		{"429 without", json(429, `{}`), 1, nil},
		{"longer than a person waits", retryAfter(503, "31"), 1, nil},
		{"longer than an int", retryAfter(503, "99999999999999999999"), 1, nil},
		{"negative", retryAfter(503, "-1"), 1, nil},
		{"400", retryAfter(400, "1"), 1, nil},
		{"401", retryAfter(401, "1"), 1, nil},
		{"500", retryAfter(500, "1"), 1, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := newOrg(t, row.first, json(200, goodToken))
			c := o.client()
			c.Budget = oauth.NewBudget(9)
			_, err := c.Login(t.Context(), logins(o.host())[oauth.ClientCredentials])
			if (err == nil) != (row.requests == 2) {
				t.Errorf("error %v", err)
			}
			if len(o.received) != row.requests || c.Budget.Used() != row.requests || !slices.Equal(o.slept, row.slept) {
				t.Errorf("%d requests, %d counted, slept %v", len(o.received), c.Budget.Used(), o.slept)
			}
		})
	}
	t.Run("never twice", func(t *testing.T) {
		o := newOrg(t, retryAfter(503, "1"))
		if _, err := o.client().Login(t.Context(), logins(o.host())[oauth.SOAPLogin]); fail.CodeOf(err) != fail.Unreachable {
			t.Error(err)
		}
		if len(o.received) != 2 {
			t.Errorf("%d requests", len(o.received))
		}
	})
}

func TestBudget(t *testing.T) {
	o := newOrg(t, json(400, `{"error":"invalid_grant"}`))
	c := o.client()
	c.Budget = oauth.NewBudget(2)
	l := logins(o.host())[oauth.ClientCredentials]
	for range 2 {
		if _, err := c.Login(t.Context(), l); fail.CodeOf(err) != fail.Refused {
			t.Fatal(err)
		}
	}
	if _, err := c.Login(t.Context(), l); !errors.Is(err, oauth.ErrBudget) || len(o.received) != 2 {
		t.Errorf("the third login: %v, %d requests", err, len(o.received))
	}
}

// A connection that fails before the request is written is tried again, and
// counts for nothing.
func TestRetryOfConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := listener.Addr().String()
	_ = listener.Close()
	slept := 0
	c := &oauth.Client{HTTP: &http.Client{}, Budget: oauth.NewBudget(2), Sleep: func(context.Context, time.Duration) error { slept++; return nil }}
	_, err = c.Login(t.Context(), logins(host)[oauth.ClientCredentials])
	var u *oauth.Unreachable
	if !errors.As(err, &u) || u.Kind != oauth.KindConnect || slept != 1 || c.Budget.Used() != 0 {
		t.Errorf("%v, slept %d times, counted %d", err, slept, c.Budget.Used())
	}
}

// One that breaks afterwards is not: the org may have counted the login.
func TestNoRetryOnceWritten(t *testing.T) {
	o := newOrg(t, func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	c := o.client()
	c.Budget = oauth.NewBudget(2)
	_, err := c.Login(t.Context(), logins(o.host())[oauth.ClientCredentials])
	if fail.CodeOf(err) != fail.Unreachable || len(o.received) != 1 || c.Budget.Used() != 1 {
		t.Errorf("%v, %d requests, counted %d", err, len(o.received), c.Budget.Used())
	}
}

// A redirect is reported, never followed: it would show the login to another
// host. This holds for a client that would follow, too.
func TestNoRedirect(t *testing.T) {
	other := newOrg(t, json(200, goodToken))
	for _, status := range []int{301, 302, 303, 307, 308} {
		o := newOrg(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL+"/services/oauth2/token")
			w.WriteHeader(status)
		})
		c := o.client()
		c.HTTP.CheckRedirect = nil
		_, err := c.Login(t.Context(), logins(o.host())[oauth.OAuthPassword])
		var u *oauth.Unreachable
		if !errors.As(err, &u) || u.Kind != oauth.KindRedirect || !strings.Contains(err.Error(), "redirects to "+other.host()) {
			t.Errorf("%d: %v", status, err)
		}
	}
	if len(other.received) != 0 {
		t.Error("the other host saw a login")
	}
}

func TestInterruptAndDeadline(t *testing.T) {
	// An org that never answers: one that ends with the request may still answer it.
	silent := make(chan struct{})
	o := newOrg(t, func(http.ResponseWriter, *http.Request) { <-silent })
	t.Cleanup(func() { close(silent) })
	l := logins(o.host())[oauth.ClientCredentials]
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := o.client().Login(ctx, l); fail.CodeOf(err) != fail.Unreachable {
		t.Errorf("deadline: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := o.client().Login(ctx, l); fail.CodeOf(err) != fail.Interrupted || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupt: %v", err)
	}
}

// The client of real life: what it trusts, which proxy it takes, and how it
// names what went wrong.
func TestNewHTTPClient(t *testing.T) {
	o := newOrg(t, json(200, goodToken))
	o.Config.ErrorLog = log.New(io.Discard, "", 0)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: o.Certificate().Raw})
	l := logins(o.host())[oauth.ClientCredentials]
	try := func(ca []byte, proxy func(*http.Request) (*url.URL, error), host string) (string, error) {
		h, err := oauth.NewHTTPClient(ca, proxy)
		if err != nil {
			t.Fatal(err)
		}
		l.Host = host
		c := &oauth.Client{HTTP: h, Sleep: func(context.Context, time.Duration) error { return nil }}
		_, err = c.Login(t.Context(), l)
		var u *oauth.Unreachable
		if errors.As(err, &u) {
			return u.Kind, err
		}
		return "", err
	}
	if kind, err := try(ca, nil, o.host()); err != nil {
		t.Errorf("with the authority: %s %v", kind, err)
	}
	if kind, err := try(nil, nil, o.host()); kind != oauth.KindTLS {
		t.Errorf("without the authority: %v", err)
	}
	_, port, _ := net.SplitHostPort(o.host())
	if kind, err := try(ca, nil, "localhost:"+port); kind != oauth.KindTLS || !strings.Contains(err.Error(), "another name") {
		t.Errorf("under another name: %v", err)
	}
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	defer old.Close()
	if kind, err := try(ca, nil, strings.TrimPrefix(old.URL, "https://")); kind != oauth.KindTLS || !strings.Contains(err.Error(), "1.2") {
		t.Errorf("TLS 1.1: %v", err)
	}

	var asked string
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.Host
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer gate.Close()
	proxy, err := oauth.ProxyURL(strings.Replace(gate.URL, "http://", "http://user:example-password@", 1))
	if err != nil {
		t.Fatal(err)
	}
	kind, err := try(ca, proxy, "acme.my.salesforce.com")
	if kind != oauth.KindProxy || !strings.Contains(err.Error(), "Proxy Authentication Required") || strings.Contains(err.Error(), "example-password") {
		t.Errorf("proxy: %v", err)
	}
	if asked != "CONNECT acme.my.salesforce.com:443" {
		t.Errorf("the proxy was asked for %q", asked)
	}

	if _, err := oauth.NewHTTPClient([]byte("no certificate"), nil); fail.CodeOf(err) != fail.Usage {
		t.Errorf("an authority that is none: %v", err)
	}
	if _, err := oauth.ProxyURL("ftp://user:example-password@x"); fail.CodeOf(err) != fail.Usage || strings.Contains(err.Error(), "example-password") {
		t.Errorf("a proxy that is none: %v", err)
	}
}

func TestRevoke(t *testing.T) {
	o := newOrg(t, answer(200, "", ""), json(400, `{"error":"unsupported_token_type","error_description":"`+accessToken+`"}`))
	if err := o.client().Revoke(t.Context(), o.host(), secret.New(accessToken)); err != nil {
		t.Fatal(err)
	}
	if r := o.received[0]; r.path != "/services/oauth2/revoke" || r.body != "token="+url.QueryEscape(accessToken) {
		t.Errorf("%s %s", r.path, r.body)
	}
	err := o.client().Revoke(t.Context(), o.host(), secret.New(accessToken))
	if fail.CodeOf(err) != fail.Refused || strings.Contains(err.Error(), "example.access") {
		t.Error(err)
	}
}
