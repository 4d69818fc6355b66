package org

import (
	"context"
	"net/http"
	"net/url"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// Identity is who a token is for. Its fields are general knowledge; the ids
// are also in the address itself.
type Identity struct {
	UserID   string `json:"user_id"`
	OrgID    string `json:"organization_id"`
	Username string `json:"username"`
	Active   *bool  `json:"active"` // nil where the answer does not say
}

// Identity asks the address that came with the token. That address is often on
// login.salesforce.com, which may send on to the instance; the token goes
// there and nowhere else.
func (s *Session) Identity(ctx context.Context, address string) (*Identity, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, fail.New(fail.Unreachable, "the token came without an identity URL").In("ask " + s.host())
	}
	var who Identity
	answer, err := s.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		return s.request(ctx, http.MethodGet, address, nil)
	})
	if err != nil {
		return nil, err
	}
	if answer.Status >= 300 && answer.Status < 400 {
		to, err := u.Parse(answer.Header.Get("Location"))
		if err != nil || to.Scheme+"://"+to.Host != s.Instance || to.User != nil {
			return nil, oauth.NotAnAnswer(answer, s.Token)
		}
		if err := s.callAt(ctx, http.MethodGet, to.String(), nil, &who); err != nil {
			return nil, err
		}
		return &who, nil
	}
	if err := s.read(answer, &who); err != nil {
		return nil, err
	}
	return &who, nil
}
