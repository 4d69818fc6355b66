package main

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/templates"
)

// flowRules is templates/flows.yaml, which explains its own fields.
type flowRules struct {
	Schema  string
	Read    string
	Written []string
	Choice  []struct{ When, Flow, Reason string }
	Kinds   []struct {
		ID, Kind, Flow, Second, Reason, Unverified, Confidence string
		Steps, Source                                          []string
	}
}

// flows makes docs/flows.md.
func flows() (string, error) {
	var rules flowRules
	if err := strict(templates.Flows, &rules); err != nil {
		return "", err
	}
	var m markdown
	m.title("Which flow for what", "templates/flows.yaml")
	m.linef("\n`unpw` writes %s; every other flow is advice. As of %s.", strings.Join(codes(rules.Written), " and "), rules.Read)
	m.linef("\n## How a flow is chosen\n")
	m.linef("The first rule that holds decides; a wish in `unpw.yaml` or `--flow` overrules the last three.")
	m.head("case", "flow", "reason that the plan gives")
	for _, c := range rules.Choice {
		m.row(plain(c.When), plain(c.Flow), plain(c.Reason))
	}
	m.linef("\n## What is advised")
	m.head("integration", "flow", "second choice", "why", "source")
	for _, k := range rules.Kinds {
		why := plain(k.Reason)
		if k.Unverified != "" {
			why += ". *Unverified: " + plain(k.Unverified) + ".*"
		}
		m.row(plain(k.Kind), plain(k.Flow), plain(k.Second), why, linkedAll(k.Source)+confidence(k.Confidence))
	}
	for _, k := range rules.Kinds {
		if len(k.Steps) > 0 {
			m.linef("\n## Steps for %s\n", plain(k.Kind))
		}
		for _, step := range k.Steps {
			m.linef("- %s", plain(step))
		}
	}
	return m.String(), nil
}

// confidence marks what is not Salesforce's own text.
func confidence(word string) string {
	if word == "seen" {
		return ""
	}
	return " (*" + strings.ReplaceAll(word, "-", " ") + "*)"
}

func codes(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = code(w)
	}
	return out
}

// strict decodes YAML into out and refuses fields that out does not have: a page
// must not leave out what its source says.
func strict(data []byte, out any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	return d.Decode(out)
}
