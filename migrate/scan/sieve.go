package scan

import "slices"

// sieve looks for groups of texts in files: of a group all must occur. Most
// files hold none, so the longest text of each group is looked for first, by
// what is quick to say no.
type sieve struct {
	words  []string
	groups [][]int32 // indices of words
	first  *shifter
	all    *automaton
}

// newSieve compiles groups of texts, given in lower case.
func newSieve(groups [][]string) *sieve {
	s := &sieve{}
	index := map[string]int32{}
	var anchors []string
	known := map[string]bool{}
	for _, group := range groups {
		var ids []int32
		for _, w := range group {
			if _, ok := index[w]; !ok {
				index[w] = int32(len(s.words))
				s.words = append(s.words, w)
			}
			ids = append(ids, index[w])
		}
		s.groups = append(s.groups, ids)
		anchor := slices.MaxFunc(group, func(a, b string) int { return len(a) - len(b) })
		if !known[anchor] {
			known[anchor] = true
			anchors = append(anchors, anchor)
		}
	}
	s.first, s.all = newShifter(anchors), newAutomaton(s.words)
	return s
}

// occurring tells for every word whether it occurs in data; with whole, not as a
// part of a longer name.
func (s *sieve) occurring(data []byte, whole bool) []bool {
	seen := make([]bool, len(s.words))
	s.all.find(data, func(w int32, end int) bool {
		seen[w] = seen[w] || !whole || wordAt(data, end-len(s.words[w]), end)
		return true
	})
	return seen
}

// has tells whether all words of a group occur.
func (s *sieve) has(group int, seen []bool) bool {
	for _, w := range s.groups[group] {
		if !seen[w] {
			return false
		}
	}
	return true
}

// any tells whether all words of some group occur.
func (s *sieve) any(seen []bool) bool {
	for i := range s.groups {
		if s.has(i, seen) {
			return true
		}
	}
	return false
}
