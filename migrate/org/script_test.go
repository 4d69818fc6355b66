package org_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/org"
	"unpw/migrate/secret"
)

const accessToken = "00D000000000001AAA!example.access.token.of.a.test"

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// line is one exchange with the scripted org: a request whose method and
// unescaped address start with "METHOD /path…", and the answer.
type line struct {
	request string
	status  int
	answer  string
}

// script is an org that answers in the order written and fails the test for
// any other request.
type script struct {
	*httptest.Server
	mu     sync.Mutex
	lines  []line
	bodies []string
	slept  []time.Duration
}

func newScript(t *testing.T, lines ...line) *script {
	t.Helper()
	s := &script{lines: lines}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		got, err := url.QueryUnescape(r.Method + " " + r.URL.RequestURI())
		body, _ := io.ReadAll(r.Body)
		s.bodies = append(s.bodies, string(body))
		if err != nil || len(s.lines) == 0 || !strings.HasPrefix(got, s.lines[0].request) {
			t.Errorf("unexpected: %s", got)
			w.WriteHeader(http.StatusTeapot)
			return
		}
		if auth := r.Header.Get("Authorization"); auth != "Bearer "+accessToken && r.URL.Path != "/services/data" && !strings.HasPrefix(r.URL.Path, "/services/Soap/m/") {
			t.Errorf("%s came with %q", got, auth)
		}
		l := s.lines[0]
		s.lines = s.lines[1:]
		w.Header().Set("Date", now.Format(http.TimeFormat))
		if l.status >= 300 && l.status < 400 {
			w.Header().Set("Location", strings.ReplaceAll(l.answer, "SELF", s.URL))
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(l.status)
		_, _ = io.WriteString(w, strings.ReplaceAll(l.answer, "SELF", s.URL))
	}))
	t.Cleanup(func() {
		s.Close()
		for _, l := range s.lines {
			t.Errorf("never asked: %s", l.request)
		}
	})
	return s
}

func (s *script) session() *org.Session {
	return &org.Session{HTTP: s.Client(), Instance: s.URL, Token: secret.New(accessToken), Now: func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error {
			s.slept = append(s.slept, d)
			return nil
		}}
}

func (s *script) host() string { return strings.TrimPrefix(s.URL, "https://") }
