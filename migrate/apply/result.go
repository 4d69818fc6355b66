package apply

import (
	"slices"
	"strings"
)

// The words of Result.Result, as the contract closes them.
const (
	Rewritten = "rewritten"
	Undone    = "undone"
	Unchanged = "unchanged" // there was nothing to write
	Failed    = "failed"    // every file is as it was before
	Left      = "left"      // not applicable
)

// Result is what became of one integration. Err is nil unless it failed; then
// it is a *fail.Error with the exit code.
type Result struct {
	ID     string   `json:"id"`
	Result string   `json:"result"`
	Why    string   `json:"why"`
	Files  []string `json:"files"`
	Proof  any      `json:"proof"`
	Err    error    `json:"-"`
}

// Report is report.json and the answer of apply and undo with --json.
type Report struct {
	Schema       string   `json:"schema"`
	Run          string   `json:"run"`
	Integrations []Result `json:"integrations"`
}

func newReport(run string, results []Result) Report {
	r := Report{Schema: "unpw/run/v1", Run: run, Integrations: slices.Clone(results)}
	if r.Integrations == nil {
		r.Integrations = []Result{}
	}
	for i := range r.Integrations {
		if r.Integrations[i].Files == nil {
			r.Integrations[i].Files = []string{}
		}
		if r.Integrations[i].Proof == nil {
			r.Integrations[i].Proof = struct{}{}
		}
	}
	slices.SortStableFunc(r.Integrations, func(a, b Result) int { return strings.Compare(a.ID, b.ID) })
	return r
}
