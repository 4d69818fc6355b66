// Package oauth logs in to a Salesforce org: one file a flow, the two legacy
// ones included, because a migration proves that they worked before and fail
// after. It sends a login at most once (see Policy for the one exception),
// reads the answer, and gives a Token or an error that holds no secret.
//
// What may not enter: files, prompts, recipes, and what to do about a refusal
// (that is the room explain). Everything here goes over HTTPS; the client, the
// clock and the source of randomness are passed in.
package oauth

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// The flows that Login knows, in the words of the contract.
const (
	OAuthPassword     = "oauth-password"
	SOAPLogin         = "soap-login"
	JWTBearer         = "jwt-bearer"
	ClientCredentials = "client-credentials"
)

// Login is one login to try. Which fields are needed depends on Flow; a
// missing one is an error of the code fail.Usage before anything is sent.
type Login struct {
	Flow           string          // one of the constants above
	Host           string          // host only: acme.my.salesforce.com, login.salesforce.com
	Audience       string          // jwt-bearer: the claim aud; "" is https://Host
	ClientID       string          // consumer key; not for soap-login
	Username       string          // not for client-credentials
	Password       secret.Secret   // legacy flows
	SecurityToken  secret.Secret   // legacy flows: appended to the password
	ClientSecret   secret.Secret   // client-credentials; optional for oauth-password
	Key            *rsa.PrivateKey // jwt-bearer
	OrganizationID string          // soap-login: names the org in a LoginScopeHeader; mostly ""
	APIVersion     string          // soap-login: "" is 59.0, which clients in the field send
}

// Token is what an org hands out. A legacy SOAP login gives a session id, which
// the REST API takes as an access token as well.
type Token struct {
	Access      secret.Secret
	InstanceURL string    // origin for all calls: https://acme.my.salesforce.com
	IdentityURL string    // "" after soap-login
	Scope       string    // as the org wrote it, blank separated; "" after soap-login
	Username    string    // "" where the answer does not say
	UserID      string    // 18 characters, "" where the answer does not say
	OrgID       string    // 18 characters, "" where the answer does not say
	Date        time.Time // of the answer's Date header; zero without one
}

// Client sends logins. The zero value of every field but HTTP is usable.
type Client struct {
	HTTP   *http.Client
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Sleep  Sleep            // nil: a timer
	Budget *Budget          // nil: no limit
}

// Login logs in once. Errors: *Refusal in a fail.Error of the code
// fail.Refused when the org said no; *Unreachable in one of the code
// fail.Unreachable; fail.Usage for a Login that cannot be sent;
// fail.Interrupted when ctx was cancelled.
func (c *Client) Login(ctx context.Context, l Login) (*Token, error) {
	if err := l.complete(); err != nil {
		return nil, err
	}
	switch l.Flow {
	case OAuthPassword:
		return c.oauthPassword(ctx, l)
	case SOAPLogin:
		return c.soapLogin(ctx, l)
	case JWTBearer:
		return c.jwtBearer(ctx, l)
	default:
		return c.clientCredentials(ctx, l)
	}
}

// complete says what l lacks.
func (l Login) complete() error {
	type need struct {
		what    string
		missing bool
	}
	client := need{"client-id", l.ClientID == ""}
	user := need{"username", l.Username == ""}
	password := need{"password", l.Password.Empty()}
	var needs []need
	switch l.Flow {
	case OAuthPassword:
		needs = []need{client, user, password}
	case SOAPLogin:
		needs = []need{user, password}
	case JWTBearer:
		needs = []need{client, user, {"private key", l.Key == nil}}
	case ClientCredentials:
		needs = []need{client, {"client-secret", l.ClientSecret.Empty()}}
	default:
		return fail.New(fail.Usage, "unknown flow %q", Clean(l.Flow)).In("log in")
	}
	for _, n := range needs {
		if n.missing {
			return fail.New(fail.Usage, "%s needs a %s", l.Flow, n.what).In("log in")
		}
	}
	return CheckHost(l.Host)
}

// CheckHost wants a host, with a port at most: a path or a user name in it
// would send a login somewhere else. The error is a fail.Usage.
func CheckHost(host string) error {
	u, err := url.Parse("https://" + host)
	if err != nil || host == "" || u.Host != host || u.User != nil || strings.ContainsAny(host, " \\%") {
		return fail.New(fail.Usage, "%q is not a host", Clean(host)).In("log in").
			Hint("write the host alone, such as acme.my.salesforce.com")
	}
	return nil
}

// secrets are the texts of l that no error may show.
func (l Login) secrets() []secret.Secret {
	return []secret.Secret{l.withToken(), l.Password, l.SecurityToken, l.ClientSecret}
}

// withToken gives the password as both legacy flows want it: the security
// token appended with no separator (REST API guide, "Understanding the
// username-password OAuth flow").
func (l Login) withToken() secret.Secret {
	return secret.New(l.Password.Reveal() + l.SecurityToken.Reveal())
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c *Client) random() io.Reader {
	if c.Random == nil {
		return rand.Reader
	}
	return c.Random
}

// policy is how this client sends a login.
func (c *Client) policy() Policy {
	return Policy{HTTP: c.HTTP, Now: c.Now, Sleep: c.Sleep, Budget: c.Budget, Limit: answerLimit}
}

// answerLimit bounds the answer to a login, in bytes. Real ones stay under 4 KiB.
const answerLimit = 1 << 20
