package rehearsal

import (
	"slices"
	"strings"
	"time"

	"unpw/migrate/secret"
)

// lifetime of an access token; the platform's default session timeout is two
// hours.
const lifetime = 2 * time.Hour

// session is an access token, or the session id of a password login.
type session struct {
	token   secret.Secret
	org     *org
	user    *user
	client  string // consumer key; "": SOAP login, or the administrator of the rehearsal
	flow    string // "": no OAuth login
	scopes  []string
	issued  time.Time
	expires time.Time
}

// open makes a session. The caller holds w.mu.
func (w *World) open(o *org, u *user, client, flow string) *session {
	now := w.now()
	s := &session{
		token:   secret.New(o.id[:15] + "!" + w.random.word(80)),
		org:     o,
		user:    u,
		client:  client,
		flow:    flow,
		issued:  now,
		expires: now.Add(lifetime),
	}
	w.sessions[s.token.Reveal()] = s
	return s
}

// session finds a live session by its token, or gives nil.
func (w *World) session(token string) *session {
	s := w.sessions[token]
	if s == nil || !s.user.active || s.user.frozen || !w.now().Before(s.expires) {
		return nil
	}
	return s
}

// bearer gives the session that the Authorization header names, provided that
// it belongs to the org that was asked; else nil.
func (w *World) bearer(r *request) *session {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "OAuth") {
		return nil
	}
	s := w.session(strings.TrimSpace(token))
	if s == nil || !slices.Contains(r.site.orgs, s.org) {
		return nil
	}
	return s
}

// api tells whether the session may use the data API. A session of a password
// login has no scopes and may.
func (s *session) api() bool {
	return s.flow == "" || s.flow == flowPassword || slices.ContainsFunc(s.scopes, func(scope string) bool {
		return scope == "api" || scope == "web" || scope == "full" || scope == "lightning"
	})
}
