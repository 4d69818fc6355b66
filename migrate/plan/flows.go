package plan

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// Flows are the rules for choosing a flow, read from data.
type Flows struct {
	reasons map[string]struct{ flow, reason string }
}

// LoadFlows reads templates/flows.yaml.
func LoadFlows(data []byte) (*Flows, error) {
	var file struct {
		Schema string
		Choice []struct{ When, Flow, Reason string }
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&file); err != nil || file.Schema != "unpw/flows/v1" {
		return nil, fail.At(fail.Bug, "flows.yaml", 0, "not readable")
	}
	f := &Flows{reasons: map[string]struct{ flow, reason string }{}}
	for _, c := range file.Choice {
		f.reasons[c.When] = struct{ flow, reason string }{c.Flow, c.Reason}
	}
	for _, when := range []string{"advice", "wished", "only-one", "both", "neither"} {
		if _, ok := f.reasons[when]; !ok {
			return nil, fail.At(fail.Bug, "flows.yaml", 0, "no choice for %q", when)
		}
	}
	return f, nil
}

// choose gives the flow for a recipe that can write flows, with the reason.
func (f *Flows) choose(advice, wished string, flows []string, preferred string) (flow, reason string) {
	when := "both"
	switch {
	case advice != "":
		return f.reasons["advice"].flow, f.reasons["advice"].reason
	case wished != "":
		return wished, f.reasons["wished"].reason
	case len(flows) == 0:
		return f.reasons["neither"].flow, f.reasons["neither"].reason
	case len(flows) == 1:
		when = "only-one"
	case preferred != f.reasons["both"].flow:
		when = "only-one"
	}
	return preferred, f.reasons[when].reason
}

// Advice gives the flow for an integration at which people or many customers log
// in, with the reason.
func (f *Flows) Advice() (flow, reason string) {
	return f.reasons["advice"].flow, f.reasons["advice"].reason
}
