package check_test

import (
	"testing"

	"unpw/migrate/check"
	"unpw/migrate/oauth"
	"unpw/migrate/secret"
)

// Whatever is asked for and whatever the org answers: one integration costs two
// login requests at most, since an org counts each of them against the user.
func TestTwoLoginRequestsAtMost(t *testing.T) {
	answers := map[string]string{
		"accepted":  tokenFor(newToken),
		"audience":  refused("invalid_grant", "audience is invalid"),
		"not yet":   refused("app_not_found", "External client app is not installed in this org"),
		"wrong":     refused("invalid_client", "invalid client credentials"),
		"broken":    "503 <html>Data Not Available</html>",
		"throttled": "429 {}",
	}
	legacy := &oauth.Login{Flow: oauth.OAuthPassword, Host: myDomain, ClientID: "EXAMPLE_OLD_KEY", Username: "etl@acme.example", Password: secret.New(password)}
	for first, a := range answers {
		for second, b := range answers {
			for _, target := range []check.Target{jwtTarget(), credentialsTarget()} {
				for _, old := range []*oauth.Login{nil, legacy} {
					f := newFake(t)
					f.tokens = []string{a, b}
					target.Legacy, target.Read, target.Write = old, true, check.Write{Object: "A"}
					r := check.Run(t.Context(), f.env(), target)
					if len(f.logins) > 2 || r.Attempts != len(f.logins) {
						t.Errorf("%s, first %s, then %s, parity %v: %d requests, %d counted", target.Login.Flow, first, second, old != nil, len(f.logins), r.Attempts)
					}
				}
			}
		}
	}
}
