package scan

// automaton finds many texts in one pass over bytes, without regard to the case
// of ASCII letters (Aho and Corasick 1975, as a table). Bytes are first mapped
// to classes, so that the table stays in the cache.
type automaton struct {
	class  [256]uint8
	width  int
	next   []int32 // state*width + class
	output [][]int32
}

// newAutomaton compiles words, given in lower case; a hit is reported as the
// word's index.
func newAutomaton(words []string) *automaton {
	a := &automaton{width: 1}
	for _, w := range words {
		for i := 0; i < len(w); i++ {
			if a.class[w[i]] == 0 {
				a.class[w[i]] = uint8(a.width)
				a.width++
			}
		}
	}
	for c := byte('a'); c <= 'z'; c++ {
		a.class[c-'a'+'A'] = a.class[c]
	}
	a.grow()
	for i, w := range words {
		state := int32(0)
		for j := 0; j < len(w); j++ {
			at := int(state)*a.width + int(a.class[w[j]])
			if a.next[at] == 0 {
				a.next[at] = a.grow()
			}
			state = a.next[at]
		}
		a.output[state] = append(a.output[state], int32(i))
	}
	a.link()
	return a
}

func (a *automaton) grow() int32 {
	a.next = append(a.next, make([]int32, a.width)...)
	a.output = append(a.output, nil)
	return int32(len(a.output) - 1)
}

// link turns the tree of words into a machine that never steps back.
func (a *automaton) link() {
	fallback := make([]int32, len(a.output))
	var queue []int32
	for c := 0; c < a.width; c++ {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		f := fallback[s]
		a.output[s] = append(a.output[s], a.output[f]...)
		for c := 0; c < a.width; c++ {
			at := int(s)*a.width + c
			child, other := a.next[at], a.next[int(f)*a.width+c]
			if child == 0 {
				a.next[at] = other
				continue
			}
			fallback[child] = other
			queue = append(queue, child)
		}
	}
}

// find calls hit for every occurrence: the word and the offset behind it. It
// stops where hit gives false.
func (a *automaton) find(text []byte, hit func(word int32, end int) bool) {
	state := 0
	width := a.width
	next, class := a.next, &a.class
	for i, c := range text {
		state = int(next[state*width+int(class[c])])
		if state != 0 && len(a.output[state]) > 0 {
			for _, w := range a.output[state] {
				if !hit(w, i+1) {
					return
				}
			}
		}
	}
}
