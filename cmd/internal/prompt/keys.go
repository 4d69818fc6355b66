package prompt

import (
	"bytes"
	"os"
	"regexp"
)

// keys is the keyboard as survey reads it: what was typed while the terminal
// was probed comes first, paste marks and keys that make survey break off
// ("unexpected escape sequence") are left out.
type keys struct {
	*os.File
	pushed []byte
}

// Read implements io.Reader. It may give nothing and no error, when all that
// was read is left out: then it reads again, since survey takes 0 bytes badly.
func (k *keys) Read(p []byte) (int, error) {
	for {
		n := copy(p, k.pushed)
		k.pushed = k.pushed[n:]
		if n == 0 {
			var err error
			if n, err = k.File.Read(p); err != nil {
				return n, err
			}
		}
		if kept := known(p[:n]); kept > 0 {
			return k.hold(p[:kept]), nil
		}
	}
}

// report is the terminal's answer to where the cursor is.
var report = regexp.MustCompile(`\x1b\[[0-9]+;[0-9]+R`)

// hold ends a read behind the place of the cursor and keeps the rest for the
// next one: survey reads that answer through a buffer of its own and throws away
// what a person typed behind it. It gives how much of b is to be returned.
func (k *keys) hold(b []byte) int {
	at := report.FindIndex(b)
	if at == nil || at[1] == len(b) {
		return len(b)
	}
	k.pushed = append(bytes.Clone(b[at[1]:]), k.pushed...)
	return at[1]
}

// known keeps, in place, the keys that survey knows, and gives their length. A
// terminal sends the bytes of one key at once, so a lone ESC at the end is the
// Escape key.
func known(b []byte) int {
	n := 0
	for i := 0; i < len(b); {
		size := 1
		if b[i] == 0x1b && i+1 < len(b) {
			size = escapeLen(string(b[i:]))
			if !arrow(b[i : i+size]) {
				i += size
				continue
			}
		}
		n += copy(b[n:], b[i:i+size])
		i += size
	}
	return n
}

// arrow tells whether a sequence is one of survey's: an arrow, Home, End,
// Delete, or the place of the cursor.
func arrow(seq []byte) bool {
	if seq[1] != '[' && seq[1] != 'O' {
		return false
	}
	switch seq[len(seq)-1] {
	case 'A', 'B', 'C', 'D', 'F', 'H':
		return len(seq) == 3
	case 'R':
		return seq[1] == '['
	}
	return string(seq) == "\x1b[3~"
}
