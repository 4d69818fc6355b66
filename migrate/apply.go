package migrate

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"unpw/migrate/apply"
	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/secret"
	"unpw/migrate/text"
)

// ApplyOptions say what of a plan is applied, and how.
type ApplyOptions struct {
	Only    []string
	Root    string // takes the place of a single root
	DryRun  bool
	Offline bool // rewrite without a login
	Resume  bool // finish what an interrupted run left
	// Checked are results of checks made before; nil: apply makes its own.
	Checked map[string]check.Result
	// Supply gives values that lie outside of the tree, in a rehearsal.
	Supply func(in *plan.Integration, role string, s recipe.Setting) (secret.Secret, bool)
	// Said hears how each integration went, as it goes.
	Said func(apply.Result)

	locked bool // the caller holds the workspace's lock
}

// Apply rewrites what is applicable in a plan: only what logged in with its new
// login, all files of an integration or none, and proven again by a login from
// the files as written.
func (p *Project) Apply(ctx context.Context, made *plan.Plan, o ApplyOptions) (*apply.Report, error) {
	a := &applying{p: p, made: made, o: o, fs: apply.Disk{}}
	if err := a.roots(); err != nil {
		return nil, err
	}
	if !o.locked {
		lock, err := p.Workspace.Lock()
		if err != nil {
			return nil, err
		}
		defer func() { _ = lock.Unlock() }()
	}
	if o.Resume && !o.DryRun {
		if err := a.resume(); err != nil {
			return nil, err
		}
	}
	if err := a.fresh(); err != nil {
		return nil, err
	}
	return a.run(ctx)
}

type applying struct {
	p    *Project
	made *plan.Plan
	o    ApplyOptions
	fs   apply.FS
	dirs map[string]string
	// before holds the bytes that the plan was made for, of files that several
	// integrations change: the first one's write must not move the others' edits.
	before map[string][]byte
	done   map[string]string // by id: the earlier run that has rewritten it
}

// original gives the bytes of a file that the plan's edits are meant for.
func (a *applying) original(root, file string) ([]byte, error) {
	path := filepath.Join(root, filepath.FromSlash(file))
	if data, ok := a.before[path]; ok {
		return data, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fail.At(fail.Partial, file, 0, "cannot be read").Because(err)
	}
	sharers := 0
	for i := range a.made.Integrations {
		if slices.Contains(a.made.Integrations[i].FilesOf(), file) {
			sharers++
		}
	}
	if sharers > 1 {
		if a.before == nil {
			a.before = map[string][]byte{}
		}
		a.before[path] = data
	}
	return data, nil
}

func (a *applying) roots() error {
	a.dirs = map[string]string{}
	if a.o.Root != "" && len(a.made.Roots) != 1 {
		return fail.New(fail.Usage, "--root replaces a single root, the plan has %d", len(a.made.Roots)).In("apply")
	}
	for _, name := range a.made.Roots {
		dir := a.p.rootDir(name)
		if a.o.Root != "" {
			dir = a.o.Root
		}
		a.dirs[name] = dir
	}
	return nil
}

func (a *applying) dir(root string) string {
	if root == "" && len(a.made.Roots) == 1 {
		root = a.made.Roots[0]
	}
	return a.dirs[root]
}

func (a *applying) options() apply.Options {
	id, _ := a.p.Workspace.KnownID()
	return apply.Options{Now: a.p.Now, Random: a.p.Random, Hash: id.FileHash,
		Asked: map[string]any{"only": a.o.Only, "offline": a.o.Offline, "plan": a.made.Made}}
}

func (a *applying) run(ctx context.Context) (*apply.Report, error) {
	if a.o.DryRun {
		return a.dry(ctx)
	}
	run, err := apply.Begin(a.fs, a.p.runsDir(), a.options())
	if err != nil {
		return nil, err
	}
	var failures []fail.Code
	done := 0
	for i := range a.made.Integrations {
		in := &a.made.Integrations[i]
		if !a.takes(in) || in.Decision != "migrate" {
			continue
		}
		result := a.one(ctx, run, in)
		switch {
		case result.Result == apply.Rewritten || result.Result == apply.Unchanged:
			done++
		case result.Err != nil:
			failures = append(failures, fail.CodeOf(result.Err))
		case in.ShouldMigrate():
			failures = append(failures, fail.Partial)
		}
		if a.o.Said != nil {
			a.o.Said(result)
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := run.Close(); err != nil {
		return nil, err
	}
	report := run.Report()
	return &report, verdict(failures, done, ctx)
}

// verdict gives the error that stands for several failures.
func verdict(failures []fail.Code, done int, ctx context.Context) error {
	if ctx.Err() != nil {
		return fail.New(fail.Interrupted, "interrupted")
	}
	if code := fail.Shared(failures, done > 0); code != fail.Done {
		return fail.New(code, "%d of %d integrations were not rewritten", len(failures), len(failures)+done).In("apply")
	}
	return nil
}

// one applies one integration; its result says why, if it was not.
func (a *applying) one(ctx context.Context, run *apply.Run, in *plan.Integration) apply.Result {
	left := func(err error) apply.Result {
		r := apply.Result{ID: in.ID, Result: apply.Failed, Why: fail.Of(err).Error(), Files: in.FilesOf(), Err: err}
		run.Record(r)
		return r
	}
	if by := a.done[in.ID]; by != "" {
		r := apply.Result{ID: in.ID, Result: apply.Unchanged, Why: "run " + by + " has rewritten it", Files: in.FilesOf()}
		run.Record(r)
		return r
	}
	if !in.Applicable() {
		r := apply.Result{ID: in.ID, Result: apply.Left, Files: []string{}}
		if len(in.Blocked) > 0 {
			r.Why = in.Blocked[0].Why
		}
		run.Record(r)
		return r
	}
	if !a.o.Offline {
		if err := a.checked(ctx, in); err != nil {
			return left(err)
		}
	}
	changes, err := a.changes(ctx, in)
	if err != nil {
		return left(err)
	}
	var proof *Proof
	back := &reader{p: a.p, made: a.made, http: a.p.oauth, supply: a.o.Supply}
	verify := func(ctx context.Context) error {
		if a.o.Offline {
			_, err := back.readBack(ctx, a.dir(in.Root), in)
			proof = &Proof{LegacyBefore: NotTried, NewLogin: NotTried}
			return err
		}
		got, err := back.prove(ctx, a.dir(in.Root), in)
		got.LegacyBefore = NotTried
		proof = &got
		return err
	}
	return run.Apply(ctx, apply.Integration{ID: in.ID, Changes: changes, Verify: verify, Proof: func() any {
		if proof == nil {
			return nil
		}
		return proof
	}})
}

// changes gives the edits of an integration with their secrets filled in.
func (a *applying) changes(ctx context.Context, in *plan.Integration) ([]apply.Change, error) {
	var out []apply.Change
	root := a.dir(in.Root)
	value := a.p.secretValue(ctx, a.made)
	for _, file := range in.FilesOf() {
		data, err := a.original(root, file)
		if err != nil {
			return nil, err
		}
		c := apply.Change{Root: root, File: file, Old: data}
		for _, e := range in.Edits {
			if e.File != file {
				continue
			}
			s, err := e.Fill(data, value)
			if err != nil {
				return nil, err
			}
			c.Edits = append(c.Edits, text.Edit{Span: text.Span{Start: e.Start, End: e.End}, New: s})
		}
		out = append(out, c)
	}
	return out, nil
}
