//go:build !unix

package format

import "time"

// processor gives the time of day where nobody tells the processor's.
func processor() time.Duration { return time.Duration(time.Now().UnixNano()) }
