package check

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"unpw/migrate/oauth"
)

// identity asks whom the token is for. Who that should be is known for the JWT
// bearer flow; for client credentials it is the run-as check's matter.
func (r *run) identity(ctx context.Context) Check {
	if r.token.IdentityURL == "" {
		return skipped("the token came without an identity URL")
	}
	who, err := r.session().Identity(ctx, r.token.IdentityURL)
	var refusal *oauth.Refusal
	if errors.As(err, &refusal) && refusal.Status == http.StatusForbidden {
		// Other scopes than api may not open this resource; the token is good
		// for the rest all the same.
		return r.told(Warning, resource, err)
	}
	if err != nil {
		return r.failedBy(resource, err)
	}
	r.who = who
	seen := "the token is for " + oauth.Clean(who.Username)
	if who.OrgID != "" {
		seen += " in org " + oauth.Clean(who.OrgID)
	}
	want := r.expected()
	switch {
	case who.Active != nil && !*who.Active:
		return r.failed(seen+", who is inactive", "inactive-user")
	case r.token.OrgID != "" && who.OrgID != "" && !sameID(r.token.OrgID, who.OrgID):
		return r.failed(seen, "other-org", "org", r.token.OrgID)
	case r.is(oauth.JWTBearer) && want != "" && who.Username != "" && !strings.EqualFold(who.Username, want):
		return r.failed(seen+", not for "+oauth.Clean(want), "other-user")
	}
	return ok(seen)
}

// expected is the username that must come out; "" where any will do.
func (r *run) expected() string {
	if r.target.ExpectUser != "" {
		return r.target.ExpectUser
	}
	return r.target.Login.Username
}

// sameID compares record ids of 15 or 18 characters.
func sameID(a, b string) bool {
	return len(a) >= 15 && len(b) >= 15 && a[:15] == b[:15]
}
