// Package apply is the only writer: nothing else in unpw changes a file that
// unpw did not create. It replaces the files of an integration all or nothing,
// whatever happens in between, keeps a journal and the bytes before, and puts
// every byte back. It takes bytes and byte edits: it knows no syntax, recipe or
// login, and reaches the file system through FS only.
//
// What the transaction promises, for a crash, a kill, a full disk and lost
// power alike: once the caller has recovered, either every file of an
// integration is new or every one is old. It works because of an order:
//
//	intent      which files, hashes before and after; in the journal, synced
//	backup      the bytes before and after; in the run's folder, synced
//	stage       the new file, and the old one again, beside each target
//	replace     one rename a file, its folder synced
//	verify      every file is read back; the caller logs in from them
//	committed   one line in the journal: from here on the files stay new
//
// Without the last line everything is restored; on an error at once, by
// renames that need no free space, after a crash by Recover.
//
// The caller holds the workspace's lock, and gives texts free of secrets where
// it gives any: Options.Asked, a Result's Why and Proof, the text of an error.
package apply

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"unpw/migrate/fail"
)

// Options is what a run is given from outside. Now, Random and Hash are
// required.
type Options struct {
	Now    func() time.Time
	Random io.Reader
	// Hash names bytes in the journal ("hmac-sha256:…"). It MUST be keyed: the
	// journal would otherwise give a way to guess short files.
	Hash  func([]byte) string
	Asked any // kept in run.json as JSON; no secret
}

// Run is one run of apply or undo, open until Close. Its methods may be called
// from several goroutines; one integration is written at a time.
type Run struct {
	Name string // 20261123T174415Z-4f2a

	mu       sync.Mutex
	fs       FS
	o        Options
	base     string // the workspace: places in the journal are relative to it
	dir      string
	state    state
	journal  *journal
	files    int                 // numbered so far
	written  map[string]*version // by real path
	results  []Result
	unmarked []string // integrations restored in full whose mark is not in the journal
	leftover []string // temporary files that would not go
	stuck    error    // a file could not be restored: nothing more is written
}

// Begin opens a new run under runsDir (.unpw/runs), which is made if missing.
// With a run unfinished it fails with fail.Locked.
func Begin(fsys FS, runsDir string, o Options) (*Run, error) {
	return begin(fsys, runsDir, o, state{Kind: kindApply})
}

func begin(fsys FS, runsDir string, o Options, s state) (*Run, error) {
	if o.Now == nil || o.Random == nil || o.Hash == nil {
		return nil, errors.New("apply: Options needs Now, Random and Hash")
	}
	if err := makeDirs(fsys, runsDir); err != nil {
		return nil, runError("begin", "", err)
	}
	past, err := history(fsys, runsDir)
	if err != nil {
		return nil, err
	}
	for _, p := range past {
		if p.Finished == nil {
			return nil, fail.New(fail.Locked, "run %s is unfinished", p.Run).
				Hint("run unpw apply --resume to finish or roll it back")
		}
		s.Number = max(s.Number, p.Number)
	}
	r := &Run{fs: fsys, o: o, state: s, written: map[string]*version{}}
	r.state.Schema, r.state.Number, r.state.Began = stateSchema, s.Number+1, o.Now().UTC()
	if r.state.Asked, err = json.Marshal(o.Asked); err != nil {
		return nil, fmt.Errorf("apply: Options.Asked: %w", err)
	}
	if r.base, err = workspaceOf(fsys, runsDir); err != nil {
		return nil, runError("begin", "", err)
	}
	if err := r.create(runsDir); err != nil {
		if r.journal != nil {
			_ = r.journal.file.Close()
		}
		if r.dir != "" {
			_ = removeRun(fsys, r.dir) // nothing was written; Recover sweeps what stays
		}
		return nil, runError("begin", r.Name, err)
	}
	return r, nil
}

// create makes the run's folder and makes it durable before anything in it is
// relied upon.
func (r *Run) create(runsDir string) error {
	var suffix [2]byte
	for try := 0; ; try++ {
		if _, err := io.ReadFull(r.o.Random, suffix[:]); err != nil {
			return err
		}
		r.Name = r.state.Began.Format("20060102T150405Z") + "-" + hex.EncodeToString(suffix[:])
		dir := filepath.Join(runsDir, r.Name)
		err := r.fs.Mkdir(dir)
		if err == nil {
			r.state.Run, r.dir = r.Name, dir
			break
		}
		if !errors.Is(err, fs.ErrExist) || try == 9 {
			return err
		}
	}
	for _, sub := range []string{"backup", "new"} {
		if err := r.fs.Mkdir(filepath.Join(r.dir, sub)); err != nil {
			return err
		}
	}
	path := filepath.Join(r.dir, "journal.jsonl")
	if err := writeFresh(r.fs, path, nil, ""); err != nil {
		return err
	}
	if err := r.fs.SyncDir(runsDir); err != nil {
		return err
	}
	// run.json is last: a folder without it is a run that never began.
	if err := r.save(); err != nil {
		return err
	}
	var err error
	r.journal, _, err = openJournal(r.fs, path, r.o.Now)
	return err
}

// Record adds the result of an integration that was not given to Apply (left,
// or failed before it), so that the report is whole.
func (r *Run) Record(result Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results = append(r.results, result)
}

// Report gives the results so far as they are written to report.json.
func (r *Run) Report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return newReport(r.Name, r.results)
}

// Close writes the report, removes new/ and marks the run finished. After an
// error the run stays unfinished, to be closed by Recover. Without an
// integration the run is closed all the same.
func (r *Run) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.close()
}

func (r *Run) close() error {
	if r.state.Finished != nil {
		return nil
	}
	err := r.settle()
	if r.journal != nil {
		err = errors.Join(err, r.journal.file.Close())
		r.journal = nil
	}
	if err == nil {
		err = r.finish()
	}
	if err != nil {
		e := runError("close", r.Name, err)
		return e.Hint("run unpw apply --resume once the cause is mended")
	}
	return nil
}

// settle does again what could not be done when it was due.
func (r *Run) settle() error {
	if r.stuck != nil {
		return r.stuck
	}
	if r.journal == nil {
		return errors.New("it was closed before, with an error")
	}
	for len(r.unmarked) > 0 {
		if err := r.journal.append(line{Op: restored, Integration: r.unmarked[0]}); err != nil {
			return err
		}
		r.unmarked = r.unmarked[1:]
	}
	return r.sweep(nil)
}

// finish leaves the folder as it stays: run.json, journal, report, backup.
func (r *Run) finish() error {
	report, err := json.MarshalIndent(newReport(r.Name, r.results), "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(r.fs, filepath.Join(r.dir, "report.json"), append(report, '\n')); err != nil {
		return err
	}
	if err := wipeFolder(r.fs, filepath.Join(r.dir, "new")); err != nil {
		return err
	}
	if err := r.fs.SyncDir(r.dir); err != nil {
		return err
	}
	now := r.o.Now().UTC()
	r.state.Finished = &now
	if err := r.save(); err != nil {
		r.state.Finished = nil
		return err
	}
	return nil
}

func (r *Run) save() error { return r.state.save(r.fs, r.dir) }

func runError(what, run string, err error) *fail.Error {
	var e *fail.Error
	if errors.As(err, &e) {
		return e
	}
	return fail.At(fail.Partial, run, 0, "%s", cause(err)).In(what + " run").Because(err)
}
