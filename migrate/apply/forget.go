package apply

import (
	"errors"
	"io/fs"
	"path/filepath"

	"unpw/migrate/fail"
)

// Forget destroys the backups of a finished run, which hold the old passwords:
// it can no longer be undone. They are overwritten, then removed. Overwriting
// reaches the same blocks only where the file system writes in place: not on
// copy-on-write ones, in snapshots, nor on a disk that levels its wear.
func Forget(fsys FS, runsDir, run string, o Options) error {
	s, err := findRun(fsys, runsDir, run)
	if err != nil {
		return err
	}
	dir := filepath.Join(runsDir, run)
	if s.Forgotten == nil {
		// First the mark: a crash leaves backups half overwritten, and undo
		// must not trust them.
		now := o.Now().UTC()
		s.Forgotten = &now
		if err := s.save(fsys, dir); err != nil {
			return runError("forget", run, err)
		}
	}
	if err := wipeFolder(fsys, filepath.Join(dir, "backup")); err != nil {
		return runError("forget", run, err)
	}
	if err := fsys.SyncDir(dir); err != nil {
		return runError("forget", run, err)
	}
	return nil
}

// findRun gives a finished run by the name a user typed.
func findRun(fsys FS, runsDir, run string) (*state, error) {
	if !runName.MatchString(run) {
		return nil, fail.New(fail.Usage, "%q is not the name of a run", run).Hint("name one of the folders in .unpw/runs")
	}
	s, err := loadState(fsys, filepath.Join(runsDir, run))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fail.New(fail.Usage, "there is no run %s", run).Hint("name one of the folders in .unpw/runs")
	}
	if err != nil {
		return nil, runError("read", run, err)
	}
	if s.Finished == nil {
		return nil, fail.New(fail.Locked, "run %s is unfinished", run).
			Hint("run unpw apply --resume to finish or roll it back")
	}
	return s, nil
}

// wipeFolder overwrites and removes every file in dir, then dir.
func wipeFolder(fsys FS, dir string) error {
	names, err := fsys.List(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := wipe(fsys, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return fsys.Remove(dir)
}

func wipe(fsys FS, path string) error {
	info, err := fsys.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode.IsRegular() && info.Size > 0 {
		f, err := fsys.Open(path, Overwrite)
		if err != nil {
			return err
		}
		if err := fill(f, make([]byte, info.Size), ""); err != nil {
			return err
		}
	}
	return fsys.Remove(path)
}

// sweepRuns removes the folders of runs that never began: they have no
// run.json, so nothing was written in their name.
func sweepRuns(fsys FS, runsDir string) error {
	names, err := fsys.List(runsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range names {
		dir := filepath.Join(runsDir, name)
		if !runName.MatchString(name) {
			continue
		}
		begun, err := exists(fsys, filepath.Join(dir, "run.json"))
		if err != nil {
			return err
		}
		if !begun {
			if err := removeRun(fsys, dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeRun removes the folder of a run that never began. It stops at one that
// holds backups: then somebody removed run.json, and only a person can tell.
func removeRun(fsys FS, dir string) error {
	backups, err := fsys.List(filepath.Join(dir, "backup"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(backups) > 0 {
		return nil
	}
	for _, name := range []string{"backup", "new", "journal.jsonl", "run.json.new", "run.json"} {
		if err := removeIfThere(fsys, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if left, err := fsys.List(dir); err != nil || len(left) > 0 {
		return err // what else is there is not ours
	}
	return removeIfThere(fsys, dir)
}
