package apply

import (
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"unpw/migrate/fail"
)

const (
	stateSchema = "unpw/run-state/v1"
	kindApply   = "apply"
	kindUndo    = "undo"
)

// state is run.json: what was asked and how far it came, for people and for
// finding runs. What recovery stands on is the journal.
type state struct {
	Schema       string          `json:"schema"`
	Run          string          `json:"run"`
	Number       int             `json:"number"` // order of runs; a clock may go back
	Kind         string          `json:"kind"`
	Undoes       string          `json:"undoes,omitempty"`
	Began        time.Time       `json:"began"`
	Asked        json.RawMessage `json:"asked"`
	Integrations []progress      `json:"integrations"`
	Finished     *time.Time      `json:"finished"`
	Forgotten    *time.Time      `json:"forgotten,omitempty"`
}

// progress is the stage of one integration: "started", or a result's word.
type progress struct {
	ID    string `json:"id"`
	Stage string `json:"stage"`
}

func (s *state) set(id, stage string) {
	i := slices.IndexFunc(s.Integrations, func(p progress) bool { return p.ID == id })
	if i < 0 {
		s.Integrations = append(s.Integrations, progress{ID: id})
		i = len(s.Integrations) - 1
	}
	s.Integrations[i].Stage = stage
}

// success is the word for an integration that was written.
func (s *state) success() string {
	if s.Kind == kindUndo {
		return Undone
	}
	return Rewritten
}

func (s *state) save(fsys FS, dir string) error {
	if s.Integrations == nil {
		s.Integrations = []progress{}
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(fsys, filepath.Join(dir, "run.json"), append(text, '\n'))
}

// runName is the form of a run's name: what a user types is joined to a path.
var runName = regexp.MustCompile(`^\d{8}T\d{6}Z-[0-9a-f]{4}$`)

// loadState reads run.json of the run in dir; the error is fs.ErrNotExist for
// a folder in which a run never began.
func loadState(fsys FS, dir string) (*state, error) {
	data, err := fsys.Read(filepath.Join(dir, "run.json"))
	if err != nil {
		return nil, err
	}
	var s state
	if json.Unmarshal(data, &s) != nil || s.Schema != stateSchema || s.Run != filepath.Base(dir) {
		return nil, fail.At(fail.Usage, filepath.Base(dir), 0, "run.json cannot be read, or is of another version").In("read run")
	}
	return &s, nil
}

// history gives every run under runsDir, oldest first.
func history(fsys FS, runsDir string) ([]*state, error) {
	names, err := fsys.List(runsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, runError("list", "", err)
	}
	var runs []*state
	for _, name := range names {
		if !runName.MatchString(name) {
			continue
		}
		s, err := loadState(fsys, filepath.Join(runsDir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, runError("read", name, err)
		}
		runs = append(runs, s)
	}
	slices.SortFunc(runs, func(a, b *state) int { return a.Number - b.Number })
	return runs, nil
}

// Latest names the last run of apply under runsDir that wrote something or is
// unfinished; it is empty where there is none. Runs of undo are not counted, so that undoing twice
// does not redo.
func Latest(fsys FS, runsDir string) (string, error) {
	runs, err := history(fsys, runsDir)
	latest := ""
	for _, s := range runs {
		wrote := func(p progress) bool { return p.Stage == Rewritten }
		if s.Kind == kindApply && (s.Finished == nil || slices.ContainsFunc(s.Integrations, wrote)) {
			latest = s.Run
		}
	}
	return latest, err
}

// writeFile replaces a file of our own, durably.
func writeFile(fsys FS, path string, data []byte) error {
	temp := path + ".new"
	if err := removeIfThere(fsys, temp); err != nil { // of a crash
		return err
	}
	if err := writeFresh(fsys, temp, data, ""); err != nil {
		return err
	}
	if err := fsys.Rename(temp, path); err != nil {
		return errors.Join(err, fsys.Remove(temp))
	}
	return fsys.SyncDir(filepath.Dir(path))
}

// makeDirs makes dir and the folders above it that are missing, durably.
func makeDirs(fsys FS, dir string) error {
	there, err := exists(fsys, dir)
	if there || err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDirs(fsys, parent); err != nil {
			return err
		}
	}
	if err := fsys.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return fsys.SyncDir(parent)
}

// workspaceOf gives the folder that holds .unpw/runs, free of links.
func workspaceOf(fsys FS, runsDir string) (string, error) {
	real, err := fsys.Resolve(runsDir)
	return filepath.Dir(filepath.Dir(real)), err
}
