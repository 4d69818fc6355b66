package explain

import "regexp"

// hidden stands for what was masked, as in plans.
const hidden = "••••"

// masks are what a secret looks like in a log, in the order in which they are
// applied: by its shape, then by the name before it. A name covers what follows
// it up to the end of its quotes, its element, or the next blank.
var masks = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`00D[A-Za-z0-9]{12,15}(?:!|%21)[A-Za-z0-9._%-]+`), hidden},         // a session id
	{regexp.MustCompile(`eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?`), hidden}, // a JWT
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----.*`), hidden},                   //
	{regexp.MustCompile(`(?i)(authorization\\?["']?\s*[:=]\s*\\?["']?)(?:(bearer|basic|oauth)\s+)?[^\s"',<]+`), "${1}${2} " + hidden},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}`), "$1 " + hidden},
	{regexp.MustCompile(`(://[^/\s:@]*):[^\s@]+@`), "$1:" + hidden + "@"},
	{regexp.MustCompile(`(?i)(` + secretNames + `[\w.-]*\\+"\s*:\s*)\\+"(?:[^"\\]|\\+[^"\\])*(?:\\+")?`), `${1}\"` + hidden + `\"`}, // JSON within JSON
	{regexp.MustCompile(`(?i)(` + secretNames + `[\w.-]*"\s*[:=]>?\s*)"(?:[^"\\]|\\.)*"?`), `${1}"` + hidden + `"`},
	{regexp.MustCompile(`(?i)(` + secretNames + `[\w.-]*'\s*[:=]>?\s*)'(?:[^'\\]|\\.)*'?`), "${1}'" + hidden + "'"},
	{regexp.MustCompile(`(?i)(<(?:\w+:)?[\w.-]*` + secretNames + `[\w.-]*(?:\s[^>]*)?>)[^<]*`), "${1}" + hidden},
	{regexp.MustCompile(`(?i)(\b[\w.-]*` + secretNames + `[\w.-]*\s*[:=]>?\s*)"(?:[^"\\]|\\.)*"?`), `${1}"` + hidden + `"`},
	{regexp.MustCompile(`(?i)(\b[\w.-]*` + secretNames + `[\w.-]*\s*[:=]>?\s*)'[^']*'?`), "${1}'" + hidden + "'"},
	{regexp.MustCompile(`(?i)(\b[\w.-]*` + secretNames + `[\w.-]*\s*[:=]>?\s*)[^\s"'&,;<>)}\]•]+`), "${1}" + hidden},
	{regexp.MustCompile(`(?i)((?:(?:\b(?:with|using)\s+|--?)[\w-]*` + spokenNames + `[\w-]*\s+|\b` + spokenNames + `\s+(?:is|was)\s+))["']?[^\s"'&,;<>•]+["']?`), "${1}" + hidden},
	{regexp.MustCompile(`(?i)(\s-(?:u|-user)\s+[^\s:]+):\S+`), "$1:" + hidden},
	{regexp.MustCompile(`\b[A-Za-z0-9+/_-]{48,}={0,2}`), hidden}, // whatever is that long is no word
}

// secretNames are parts of the names that secrets go by.
const secretNames = `(?:password|passwd|passphrase|pwd|secret|token|assertion|session_?id|api_?key|private_?key|code_verifier|signature|credential)`

// spokenNames are those after which a secret comes in prose or on a command line.
const spokenNames = `(?:password|passwd|pwd|secret|token)`

// Mask hides what may be a secret in a line that is quoted back. It errs on the
// side of hiding; a password in free prose, with no name before it, it cannot
// know.
func Mask(line string) string {
	for _, m := range masks {
		line = m.pattern.ReplaceAllString(line, m.by)
	}
	return line
}
