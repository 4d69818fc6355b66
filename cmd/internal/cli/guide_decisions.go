package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"unpw/migrate"
	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

// makePlan scans and plans with what is decided so far.
func (g *guiding) makePlan(ctx context.Context) error {
	g.app.ui.Status("reading %s", strings.Join(append([]string{"the files"}, g.shown...), " "))
	made, scanned, err := g.project.Plan(ctx, migrate.PlanOptions{ScanOptions: migrate.ScanOptions{Paths: g.paths}})
	g.app.ui.ClearStatus()
	if err != nil {
		return err
	}
	g.plan, g.scanned = made, scanned
	return g.splitOrgs(ctx)
}

// splitOrgs makes two orgs of none where the files name both kinds: one that
// stands for both could have one My Domain only.
func (g *guiding) splitOrgs(ctx context.Context) error {
	if len(g.project.Config.Orgs) > 0 {
		return nil
	}
	kinds := map[string]bool{}
	for _, in := range g.plan.Integrations {
		host := ""
		if in.Host != nil {
			host = *in.Host
		}
		kinds[g.project.Config.KindOf(host)] = true
	}
	if len(kinds) < 2 {
		return nil
	}
	return g.decide(ctx,
		workspace.Set{Path: []string{"orgs", workspace.Production, "kind"}, Value: workspace.Production},
		workspace.Set{Path: []string{"orgs", workspace.Sandbox, "kind"}, Value: workspace.Sandbox})
}

// decide puts decisions where unpw.yaml would have them, and plans again.
// Nothing is written before a person says so.
func (g *guiding) decide(ctx context.Context, sets ...workspace.Set) error {
	if len(sets) == 0 {
		return nil
	}
	decided := append(slices.Clone(g.decided), sets...)
	text, err := workspace.Init(g.before, decided...)
	if err != nil {
		return err
	}
	config, err := workspace.Load(g.project.Config.Path, text)
	if err != nil {
		return err
	}
	p := *g.project
	p.Config = config
	g.project, g.text, g.decided, g.written = &p, text, decided, false
	return g.makePlan(ctx)
}

// keepDecisions writes unpw.yaml, if something was decided.
func (g *guiding) keepDecisions() error {
	if len(g.decided) == 0 || g.written {
		return nil
	}
	if err := g.project.Workspace.WriteConfig(g.before, g.text); err != nil {
		return err
	}
	g.written = true
	g.app.ui.Talkf("wrote %s", g.project.Config.Path)
	return nil
}

// writeDecisions writes unpw.yaml even where it says nothing new, so that there
// is one to edit.
func (g *guiding) writeDecisions(ctx context.Context) error {
	if err := g.askContact(ctx); err != nil {
		return err
	}
	if len(g.decided) > 0 {
		return g.keepDecisions()
	}
	if g.before != nil {
		g.app.ui.Talkf("%s says it all already", g.project.Config.Path)
		return nil
	}
	text, err := workspace.Init(nil)
	if err != nil {
		return err
	}
	if err := g.project.Workspace.WriteConfig(nil, text); err != nil {
		return err
	}
	g.app.ui.Talkf("wrote %s", g.project.Config.Path)
	return nil
}

// apps gives the apps to make: those that an applicable integration logs in with.
func (g *guiding) apps() []plan.App {
	var out []plan.App
	for _, a := range g.plan.Apps {
		if !a.Existing && slices.ContainsFunc(g.plan.Integrations, func(in plan.Integration) bool { return in.App == a.Name && in.Applicable() }) {
			out = append(out, a)
		}
	}
	return out
}

// decision shows one as people write it down: integrations.etl.flow: jwt-bearer.
func decision(s workspace.Set) string {
	return fmt.Sprintf("%s: %v", strings.Join(s.Path, "."), s.Value)
}
