package check

import (
	"context"
	"fmt"

	"unpw/migrate/org"
)

// limits looks at how many API calls are left for the day. An org may hide its
// limits from a user, which says nothing against the login.
func (r *run) limits(ctx context.Context) Check {
	limits, err := r.session().Limits(ctx)
	if err != nil {
		return r.told(Warning, resource, err)
	}
	daily, known := limits[org.DailyAPIRequests]
	if !known || daily.Max <= 0 {
		return skipped("the org does not name its daily API requests")
	}
	seen := fmt.Sprintf("%d of %d API requests are left for the day", daily.Remaining, daily.Max)
	if daily.Remaining*10 < daily.Max {
		return r.warning(seen, "few-requests")
	}
	return ok(seen)
}
