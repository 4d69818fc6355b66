package cli

import (
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	day := 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"90d": 90 * day, "1d": day, "2w": 14 * day, "36h": 36 * time.Hour, "1h30m": 90 * time.Minute,
		"": 0, "d": 0, "0d": 0, "-3d": 0, "1.5d": 0, "90": 0, "never": 0, "99999999999999d": 0, "36501d": 0, "-1h": 0,
	} {
		got, err := days(text)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}
