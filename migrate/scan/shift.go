package scan

// shifter finds whether one of some texts occurs in bytes, without regard to the
// case of ASCII letters, and looks at a part of the bytes only (Wu and Manber
// 1994): two bytes at the end of a window as long as the shortest text tell how
// far the window may move. What it finds the automaton looks at again.
type shifter struct {
	words   []string
	size    int // of the window
	longest int
	always  bool // a word is too short to look for
	shift   [1 << 12]uint8
	ends    [1 << 12][]int32 // words whose first bytes end a window so
	class   [256]uint16
}

// newShifter compiles words, given in lower case, of two bytes or more.
func newShifter(words []string) *shifter {
	s := &shifter{words: words, size: 255, longest: 1}
	for _, w := range words {
		s.size, s.longest = min(s.size, len(w)), max(s.longest, len(w))
	}
	if s.size < 2 {
		s.always = true
		return s
	}
	for c := range s.class {
		s.class[c] = uint16(c&0x1f | c&0xc0>>1) // the same for both cases
	}
	for i := range s.shift {
		s.shift[i] = uint8(max(1, s.size-1))
	}
	for i, w := range words {
		for end := 1; end < s.size; end++ {
			block := s.block(w[end-1], w[end])
			s.shift[block] = min(s.shift[block], uint8(s.size-1-end))
		}
		last := s.block(w[s.size-2], w[s.size-1])
		s.ends[last] = append(s.ends[last], int32(i))
	}
	return s
}

func (s *shifter) block(a, b byte) uint16 { return s.class[a]<<5 ^ s.class[b] }

// holds tells whether a word occurs in text.
func (s *shifter) holds(text []byte) bool {
	if len(s.words) == 0 || s.always {
		return s.always
	}
	for i := s.size - 1; i < len(text); {
		block := (s.class[text[i-1]]<<5 ^ s.class[text[i]]) & (1<<12 - 1)
		if step := s.shift[block]; step > 0 {
			i += int(step)
			continue
		}
		for _, w := range s.ends[block] {
			if foldedPrefix(text[i-s.size+1:], s.words[w]) {
				return true
			}
		}
		i++
	}
	return false
}

// foldedPrefix tells whether text begins with word, which is in lower case.
func foldedPrefix(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
