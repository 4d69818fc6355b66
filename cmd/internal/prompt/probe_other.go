//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package prompt

import (
	"context"
	"io"
	"os"
	"runtime"
	"time"
)

const windows = runtime.GOOS == "windows"

// probe: the Windows console is asked for its cursor by a call that always
// answers. On systems where nobody tried survey, lines are used.
func probe(context.Context, *os.File, io.Writer, time.Duration) (answers bool, ahead []byte, err error) {
	return windows, nil, nil
}
