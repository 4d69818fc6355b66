//go:build unix

package scan_test

import (
	"syscall"
	"time"
)

// processor gives the processor time that this process has taken, which other
// processes do not change, and the most memory it had, in MB.
func processor() (taken time.Duration, resident int64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), u.Maxrss >> 10
}
