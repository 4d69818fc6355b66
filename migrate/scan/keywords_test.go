package scan

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// naive finds every occurrence of words in text the slow way, ASCII letters
// without regard to case: word index and offset behind it.
func naive(words []string, text string) [][2]int {
	folded := []byte(text)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c + 'a' - 'A'
		}
	}
	var out [][2]int
	for end := 1; end <= len(folded); end++ {
		for i, w := range words {
			if bytes.HasSuffix(folded[:end], []byte(w)) {
				out = append(out, [2]int{i, end})
			}
		}
	}
	return out
}

func occurrences(words []string, text string) [][2]int {
	var out [][2]int
	newAutomaton(words).find([]byte(text), func(w int32, end int) bool {
		out = append(out, [2]int{int(w), end})
		return true
	})
	slices.SortFunc(out, func(a, b [2]int) int {
		if a[1] != b[1] {
			return a[1] - b[1]
		}
		return a[0] - b[0]
	})
	return out
}

func TestAutomaton(t *testing.T) {
	for _, c := range []struct {
		words string
		text  string
		want  string
	}{
		{"he she his hers", "ushers", "she@4 he@4 hers@6"},
		{"password", "PassWord=password", "password@8 password@17"},
		{"aa", "aaaa", "aa@2 aa@3 aa@4"},
		{"a.b a_b", "A.B a_b a-b", "a.b@3 a_b@7"},
		{"salesforce salesforce.password", "salesforce.password", "salesforce@10 salesforce.password@19"},
		{"x", "", ""},
		{"ü", "üÜ", "ü@2"}, // beyond ASCII a keyword is found as it is written
	} {
		words := strings.Fields(c.words)
		var got []string
		for _, o := range occurrences(words, c.text) {
			got = append(got, words[o[0]]+"@"+itoa(o[1]))
		}
		slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(a[strings.Index(a, "@"):], b[strings.Index(b, "@"):]) })
		want := strings.Fields(c.want)
		slices.SortStableFunc(want, func(a, b string) int { return strings.Compare(a[strings.Index(a, "@"):], b[strings.Index(b, "@"):]) })
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s in %q: %v, want %v", c.words, c.text, got, want)
		}
	}
}

func drawWords(t *rapid.T) []string {
	words := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-c_.]{2,6}`), 1, 8, rapid.ID[string]).Draw(t, "words")
	return words
}

func TestPropertyAutomatonFindsWhatANaiveSearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := drawWords(t)
		text := rapid.StringMatching(`[a-cA-C_.x\n]{0,80}`).Draw(t, "text")
		if got, want := occurrences(words, text), naive(words, text); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestPropertyShifterSaysYesExactlyWhereSomethingIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := drawWords(t)
		text := rapid.StringMatching(`[a-cA-C_.x\n]{0,80}`).Draw(t, "text")
		if got, want := newShifter(words).holds([]byte(text)), len(naive(words, text)) > 0; got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func FuzzShifter(f *testing.F) {
	f.Add("salesforce.password SF_PASSWORD", []byte("x SALESFORCE.PASSWORD=1"))
	f.Add("aaa aab", []byte("aaaaab"))
	f.Fuzz(func(t *testing.T, list string, text []byte) {
		words := strings.Fields(strings.ToLower(list))
		if len(words) == 0 || len(words) > 20 || slices.ContainsFunc(words, func(w string) bool { return len(w) < 2 }) {
			return
		}
		if got, want := newShifter(words).holds(text), len(naive(words, string(text))) > 0; got != want {
			t.Fatalf("%q in %q: %v", words, text, got)
		}
	})
}

// A word too short to look for lets every file through: the automaton decides.
func TestShifterWithAShortWordHoldsBackNothing(t *testing.T) {
	if s := newShifter([]string{"a", "password"}); !s.holds(nil) || !s.holds([]byte("xyz")) {
		t.Error("a file was held back")
	}
	if newShifter(nil).holds([]byte("xyz")) {
		t.Error("no word at all was found")
	}
}

func TestSieveWantsAllWordsOfAGroup(t *testing.T) {
	s := newSieve([][]string{{"camel", "salesforce"}, {"sf_password"}})
	for text, want := range map[string]bool{"camel": false, "salesforce": false, "Camel SalesForce": true, "SF_PASSWORD": true, "": false} {
		if got := s.any(s.occurring([]byte(text), false)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"SF_PASSWORD=x": true, "MY_SF_PASSWORD=x": false, "SF_PASSWORD2=x": false, "$SF_PASSWORD": true, "MY_SF_PASSWORD SF_PASSWORD": true} {
		if got := s.any(s.occurring([]byte(text), true)); got != want {
			t.Errorf("whole words in %q: %v", text, got)
		}
	}
}
