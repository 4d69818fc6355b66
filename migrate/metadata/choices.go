package metadata

import (
	"slices"
	"strconv"
)

// Choice is a decision about an app that has consequences, and what they are.
type Choice struct {
	Of    string   `json:"of"`    // ip, session-level or session-timeout, as in unpw.yaml
	Value string   `json:"value"` // as in unpw.yaml
	Means string   `json:"means"`
	Apps  []string `json:"apps"` // by name
}

// Choices explains the choices made for apps, each once, with the apps that it
// was made for.
func Choices(apps []App) ([]Choice, error) {
	var known map[string]map[string]struct{ Means, Source string }
	if err := decode("choices.yaml", &known); err != nil {
		return nil, err
	}
	var out []Choice
	for _, of := range []string{"ip", "session-level", "session-timeout"} {
		for _, a := range apps {
			a = a.withDefaults()
			value := map[string]string{"ip": a.IP, "session-level": a.SessionLevel, "session-timeout": strconv.Itoa(a.SessionTimeout)}[of]
			word := value
			if of == "session-timeout" {
				word = map[bool]string{true: "unset", false: "set"}[a.SessionTimeout == 0]
			}
			at := slices.IndexFunc(out, func(c Choice) bool { return c.Of == of && c.Value == value })
			if at < 0 {
				at, out = len(out), append(out, Choice{Of: of, Value: value, Means: known[of][word].Means})
			}
			out[at].Apps = append(out[at].Apps, a.Name)
		}
	}
	return out, nil
}

// Unverified says what of the files of apps rests on no source that could be
// checked; nil where none of it does.
func Unverified(apps []App, o Options) ([]string, error) {
	w, err := newWriter(o)
	if err != nil {
		return nil, err
	}
	var out []string
	if w.version > w.facts.Versions.Verified {
		out = append(out, "API "+version(w.version)+": no WSDL of it is public, its elements are taken from a package of types (not verified); "+
			version(w.facts.Versions.Verified)+" is checked")
	}
	for _, a := range apps {
		for _, scope := range a.withDefaults().Scopes {
			v := w.facts.Scopes[scope]
			note := "scope " + scope + " is written as " + v.of(a.Type) + ": that the two are one rests on their words alone (not verified)"
			if v.Unverified && !slices.Contains(out, note) {
				out = append(out, note)
			}
		}
	}
	return out, nil
}
