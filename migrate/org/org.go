// Package org is an org seen over HTTPS with a token in hand: its versions,
// the user of the token, its limits, queries, login history, metadata deploys,
// permission sets and the consumer secret of an app. One file a resource.
//
// What may not enter: logging in (that is the room oauth), what to do about an
// answer (explain), files, prompts. An error is a fail.Error of the code
// fail.Refused with an *oauth.Refusal in it, or of the code fail.Unreachable
// with an *oauth.Unreachable.
package org

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// DefaultVersion is the API version of a Session that names none: the one that
// the metadata written by unpw is for.
const DefaultVersion = "66.0"

// answerLimit bounds one answer, in bytes: a page of a query holds up to 2,000
// rows, which for Login History is about 1.5 MB.
const answerLimit = 16 << 20

// Session is a token and where it is good.
type Session struct {
	HTTP     *http.Client
	Instance string // origin: https://acme.my.salesforce.com
	Token    secret.Secret
	Version  string           // API version as in 66.0; "" is DefaultVersion
	Now      func() time.Time // nil: time.Now
	Sleep    oauth.Sleep      // nil: a timer
}

// NewSession makes a session of a fresh token.
func NewSession(client *http.Client, token *oauth.Token) *Session {
	return &Session{HTTP: client, Instance: token.InstanceURL, Token: token.Access}
}

func (s *Session) version() string {
	if s.Version == "" {
		return DefaultVersion
	}
	return strings.TrimPrefix(s.Version, "v")
}

// data gives the path of a REST resource under the session's version.
func (s *Session) data(resource string) string {
	return "/services/data/v" + s.version() + "/" + resource
}

func (s *Session) policy() oauth.Policy {
	return oauth.Policy{HTTP: s.HTTP, Now: s.Now, Sleep: s.Sleep, Limit: answerLimit}
}

// body is what a request carries.
type body struct {
	contentType string
	bytes       []byte
}

// call sends a request to a path of the instance and reads the JSON answer
// into into, where that is not nil. It does not follow a redirect.
func (s *Session) call(ctx context.Context, method, path string, b *body, into any) error {
	return s.callAt(ctx, method, s.Instance+path, b, into)
}

func (s *Session) callAt(ctx context.Context, method, address string, b *body, into any) error {
	answer, err := s.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		return s.request(ctx, method, address, b)
	})
	if err != nil {
		return err
	}
	return s.read(answer, into)
}

func (s *Session) request(ctx context.Context, method, address string, b *body) (*http.Request, error) {
	var reader io.Reader
	if b != nil {
		reader = strings.NewReader(string(b.bytes))
	}
	r, err := http.NewRequestWithContext(ctx, method, address, reader)
	if err != nil {
		return nil, err
	}
	if b != nil {
		r.Header.Set("Content-Type", b.contentType)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
	return r, nil
}

// read takes an answer apart: the value asked for, or the org's no.
func (s *Session) read(a *oauth.Answer, into any) error {
	if a.Status >= 200 && a.Status < 300 && !a.IsHTML() {
		if into == nil || json.Unmarshal(a.Body, into) == nil {
			return nil
		}
		return oauth.NotAnAnswer(a, s.Token)
	}
	code, description, ok := oauth.ErrorBody(a.Body)
	if !ok && !a.IsHTML() && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden) {
		// The identity URL answers with a bare word, such as Bad_OAuth_Token.
		code, ok = strings.TrimSpace(string(a.Body)), true
	}
	if !ok || a.Status < 400 || a.Status >= 500 {
		return oauth.NotAnAnswer(a, s.Token)
	}
	return oauth.NewRefusal("", a, code, description, s.Token)
}

// get reads a resource.
func (s *Session) get(ctx context.Context, path string, into any) error {
	return s.call(ctx, http.MethodGet, path, nil, into)
}

// send writes a value as JSON.
func (s *Session) send(ctx context.Context, method, path string, value, into any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fail.New(fail.Bug, "the request cannot be written as JSON")
	}
	return s.call(ctx, method, path, &body{"application/json", text}, into)
}

// host is the host of the instance, for errors of our own.
func (s *Session) host() string {
	u, err := url.Parse(s.Instance)
	if err != nil {
		return ""
	}
	return oauth.Clean(u.Host)
}

// no is a refusal of our own making: the org answered, and what was asked for
// is not there.
func (s *Session) no(format string, args ...any) *fail.Error {
	e := fail.New(fail.Refused, format, args...)
	e.Op, e.Path = "ask", s.host()
	return e
}
