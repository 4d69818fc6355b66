package migrate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
)

// fresh refuses a plan that was made elsewhere or for files that have changed.
func (a *applying) fresh() error {
	id, err := a.p.Workspace.KnownID()
	if errors.Is(err, fs.ErrNotExist) {
		return fail.New(fail.Changed, "this workspace has no .unpw/id: the plan was made elsewhere").In("apply").Hint("plan again here")
	}
	if err != nil {
		return err
	}
	wanted := map[[2]string]bool{}
	for i := range a.made.Integrations {
		in := &a.made.Integrations[i]
		if a.takes(in) && a.done[in.ID] == "" {
			for _, f := range in.Files {
				wanted[[2]string{a.rootOf(in), f}] = true
			}
		}
	}
	var stale *fail.Error
	same := 0
	for _, f := range a.made.Files {
		if !wanted[[2]string{f.Root, f.File}] {
			continue
		}
		data, err := os.ReadFile(filepath.Join(a.dirs[f.Root], filepath.FromSlash(f.File)))
		switch {
		case err == nil && id.FileHash(data) == f.Hash:
			same++
		case stale != nil:
		case err != nil:
			stale = fail.At(fail.Changed, f.File, 0, "is gone or cannot be read since the plan").In("apply")
		default:
			stale = fail.At(fail.Changed, f.File, 0, "changed since the plan").In("apply")
		}
	}
	switch {
	case stale == nil:
		return nil
	case same == 0 && len(wanted) > 1: // hashes are keyed by .unpw/id
		return stale.Hint("plan again here: no file is as the plan knows it, it may have been made in another workspace")
	}
	return stale.Hint("plan again")
}

func (a *applying) rootOf(in *plan.Integration) string {
	if in.Root == "" && len(a.made.Roots) == 1 {
		return a.made.Roots[0]
	}
	return in.Root
}

// takes tells whether the options ask for an integration.
func (a *applying) takes(in *plan.Integration) bool {
	return len(a.o.Only) == 0 || slices.Contains(a.o.Only, in.ID)
}
