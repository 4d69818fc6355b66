package metadata

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"unpw/templates"
)

// facts are the data files of templates/metadata, except steps.yaml.
type facts struct {
	Versions struct{ Oldest, Default, Verified, Newest int }
	Types    map[string]kind

	Scopes       map[string]value
	IP           map[string]value
	RefreshToken map[string]value `yaml:"refresh-token"`
	Units        map[string]value

	SessionLevel    map[string]value `yaml:"session-level"`
	SessionTimeouts []int            `yaml:"session-timeouts"` // minutes
	Limits          struct{ Files, Bytes int }

	CallbackURL  string `yaml:"callback-url"`
	MostIPRanges int    `yaml:"most-ip-ranges"`
}

// kind is a metadata type.
type kind struct {
	Folder, Suffix string
	KeepOutOfGit   bool                      `yaml:"keep-out-of-git"`
	Elements       map[string]int            // element: first API version
	Inside         map[string]map[string]int // element: its own elements
}

// value is a word of the metadata.
type value struct {
	Name              string
	ExternalClientApp string `yaml:"external-client-app"` // where it differs
	Lasts             bool   // a refresh token policy with a period and a unit
	Unverified        bool
}

func (v value) of(appType string) string {
	if appType == ExternalClientApp && v.ExternalClientApp != "" {
		return v.ExternalClientApp
	}
	return v.Name
}

// loadFacts reads the embedded data; an error there is a bug of the build.
func loadFacts() (facts, error) {
	var f facts
	for _, name := range []string{"types.yaml", "values.yaml"} {
		if err := decode(name, &f); err != nil {
			return facts{}, err
		}
	}
	return f, nil
}

func decode(name string, into any) error {
	data, err := templates.Metadata.ReadFile("metadata/" + name)
	if err != nil {
		return fmt.Errorf("read embedded metadata: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read embedded metadata/%s: %w", name, err)
	}
	return nil
}
