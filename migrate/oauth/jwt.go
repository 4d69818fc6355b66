package oauth

import (
	"context"
	"crypto/rsa"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// assertionLife is how far in the future exp lies. Salesforce allows a skew of
// three minutes and names no upper bound; clients in the field send three.
const assertionLife = 180 * time.Second

// grantJWT is the grant type of RFC 7523.
const grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// jwtBearer is the OAuth JWT bearer flow: no secret is sent, the key stays
// here. A scope cannot be asked for; the app's policy decides.
func (c *Client) jwtBearer(ctx context.Context, l Login) (*Token, error) {
	audience := l.Audience
	if audience == "" {
		audience = "https://" + l.Host
	}
	secrets := l.secrets()
	answer, err := c.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
		assertion, err := c.assertion(l.Key, l.ClientID, l.Username, audience)
		if err != nil {
			return nil, err
		}
		secrets = append(secrets, assertion)
		return post(l.Host, tokenPath, url.Values{
			"grant_type": {grantJWT},
			"assertion":  {assertion.Reveal()},
		})(ctx)
	})
	if err != nil {
		return nil, err
	}
	t, err := parseToken(l.Flow, answer, secrets)
	if err != nil {
		return nil, err
	}
	t.Username = l.Username
	return t, nil
}

// assertion signs {iss, sub, aud, exp, jti} with RS256. It is a secret until
// it expires: whoever holds it is the user. Each request needs one of its own:
// an org refuses a repeated jti.
func (c *Client) assertion(key *rsa.PrivateKey, issuer, subject, audience string) (secret.Secret, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(c.random(), id); err != nil {
		return secret.Secret{}, fail.New(fail.Bug, "the source of randomness failed").In("sign assertion")
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": issuer,
		"sub": subject,
		"aud": audience,
		"exp": c.now().Add(assertionLife).Unix(),
		"jti": hex.EncodeToString(id),
	})
	delete(token.Header, "typ") // not asked for
	signed, err := token.SignedString(key)
	if err != nil {
		return secret.Secret{}, fail.New(fail.Usage, "the private key does not sign").In("sign assertion")
	}
	return secret.New(signed), nil
}
