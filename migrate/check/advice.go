package check

import (
	_ "embed"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed advice.yaml
var adviceFile []byte

// advice is one row of advice.yaml.
type advice struct {
	Why        string `yaml:"why"`
	Do         string `yaml:"do"`
	Source     string `yaml:"source"`
	Unverified bool   `yaml:"unverified"`
}

// readAdvice reads the embedded file; that it can be read is a test's matter.
func readAdvice() map[string]advice {
	var rows map[string]advice
	if yaml.Unmarshal(adviceFile, &rows) != nil {
		return nil
	}
	return rows
}

// fill puts values in: each pair is the name of a placeholder and its text.
func (a advice) fill(values []string) (why, do string) {
	pairs := make([]string, len(values))
	for i, v := range values {
		if pairs[i] = v; i%2 == 0 {
			pairs[i] = "{" + v + "}"
		}
	}
	r := strings.NewReplacer(pairs...)
	return r.Replace(a.Why), r.Replace(a.Do)
}
