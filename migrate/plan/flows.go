package plan

import (
	"bytes"
	"slices"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// Flows are the rules for choosing a flow, read from data.
type Flows struct {
	reasons map[string]Advised // by case
	kinds   map[string]Advised // by kind of integration
}

// Advised is a flow, why it is chosen, and what is left to people.
type Advised struct {
	Flow, Reason string
	Steps        []string
}

// LoadFlows reads templates/flows.yaml.
func LoadFlows(data []byte) (*Flows, error) {
	var file struct {
		Schema string
		Choice []struct {
			When    string
			Advised `yaml:",inline"`
		}
		Kinds []struct {
			ID      string
			Advised `yaml:",inline"`
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&file); err != nil || file.Schema != "unpw/flows/v1" {
		return nil, fail.At(fail.Bug, "flows.yaml", 0, "not readable")
	}
	f := &Flows{reasons: map[string]Advised{}, kinds: map[string]Advised{}}
	for _, c := range file.Choice {
		f.reasons[c.When] = c.Advised
	}
	for _, k := range file.Kinds {
		f.kinds[k.ID] = k.Advised
	}
	for _, when := range []string{"advice", "wished", "only-one", "both", "unknown-reader", "neither"} {
		if _, ok := f.reasons[when]; !ok {
			return nil, fail.At(fail.Bug, "flows.yaml", 0, "no choice for %q", when)
		}
	}
	return f, nil
}

// choice is what choosing a flow depends on.
type choice struct {
	advice    string   // user-present, multi-tenant or ""
	wished    string   // by unpw.yaml or a flag
	flows     []string // that the recipe can write
	preferred string   // of them
	unknown   bool     // the program that reads the settings is not known
}

// choose gives the flow, with the reason.
func (f *Flows) choose(c choice) (flow, reason string) {
	when := "both"
	switch {
	case c.advice != "":
		a := f.Advice(c.advice)
		return a.Flow, a.Reason
	case c.wished != "":
		return c.wished, f.reasons["wished"].Reason
	case len(c.flows) == 0:
		return f.reasons["neither"].Flow, f.reasons["neither"].Reason
	case len(c.flows) == 1, c.preferred != f.reasons["both"].Flow:
		when = "only-one"
	case c.unknown:
		when = "unknown-reader"
	}
	return c.preferred, f.reasons[when].Reason
}

// Advice gives what is advised for a kind of integration at which people or many
// customers log in; for a kind that the data does not have, the flow alone.
func (f *Flows) Advice(kind string) Advised {
	a, ok := f.kinds[kind]
	if !ok {
		return f.reasons["advice"]
	}
	a.Reason = f.reasons["advice"].Reason + ": " + a.Reason
	a.Steps = slices.Clone(a.Steps)
	return a
}
