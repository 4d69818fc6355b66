package explain

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// Verification is the list of causes behind one answer that stands for many,
// each a claim that holds or is violated.
type Verification struct {
	Title    string
	Blocked  string   // the entry whose status says that the password was not looked at
	Since    string   // the date (dates.yaml) from which on orgs are made with the flow off
	Explains []string // the entries that the list stands behind
	Meaning  string
	Lines    []Claim
}

// Claim is one line of a Verification.
type Claim struct {
	ID         string
	Claim      string // what must hold
	Meaning    string // what it means where it does not
	ByHand     string `yaml:"by-hand"`
	Setup      string
	Fix        string
	Command    string   // may be empty
	Entries    []string // whose status says by itself that the claim is violated
	Source     []string
	Confidence Confidence
}

// LoadVerification reads the list. Every entry it names must be in the catalogue.
func LoadVerification(src []byte, c *Catalogue) (*Verification, error) {
	var file struct {
		Schema       string
		Verification `yaml:",inline"`
	}
	wrong := func(format string, args ...any) error {
		return fail.At(fail.Bug, "verification.yaml", 0, format, args...).In("load")
	}
	d := yaml.NewDecoder(bytes.NewReader(src))
	d.KnownFields(true)
	if d.Decode(&file) != nil || file.Schema != "unpw/verification/v1" {
		return nil, wrong("not readable")
	}
	v := &file.Verification
	named := append(slices.Clone(v.Explains), v.Blocked)
	for _, l := range v.Lines {
		named = append(named, l.Entries...)
	}
	for _, id := range named {
		if c.ByID(id) == nil {
			return nil, wrong("there is no entry %s", id)
		}
	}
	seen := map[string]bool{}
	for _, l := range v.Lines {
		switch {
		case (&judge{}).of(l.ID) == nil || seen[l.ID]:
			return nil, wrong("an id is unknown or doubled: %s", l.ID)
		case l.Claim == "" || l.Meaning == "" || l.ByHand == "" || l.Setup == "" || l.Fix == "" || len(l.Source) == 0:
			return nil, wrong("%s: claim, meaning, by-hand, setup, fix and source are needed", l.ID)
		case !slices.Contains(knownConfidence, l.Confidence):
			return nil, wrong("%s: unknown confidence", l.ID)
		}
		seen[l.ID] = true
	}
	return v, nil
}

// Behind tells whether the list stands behind what was found: a password login
// refused by the text that says nothing.
func (v *Verification) Behind(entries []*Entry) bool {
	return len(entries) > 0 && slices.Contains(v.Explains, entries[0].ID)
}

// Text gives the list as lines to read.
func (v *Verification) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", v.Title, v.Meaning)
	for i, l := range v.Lines {
		fmt.Fprintf(&b, "\n%d. %s: %s\n", i+1, l.ID, l.Claim)
		fmt.Fprintf(&b, "   if not: %s\n", l.Meaning)
		fmt.Fprintf(&b, "   look:   %s\n", l.ByHand)
		fmt.Fprintf(&b, "   in      %s\n", l.Setup)
		fmt.Fprintf(&b, "   do:     %s\n", l.Fix)
		if l.Command != "" {
			fmt.Fprintf(&b, "           $ %s\n", l.Command)
		}
		fmt.Fprintf(&b, "   source: %s\n", strings.Join(l.Source, "; "))
		if doubt := l.Doubt(); doubt != "" {
			fmt.Fprintf(&b, "   unverified: %s\n", doubt)
		}
	}
	return b.String()
}

// Doubt says why a claim is not Salesforce's own word; "" where it is.
func (l Claim) Doubt() string { return doubt(&Entry{Confidence: l.Confidence}) }
