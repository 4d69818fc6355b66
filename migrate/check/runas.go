package check

import (
	"context"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// runAs looks at the one user as whom every client credentials login acts.
func (r *run) runAs(ctx context.Context) Check {
	switch {
	case !r.is(oauth.ClientCredentials):
		return skipped("this flow has no run-as user")
	case r.who == nil || r.who.Username == "":
		return skipped("the org did not say who the user is")
	}
	user := oauth.Clean(r.who.Username)
	seen := "logins act as " + user
	if want := r.expected(); want != "" && !strings.EqualFold(want, r.who.Username) {
		return r.failed(seen+", not as "+oauth.Clean(want), "other-run-as", "user", oauth.Clean(want))
	}
	only, err := r.session().APIOnly(ctx, r.userID())
	switch {
	case err != nil && fail.CodeOf(err) == fail.Interrupted:
		return r.failedBy(resource, err)
	case err != nil:
		return ok(seen + "; whether the user is API only could not be read")
	case !only:
		return r.warning(seen+", who is not API only", "not-api-only")
	}
	return ok(seen + ", who is API only")
}
