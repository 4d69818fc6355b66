package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// mostNamed bounds a list of differences in a text.
const mostNamed = 5

// parity logs in the old way too and compares: the same user, and the same
// rights on every object. It spends a login attempt, so it is made only when
// asked for. The session of the old login is not ended: an org may give the
// same one to the integration that is still running.
func (r *run) parity(ctx context.Context) Check {
	switch {
	case r.target.Legacy == nil && r.target.Parity:
		return skipped("the whole of the old login is not at hand")
	case r.target.Legacy == nil:
		return skipped("not asked for")
	}
	token, err := r.client().Login(ctx, *r.target.Legacy)
	var refusal *oauth.Refusal
	switch {
	case errors.Is(err, oauth.ErrBudget):
		return skipped("both login attempts were needed for the new login")
	case errors.As(err, &refusal):
		c := r.told(Skipped, r.target.Legacy.Flow, err)
		c.Seen = "the old login is refused: " + c.Seen
		return c
	case err != nil:
		return r.failedBy(r.target.Legacy.Flow, err)
	}
	if token.UserID != "" && r.userID() != "" && !sameID(token.UserID, r.userID()) {
		return r.warning(fmt.Sprintf("the old login is user %s, the new one %s", token.UserID, r.userID()), "parity-user")
	}
	before, err := r.sessionOf(token).Objects(ctx)
	if errors.As(err, &refusal) {
		// No measure to hold the new login against.
		return skipped("the same user; the rights of the old login could not be read: " + refusal.Error())
	}
	if err != nil {
		return r.failedBy(resource, err)
	}
	after, err := r.session().Objects(ctx)
	if err != nil {
		return r.failedBy(resource, err)
	}
	lost := missing(before, after)
	if len(lost) == 0 {
		return ok(fmt.Sprintf("the same user, and the same rights on %d objects", len(after)))
	}
	seen := strings.Join(lost[:min(len(lost), mostNamed)], ", ")
	if more := len(lost) - mostNamed; more > 0 {
		seen += fmt.Sprintf(" and %d more", more)
	}
	return r.warning("lost with the new login: "+seen, "parity-rights")
}

// missing lists the rights that are in before and not in after: "create Account".
func missing(before, after []org.Object) []string {
	now := map[string]org.Object{}
	for _, o := range after {
		now[o.Name] = o
	}
	var lost []string
	for _, b := range before {
		a := now[b.Name]
		for _, right := range []struct {
			verb     string
			was, now bool
		}{
			{"read", b.Queryable, a.Queryable},
			{"create", b.Createable, a.Createable},
			{"update", b.Updateable, a.Updateable},
			{"delete", b.Deletable, a.Deletable},
		} {
			if right.was && !right.now {
				lost = append(lost, right.verb+" "+oauth.Clean(b.Name))
			}
		}
	}
	slices.Sort(lost)
	return lost
}
