package oauth

import (
	"context"
	"net/url"
)

// clientCredentials is the OAuth client credentials flow. Only a My Domain
// host takes it; a scope parameter is not allowed, the app's own scopes count.
func (c *Client) clientCredentials(ctx context.Context, l Login) (*Token, error) {
	return c.form(ctx, l, url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {l.ClientID},
		"client_secret": {l.ClientSecret.Reveal()},
	})
}
