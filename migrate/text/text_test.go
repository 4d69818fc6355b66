package text_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"unpw/migrate/text"
)

func edit(start, end int, s string) text.Edit {
	return text.Edit{Span: text.Span{Start: start, End: end}, New: s}
}

func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		src   string
		edits []text.Edit
		want  string
	}{
		"nothing":                     {"abc", nil, "abc"},
		"replace":                     {"abc", []text.Edit{edit(1, 2, "XY")}, "aXYc"},
		"remove":                      {"abc", []text.Edit{edit(0, 3, "")}, ""},
		"insert in front":             {"abc", []text.Edit{edit(0, 0, ">")}, ">abc"},
		"insert at the end":           {"abc", []text.Edit{edit(3, 3, "<")}, "abc<"},
		"into nothing":                {"", []text.Edit{edit(0, 0, "x")}, "x"},
		"given backwards":             {"abc", []text.Edit{edit(2, 3, "C"), edit(0, 1, "A")}, "AbC"},
		"side by side":                {"abc", []text.Edit{edit(0, 1, "A"), edit(1, 2, "B")}, "ABc"},
		"insert before a replacement": {"abc", []text.Edit{edit(1, 2, "B"), edit(1, 1, "+")}, "a+Bc"},
		"insert behind a replacement": {"abc", []text.Edit{edit(1, 2, "B"), edit(2, 2, "+")}, "aB+c"},
		"insertions keep their order": {"ab", []text.Edit{edit(1, 1, "1"), edit(1, 1, "2"), edit(1, 1, "3")}, "a123b"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := text.Apply([]byte(c.src), c.edits)
			if err != nil || string(got) != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	for name, edits := range map[string][]text.Edit{
		"overlap":           {edit(0, 2, ""), edit(1, 3, "")},
		"inside another":    {edit(0, 3, ""), edit(1, 2, "")},
		"insert inside":     {edit(0, 3, ""), edit(1, 1, "x")},
		"the same twice":    {edit(0, 2, "a"), edit(0, 2, "a")},
		"behind the end":    {edit(2, 4, "")},
		"in front of all":   {edit(-1, 1, "")},
		"end before start":  {edit(2, 1, "")},
		"insert behind end": {edit(4, 4, "x")},
	} {
		t.Run(name, func(t *testing.T) {
			src := []byte("abc")
			got, err := text.Apply(src, edits)
			if err == nil {
				t.Errorf("got %q", got)
			}
			if string(src) != "abc" {
				t.Errorf("the source became %q", src)
			}
		})
	}
}

// change is a text and edits of it that do not overlap.
type change struct {
	src   []byte
	edits []text.Edit
}

func changes(t *rapid.T) change {
	src := []byte(rapid.StringMatching(`[a-c\r\n]{0,40}`).Draw(t, "src"))
	cuts := rapid.SliceOfN(rapid.IntRange(0, len(src)), 0, 12).Draw(t, "cuts")
	slices.Sort(cuts)
	c := change{src: src}
	for i := 0; i+1 < len(cuts); i += 2 {
		c.edits = append(c.edits, edit(cuts[i], cuts[i+1], rapid.StringMatching(`[X-Z]{0,4}`).Draw(t, "new")))
	}
	return c
}

// Between the edits every byte stays, in its order; the edits' own text stands
// where they were.
func TestPropertyOutsideOfEditsEveryByteStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := changes(t)
		before := bytes.Clone(c.src)
		given := slices.Clone(c.edits)
		got, err := text.Apply(c.src, c.edits)
		if err != nil {
			t.Fatal(err)
		}
		var want []byte
		at := 0
		for _, e := range c.edits {
			want = append(append(want, c.src[at:e.Start]...), e.New...)
			at = e.End
		}
		want = append(want, c.src[at:]...)
		if !bytes.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
		if !bytes.Equal(c.src, before) || !slices.Equal(c.edits, given) {
			t.Fatal("source or edits were changed")
		}
	})
}

// What Apply does can be taken back by edits of the result: undo is byte-exact.
func TestPropertyEditsCanBeTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := changes(t)
		got, err := text.Apply(c.src, c.edits)
		if err != nil {
			t.Fatal(err)
		}
		var back []text.Edit
		shift := 0
		for _, e := range c.edits {
			start := e.Start + shift
			back = append(back, edit(start, start+len(e.New), string(e.Slice(c.src))))
			shift += len(e.New) - e.Len()
		}
		again, err := text.Apply(got, back)
		if err != nil || !bytes.Equal(again, c.src) {
			t.Fatalf("%q came back as %q (%v)", c.src, again, err)
		}
	})
}

