package rehearsal

import (
	"io"
	"math/rand/v2"
	"strings"
	"sync"

	"unpw/migrate/fail"
)

// source makes ids, tokens and serial numbers from one seed, so that a test
// with a fixed seed sees the same org twice.
type source struct {
	mu     sync.Mutex
	stream *rand.ChaCha8
}

func newSource(seed io.Reader) (*source, error) {
	var key [32]byte
	if _, err := io.ReadFull(seed, key[:]); err != nil {
		return nil, fail.New(fail.Bug, "no random bytes").In("rehearsal").Because(err)
	}
	return &source{stream: rand.NewChaCha8(key)}, nil
}

// Read fills p; it never fails.
func (s *source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stream.Read(p)
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// word gives n random letters and digits.
func (s *source) word(n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for range n {
		b.WriteByte(base62[int(s.stream.Uint64()%uint64(len(base62)))])
	}
	return b.String()
}

// id gives a new record id of 18 characters with that key prefix (005 users,
// 0PS permission sets …).
func (s *source) id(prefix string) string { return id18(prefix + "000" + s.word(12-len(prefix))) }

// id18 adds to an id of 15 characters the three that tell upper from lower
// case (Object Reference, "ID Field Type").
func id18(id string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	for chunk := range 3 {
		bits := 0
		for i := range 5 {
			if c := id[chunk*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		id += alphabet[bits : bits+1]
	}
	return id
}

// sameID compares ids of 15 or 18 characters.
func sameID(a, b string) bool {
	if len(a) < 15 || len(b) < 15 {
		return false
	}
	return a[:15] == b[:15]
}
