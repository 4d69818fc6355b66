//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package prompt

import (
	"bytes"
	"context"
	"io"
	"os"
	"regexp"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

const windows = false

const (
	askCursor = "\x1b[6n"
	ctrlC     = 0x03
	slice     = 50 * time.Millisecond // how often the context is looked at
)

var cursorReport = regexp.MustCompile(`\x1b\[\d+;\d+R`)

// probe asks the terminal where its cursor is, as survey's Input and Confirm
// do, and tells whether it answers within limit. survey waits without limit:
// where nobody answers (a pseudo-terminal of CI, a plain expect script) it
// would hang for ever. ahead is what a person typed meanwhile.
func probe(ctx context.Context, in *os.File, out io.Writer, limit time.Duration) (answers bool, ahead []byte, err error) {
	fd := int(in.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return false, nil, nil
	}
	defer func() { _ = term.Restore(fd, before) }()
	if _, err := io.WriteString(out, askCursor); err != nil {
		return false, nil, nil
	}
	buf := make([]byte, 256)
	for end := time.Now().Add(limit); time.Now().Before(end); {
		if ctx.Err() != nil {
			return false, ahead, cancelled()
		}
		if !readable(fd, slice) {
			continue
		}
		n, err := unix.Read(fd, buf)
		if err != nil || n == 0 {
			return false, ahead, nil
		}
		ahead = append(ahead, buf[:n]...)
		if bytes.IndexByte(ahead, ctrlC) >= 0 {
			return false, nil, cancelled()
		}
		if at := cursorReport.FindIndex(ahead); at != nil {
			rest := append(ahead[:at[0]:at[0]], ahead[at[1]:]...)
			return true, enters(rest), nil
		}
	}
	return false, enters(ahead), nil
}

// enters turns the carriage returns of a raw terminal into line ends.
func enters(typed []byte) []byte { return bytes.ReplaceAll(typed, []byte("\r"), []byte("\n")) }

// readable waits until fd has something to read. select and not poll: on macOS
// poll does not know terminals.
func readable(fd int, limit time.Duration) bool {
	var set unix.FdSet
	set.Set(fd)
	t := unix.NsecToTimeval(limit.Nanoseconds())
	n, err := unix.Select(fd+1, &set, nil, nil, &t)
	return err == nil && n > 0
}
