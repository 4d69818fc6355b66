package migrate

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/templates"
)

// LockdownStep is something that a lockdown leaves to a person.
type LockdownStep struct {
	Who        string   `json:"who" yaml:"who"`
	User       string   `json:"user" yaml:"-"` // whom it is about; "" for nobody
	Text       string   `json:"text" yaml:"text"`
	Setup      string   `json:"setup" yaml:"setup"`
	Command    string   `json:"command" yaml:"command"`
	Source     []string `json:"source" yaml:"source"`
	Confidence string   `json:"confidence" yaml:"confidence"`
}

// lockdownFacts is templates/lockdown.yaml.
type lockdownFacts struct {
	Schema    string         `yaml:"schema"`
	SOAP      []LockdownStep `yaml:"soap"`
	Users     []LockdownStep `yaml:"users"`
	After     []LockdownStep `yaml:"after"`
	UserAgent []LockdownStep `yaml:"user-agent"`
	Deploy    []LockdownStep `yaml:"deploy"`
}

func readLockdownFacts() (*lockdownFacts, error) {
	f := &lockdownFacts{}
	d := yaml.NewDecoder(bytes.NewReader(templates.Lockdown))
	d.KnownFields(true)
	if d.Decode(f) != nil || f.Schema != "unpw/lockdown-facts/v1" {
		return nil, fail.At(fail.Bug, "lockdown.yaml", 0, "not readable")
	}
	return f, nil
}

// steps gives what is left to do once the flow of an org is blocked.
func (f *lockdownFacts) steps(org string, users []string) []LockdownStep {
	var out []LockdownStep
	add := func(list []LockdownStep, user string) {
		fill := strings.NewReplacer("{user}", user, "{org}", org)
		for _, s := range list {
			s.User, s.Text, s.Setup, s.Command = user, fill.Replace(s.Text), fill.Replace(s.Setup), fill.Replace(s.Command)
			out = append(out, s)
		}
	}
	add(f.SOAP, "")
	for _, user := range users {
		add(f.Users, user)
	}
	add(f.After, "")
	return out
}

// warnings gives the texts of facts with what is unverified about them.
func warnings(list []LockdownStep) []string {
	var out []string
	for _, s := range list {
		text := s.Text + " (" + strings.Join(s.Source, "; ") + ")"
		if s.Confidence != "seen" {
			text += ", unverified: " + strings.ReplaceAll(s.Confidence, "-", " ")
		}
		out = append(out, text)
	}
	return out
}
