package explain

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Nearest gives up to most entries whose words are nearest to a text that no
// entry knows, best first; nil where no word is shared that says anything.
func (c *Catalogue) Nearest(f *Finding, most int) []*Entry {
	asked := wordsOf(f.text)
	in := map[string]int{} // word → entries that use it
	words := make([]map[string]bool, len(c.entries))
	for i, e := range c.entries {
		words[i] = wordsOf(strings.Join(slices.Concat(e.Description, e.Also, []string{e.Error, e.Status, e.answer, e.Meaning}), " "))
		for w := range words[i] {
			in[w]++
		}
	}
	type near struct {
		entry *Entry
		score float64
	}
	var list []near
	for i, e := range c.entries {
		score := 0.0
		for w := range asked {
			if words[i][w] {
				score += math.Log(float64(len(c.entries)) / float64(in[w]))
			}
		}
		// A word that half of the entries use is worth nothing, one that a single
		// entry uses is worth about 4.5.
		if score > 2.5 {
			list = append(list, near{e, score / math.Sqrt(float64(len(words[i])))})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	var out []*Entry
	for _, n := range list[:min(most, len(list))] {
		out = append(out, n.entry)
	}
	return out
}

// fillers are words that say nothing about a refusal.
var fillers = []string{"the", "and", "for", "not", "was", "has", "are", "with", "that", "this", "from", "error", "salesforce", "http", "https", "com"}

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(w) > 2 && !slices.Contains(fillers, w) {
			words[w] = true
		}
	}
	return words
}
