package cli

import (
	"context"
	"io"
	"os"
	"regexp"

	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
)

// planOf gives the plan in a file, or without a name one made now of what
// unpw.yaml says.
func (a *app) planOf(ctx context.Context, p *migrate.Project, name string) (*plan.Plan, error) {
	if name != "" {
		return a.readPlan(name)
	}
	made, _, err := p.Plan(ctx, migrate.PlanOptions{})
	return made, err
}

func (a *app) readPlan(name string) (*plan.Plan, error) {
	path, err := a.path(name)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fail.At(fail.Usage, name, 0, "no such plan, or it cannot be read").Because(err).Hint("make one: unpw plan -o plan.json")
	}
	return plan.Read(name, data)
}

// isPlan tells whether a file says that it is a plan, of whatever version.
func (a *app) isPlan(name string) bool {
	path, err := a.path(name)
	if err != nil {
		return false
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	head, err := io.ReadAll(io.LimitReader(file, 200))
	return err == nil && regexp.MustCompile(`^\s*\{\s*"schema":\s*"unpw/plan/`).Match(head)
}
