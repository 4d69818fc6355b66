package format

import "testing"

// docs/formats.md says something of every syntax, and of no other.
func TestEverySyntaxIsAbout(t *testing.T) {
	listed := map[string]bool{}
	for _, a := range Abouts() {
		listed[a.Name] = true
		if a.Title == "" || a.Seen == "" || a.Left == "" {
			t.Errorf("%s: nothing is said of it", a.Name)
		}
	}
	for name := range abouts {
		if !listed[name] {
			t.Errorf("%s is no syntax", name)
		}
	}
}
