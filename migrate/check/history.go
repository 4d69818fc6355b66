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
			return ok(r.recorded(row))
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

// recorded words the row of the login. The platform documents no value of its
// own for the JWT bearer flow (Object Reference, LoginHistory: the list of
// LoginSubType has none), so what is left to know it by is said.
func (r *run) recorded(row org.LoginRow) string {
	seen := fmt.Sprintf("recorded as %s / %s, status %s", oauth.Clean(row.Type), orNone(row.SubType), oauth.Clean(row.Status))
	app := oauth.Clean(row.Application)
	if app != "" && app != "N/A" {
		seen += ", application " + app
	}
	if row.LoginURL != "" {
		seen += ", at " + oauth.Clean(row.LoginURL)
	}
	if !r.is(oauth.JWTBearer) {
		return seen
	}
	if app == "" || app == "N/A" {
		return seen + " (no value is documented for this flow: recognised by its having no subtype; the app is not named)"
	}
	return seen + " (no value is documented for this flow: recognised by its having no subtype and by the app's name)"
}

func orNone(subType string) string {
	if subType == "" {
		return "no subtype"
	}
	return oauth.Clean(subType)
}
