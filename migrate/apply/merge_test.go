package apply

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"unpw/migrate/text"
)

func TestMerge(t *testing.T) {
	const (
		old     = "a\nP=1\nb\nc\nT=2\nd\n"
		written = "a\nK=1\nL=1\nb\nc\nd\n"
	)
	for _, tt := range []struct{ name, now, want string }{ // want empty: refused
		{"nothing else changed", written, old},
		{"a line more above", "0\n" + written, "0\n" + old},
		{"a line more at the end", written + "e\n", old + "e\n"},
		{"a line changed between", "a\nK=1\nL=1\nb2\nc\nd\n", "a\nP=1\nb2\nc\nT=2\nd\n"},
		{"a line gone above", "K=1\nL=1\nb\nc\nd\n", "P=1\nb\nc\nT=2\nd\n"},
		{"other line ends elsewhere", "a\r\nK=1\nL=1\nb\nc\nd\n", "a\r\nP=1\nb\nc\nT=2\nd\n"},
		{"a written line changed", "a\nK=1\nL=other\nb\nc\nd\n", ""},
		{"a written line gone", "a\nL=1\nb\nc\nd\n", ""},
		{"all written lines gone", "a\nb\nc\nd\n", ""},
		{"a line where one is to come back", "a\nK=1\nL=1\nb\nc\nnew\nd\n", ""},
		{"emptied", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := hunks([]byte(old), []byte(written), hash)
			got, err := merge([]byte(old), []byte(tt.now), h, hash([]byte(written)), hash)
			if tt.want == "" {
				if !errors.Is(err, errConflict) {
					t.Fatalf("got %q, %v", got, err)
				}
				return
			}
			if err != nil || string(got) != tt.want {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

// Lines that unpw changed and lines that somebody else changed, never side by
// side: the merge is what somebody else would have made of the old file.
func TestMergeKeepsTheirs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "lines")
		var old, written, now, want strings.Builder
		last := "none"
		for i := range n {
			line := fmt.Sprintf("%d-%s\n", i, rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "text"))
			who := rapid.SampledFrom([]string{"none", "none", "unpw", "they"}).Draw(t, "who")
			if last != "none" {
				who = "none"
			}
			last = who
			ours, theirs := line, line
			switch change := rapid.SampledFrom([]string{"", fmt.Sprintf("new %d\n", i), fmt.Sprintf("two\nlines %d\n", i)}).Draw(t, "change"); who {
			case "unpw":
				ours = change
			case "they":
				theirs = change
			}
			old.WriteString(line)
			written.WriteString(ours)
			want.WriteString(theirs)
			if who == "unpw" {
				now.WriteString(ours)
			} else {
				now.WriteString(theirs)
			}
		}
		h := hunks([]byte(old.String()), []byte(written.String()), hash)
		got, err := merge([]byte(old.String()), []byte(now.String()), h, hash([]byte(written.String())), hash)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want.String() {
			t.Errorf("old %q, written %q, now %q: got %q, want %q", old.String(), written.String(), now.String(), got, want.String())
		}
	})
}

// Whatever lies in the file now, merge answers with a file or with a conflict,
// and never with less than the old one where nothing else changed.
func FuzzMerge(f *testing.F) {
	f.Add("a\nP=1\n", "a\nK=1\n", "x\na\nK=1\n")
	f.Add("\xff\n\x00", "", "\r\n")
	f.Fuzz(func(t *testing.T, old, written, now string) {
		h := hunks([]byte(old), []byte(written), hash)
		if _, err := merge([]byte(old), []byte(now), h, hash([]byte(written)), hash); err != nil && !errors.Is(err, errConflict) {
			t.Error(err)
		}
		if got, err := merge([]byte(old), []byte(written), h, hash([]byte(written)), hash); err != nil || string(got) != old {
			t.Errorf("old %q, written %q: got %q, %v", old, written, got, err)
		}
		made, err := text.Apply([]byte(old), lineEdits([]byte(old), []byte(written)))
		if err != nil || string(made) != written {
			t.Errorf("edits from %q to %q lead to %q, %v", old, written, made, err)
		}
	})
}
