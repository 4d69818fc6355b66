package migrate

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"unpw/migrate/fail"
	"unpw/migrate/scan"
)

// BaselineSchema is what a baseline says it is.
const BaselineSchema = "unpw/baseline/v1"

// Baseline lists findings that were accepted, so that only new ones count
// (docs/schema/baseline.v1.json). It holds no secret and no line: a finding stays
// accepted while it moves within its file.
type Baseline struct {
	Schema   string            `json:"schema"`
	Accepted []AcceptedFinding `json:"accepted"`
}

// AcceptedFinding is one accepted finding. Two that are alike are listed twice.
type AcceptedFinding struct {
	Recipe string `json:"recipe"`
	File   string `json:"file"` // relative to the workspace where it lies inside, else to its root
	Key    string `json:"key"`
}

// ReadBaseline reads a baseline. name is what errors call it.
func ReadBaseline(name, path string) (*Baseline, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		why := "cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			why = "is not there"
		}
		return nil, fail.At(fail.Usage, name, 0, "the baseline %s", why).Because(err).Hint("make one: unpw scan --write-baseline %s", name)
	}
	var b Baseline
	if json.Unmarshal(data, &b) != nil || b.Schema != BaselineSchema {
		return nil, fail.At(fail.Usage, name, 0, "not a baseline of this version: schema is not %s", BaselineSchema).
			Hint("make one: unpw scan --write-baseline %s", name)
	}
	return &b, nil
}

// JSON gives the baseline as its file holds it.
func (b *Baseline) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(b, "", "  ")
	return append(data, '\n'), err
}

// baseline reads the baseline of o, or that of unpw.yaml; nil where there is none.
func (p *Project) baseline(file string) (*Baseline, error) {
	switch {
	case file != "":
		return ReadBaseline(p.rootName(file), file)
	case p.Config.Scan.Baseline != "":
		return ReadBaseline(p.Config.Scan.Baseline, filepath.Join(p.Workspace.Folder, filepath.FromSlash(p.Config.Scan.Baseline)))
	}
	return nil, nil
}

// takes gives whether the baseline accepts a finding, and takes it off the list:
// a second one that is alike wants an entry of its own.
func (b *Baseline) takes(a AcceptedFinding) bool {
	i := slices.Index(b.Accepted, a)
	if i < 0 {
		return false
	}
	b.Accepted = slices.Delete(b.Accepted, i, i+1)
	return true
}

// Baseline gives the baseline that accepts everything found in scanned.
func (p *Project) Baseline(scanned []Scanned) *Baseline {
	b := &Baseline{Schema: BaselineSchema, Accepted: []AcceptedFinding{}}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			if in.Finding() {
				b.Accepted = append(b.Accepted, accepted(s, in))
			}
		}
	}
	slices.SortFunc(b.Accepted, func(x, y AcceptedFinding) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Recipe, y.Recipe))
	})
	return b
}

func accepted(s Scanned, in *scan.Integration) AcceptedFinding {
	file := in.File
	if !filepath.IsAbs(filepath.FromSlash(s.Name)) {
		file = path.Join(s.Name, file)
	}
	return AcceptedFinding{Recipe: in.Match.Recipe.ID, File: file, Key: in.Key}
}
