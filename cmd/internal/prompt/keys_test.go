package prompt

import (
	"errors"
	"io"
	"os"
	"testing"
)

// A key that a person types while the terminal says where its cursor is arrives
// in the same read, and is not lost: the read ends behind the answer.
func TestKeyTypedBehindTheCursorReport(t *testing.T) {
	for sent, want := range map[string][]string{
		"\x1b[12;1Ry\r":            {"\x1b[12;1R", "y\r"},
		"a\x1b[1;1R\x1b[1;1Rb":     {"a\x1b[1;1R", "\x1b[1;1R", "b"},
		"\x1b[200~pasted\x1b[201~": {"pasted"},
		"\x1b[12;1R":               {"\x1b[12;1R"},
		"R":                        {"R"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, sent); err != nil {
			t.Fatal(err)
		}
		_ = w.Close()
		k := &keys{File: r}
		buf := make([]byte, 64)
		for i, part := range want {
			n, err := k.Read(buf)
			if err != nil || string(buf[:n]) != part {
				t.Errorf("%q: read %d gives %q, %v, want %q", sent, i+1, buf[:n], err, part)
			}
		}
		if n, err := k.Read(buf); !errors.Is(err, io.EOF) {
			t.Errorf("%q: there is more: %q, %v", sent, buf[:n], err)
		}
		_ = r.Close()
	}
}
