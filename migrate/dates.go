package migrate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

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
	Moved      bool   // was announced for an earlier day once and postponed
	Source     []string
	Read       string // YYYY-MM-DD, when the source was read; "" for a date of unpw.yaml
	Unverified string // what two sources say differently
}

// freshFor is how long dates are believed without a look at their sources: they
// have moved before, and two of Salesforce's three releases a year lie in it.
const freshFor = 180 * 24 * time.Hour

// Deadlines gives when logins end: by the dates that are shipped, or by those of
// unpw.yaml, which overrule them. A login that no date is known of is left out.
// Shipped dates that were read more than 180 days ago are told to Warn.
func (p *Project) Deadlines(logins []string) ([]Deadline, error) {
	var file struct {
		Schema string
		Read   string
		Dates  []struct {
			ID, Date, Precision, What, Effect, Unverified string
			Moved                                         bool
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
		end := Deadline{Login: d.ID, Date: d.Date, Precision: d.Precision, What: d.What, Effect: d.Effect, Moved: d.Moved, Source: d.Source, Read: file.Read, Unverified: d.Unverified}
		if own, ok := p.Config.Dates[d.ID]; ok {
			end.Date, end.Precision, end.Source, end.Unverified = own.Format("2006-01-02"), "day", []string{p.Config.Path}, ""
			end.Moved, end.Read = false, ""
		}
		out = append(out, end)
	}
	read, err := time.Parse(time.DateOnly, file.Read)
	if err != nil {
		return nil, fail.At(fail.Bug, "dates.yaml", 0, "read is no day")
	}
	shipped := slices.ContainsFunc(out, func(d Deadline) bool { return d.Read != "" })
	if age := p.Now().Sub(read); shipped && age > freshFor {
		p.warn(fmt.Sprintf("the dates that this unpw knows were read on %s, %d days ago, and may have moved: take a newer unpw, or set dates: in unpw.yaml", file.Read, int(age.Hours()/24)))
	}
	return out, nil
}

// Sources says where a date is from, and whether to trust it.
func (d Deadline) Sources() string {
	text := strings.Join(d.Source, "; ")
	if d.Read != "" {
		text += "; read on " + d.Read
	}
	if d.Moved {
		text += "; it moved once"
	}
	return text
}
