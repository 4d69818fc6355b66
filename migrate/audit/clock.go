package audit

import (
	"slices"
	"strings"
	"time"
)

// layouts of a login time: the data API's, and what the Setup page writes for
// locales of English. A date with AM or PM is month first, one without day first,
// as in the United States and in Great Britain.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05.000Z", "2006-01-02 15:04:05",
	"1/2/2006 3:04:05 PM", "1/2/2006, 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006, 3:04 PM",
	"2/1/2006 15:04:05", "2/1/2006, 15:04:05", "2/1/2006 15:04", "2/1/2006, 15:04",
}

// zones that the Setup page may write, in hours from UTC; another one is taken for
// UTC, which moves a login by less than a day.
var zones = map[string]float64{
	"PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "IST": 5.5, "JST": 9,
}

// clock reads login times; the layout of a file stays the same, so the last one
// that fitted is tried first.
type clock struct{ last string }

func (c *clock) read(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	shift := time.Duration(0)
	if i := strings.LastIndexByte(text, ' '); i > 0 {
		if word := text[i+1:]; len(word) >= 3 && word == strings.ToUpper(word) && !slices.Contains([]string{"AM", "PM"}, word) && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			shift = time.Duration(zones[word] * float64(time.Hour))
			text = text[:i]
		}
	}
	if c.last != "" {
		if t, err := time.Parse(c.last, text); err == nil {
			return t.Add(-shift).UTC(), true
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			c.last = layout
			return t.Add(-shift).UTC(), true
		}
	}
	return time.Time{}, false
}