func TestPropertySortOrdersAndKeepsEqualOnesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "n")
		edits := make([]text.Edit, n)
		for i := range edits {
			start := rapid.IntRange(0, 4).Draw(t, "start")
			edits[i] = edit(start, start+rapid.IntRange(0, 2).Draw(t, "len"), string(rune('a'+i)))
		}
		text.Sort(edits)
		for i := 1; i < n; i++ {
			a, b := edits[i-1], edits[i]
			if a.Start > b.Start || a.Start == b.Start && a.End > b.End || a.Span == b.Span && a.New > b.New {
				t.Fatalf("%v before %v", a, b)
			}
		}
	})
}

func TestPropertyLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := []byte(rapid.StringMatching(`[ab\r\n]{0,60}`).Draw(t, "src"))
		lines := text.NewLines(src)
		for at := 0; at <= len(src); at++ {
			if got, want := lines.Line(at), 1+bytes.Count(src[:at], []byte("\n")); got != want {
				t.Fatalf("%q: offset %d is on line %d, not %d", src, at, got, want)
			}
			start := text.LineStart(src, at)
			if lines.Start(lines.Line(at)) != start {
				t.Fatalf("%q: line of %d starts at %d and %d", src, at, start, lines.Start(lines.Line(at)))
			}
			end := text.LineEnd(src, at)
			if end < at || bytes.Contains(src[start:max(start, end-1)], []byte("\n")) {
				t.Fatalf("%q: the line of %d is %d-%d", src, at, start, end)
			}
			if end < len(src) && src[end-1] != '\n' {
				t.Fatalf("%q: the line of %d ends inside, at %d", src, at, end)
			}
		}
	})
}

func TestLinesOutOfRange(t *testing.T) {
	lines := text.NewLines([]byte("a\nb\n"))
	for line, want := range map[int]int{-1: 0, 0: 0, 1: 0, 2: 2, 3: 4, 99: 4} {
		if got := lines.Start(line); got != want {
			t.Errorf("line %d starts at %d, not %d", line, got, want)
		}
	}
}

func TestNewlineOf(t *testing.T) {
	for src, want := range map[string]string{"": "\n", "a": "\n", "a\nb\r\n": "\n", "a\r\nb\n": "\r\n", "\n": "\n", "\r\n": "\r\n", "a\r": "\n"} {
		if got := text.NewlineOf([]byte(src)); got != want {
			t.Errorf("%q: %q", src, got)
		}
	}
}

func TestNewlineAt(t *testing.T) {
	for _, c := range []struct {
		src  string
		want string // of each byte's line, and of the end
	}{
		{"", "n"}, {"a", "nn"}, {"a\nb\r\nc", "nnrrrrr"}, {"a\r\nb\nc\r\n", "rrrnnrrrr"}, {"\r\n", "rrr"}, {"a\r", "nnn"},
	} {
		got := ""
		for at := 0; at <= len(c.src); at++ {
			got += map[string]string{"\n": "n", "\r\n": "r"}[text.NewlineAt([]byte(c.src), at)]
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.src, got, c.want)
		}
	}
}

func TestSpans(t *testing.T) {
	s := text.Span{Start: 2, End: 5}
	for _, c := range []struct {
		other              text.Span
		contains, overlaps bool
	}{
		{text.Span{Start: 2, End: 5}, true, true},
		{text.Span{Start: 3, End: 4}, true, true},
		{text.Span{Start: 3, End: 3}, true, true},
		{text.Span{Start: 5, End: 6}, false, false},
		{text.Span{Start: 0, End: 2}, false, false},
		{text.Span{Start: 0, End: 3}, false, true},
		{text.Span{Start: 4, End: 9}, false, true},
		{text.Span{Start: 0, End: 9}, false, true},
	} {
		if got := s.Contains(c.other); got != c.contains {
			t.Errorf("%v contains %v: %v", s, c.other, got)
		}
		if got := s.Overlaps(c.other); got != c.overlaps {
			t.Errorf("%v overlaps %v: %v", s, c.other, got)
		}
		if s.Overlaps(c.other) != c.other.Overlaps(s) {
			t.Errorf("overlapping %v is not mutual", c.other)
		}
	}
	if !(text.Span{Start: 3, End: 3}).Empty() || s.Empty() || s.Len() != 3 {
		t.Error("length and emptiness disagree")
	}
}

func TestSortSpansPutsTheLongerOneFirst(t *testing.T) {
	spans := []text.Span{{Start: 4, End: 5}, {Start: 1, End: 2}, {Start: 1, End: 9}, {Start: 0, End: 0}}
	text.SortSpans(spans)
	want := []text.Span{{Start: 0, End: 0}, {Start: 1, End: 9}, {Start: 1, End: 2}, {Start: 4, End: 5}}
	if !slices.Equal(spans, want) {
		t.Errorf("got %v", spans)
	}
}

// A million lines are indexed and asked for in time linear in their number.
func TestLinesOfALargeText(t *testing.T) {
	src := []byte(strings.Repeat("x=1\n", 1_000_000))
	lines := text.NewLines(src)
	if got := lines.Line(len(src) - 1); got != 1_000_000 {
		t.Errorf("the last line is %d", got)
	}
}
