package migrate

import (
	"cmp"
	"slices"

	"unpw/migrate/format"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// ScanReport is unpw/scan/v1 (docs/schema/scan.v1.json). It holds no secret.
type ScanReport struct {
	Schema       string        `json:"schema"`
	Integrations []Found       `json:"integrations"`
	Skipped      []SkippedFile `json:"skipped"`
	Stats        ScanStats     `json:"stats"`
}

// Found is an integration that logs in by password, or did.
type Found struct {
	ID       string  `json:"id"`
	Root     string  `json:"root,omitempty"` // with several roots
	Recipe   string  `json:"recipe"`
	Login    *string `json:"login"`   // null: migrated
	Outcome  *string `json:"outcome"` // null: migrated
	State    string  `json:"state"`
	Decision string  `json:"decision"`
	// Counts tells whether it is a finding for --exit-code: not one that is
	// accepted, ignored, kept for some time, or migrated.
	Counts   bool           `json:"counts"`
	Accepted bool           `json:"accepted"` // by a baseline
	Host     *string        `json:"host"`
	Username *string        `json:"username"`
	File     string         `json:"file"` // where its password stands
	Line     int            `json:"line"`
	Settings []FoundSetting `json:"settings"`

	Until string `json:"-"` // last day of a kept password
}

// FoundSetting is a setting of an integration, or a place that defines it.
type FoundSetting struct {
	File        string `json:"file"`
	Line        int    `json:"line"`
	Role        string `json:"role"`
	Key         string `json:"key"`
	Literal     bool   `json:"literal"` // the value stands here, not a reference to it
	Placeholder bool   `json:"placeholder"`
}

// SkippedFile is a file that was not read, with its root where there are several.
type SkippedFile struct {
	Root string `json:"root,omitempty"`
	scan.Skipped
}

// ScanStats says how much was read.
type ScanStats struct {
	Files   int     `json:"files"`
	Bytes   int64   `json:"bytes"`
	Seconds float64 `json:"seconds"`
}

// ReportOptions say what a report of a scan holds.
type ReportOptions struct {
	All      bool   // migrated ones too
	Baseline string // file; empty: that of unpw.yaml
}

// ScanReport gives what was found, with what unpw.yaml and a baseline say of it.
func (p *Project) ScanReport(scanned []Scanned, o ReportOptions) (*ScanReport, error) {
	baseline, err := p.baseline(o.Baseline)
	if err != nil {
		return nil, err
	}
	outcomes, err := p.outcomes(scanned)
	if err != nil {
		return nil, err
	}
	r := &ScanReport{Schema: "unpw/scan/v1", Integrations: []Found{}, Skipped: []SkippedFile{}}
	for _, s := range scanned {
		root := ""
		if len(scanned) > 1 {
			root = s.Name
		}
		for _, in := range s.Result.Integrations {
			if in.State == "migrated" && !o.All {
				continue
			}
			f := p.found(in, outcomes[in.ID])
			f.Root = root
			f.Accepted = in.Finding() && baseline != nil && baseline.takes(accepted(s, in))
			f.Counts = f.Counts && !f.Accepted
			r.Integrations = append(r.Integrations, f)
		}
		for _, k := range s.Result.Skipped {
			r.Skipped = append(r.Skipped, SkippedFile{Root: root, Skipped: k})
		}
		r.Stats.Files += s.Result.Files
		r.Stats.Bytes += s.Result.Bytes
		r.Stats.Seconds += s.Result.Seconds
	}
	slices.SortStableFunc(r.Integrations, func(a, b Found) int { return cmp.Compare(a.ID, b.ID) })
	return r, nil
}

// Findings counts what is a finding for --exit-code.
func (r *ScanReport) Findings() int {
	n := 0
	for _, f := range r.Integrations {
		if f.Counts {
			n++
		}
	}
	return n
}

// outcomes gives what a plan would come to, by id.
func (p *Project) outcomes(scanned []Scanned) (map[string]string, error) {
	c := *p.Config // which app an integration gets is no matter of a scan, nor a reason to fail
	c.Defaults.App = ""
	c.Integrations = slices.Clone(c.Integrations)
	for i := range c.Integrations {
		c.Integrations[i].App = ""
	}
	draft, err := plan.Make(plan.Input{Roots: planRoots(scanned), Config: &c, ID: workspace.DraftID(), Flows: p.Flows, Stores: p.Stores, Version: p.Version, Recipes: RecipesDate, Now: p.Now()})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, in := range draft.Integrations {
		out[in.ID] = in.Outcome
	}
	return out, nil
}

func (p *Project) found(in *scan.Integration, outcome string) Found {
	set := p.Config.For(in.ID, workspace.Flags{})
	f := Found{ID: in.ID, Recipe: in.Match.Recipe.ID, State: in.State, Decision: set.Decision, File: in.File, Line: in.Line, Settings: settingsOf(in)}
	for _, field := range []struct {
		to   **string
		text string
	}{{&f.Login, in.Login}, {&f.Outcome, outcome}, {&f.Host, in.Host}, {&f.Username, in.Username}} {
		if field.text != "" {
			*field.to = &field.text
		}
	}
	kept := set.Decision == workspace.Keep && !set.Expired(p.Now())
	if kept {
		f.Until = set.Until.Format("2006-01-02")
	}
	f.Counts = in.Finding() && !kept && set.Decision != workspace.Ignore
	return f
}

// settingsOf lists the settings of an integration and the places that define
// them, by file, then offset.
func settingsOf(in *scan.Integration) []FoundSetting {
	type place struct {
		FoundSetting
		at int
	}
	var places []place
	seen := map[*format.Node]bool{}
	add := func(n *format.Node, role string) {
		if seen[n] {
			return
		}
		seen[n] = true
		literal := n.Kind == format.Scalar && len(n.Refs) == 0 && n.Opaque == ""
		places = append(places, place{FoundSetting{File: n.Doc.Path, Line: n.Line(), Role: role, Key: n.Key, Literal: literal,
			Placeholder: literal && scan.Placeholder(n.Value)}, n.Span.Start})
	}
	for _, s := range in.All() {
		if !recipe.IsRole(s.Role) {
			continue // a constant that comes with a flow
		}
		add(s.Node, s.Role)
		s.Each(func(d *scan.Definition) { add(d.Node, s.Role) })
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.at, b.at))
	})
	out := make([]FoundSetting, len(places))
	for i := range places {
		out[i] = places[i].FoundSetting
	}
	return out
}
