package audit

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/templates"
)

// Spot is something that an audit cannot see.
type Spot struct {
	ID         string   `json:"id" yaml:"id"`
	Concerns   string   `json:"-" yaml:"concerns"`
	Text       string   `json:"text" yaml:"text"`
	Source     []string `json:"source" yaml:"source"`
	Confidence string   `json:"confidence" yaml:"confidence"`
}

// Facts is templates/audit.yaml.
type Facts struct {
	Schema        string              `yaml:"schema"`
	HistoryDays   int                 `yaml:"history-days"`
	HistorySource string              `yaml:"history-source"`
	BlindSpots    []Spot              `yaml:"blind-spots"`
	Columns       map[string][]string `yaml:"columns"`
	ColumnsSource string              `yaml:"columns-source"`
	Needed        []string            `yaml:"needed"`
}

// ReadFacts reads templates/audit.yaml.
func ReadFacts() (*Facts, error) {
	f := &Facts{}
	d := yaml.NewDecoder(bytes.NewReader(templates.Audit))
	d.KnownFields(true)
	if d.Decode(f) != nil || f.Schema != "unpw/audit-facts/v1" {
		return nil, fail.At(fail.Bug, "audit.yaml", 0, "not readable")
	}
	return f, nil
}

// Keeps tells how far Login History goes back.
func (f *Facts) Keeps() time.Duration { return time.Duration(f.HistoryDays) * 24 * time.Hour }

// Spots gives the blind spots of an audit that concerns these.
func (f *Facts) Spots(concerns ...string) []Spot {
	out := []Spot{}
	for _, s := range f.BlindSpots {
		if s.Concerns == "always" || slices.Contains(concerns, s.Concerns) {
			out = append(out, s)
		}
	}
	return out
}

// column gives what a header of an exported file holds, "" for another.
func (f *Facts) column(header string) string {
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '\uFEFF' {
			return -1
		}
		return r
	}, header))
	for what, names := range f.Columns {
		if slices.Contains(names, name) {
			return what
		}
	}
	return ""
}
