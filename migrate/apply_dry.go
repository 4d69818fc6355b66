package migrate

import (
	"context"

	"unpw/migrate/apply"
	"unpw/migrate/fail"
)

// dry looks at everything that an apply would refuse, on a file system that
// cannot write.
func (a *applying) dry(ctx context.Context) (*apply.Report, error) {
	report := &apply.Report{Schema: "unpw/run/v1"}
	var failures []fail.Code
	for i := range a.made.Integrations {
		in := &a.made.Integrations[i]
		if !a.takes(in) || in.Decision != "migrate" {
			continue
		}
		r := apply.Result{ID: in.ID, Result: apply.Unchanged, Files: in.FilesOf()}
		if !in.Applicable() {
			r.Result = apply.Left
			if len(in.Blocked) > 0 {
				r.Why = in.Blocked[0].Why
			}
		} else if changes, err := a.changes(ctx, in); err != nil {
			r.Result, r.Why, r.Err = apply.Failed, fail.Of(err).Error(), err
		} else if err := apply.Check(apply.ReadOnly(a.fs), apply.Integration{ID: in.ID, Changes: changes}); err != nil {
			r.Result, r.Why, r.Err = apply.Failed, fail.Of(err).Error(), err
		}
		if r.Err != nil {
			failures = append(failures, fail.CodeOf(r.Err))
		}
		if a.o.Said != nil {
			a.o.Said(r)
		}
		report.Integrations = append(report.Integrations, r)
	}
	return report, verdict(failures, len(report.Integrations)-len(failures), ctx)
}
