package apply

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
)

// UndoOptions says what to undo, and how.
type UndoOptions struct {
	Options
	Only  []string // ids; none is every integration of the run
	Merge bool     // keep what others changed elsewhere in a file
}

// Undo puts every byte back that a run changed, as a run of its own: it is
// journaled, all or nothing per integration, and can itself be undone. An empty
// run means the last run of apply. A file that changed since, be it by a later
// run, fails its integration with fail.Changed; with Merge it is merged line by
// line, and refused only where both changed the same lines.
//
// The report names the new run; it names none where nothing was left to do.
func Undo(ctx context.Context, fsys FS, runsDir, run string, o UndoOptions) (Report, error) {
	if run == "" {
		var err error
		if run, err = Latest(fsys, runsDir); err != nil {
			return Report{}, err
		}
		if run == "" {
			return newReport("", nil), nil
		}
	}
	s, err := findRun(fsys, runsDir, run)
	if err != nil {
		return Report{}, err
	}
	past, err := pastRuns(fsys, runsDir)
	if err != nil {
		return Report{}, err
	}
	target := past.of(run)
	todo, results, err := past.choose(target, o.Only)
	if err != nil {
		return Report{}, err
	}
	if len(todo) == 0 {
		return newReport("", results), nil
	}
	if s.Forgotten != nil {
		return Report{}, fail.New(fail.Usage, "the backups of run %s were forgotten", run).
			Hint("restore the files from version control")
	}
	r, err := begin(fsys, runsDir, o.Options, state{Kind: kindUndo, Undoes: run})
	if err != nil {
		return Report{}, err
	}
	for _, result := range results {
		r.Record(result)
	}
	for _, e := range slices.Backward(todo) {
		in, err := r.reverse(past, target, e, o.Merge)
		if err != nil {
			f := r.failure(err)
			r.Record(Result{ID: e.id, Result: Failed, Why: f.Error(), Files: e.files(), Err: f})
			continue
		}
		if r.Apply(ctx, in).Result == Undone {
			e.gone = true
		}
	}
	return r.Report(), r.Close()
}

// choose gives the integrations of target that can be undone, and the results
// of those where nothing is to do.
func (p past) choose(target *pastRun, only []string) (todo []*entry, nothing []Result, err error) {
	for _, id := range only {
		if !slices.ContainsFunc(target.entries, func(e *entry) bool { return e.id == id }) {
			return nil, nil, fail.New(fail.Usage, "run %s has no integration %s", target.Run, id)
		}
	}
	for _, e := range target.entries {
		if len(only) > 0 && !slices.Contains(only, e.id) {
			continue
		}
		result := Result{ID: e.id, Result: Unchanged, Files: e.files()}
		switch by := p.undoneBy(target.Run, e.id); {
		case e.settled != committed:
			if target.committed(e.id) {
				continue // it was tried again
			}
			result.Why = "the run did not change it"
		case by != "":
			result.Why = "run " + by + " has undone it"
		default:
			todo = append(todo, e)
			continue
		}
		nothing = append(nothing, result)
	}
	return todo, nothing, nil
}

// reverse makes the integration that undoes e.
func (r *Run) reverse(p past, target *pastRun, e *entry, merging bool) (Integration, error) {
	in := Integration{ID: e.id}
	for _, l := range e.intents {
		root, path := r.at(l.Root), r.at(l.Real)
		c := Change{Root: root, File: l.File}
		real, err := locate(r.fs, root, c.path(), l.File)
		if err != nil {
			return in, err
		}
		if real != path {
			return in, changed(l.File, "is a link that leads elsewhere now")
		}
		if c.Old, err = r.fs.Read(real); err != nil {
			return in, refuse(l.File, "%s", cause(err)).Because(err)
		}
		backup := filepath.Join(filepath.Dir(r.dir), target.Run, "backup", number(l.N))
		old, err := r.fs.Read(backup)
		if err == nil && r.o.Hash(old) != l.Old {
			err = errors.New("it is damaged, or was made with another .unpw/id")
		}
		if err != nil {
			return in, refuse(l.File, "its backup: %s", cause(err)).Because(err)
		}
		by := p.laterWriter(target, e, l.Real)
		switch hash := r.o.Hash(c.Old); {
		case merging && hash != l.New && hash != l.Old:
			if old, err = merge(old, c.Old, l.Hunks, l.New, r.o.Hash); err != nil {
				return in, changed(l.File, "%s", err).Hint("undo it by hand: its bytes before are in %s", r.place(backup))
			}
		case by != "" && !merging:
			return in, changed(l.File, "was changed later by %s", by).Hint("undo that first, or undo with --merge")
		case hash != l.New && hash != l.Old:
			return in, changed(l.File, "changed since unpw wrote it").
				Hint("undo with --merge to keep the other change")
		}
		c.Edits = lineEdits(c.Old, old)
		in.Changes = append(in.Changes, c)
	}
	return in, nil
}
