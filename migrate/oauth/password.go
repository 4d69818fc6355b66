package oauth

import (
	"context"
	"net/url"
)

// oauthPassword is the OAuth username-password flow, the one that is left. The
// secret is optional because an org may not require it.
func (c *Client) oauthPassword(ctx context.Context, l Login) (*Token, error) {
	fields := url.Values{
		"grant_type": {"password"},
		"client_id":  {l.ClientID},
		"username":   {l.Username},
		"password":   {l.withToken().Reveal()},
	}
	if !l.ClientSecret.Empty() {
		fields.Set("client_secret", l.ClientSecret.Reveal())
	}
	t, err := c.form(ctx, l, fields)
	if err != nil {
		return nil, err
	}
	t.Username = l.Username
	return t, nil
}
