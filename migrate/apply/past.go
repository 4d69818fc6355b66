package apply

import (
	"path/filepath"
	"slices"
)

// past is every run so far, oldest first: whether an integration is undone, and
// who changed a file last, is told by all of them together.
type past []*pastRun

type pastRun struct {
	*state
	entries []*entry
}

func pastRuns(fsys FS, runsDir string) (past, error) {
	runs, err := history(fsys, runsDir)
	if err != nil {
		return nil, err
	}
	p := make(past, len(runs))
	for i, s := range runs {
		lines, err := readJournal(fsys, filepath.Join(runsDir, s.Run, "journal.jsonl"))
		if err != nil {
			return nil, runError("read journal of", s.Run, err)
		}
		p[i] = &pastRun{s, slices.DeleteFunc(entries(lines), func(e *entry) bool { return len(e.intents) == 0 })}
	}
	return p, nil
}

func (p past) of(run string) *pastRun {
	return p[slices.IndexFunc(p, func(r *pastRun) bool { return r.Run == run })]
}

// undoneBy names the run that undid an integration of run, and was not itself
// undone; empty where there is none.
func (p past) undoneBy(run, id string) string {
	for _, u := range p {
		if u.Undoes == run && p.undoneBy(u.Run, id) == "" && u.committed(id) {
			return u.Run
		}
	}
	return ""
}

// committed tells whether the run wrote the integration.
func (r *pastRun) committed(id string) bool {
	return slices.ContainsFunc(r.entries, func(e *entry) bool { return e.id == id && e.settled == committed })
}

// laterWriter says who changed the file at place after e of target did, and is
// not undone. A run of undo does not count: it and what it undoes cancel out.
func (p past) laterWriter(target *pastRun, e *entry, place string) string {
	for _, r := range slices.Backward(p) {
		if r.Number < target.Number || r != target && r.Kind == kindUndo {
			continue
		}
		for _, later := range slices.Backward(r.entries) {
			if later == e {
				return ""
			}
			if later.settled == committed && !later.gone && later.touches(place) && p.undoneBy(r.Run, later.id) == "" {
				return later.id + " in run " + r.Run
			}
		}
	}
	return ""
}

// touches tells whether the file at place is one of the integration's.
func (e *entry) touches(place string) bool {
	return slices.ContainsFunc(e.intents, func(l line) bool { return l.Real == place })
}

// files gives the files of the integration as the user knows them.
func (e *entry) files() []string {
	list := make([]string, len(e.intents))
	for i, l := range e.intents {
		list[i] = l.File
	}
	return list
}
