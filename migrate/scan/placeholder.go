package scan

import (
	"regexp"
	"strings"
)

var placeholder = regexp.MustCompile(`(?i)^(?:<.*>|your[_-].*|change[_-]?me|x{3,})$`)

// Placeholder tells whether a value that is written out only says what is to be
// put there: nothing, <password>, your_password, changeme, xxx.
func Placeholder(value string) bool {
	v := strings.TrimSpace(value)
	return v == "" || placeholder.MatchString(v)
}
