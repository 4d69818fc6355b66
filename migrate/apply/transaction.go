package apply

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
)

// Integration is what is written all or nothing.
type Integration struct {
	ID      string
	Changes []Change
	// Verify is called when every file is new and was read back; an error
	// restores every file. Nil is no further check. It may take as long as a
	// login does; neither it nor Proof may call a method of the Run.
	Verify func(context.Context) error
	// Proof gives what Verify found out, for the report; nil gives none.
	Proof func() any
}

// Apply replaces the files of one integration. Whatever the result says, its
// files are all new or all old, unless Result.Err says that one could not be
// restored: then the run stays unfinished, and Recover does it.
func (r *Run) Apply(ctx context.Context, in Integration) Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	result := Result{ID: in.ID, Result: r.state.success()}
	for _, c := range in.Changes {
		result.Files = append(result.Files, c.File)
	}
	switch changed, err := r.transact(ctx, in); {
	case err != nil:
		e := r.failure(err)
		result.Result, result.Why, result.Err = Failed, e.Error(), e
	case !changed:
		result.Result, result.Why = Unchanged, "there is nothing to write"
	}
	if in.Proof != nil {
		result.Proof = in.Proof()
	}
	r.results = append(r.results, result)
	return result
}

func (r *Run) transact(ctx context.Context, in Integration) (changed bool, err error) {
	if r.stuck != nil {
		return false, fail.New(fail.Partial, "not tried: %s", fail.Of(r.stuck).Cause).In("apply")
	}
	if r.journal == nil {
		return false, fail.New(fail.Bug, "run %s is closed", r.Name)
	}
	success := r.state.success()
	if slices.Contains(r.state.Integrations, progress{in.ID, success}) {
		return false, fail.New(fail.Bug, "%s was written before in run %s", in.ID, r.Name)
	}
	acts, err := prepare(r.fs, r.written, in.Changes)
	if err != nil || len(acts) == 0 {
		return false, err
	}
	r.state.set(in.ID, "started")
	if err := r.save(); err != nil {
		return false, runError("save", r.Name, err)
	}
	if err := r.forward(ctx, in, acts); err != nil {
		err = r.back(in.ID, acts, r.failure(err))
		r.state.set(in.ID, Failed)
		_ = r.save() // a summary only; Close writes it again, or fails
		return false, err
	}
	for _, a := range acts {
		r.written[a.real] = &a.from
	}
	// Committed. What is left to do here can be done again, by Close or by
	// Recover, and fails there.
	_ = r.sweep(acts)
	r.state.set(in.ID, success)
	_ = r.save()
	return true, nil
}

// forward goes the way that the package comment describes.
func (r *Run) forward(ctx context.Context, in Integration, acts []*act) error {
	if err := r.announce(in.ID, acts); err != nil {
		return err
	}
	if err := r.keep(acts); err != nil {
		return err
	}
	for _, a := range acts {
		if err := stage(r.fs, r.temp(a, "new"), a.real, a.file(), a.new); err != nil {
			return err
		}
		// The old bytes again: a restoration must not need free space.
		if err := stage(r.fs, r.temp(a, "old"), a.real, a.file(), a.old); err != nil {
			return err
		}
		a.oldStaged = true
	}
	for _, a := range acts {
		if ctx.Err() != nil {
			return fail.New(fail.Interrupted, "interrupted").In("apply").Because(ctx.Err())
		}
		if err := swap(r.fs, r.temp(a, "new"), a.real, a.file(), a.old); err != nil {
			return err
		}
		if err := r.journal.append(line{Op: done, Integration: in.ID, N: a.n}); err != nil {
			return runError("write journal of", r.Name, err)
		}
	}
	for _, a := range acts {
		now, err := r.fs.Read(a.real)
		if err != nil {
			return refuse(a.file(), "%s", cause(err)).Because(err)
		}
		if !bytes.Equal(now, a.new) {
			return refuse(a.file(), "reads back differently from what was written")
		}
	}
	if in.Verify != nil {
		if err := in.Verify(ctx); err != nil {
			return err
		}
	}
	if err := r.journal.append(line{Op: committed, Integration: in.ID}); err != nil {
		return runError("write journal of", r.Name, err)
	}
	return nil
}

// announce writes the intents.
func (r *Run) announce(id string, acts []*act) error {
	lines := make([]line, len(acts))
	for i, a := range acts {
		r.files++
		a.n = r.files
		lines[i] = line{
			Op: intent, Integration: id, N: a.n, Root: r.place(a.root), File: a.file(), Real: r.place(a.real),
			Old: r.o.Hash(a.old), New: r.o.Hash(a.new), Hunks: hunks(a.old, a.new, r.o.Hash),
		}
	}
	if err := r.journal.append(lines...); err != nil {
		return runError("write journal of", r.Name, err)
	}
	return nil
}

// keep writes the bytes before and after into the run's folder.
func (r *Run) keep(acts []*act) error {
	for _, sub := range []string{"backup", "new"} {
		for _, a := range acts {
			data := a.old
			if sub == "new" {
				data = a.new
			}
			if err := writeFresh(r.fs, r.kept(sub, a.n), data, ""); err != nil {
				return runError("write "+sub+" of", r.Name, err)
			}
		}
		if err := r.fs.SyncDir(filepath.Join(r.dir, sub)); err != nil {
			return runError("write "+sub+" of", r.Name, err)
		}
	}
	return nil
}

func (r *Run) kept(sub string, n int) string {
	return filepath.Join(r.dir, sub, number(n))
}

func number(n int) string { return fmt.Sprintf("%04d", n) }

func (r *Run) temp(a *act, kind string) string {
	return filepath.Join(filepath.Dir(a.real), tempName(r.Name, a.n, kind))
}

// place gives a path as the journal keeps it: relative to the workspace where
// it lies inside, so that the tree may be moved with its workspace.
func (r *Run) place(path string) string {
	if rel, err := filepath.Rel(r.base, path); err == nil && within(r.base, path) {
		return filepath.ToSlash(rel)
	}
	return path
}

// at is the reverse of place.
func (r *Run) at(place string) string {
	if path := filepath.FromSlash(place); !filepath.IsAbs(path) {
		return filepath.Join(r.base, path)
	}
	return place
}
