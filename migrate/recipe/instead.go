package recipe

import "strings"

// Successor gives what to use where r has no secure login: in words, on one
// line, and behind the first blank line of its text a configuration, "" where
// there is none.
func (r *Recipe) Successor() (say, config string) {
	say, config, _ = strings.Cut(strings.TrimSpace(r.Instead), "\n\n")
	say = strings.Join(strings.Fields(say), " ")
	if config = strings.TrimSpace(config); config != "" {
		config += "\n"
	}
	return say, config
}
