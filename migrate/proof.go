package migrate

import (
	"encoding/json"
	"strings"
)

// MarshalJSON gives a proof in the words of the schema: what is not known is
// null, and why a login was not tried stands beside the word, not behind it.
func (p Proof) MarshalJSON() ([]byte, error) {
	out := struct {
		LegacyBefore string   `json:"legacyBefore"`
		LegacyAfter  *string  `json:"legacyAfter"`
		NewLogin     string   `json:"newLogin"`
		User         *string  `json:"user"`
		Supplied     []string `json:"supplied,omitempty"`
		Why          string   `json:"why,omitempty"`
	}{LegacyAfter: orNull(p.LegacyAfter), User: orNull(p.User), Supplied: p.Supplied}
	out.LegacyBefore, out.Why = word(p.LegacyBefore)
	var why string
	if out.NewLogin, why = word(p.NewLogin); why != "" {
		out.Why = why
	}
	return json.Marshal(out)
}

// word parts "not tried: why"; "" was not tried either.
func word(login string) (word, why string) {
	if rest, ok := strings.CutPrefix(login, NotTried+": "); ok {
		return NotTried, rest
	}
	if login == "" {
		return NotTried, ""
	}
	return login, ""
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
