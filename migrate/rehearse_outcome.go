package migrate

import (
	"context"
	"slices"

	"unpw/migrate/apply"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/recipe"
)

func (r *rehearsing) verdict(ctx context.Context, out *Rehearsed) error {
	if ctx.Err() != nil {
		return fail.New(fail.Interrupted, "interrupted")
	}
	missed := 0
	for _, in := range out.Integrations {
		if in.Should && !in.Migrated {
			missed++
		}
	}
	if missed > 0 {
		return fail.New(fail.Partial, "%d of %d integrations should migrate and did not", missed, len(out.Integrations)).In("rehearse")
	}
	return nil
}

// collect gathers what became of each integration, tries the old login once more
// and the new one from the written files.
func (r *rehearsing) collect(ctx context.Context, report *apply.Report) *Rehearsed {
	out := &Rehearsed{Schema: "unpw/rehearsal/v1", Integrations: []Rehearsal{}, Audit: []Audited{}, plan: r.plan}
	for _, s := range r.scanned {
		out.Skipped = append(out.Skipped, s.Result.Skipped...)
	}
	back := &reader{p: r.p, made: r.plan, http: func(string) (*oauth.Client, error) { return r.client() }, supply: r.supply}
	for i := range r.plan.Integrations {
		in := &r.plan.Integrations[i]
		one := Rehearsal{ID: in.ID, Recipe: in.Recipe, Login: in.Login, Outcome: in.Outcome, Flow: in.Flow, Files: in.FilesOf(), Todo: []string{}, Diff: in.Diff,
			Proof: Proof{LegacyBefore: r.before[in.ID], NewLogin: NotTried}, Should: in.ShouldMigrate()}
		if one.Proof.LegacyBefore == "" {
			one.Proof.LegacyBefore = NotTried
		}
		if one.Files == nil {
			one.Files = []string{}
		}
		for _, step := range in.Steps {
			one.Todo = append(one.Todo, step.Text)
		}
		k := slices.IndexFunc(report.Integrations, func(x apply.Result) bool { return x.ID == in.ID })
		if k >= 0 {
			res := report.Integrations[k]
			one.Migrated, one.Why = res.Result == apply.Rewritten, res.Why
		} else if len(in.Blocked) > 0 {
			one.Why = in.Blocked[0].Why
		}
		one.Proof.LegacyAfter = r.legacyAfter(ctx, in.ID)
		if one.Migrated {
			proof, err := back.prove(ctx, r.copy, in)
			one.Proof.NewLogin, one.Proof.User, one.Proof.Supplied = proof.NewLogin, proof.User, proof.Supplied
			if err != nil || proof.NewLogin != Accepted {
				one.Migrated, one.Why = false, proof.NewLogin
			}
			if recipe.IsOld(in.Login) && one.Proof.LegacyAfter == Accepted {
				one.Migrated, one.Why = false, "the old login still works"
			}
		}
		out.Integrations = append(out.Integrations, one)
	}
	return out
}

// legacyAfter tries the old login after the lockdown and gives what the org
// recorded: the status in Login History, or the fault of SOAP login().
func (r *rehearsing) legacyAfter(ctx context.Context, id string) string {
	old := r.legacy[id]
	if old == nil {
		return NotTried
	}
	c, err := r.client()
	if err != nil {
		return NotTried
	}
	if _, err = c.Login(ctx, old.Login); err == nil {
		return Accepted
	}
	if old.Flow == recipe.OAuthPassword {
		return r.world.lastStatus(id, old.Username)
	}
	var no *oauth.Refusal
	if asRefusal(err, &no) {
		return no.Description
	}
	return refused(err)
}
