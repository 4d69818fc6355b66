package check

import (
	"bytes"
	_ "embed"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/oauth"
)

//go:embed facts.yaml
var factsFile []byte

// facts is facts.yaml.
type facts struct {
	Hosts           []hostFact        `yaml:"hosts"`
	Audiences       map[string]string `yaml:"audiences"`
	AudiencesSource string            `yaml:"audiences-source"`
	Answers         []answerFact      `yaml:"answers"`
	APIScopes       []string          `yaml:"api-scopes"`
	APIScopesSource string            `yaml:"api-scopes-source"`
}

type hostFact struct {
	Match      string `yaml:"match"`
	Kind       string `yaml:"kind"`
	What       string `yaml:"what"`
	Sandbox    bool   `yaml:"sandbox"`
	Source     string `yaml:"source"`
	Unverified bool   `yaml:"unverified"`
}

type answerFact struct {
	Error      string   `yaml:"error"`
	Says       string   `yaml:"says"`
	Means      []string `yaml:"means"`
	Flows      []string `yaml:"flows"`
	Source     string   `yaml:"source"`
	Unverified bool     `yaml:"unverified"`
}

// readFacts reads the embedded file; that it can be read is a test's matter,
// so an error leaves no facts, and every answer unknown.
func readFacts() *facts {
	var f facts
	if parseFacts(factsFile, &f) != nil {
		return &facts{}
	}
	return &f
}

func parseFacts(text []byte, into *facts) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return d.Decode(into)
}

// host finds what is known of a host by its name; the zero fact where nothing
// is.
func (f *facts) host(host string) hostFact {
	name := strings.ToLower(host)
	if i := strings.LastIndexByte(name, ':'); i > 0 && !strings.HasSuffix(name, "]") {
		name = name[:i]
	}
	for _, h := range f.Hosts {
		if fits, err := path.Match(h.Match, name); err == nil && fits {
			return h
		}
	}
	return hostFact{}
}

// audienceFor gives the documented audience for an org behind host.
func (f *facts) audienceFor(host string) string {
	if f.host(host).Sandbox {
		return f.Audiences["sandbox"]
	}
	return f.Audiences["production"]
}

// opensAPI tells whether a scope lets its holder use the data API.
func (f *facts) opensAPI(scope string) bool { return slices.Contains(f.APIScopes, scope) }

// means tells whether a refusal has that meaning.
func (f *facts) means(refusal *oauth.Refusal, meaning string) bool {
	said := strings.ToLower(refusal.Description)
	return slices.ContainsFunc(f.Answers, func(a answerFact) bool {
		return slices.Contains(a.Means, meaning) &&
			(len(a.Flows) == 0 || slices.Contains(a.Flows, refusal.Flow)) &&
			(a.Error == "" || strings.EqualFold(a.Error, refusal.Code)) &&
			(a.Says == "" || strings.Contains(said, strings.ToLower(a.Says)))
	})
}

// notYet tells whether a refusal may come right by itself.
func (f *facts) notYet(refusal *oauth.Refusal, certificateChanged bool) bool {
	return f.means(refusal, "not-yet") || certificateChanged && f.means(refusal, "not-yet-after-certificate")
}
