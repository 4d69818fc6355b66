package migrate

import (
	"context"
	"slices"

	"unpw/migrate/apply"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
)

// MigrateOptions say how far an unattended migration goes.
type MigrateOptions struct {
	Only    []string
	Limit   int // integrations at most; 0 means all
	DryRun  bool
	Offline bool
	// Step hears what is being done, Said how each integration went.
	Step func(text string)
	Said func(apply.Result)
}

// Migrated is what a migration did: unpw/migration/v1, the shape of a rehearsal.
type Migrated struct {
	Schema       string        `json:"schema"`
	Run          string        `json:"run,omitempty"`
	Integrations []Integration `json:"integrations"`
	plan         *plan.Plan
}

// Integration is one integration of a migration.
type Integration = Rehearsal

// Plan gives the plan that was applied.
func (m *Migrated) Plan() *plan.Plan { return m.plan }

// Migrate goes the whole way by what unpw.yaml says: plan, keys, metadata,
// deployment where unpw has access to the org, check, rewrite, read back. It asks
// nothing. What it cannot do is said per integration; the error then has the code
// that contract 5 gives to several items.
func (p *Project) Migrate(ctx context.Context, o MigrateOptions) (*Migrated, error) {
	step := func(text string) {
		if o.Step != nil {
			o.Step(text)
		}
	}
	step("scan and plan")
	made, _, err := p.Plan(ctx, PlanOptions{Only: o.Only})
	if err != nil {
		return nil, err
	}
	limit(made, o.Limit)
	if o.DryRun {
		return p.migrated(made, nil, ""), nil
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Unlock() }()
	if err := p.contacts(made); err != nil {
		return nil, err
	}
	step("make keys")
	if _, err := p.KeysFor(made, KeyOptions{}); err != nil {
		return nil, err
	}
	step("write the apps' metadata")
	if err := p.WriteMetadata(made); err != nil {
		return nil, err
	}
	if !o.Offline {
		step("deploy the apps")
		if err := p.deployWhereAllowed(ctx, made); err != nil {
			return nil, err
		}
	}
	step("check, rewrite, read back and log in")
	report, err := p.Apply(ctx, made, ApplyOptions{Only: o.Only, Offline: o.Offline, Said: o.Said, locked: true})
	if report == nil {
		return nil, err
	}
	return p.migrated(made, report.Integrations, report.Run), err
}

// contacts refuses before anything is made where an app has no owner.
func (p *Project) contacts(made *plan.Plan) error {
	for _, a := range made.Apps {
		if !a.Existing && p.Config.App(a.Name).Contact == "" {
			return fail.At(fail.Usage, p.Config.Path, 0, "apps.%s.contact is missing", a.Name).
				Hint("set it in unpw.yaml: Salesforce wants the owner's mail address")
		}
	}
	return nil
}

// limit leaves all but the first n applicable integrations for another time.
func limit(made *plan.Plan, n int) {
	if n <= 0 {
		return
	}
	for i := range made.Integrations {
		in := &made.Integrations[i]
		if !in.Applicable() {
			continue
		}
		if n--; n < 0 {
			in.Blocked = append(in.Blocked, plan.Blocked{Why: "left for another run by --limit", Hint: "run unpw migrate again"})
			in.Wants = append(in.Wants, "another run")
		}
	}
}

// WriteMetadata writes the sfdx project of a plan's apps to .unpw/metadata.
func (p *Project) WriteMetadata(made *plan.Plan) error {
	apps, err := p.AppMetadata(made.Apps, "")
	if err != nil || len(apps) == 0 {
		return err
	}
	files, err := metadata.Project(apps, metadata.Options{})
	if err != nil {
		return err
	}
	return p.KeepFiles(files)
}

// deployWhereAllowed deploys the apps of every org that unpw has access to; for
// the others, and for an app that an org did not take, the check says what is
// missing.
func (p *Project) deployWhereAllowed(ctx context.Context, made *plan.Plan) error {
	done, err := p.Deploy(ctx, made, made.Apps, DeployOptions{})
	for _, d := range done {
		switch {
		case d.Result == NoAccess:
			p.warn("unpw has no access to org " + d.Org + ": app " + d.App + " is in .unpw/metadata, deploy it by hand")
		case d.Err != nil:
			p.warn("app " + d.App + ": " + fail.Of(d.Err).Error())
		case d.Why != "":
			p.warn("app " + d.App + ": " + d.Why)
		}
	}
	if err != nil && fail.CodeOf(err) == fail.Partial {
		return nil // some are there; each integration says what is missing
	}
	return err
}

// migrated puts plan and results together.
func (p *Project) migrated(made *plan.Plan, results []apply.Result, run string) *Migrated {
	m := &Migrated{Schema: "unpw/migration/v1", Run: run, Integrations: []Integration{}, plan: made}
	for i := range made.Integrations {
		in := &made.Integrations[i]
		one := Integration{ID: in.ID, Recipe: in.Recipe, Login: in.Login, Outcome: in.Outcome, Flow: in.Flow, Files: in.FilesOf(), Todo: []string{}, Diff: in.Diff,
			Proof: Proof{LegacyBefore: NotTried, NewLogin: NotTried}, Should: in.ShouldMigrate()}
		if one.Files == nil {
			one.Files = []string{}
		}
		for _, s := range in.Steps {
			one.Todo = append(one.Todo, s.Text)
		}
		if len(in.Blocked) > 0 {
			one.Why = in.Blocked[0].Why
		}
		if k := slices.IndexFunc(results, func(r apply.Result) bool { return r.ID == in.ID }); k >= 0 {
			r := results[k]
			one.Migrated, one.Why = r.Result == apply.Rewritten, r.Why
			if proof, ok := r.Proof.(*Proof); ok && proof != nil {
				one.Proof = *proof
			}
		}
		m.Integrations = append(m.Integrations, one)
	}
	return m
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
