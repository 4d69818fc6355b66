package cli

import (
	"context"
	"os"
	"path/filepath"

	"unpw/cmd/internal/ui"
	"unpw/migrate"
	"unpw/migrate/fail"
	"unpw/migrate/workspace"
)

// rehearse does everything on a copy of each folder, with the decisions made so
// far. A rehearsal that fails is shown, and does not end the guide.
func (g *guiding) rehearse(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "unpw-guide-")
	if err != nil {
		return fail.New(fail.Partial, "no folder for the rehearsal can be made").Because(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	config := filepath.Join(dir, workspace.FileName)
	text := g.text
	if text == nil {
		if text, err = workspace.Init(nil); err != nil {
			return err
		}
	}
	if err := os.WriteFile(config, text, 0o600); err != nil {
		return fail.New(fail.Partial, "the decisions cannot be written for the rehearsal").Because(err)
	}
	g.failed = nil
	for _, s := range g.scanned {
		g.app.ui.Talkf("rehearsing on a copy of %s", s.Name)
		if err := g.rehearseOne(ctx, s.Dir, config); err != nil {
			return err
		}
	}
	return nil
}

// rehearseOne rehearses one folder. What fails there is kept in g.failed; an
// error is one that ends the guide.
func (g *guiding) rehearseOne(ctx context.Context, dir, config string) error {
	u := g.app.ui
	env, _, recipes, err := g.app.rehearsal(&dir)
	if err != nil {
		return err
	}
	env.Secrets = g.project.Secrets
	out, err := migrate.Rehearse(ctx, env, config, recipes, migrate.RehearseOptions{Dir: dir,
		Step: func(text string) { u.Status("%s", text) }})
	u.ClearStatus()
	if ctx.Err() != nil {
		return fail.New(fail.Interrupted, "interrupted")
	}
	if out != nil {
		u.Printf("\n")
		for _, in := range out.Integrations {
			in.Diff, in.Todo = "", nil // the plan has shown them
			g.app.showProof(in, planned(out.Plan(), in.ID), false)
		}
		migrated, missed, left := counted(out.Integrations)
		u.Printf("%s: %d migrated, %d should have and did not, %d left to people\n", ui.Paint(ui.Bold, "rehearsal"), migrated, missed, left)
		u.Talkf("this was a copy: no file of yours and no org was touched")
	}
	if err != nil {
		g.failed = err
		e := fail.Of(err)
		u.Errorf("%s", e.Error())
		for _, h := range e.Hints {
			u.Hintf("%s", h)
		}
	}
	return nil
}
