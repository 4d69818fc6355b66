package check

import (
	"context"
	"encoding/json"

	"unpw/migrate/oauth"
)

// read runs a query that any user may run, and compares the org it names.
func (r *run) read(ctx context.Context) Check {
	if !r.target.Read {
		return skipped("not asked for")
	}
	rows, err := r.session().Query(ctx, "SELECT Id FROM Organization", 1)
	if err != nil {
		return r.failedBy(resource, err)
	}
	var found struct {
		ID string `json:"Id"`
	}
	if len(rows.Records) == 0 || json.Unmarshal(rows.Records[0], &found) != nil || found.ID == "" {
		return r.failed("the query found nothing", "no-organization")
	}
	if r.token.OrgID != "" && !sameID(found.ID, r.token.OrgID) {
		return r.failed("read from org "+oauth.Clean(found.ID), "other-org", "org", r.token.OrgID)
	}
	return ok("a query works")
}
