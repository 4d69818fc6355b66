package format

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The short way for ${NAME} finds what the forms find, and where it finds nothing
// they decide.
func TestPropertyPlainReferencesAreThoseOfTheForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringMatching(`[a-zA ]{0,2}[$\\\\]?\$\{[A-Za-z0-9_.:-]{0,4}\}?[}a$%{#\[]{0,2}`).Draw(t, "value")
		n := &Node{Kind: Scalar, Doc: &Document{Path: "a.properties", Src: []byte(raw)}}
		ref, ok := plainRef(raw, 0)
		if !ok {
			return
		}
		if diff := cmp.Diff([]Ref{ref}, formRefs(n, raw)); diff != "" {
			t.Errorf("%q (-plain +forms):\n%s", raw, diff)
		}
	})
}

// Values without a mark are not searched: none of the forms finds one in them.
func TestPropertyWhatHasNoMarkHasNoReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringMatching(`[a-zA-Z0-9@#\[\]() .:'"/-]{0,30}`).Draw(t, "value")
		n := &Node{Kind: Scalar, Doc: &Document{Path: "azure-pipelines.yml", Src: []byte(raw)}}
		if refs := formRefs(n, raw); !mayRefer([]byte(raw)) && len(refs) > 0 {
			t.Errorf("%q: %v", raw, refs)
		}
	})
}
