package apply

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
)

// Unfinished names the runs under runsDir that a crash or an error left open.
// There is at most one: Begin refuses while there is.
func Unfinished(fsys FS, runsDir string) ([]string, error) {
	runs, err := history(fsys, runsDir)
	var names []string
	for _, s := range runs {
		if s.Finished == nil {
			names = append(names, s.Run)
		}
	}
	return names, err
}

// Recover closes every unfinished run: an integration with its commit mark
// stays new, or is completed; any other is restored. It may itself be cut off
// and called again. The reports say what became of each integration, so that
// the caller can go on with the others. After an error the run is unfinished
// still.
func Recover(fsys FS, runsDir string, o Options) ([]Report, error) {
	if o.Now == nil || o.Hash == nil {
		return nil, errors.New("apply: Options needs Now and Hash")
	}
	if err := sweepRuns(fsys, runsDir); err != nil {
		return nil, runError("recover", "", err)
	}
	runs, err := history(fsys, runsDir)
	if err != nil {
		return nil, err
	}
	var reports []Report
	for _, s := range slices.Backward(runs) {
		if s.Finished != nil {
			continue
		}
		r, err := recoverRun(fsys, runsDir, o, s)
		if err != nil {
			return reports, runError("recover", s.Run, err)
		}
		reports = append(reports, newReport(r.Name, r.results))
	}
	return reports, nil
}

func recoverRun(fsys FS, runsDir string, o Options, s *state) (*Run, error) {
	r := &Run{Name: s.Run, fs: fsys, o: o, state: *s, dir: filepath.Join(runsDir, s.Run)}
	var err error
	if r.base, err = workspaceOf(fsys, runsDir); err != nil {
		return nil, err
	}
	j, lines, err := openJournal(fsys, filepath.Join(r.dir, "journal.jsonl"), o.Now)
	if err != nil {
		return nil, err
	}
	r.journal = j
	later := map[string]bool{} // files that a later integration has committed
	for _, e := range slices.Backward(entries(lines)) {
		if len(e.intents) == 0 {
			continue // it failed before it announced anything
		}
		result, err := r.finishEntry(e, later)
		if err != nil {
			return nil, errors.Join(err, j.file.Close())
		}
		r.results = append(r.results, result)
		r.state.set(result.ID, result.Result)
	}
	return r, r.close()
}

// finishEntry brings one integration to its end.
func (r *Run) finishEntry(e *entry, later map[string]bool) (Result, error) {
	result := Result{ID: e.id, Result: r.state.success()}
	var acts []*act
	for _, l := range e.intents {
		result.Files = append(result.Files, l.File)
		acts = append(acts, &act{n: l.N, files: []string{l.File}, real: r.at(l.Real)})
	}
	if e.settled != committed {
		result.Result, result.Why = Failed, "rolled back"
		result.Err = fail.New(fail.Partial, "%s was rolled back", e.id).In("apply")
	}
	if e.settled == restored {
		return result, nil
	}
	for i, l := range slices.Backward(e.intents) {
		if later[acts[i].real] {
			continue
		}
		err := r.finishFile(acts[i], l, e.settled == committed)
		if fail.CodeOf(err) == fail.Changed {
			result.Why, result.Err = result.Why+"; "+err.Error(), err
			continue
		}
		if err != nil {
			return result, err
		}
	}
	if err := r.sweep(acts); err != nil {
		return result, err
	}
	if e.settled == committed {
		for _, a := range acts {
			later[a.real] = true
		}
		return result, nil
	}
	return result, r.journal.append(line{Op: restored, Integration: e.id})
}

// finishFile gives the file of l its bytes before, or with forward its bytes
// after. A file that has neither is somebody else's work since the crash and
// stays: fail.Changed, unless it was new for good already.
func (r *Run) finishFile(a *act, l line, forward bool) error {
	now, err := r.fs.Read(a.real)
	real, moved := a.real, errors.Is(err, fs.ErrNotExist)
	if err == nil {
		real, err = r.fs.Resolve(a.real)
	}
	if err != nil && !moved {
		return err
	}
	from, to, sub := l.New, l.Old, "backup"
	if forward {
		from, to, sub = l.Old, l.New, "new"
	}
	have := r.o.Hash(now)
	switch {
	case !moved && real == a.real && have == to:
		return nil
	case moved || real != a.real || have != from:
		if forward {
			return nil
		}
		return changed(a.file(), "changed since the run was cut off, and was left as it is").
			Hint("compare it with its bytes before, in %s", r.place(r.kept("backup", l.N)))
	}
	want, err := r.fs.Read(r.kept(sub, l.N))
	if forward && errors.Is(err, fs.ErrNotExist) {
		return nil // the run was being closed: it was new then
	}
	if err != nil {
		return err
	}
	if r.o.Hash(want) != to {
		if forward {
			return nil // new/ was being wiped: as above
		}
		return fail.At(fail.Partial, a.file(), 0, "its copy in %s is damaged", r.place(r.kept(sub, l.N))).In("recover").
			Hint("restore the file by hand, then remove the folder of run %s", r.Name)
	}
	temp := r.temp(a, "old")
	if err := removeIfThere(r.fs, temp); err != nil {
		return err
	}
	if err := stage(r.fs, temp, a.real, a.file(), want); err != nil {
		return err
	}
	if err := swap(r.fs, temp, a.real, a.file(), now); err != nil {
		return err
	}
	back, err := r.fs.Read(a.real)
	if err == nil && !bytes.Equal(back, want) {
		err = refuse(a.file(), "reads back differently from what was written")
	}
	if err != nil || forward {
		return err
	}
	return r.journal.append(line{Op: undone, Integration: l.Integration, N: l.N})
}
