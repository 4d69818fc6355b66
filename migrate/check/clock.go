package check

import (
	"context"
	"fmt"
	"time"

	"unpw/migrate/oauth"
)

// skewAllowed is the buffer that Salesforce grants on exp (Identity guide, JWT
// bearer flow: three minutes). From skewNoted on it is worth mending.
const (
	skewAllowed = 3 * time.Minute
	skewNoted   = time.Minute
)

// clock compares the local clock with the Date header of the host. Only the
// JWT bearer flow depends on it.
func (r *run) clock(context.Context) Check {
	if r.probe == nil || r.probe.Date.IsZero() {
		return skipped("the host names no date")
	}
	// The header has whole seconds and no fractions.
	skew := r.probedAt.Truncate(time.Second).Sub(r.probe.Date)
	seen := "the local clock is right to the second"
	switch {
	case skew > 0:
		seen = fmt.Sprintf("the local clock is %s ahead of the org", skew)
	case skew < 0:
		seen = fmt.Sprintf("the local clock is %s behind the org", -skew)
	}
	switch {
	case skew.Abs() > skewAllowed && r.is(oauth.JWTBearer):
		return r.failed(seen, "clock")
	case skew.Abs() > skewNoted:
		return r.warning(seen, "clock")
	}
	return ok(seen)
}
