package cli

import (
	"context"
	"fmt"

	"unpw/migrate"
	"unpw/migrate/workspace"
)

// make makes keys and app metadata, and says what comes next.
func (g *guiding) make(ctx context.Context) error {
	made, _, err := g.prepare(ctx)
	if err != nil {
		return err
	}
	g.showDeploy(made)
	return nil
}

// prepare writes unpw.yaml, the keys that are missing and the metadata of the
// apps. It tells whether a key is new: no org can know it yet.
func (g *guiding) prepare(ctx context.Context) (made *migrate.Generated, fresh bool, err error) {
	if err := g.askContact(ctx); err != nil {
		return nil, false, err
	}
	if err := g.keepDecisions(); err != nil {
		return nil, false, err
	}
	apps := g.apps()
	keys, err := g.makeKeys()
	if err != nil {
		return nil, false, err
	}
	for _, k := range keys {
		fresh = fresh || k.Made
	}
	opts := migrate.GenerateOptions{}
	opts.TargetOrg = oneAlias(g.project, apps)
	if made, err = g.project.Generate(apps, opts); err != nil {
		return nil, false, err
	}
	if err := g.app.writeProject(g.project, "", made.Files); err != nil {
		return nil, false, err
	}
	g.app.ui.Talkf("wrote %s of metadata to %s/metadata", count(len(made.Files), "file"), workspace.Dir)
	orgs := map[string]bool{}
	for _, one := range apps {
		orgs[one.Org] = true
	}
	if len(orgs) > 1 {
		g.app.ui.Warnf("these apps belong to %d orgs: write each org's own before you deploy: %s app generate --org NAME -o DIR", len(orgs), g.command())
	}
	return made, fresh, nil
}

func (g *guiding) makeKeys() ([]migrate.Key, error) {
	lock, err := g.project.Workspace.Lock()
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Unlock() }()
	wanted := *g.plan
	wanted.Apps = g.apps()
	g.app.ui.Status("making keys")
	keys, err := g.project.KeysFor(&wanted, migrate.KeyOptions{})
	g.app.ui.ClearStatus()
	if err != nil || g.app.json || len(keys) == 0 {
		return keys, err
	}
	g.app.ui.Printf("\n")
	return keys, g.app.showKeys(keys)
}

// showDeploy shows what people do in the org now, and how to come back.
func (g *guiding) showDeploy(made *migrate.Generated) {
	g.app.showSteps("", made.Steps)
	g.app.ui.Printf("\nDeploy in %s, then come back: %s\n", fmt.Sprintf("%s/metadata", workspace.Dir), g.command()+" guide"+g.pathWords())
}
