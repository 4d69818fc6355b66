package format

import (
	"bytes"
	"slices"
	"strings"

	"unpw/migrate/text"
)

// Apply makes edits in a file. A file without a final line end keeps none, also
// where its last line goes or a new one comes behind it.
func Apply(src []byte, edits []text.Edit) ([]byte, error) {
	if len(src) == 0 || src[len(src)-1] == '\n' || len(edits) == 0 {
		return text.Apply(src, edits)
	}
	out, err := text.Apply(src, edits)
	if err != nil {
		return nil, err
	}
	last := slices.MaxFunc(edits, func(a, b text.Edit) int { return a.End - b.End })
	if last.End == len(src) && strings.HasSuffix(string(out), "\n") {
		out = bytes.TrimSuffix(out, []byte("\n"))
		out = bytes.TrimSuffix(out, []byte("\r"))
	}
	return out, nil
}
