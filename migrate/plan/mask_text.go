package plan

import (
	"bytes"
	"regexp"
	"strings"

	"unpw/migrate/secret"
	"unpw/migrate/text"
)

var (
	keyBegins = []byte("-----BEGIN ")
	keyHead   = regexp.MustCompile(`^-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----`)
	keyText   = regexp.MustCompile(`[A-Za-z0-9+/=]+`)
)

// privateKeys gives the text of the private keys in src, whatever holds them: a
// value, a comment, a program, and without an end up to that of the file.
func privateKeys(src []byte) []text.Span {
	var out []text.Span
	for at := 0; ; {
		i := bytes.Index(src[at:], keyBegins)
		if i < 0 {
			return out
		}
		at += i
		head := keyHead.Find(src[at:min(len(src), at+100)])
		at += max(len(head), len(keyBegins))
		if head == nil {
			continue
		}
		end := len(src)
		if j := bytes.Index(src[at:], []byte("-----END ")); j >= 0 {
			end = at + j
		}
		for _, m := range keyText.FindAllIndex(src[at:end], -1) {
			out = append(out, text.Span{Start: at + m[0], End: at + m[1]})
		}
		at = end
	}
}

const secretName = `(?:password|passwd|passphrase|pwd|secret|token|credential|private.?key|api.?key|access.?key|account.?key|shared.?key)`

// rule finds secrets in a line that no parser saw. The group "secret" is masked;
// where there is a group "name", only if it speaks of a secret.
type rule struct {
	pattern *regexp.Regexp
	comment bool // looked for in comments only: elsewhere it would hide references
}

var rules = []rule{
	// scheme://user:password@host; digits and a slash are a port
	{pattern: regexp.MustCompile(`://[^\s/:@"'<>]*:(?P<secret>[^\s@"'<>]+)@`)},
	{pattern: regexp.MustCompile(`://(?P<secret>[^\s/:@."'<>$]{12,})@`)},
	// name = "text"
	{pattern: regexp.MustCompile("(?i)(?P<name>[\\w.-]*" + secretName + "[\\w.-]*)[\"']?\\s*(?:[:=]|=>)\\s*[rbfu]*[\"'`](?P<secret>[^\"'`\n$•{<#][^\"'`\n]*)")},
	// ?name=text&, 'name=text', Name=text; — in addresses, forms and connection strings
	{pattern: regexp.MustCompile(`(?i)["'?&;:=]\s*(?P<name>[\w. -]*` + secretName + `[\w. -]*)=(?P<secret>[^\s&;"'$•{<%][^\s&;"']*)`)},
	// <name>text</name>
	{pattern: regexp.MustCompile(`(?i)<\s*(?P<name>[\w:.-]*` + secretName + `[\w:.-]*)\s*>\s*(?P<secret>[^<\s$#{•][^<]*)<`)},
	// arguments of commands
	{pattern: regexp.MustCompile(`(?i)--?(?:password|passwd|token|secret|pass)(?:["']?\s*[ =,]\s*["']?)(?P<secret>[^\s"'$•][^\s"']*)`)},
	{pattern: regexp.MustCompile(`(?:\s-u\s?|--(?:proxy-)?user[ =])["']?[^\s:"']*:(?P<secret>[^\s"'$•][^\s"']*)`)},
	{pattern: regexp.MustCompile(`(?i)(?:authorization|api-?key)["']?\s*[:=]\s*["']?(?:bearer\s|basic\s|token\s)?\s*(?P<secret>[^\s"',;$•{][^\s"',;]*)`)},
	// in comments: name: text, and the password was text
	{comment: true, pattern: regexp.MustCompile(`(?i)(?P<name>[\w.-]*` + secretName + `[\w.-]*)["']?\s*[:=]\s*["']?(?P<secret>[^\s"',;}{$•<][^"',;}\n]*)`)},
	{comment: true, pattern: regexp.MustCompile(`(?i)(?P<name>` + secretName + `)s?\s+(?:is|was|are|were|ist|war|->)\s+["']?(?P<secret>[^\s"',;•]+)`)},
}

var port = regexp.MustCompile(`^\d{1,5}/`)

// maskDiff masks in the lines of a diff what no parser saw: secrets in comments,
// addresses and commands, and texts that a program gives to a name.
func maskDiff(diff string) string {
	lines := strings.Split(diff, "\n")
	for i, l := range lines {
		if i >= 2 && l != "" && strings.IndexByte(" +-", l[0]) >= 0 { // behind the names of the files
			lines[i] = l[:1] + maskLine(l[1:])
		}
	}
	return strings.Join(lines, "\n")
}

func maskLine(line string) string {
	comment := isComment(line)
	for _, r := range rules {
		if r.comment && !comment {
			continue
		}
		var out strings.Builder
		at := 0
		for _, m := range r.pattern.FindAllStringSubmatchIndex(line, -1) {
			group := func(name string) (start, end int) {
				i := r.pattern.SubexpIndex(name)
				if i < 0 {
					return -1, -1
				}
				return m[2*i], m[2*i+1]
			}
			if start, end := group("name"); start >= 0 && !SpeaksOfSecret(line[start:end]) {
				continue
			}
			start, end := group("secret")
			if port.MatchString(line[start:end]) {
				continue
			}
			out.WriteString(line[at:start] + secret.Mask)
			at = end
		}
		line = out.String() + line[at:]
	}
	return line
}

func isComment(line string) bool {
	line = strings.TrimLeft(line, " \t")
	for _, mark := range []string{"#", "//", "!", "<!--", ";", "--", "*"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return strings.Contains(line, " #") || strings.Contains(line, " //")
}
