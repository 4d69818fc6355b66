package migrate

import (
	"strings"
	"testing"
	"time"
)

// Dates move; those that nobody has looked at for half a year say so, once.
func TestDatesThatAreOldSaySo(t *testing.T) {
	both := []string{"oauth-password", "soap-login"}
	for _, tt := range []struct {
		name, config string
		today        string
		warned       bool
	}{
		{"fresh", "", "2026-11-25", false},
		{"180 days", "", "2027-05-22", false},
		{"181 days", "", "2027-05-23", true},
		{"years", "", "2031-01-01", true},
		{"all overridden", "dates: {oauth-password: 2027-05-01, soap-login: 2027-06-01}\n", "2031-01-01", false},
		{"one overridden", "dates: {oauth-password: 2027-05-01}\n", "2031-01-01", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := projectWith(t, map[string]string{"unpw.yaml": "schema: unpw/config/v1\n" + tt.config})
			today, err := time.Parse(time.DateOnly, tt.today)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			p.Now, p.Warn = func() time.Time { return today }, func(text string) { said = append(said, text) }
			if _, err := p.Deadlines(both); err != nil {
				t.Fatal(err)
			}
			if (len(said) == 1) != tt.warned || len(said) > 1 {
				t.Errorf("warned %q, want %v", said, tt.warned)
			}
			if tt.warned && !strings.Contains(said[0], "read on 2026-11-23") {
				t.Errorf("the day is missing in %q", said[0])
			}
		})
	}
}

func TestADateSaysWhereItIsFromAndThatItMoved(t *testing.T) {
	p := projectWith(t, nil)
	list, err := p.Deadlines([]string{"oauth-password"})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if got := list[0].Sources(); !strings.Contains(got, "release notes") || !strings.HasSuffix(got, "; read on 2026-11-23; it moved once") {
		t.Errorf("got %q", got)
	}
}
