package migrate

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"

	"unpw/migrate/apply"
	"unpw/migrate/fail"
	"unpw/migrate/plan"
)

// resume closes the run that a crash left open, and learns what runs of this
// very plan have rewritten: that is not done twice.
func (a *applying) resume() error {
	if _, err := apply.Recover(a.fs, a.p.runsDir(), a.options()); err != nil {
		return err
	}
	runs, err := a.p.Workspace.Runs()
	if err != nil {
		return err
	}
	a.done = map[string]string{}
	for _, run := range runs {
		for _, id := range a.rewrittenBy(run) {
			a.done[id] = run
		}
	}
	id, err := a.p.Workspace.KnownID()
	if err != nil {
		return nil // fresh says what is wrong
	}
	for i := range a.made.Integrations { // what was undone since is to be done again
		in := &a.made.Integrations[i]
		if a.done[in.ID] != "" && a.asPlanned(in, id.FileHash) {
			delete(a.done, in.ID)
		}
	}
	return nil
}

// rewrittenBy gives the integrations that a run has rewritten by this plan. A
// run whose files cannot be read has rewritten nothing that is known of.
func (a *applying) rewrittenBy(run string) []string {
	var state struct {
		Kind  string `json:"kind"`
		Asked struct {
			Plan plan.Made `json:"plan"`
		} `json:"asked"`
	}
	var report apply.Report
	for name, to := range map[string]any{"run.json": &state, "report.json": &report} {
		data, err := a.p.Workspace.ReadFile(path.Join("runs", run, name))
		if err != nil || json.Unmarshal(data, to) != nil {
			return nil
		}
	}
	if made := state.Asked.Plan; state.Kind != "apply" || !made.At.Equal(a.made.Made.At) || made.Version != a.made.Made.Version {
		return nil
	}
	var out []string
	for _, r := range report.Integrations {
		if r.Result == apply.Rewritten {
			out = append(out, r.ID)
		}
	}
	return out
}

// asPlanned tells whether the files that an integration would change are still
// as the plan saw them.
func (a *applying) asPlanned(in *plan.Integration, hash func([]byte) string) bool {
	for _, name := range in.FilesOf() {
		data, err := os.ReadFile(filepath.Join(a.dir(in.Root), filepath.FromSlash(name)))
		if err != nil {
			return false
		}
		for _, f := range a.made.Files {
			if f.Root == a.rootOf(in) && f.File == name && f.Hash != hash(data) {
				return false
			}
		}
	}
	return true
}

// CheckOnly refuses ids that a plan does not have.
func CheckOnly(made *plan.Plan, only []string) error {
	for _, id := range only {
		known := false
		for _, in := range made.Integrations {
			known = known || in.ID == id
		}
		if !known {
			return fail.New(fail.Usage, "there is no integration %s here", id).Hint("unpw scan lists the ids")
		}
	}
	return nil
}
