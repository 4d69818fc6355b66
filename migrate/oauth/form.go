package oauth

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// tokenPath is the token endpoint of every host (Help, "OAuth Endpoints").
const tokenPath = "/services/oauth2/token"

// form posts fields to the token endpoint. Secrets travel in the body, never
// in the address (Help, "OAuth 2.0 username-password flow").
func (c *Client) form(ctx context.Context, l Login, fields url.Values) (*Token, error) {
	answer, err := c.policy().Do(ctx, post(l.Host, tokenPath, fields))
	if err != nil {
		return nil, err
	}
	return parseToken(l.Flow, answer, l.secrets())
}

// post makes a form request, anew for each try.
func post(host, path string, fields url.Values) func(context.Context) (*http.Request, error) {
	return func(ctx context.Context) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+host+path, strings.NewReader(fields.Encode()))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "application/json")
		return r, nil
	}
}
