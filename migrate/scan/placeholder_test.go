package scan_test

import (
	"testing"

	"unpw/migrate/scan"
)

func TestPlaceholder(t *testing.T) {
	for value, want := range map[string]bool{
		"":                 true,
		"  ":               true,
		"<password>":       true,
		"your_password":    true,
		"YOUR-TOKEN-HERE":  true,
		"changeme":         true,
		"Change-Me":        true,
		"xxx":              true,
		"XXXXXXXX":         true,
		"xx":               false,
		"example-password": false,
		"yourself":         false,
		"changemenow":      false,
		"<b>text":          false,
		"${SF_PASSWORD}":   false, // a reference: it is not written out
	} {
		if got := scan.Placeholder(value); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}
