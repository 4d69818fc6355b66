package migrate

import (
	"bytes"
	"slices"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/templates"
)

// Deadline is the day from which a login no longer works, with where that was
// read.
type Deadline struct {
	Login      string
	Date       string // YYYY-MM-DD, the first day without it
	Precision  string // day, month, season: what was announced; Date is its first day
	What       string // what ends
	Effect     string // what a client then sees
	Source     []string
	Unverified string // what two sources say differently
}

// Deadlines gives when logins end: by the dates that are shipped, or by those of
// unpw.yaml, which overrule them. A login that no date is known of is left out.
func (p *Project) Deadlines(logins []string) ([]Deadline, error) {
	var file struct {
		Schema string
		Dates  []struct {
			ID, Date, Precision, What, Effect, Unverified string
			Source                                        []string
		}
	}
	if err := yaml.NewDecoder(bytes.NewReader(templates.Dates)).Decode(&file); err != nil || file.Schema != "unpw/dates/v1" {
		return nil, fail.At(fail.Bug, "dates.yaml", 0, "not readable")
	}
	var out []Deadline
	for _, d := range file.Dates {
		if !slices.Contains(logins, d.ID) {
			continue
		}
		end := Deadline{Login: d.ID, Date: d.Date, Precision: d.Precision, What: d.What, Effect: d.Effect, Source: d.Source, Unverified: d.Unverified}
		if own, ok := p.Config.Dates[d.ID]; ok {
			end.Date, end.Precision, end.Source, end.Unverified = own.Format("2006-01-02"), "day", []string{p.Config.Path}, ""
		}
		out = append(out, end)
	}
	return out, nil
}
