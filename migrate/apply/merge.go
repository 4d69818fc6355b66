package apply

import (
	"bytes"
	"errors"

	"unpw/migrate/text"
)

// errConflict is what merge answers where it would have to guess.
var errConflict = errors.New("somebody changed the lines that unpw wrote, or beside them")

// mergeLimit bounds the bytes hashed to find the text of one hunk.
const mergeLimit = 1 << 28

// merge takes the change that hunks describe out of now and keeps what somebody
// else changed elsewhere. The bytes that were written (hash new) are kept
// nowhere: they are found again in now.
func merge(old, now []byte, hunks []hunk, new string, hash func([]byte) string) ([]byte, error) {
	base, back, err := rebuild(old, now, hunks, hash)
	if err != nil {
		return nil, err
	}
	if hash(base) != new {
		return nil, errConflict
	}
	theirs := lineEdits(base, now)
	for _, x := range theirs {
		for _, y := range back {
			// Two insertions at one point have no order that is known to be right.
			if x != y && (x.Overlaps(y.Span) || x.Empty() && y.Empty() && x.Start == y.Start) {
				return nil, errConflict
			}
		}
	}
	merged, err := text.Apply(base, union(theirs, back))
	if err != nil {
		return nil, errConflict
	}
	return merged, nil
}

// rebuild gives the bytes that were written, and the edits that lead back from
// them to old.
func rebuild(old, now []byte, hunks []hunk, hash func([]byte) string) (base []byte, back []text.Edit, err error) {
	at := 0
	for _, h := range hunks {
		if h.Start < at || h.End < h.Start || h.End > len(old) || h.Len < 0 {
			return nil, nil, errConflict
		}
		base = append(base, old[at:h.Start]...)
		written, ok := find(now, h, hash)
		if !ok {
			return nil, nil, errConflict
		}
		start := len(base)
		base = append(base, written...)
		back = append(back, text.Edit{Span: text.Span{Start: start, End: len(base)}, New: string(old[h.Start:h.End])})
		at = h.End
	}
	return append(base, old[at:]...), back, nil
}

// find gives the text of h, which began a line.
func find(now []byte, h hunk, hash func([]byte) string) ([]byte, bool) {
	hashed := 0
	for i := 0; i+h.Len <= len(now); {
		if h.Len == 0 {
			return nil, true
		}
		if hashed += h.Len; hashed > mergeLimit {
			return nil, false
		}
		if candidate := now[i : i+h.Len]; hash(candidate) == h.New {
			return candidate, true
		}
		end := bytes.IndexByte(now[i:], '\n')
		if end < 0 {
			break
		}
		i += end + 1
	}
	return nil, false
}
