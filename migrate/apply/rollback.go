package apply

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
)

// back restores every file of acts and gives why, with what could not be
// restored added. The journal is told where it can be; that it cannot, or that
// the caller was interrupted, stops no restoration.
func (r *Run) back(id string, acts []*act, why *fail.Error) *fail.Error {
	_ = r.journal.append(line{Op: aborted, Integration: id})
	var stuck error
	for _, a := range slices.Backward(acts) {
		if a.n == 0 {
			continue // not announced, not touched
		}
		switch was, err := r.restore(a); {
		case err != nil && fail.CodeOf(err) == fail.Changed:
			why.Hint("look at %s: somebody changed it meanwhile, and it was left as it is; its bytes before are in %s",
				a.file(), r.place(r.kept("backup", a.n)))
		case err != nil:
			stuck = err
		case was:
			_ = r.journal.append(line{Op: undone, Integration: id, N: a.n})
		}
	}
	if stuck == nil {
		stuck = r.sweep(acts)
	}
	if stuck != nil {
		r.stuck = fail.New(fail.Partial, "a file of %s could not be restored: %s", id, cause(stuck)).Because(stuck)
		why.Cause += "; not every file could be restored: " + cause(stuck)
		return why.Hint("run unpw apply --resume once the cause is mended")
	}
	if err := r.journal.append(line{Op: restored, Integration: id}); err != nil {
		r.unmarked = append(r.unmarked, id)
	}
	return why
}

// restore gives a file its old bytes if it has the new ones; was tells whether
// it had. A file with other bytes is somebody else's work: fail.Changed.
func (r *Run) restore(a *act) (was bool, err error) {
	now, err := r.fs.Read(a.real)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, changed(a.file(), "is gone")
	case err != nil:
		return false, err
	case bytes.Equal(now, a.old):
		return false, nil
	case !bytes.Equal(now, a.new):
		return false, changed(a.file(), "changed meanwhile")
	}
	temp := r.temp(a, "old")
	if a.oldStaged {
		a.oldStaged = false
		if err := swap(r.fs, temp, a.real, a.file(), a.new); err == nil {
			return true, nil
		}
	}
	// The staged file is missing, or its rename failed once: write it again.
	if err := removeIfThere(r.fs, temp); err != nil {
		return true, err
	}
	now, err = r.fs.Read(a.real)
	if err != nil {
		return true, err
	}
	if bytes.Equal(now, a.old) {
		return true, r.fs.SyncDir(filepath.Dir(a.real))
	}
	if err := stage(r.fs, temp, a.real, a.file(), a.old); err != nil {
		return true, err
	}
	return true, swap(r.fs, temp, a.real, a.file(), a.new)
}

// sweep removes the temporary files of acts and those left over from before,
// durably: one that came back after a crash would be nobody's.
func (r *Run) sweep(acts []*act) error {
	for _, a := range acts {
		if a.n > 0 {
			r.leftover = append(r.leftover, r.temp(a, "new"), r.temp(a, "old"))
		}
	}
	if len(r.leftover) == 0 {
		return nil
	}
	var dirs []string
	for _, temp := range r.leftover {
		if err := removeIfThere(r.fs, temp); err != nil {
			return err
		}
		if dir := filepath.Dir(temp); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		if err := r.fs.SyncDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	r.leftover = nil
	return nil
}
