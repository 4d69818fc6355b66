package oauth

import (
	"context"
	"net/http"
	"net/url"

	"unpw/migrate/secret"
)

// Revoke ends a token at host. Whoever calls it should know that an org may
// hand the same session to two logins of one user and app, so that ending one
// ends the other (general knowledge, not documented).
func (c *Client) Revoke(ctx context.Context, host string, token secret.Secret) error {
	if err := CheckHost(host); err != nil {
		return err
	}
	p := c.policy()
	p.Budget = nil // not a login
	a, err := p.Do(ctx, post(host, "/services/oauth2/revoke", url.Values{"token": {token.Reveal()}}))
	if err != nil {
		return err
	}
	if a.Status == http.StatusOK && !a.IsHTML() {
		return nil
	}
	code, description, ok := ErrorBody(a.Body)
	if !ok || a.Status >= http.StatusInternalServerError {
		return NotAnAnswer(a, token)
	}
	return NewRefusal("", a, code, description, token)
}
