package check

import (
	"context"
	"fmt"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// loginHistory looks for this very login: it shows which grant really ran. A
// user sees the own rows; that they may come late, or that a user may not see
// the object at all, says nothing against the login.
func (r *run) loginHistory(ctx context.Context) Check {
	if r.userID() == "" {
		return skipped("the org did not say which user logged in")
	}
	// By the org's clock, as its rows are.
	since := r.token.Date
	if since.IsZero() {
		since = r.startedAt
	}
	since = since.Add(-time.Minute)
	history, err := r.session().LoginHistory(ctx, org.LoginFilter{Since: since, UserIDs: []string{r.userID()}, Most: 200})
	if err != nil {
		if fail.CodeOf(err) == fail.Interrupted {
			return r.failedBy(resource, err)
		}
		return skipped("Login History could not be read: " + fail.Of(err).Cause)
	}
	others := 0
	for _, row := range history.Rows {
		if row.Kind == r.target.Login.Flow && row.Succeeded {
			status := oauth.Clean(row.Status)
			seen := fmt.Sprintf("recorded as %s / %s, status %s", oauth.Clean(row.Type), orNone(row.SubType), status)
			if r.is(oauth.JWTBearer) {
				seen += " (no value is documented for this flow: recognised by its having no subtype)"
			}
			return ok(seen)
		}
		if row.Succeeded && (row.Kind == oauth.OAuthPassword || row.Kind == oauth.SOAPLogin) {
			others++
		}
	}
	if others > 0 {
		return r.warning(fmt.Sprintf("not recorded yet; in the last minute this user logged in %d times by password", others), "password-in-use")
	}
	return skipped("not recorded yet")
}

func orNone(subType string) string {
	if subType == "" {
		return "no subtype"
	}
	return oauth.Clean(subType)
}
