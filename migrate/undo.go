package migrate

import (
	"context"
	"errors"
	"io/fs"

	"unpw/migrate/apply"
	"unpw/migrate/fail"
)

// UndoOptions say what is undone, and how.
type UndoOptions struct {
	Run   string   // empty: the last run of apply
	Only  []string // ids; empty: every integration of the run
	Merge bool     // keep what others changed elsewhere in a file
}

// Undo puts every byte back that a run changed. Where nothing was ever applied
// here the report is empty and nothing is written. The error has the code that
// several failures share when nothing was undone, else Partial; the report is
// then there all the same.
func (p *Project) Undo(ctx context.Context, o UndoOptions) (*apply.Report, error) {
	disk := apply.Disk{}
	if last, err := apply.Latest(disk, p.runsDir()); err != nil {
		return nil, err
	} else if last == "" && o.Run == "" {
		return &apply.Report{Schema: "unpw/run/v1", Integrations: []apply.Result{}}, nil
	}
	lock, err := p.Workspace.Lock()
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Unlock() }()
	id, err := p.Workspace.KnownID()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fail.New(fail.Changed, "this workspace has no .unpw/id: its backups cannot be checked").In("undo").
			Hint("put .unpw/id back, or restore the files from version control")
	}
	if err != nil {
		return nil, err
	}
	report, err := apply.Undo(ctx, disk, p.runsDir(), o.Run, apply.UndoOptions{Only: o.Only, Merge: o.Merge,
		Options: apply.Options{Now: p.Now, Random: p.Random, Hash: id.FileHash,
			Asked: map[string]any{"undo": o.Run, "only": o.Only, "merge": o.Merge}}})
	if err != nil {
		return nil, err
	}
	var failures []fail.Code
	done := 0
	for _, r := range report.Integrations {
		if r.Err != nil {
			failures = append(failures, fail.CodeOf(r.Err))
		} else if r.Result == apply.Undone {
			done++
		}
	}
	switch code := fail.Shared(failures, done > 0); {
	case ctx.Err() != nil:
		err = fail.New(fail.Interrupted, "interrupted")
	case code != fail.Done:
		err = fail.New(code, "%d of %d integrations were not undone", len(failures), len(failures)+done).In("undo")
	}
	return &report, err
}

func (p *Project) runsDir() string { return p.Workspace.Path("runs") }
