package org_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"unpw/migrate/fail"
	"unpw/migrate/org"
	"unpw/migrate/secret"
)

type transport struct {
	status int
	body   []byte
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: t.status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(t.body)), Request: r}, nil
}

// Whatever an org answers, every reader gives a value or a printable error
// without the token.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{`{"done":true,"records":{"Id":"1"}}`, `[{"errorCode":"` + accessToken + `","message":"\n` + accessToken + `"}]`, `{"apps":[null]}`,
		`[{"url":"/services/data/v66.0","version":"66.0"}]`, result("Failed", true, false, `,"details":{"componentFailures":{}}`), "null", "<html>", ""} {
		f.Add(200, []byte(body))
		f.Add(400, []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		client := &http.Client{Transport: transport{status, body}}
		s := &org.Session{HTTP: client, Instance: "https://acme.my.salesforce.com", Token: secret.New(accessToken)}
		ctx := t.Context()
		_, versions := org.Versions(ctx, client, "acme.my.salesforce.com", nil)
		_, identity := s.Identity(ctx, "https://acme.my.salesforce.com/id/1/2")
		_, resources := s.Resources(ctx, "")
		_, limits := s.Limits(ctx)
		_, history := s.LoginHistory(ctx, org.LoginFilter{})
		_, user := s.UserByName(ctx, "x")
		_, deploy := s.DeployStatus(ctx, "1")
		_, _, consumer := s.ConsumerKeyAndSecret(ctx, "x")
		for _, err := range []error{versions, identity, resources, limits, history, user, deploy, consumer} {
			if err == nil {
				continue
			}
			if code := fail.CodeOf(err); code != fail.Refused && code != fail.Unreachable {
				t.Fatalf("code %d: %v", code, err)
			}
			if strings.Contains(err.Error(), accessToken) || strings.ContainsAny(err.Error(), "\n\x00\x1b") {
				t.Fatalf("%q", err)
			}
		}
	})
}
