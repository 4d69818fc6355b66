package migrate

import (
	"context"
	"os/exec"
	"path/filepath"

	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

// RecipesDate is the day of the newest facts in the built-in recipes.
const RecipesDate = "2026-11-23"

// PlanOptions say what to plan.
type PlanOptions struct {
	ScanOptions
	Only      []string
	Flags     workspace.Flags
	MyDomain  string            // of the org of --org, or of the only one
	MyDomains map[string]string // by plan.OrgKey
	Usernames map[string]string // by id
}

// Plan scans and decides. It writes nothing but .unpw/id, where that is missing.
func (p *Project) Plan(ctx context.Context, o PlanOptions) (*plan.Plan, []Scanned, error) {
	config := p.Config
	if o.MyDomain != "" {
		c, err := config.WithMyDomain(o.Flags.Org, o.MyDomain)
		if err != nil {
			return nil, nil, err
		}
		config = c
	}
	if err := config.CheckFlags(o.Flags); err != nil {
		return nil, nil, err
	}
	scanned, err := p.Scan(ctx, o.ScanOptions)
	if err != nil {
		return nil, nil, err
	}
	id, err := p.Workspace.ID()
	if err != nil {
		return nil, nil, err
	}
	made, err := plan.Make(plan.Input{Roots: planRoots(scanned), Config: config, ID: id, Flags: o.Flags, Flows: p.Flows, Stores: p.Stores, Only: o.Only,
		Version: p.Version, Recipes: RecipesDate, Now: p.Now(), MyDomains: o.MyDomains, Usernames: o.Usernames, Tracked: p.tracked(ctx)})
	if err != nil {
		return nil, nil, err
	}
	return made, scanned, nil
}

// tracked asks git whether it tracks a file. Without git nobody can say, and no
// warning is given.
func (p *Project) tracked(ctx context.Context) func(root, file string) bool {
	git, err := exec.LookPath("git")
	if err != nil {
		return nil
	}
	return func(root, file string) bool {
		cmd := exec.CommandContext(ctx, git, "ls-files", "--error-unmatch", "--", filepath.FromSlash(file))
		cmd.Dir = p.rootDir(root)
		return cmd.Run() == nil
	}
}
