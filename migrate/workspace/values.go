package workspace

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"
)

const appNameRule = "use letters, digits and single _ between, beginning with a letter, 60 at most"

// isAPIName tells whether s can be the developer name of something in
// Salesforce: letters, digits, single underscores, a letter first.
func isAPIName(s string) bool {
	return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$`).MatchString(s) && len(s) <= 80
}

func isAppName(s string) bool { return isAPIName(s) && len(s) <= maxAppName }

func isAppChoice(s string) bool {
	return s == AppPerIntegration || s == AppPerOwner || isAppName(s)
}

func isSlug(s string) bool { return s != "" && len(s) <= 200 && Slug(s) == s }

func isName(s string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$`).MatchString(s)
}

func isVariable(s string) bool {
	return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,127}$`).MatchString(s)
}

func isWord(s string) bool { return !strings.ContainsAny(s, " \t\n") }

func isAddress(s string) bool {
	return regexp.MustCompile(`^[^@\s<>,;"]+@[^@\s<>,;"]+$`).MatchString(s)
}

func isSlashPath(s string) bool { return !strings.ContainsAny(s, "\\\n") }

// isInside tells whether s is a slash path that does not leave its root.
func isInside(s string) bool {
	clean := path.Clean(s)
	return s != "" && isSlashPath(s) && !path.IsAbs(s) && clean != "." && clean != ".." && !strings.HasPrefix(clean, "../")
}

func isGlob(s string) bool { return isSlashPath(s) && doublestar.ValidatePattern(s) }

func isHTTPS(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && isHost(u.Hostname()) && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// isHost tells whether s is the name of a host and nothing else: no scheme, no
// port, no path.
func isHost(s string) bool {
	return len(s) <= 253 && regexp.MustCompile(`^(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`).MatchString(s)
}

func (d *decoder) host(n *yaml.Node, at string) string {
	s := d.checked("a host only", "write it like acme.my.salesforce.com, without https://, port and path", isHost)(n, at)
	return strings.ToLower(s)
}

// template reads a text in which only these names stand in braces.
func (d *decoder) template(names ...string) func(*yaml.Node, string) string {
	return func(n *yaml.Node, at string) string {
		s := d.text(n, at)
		rest := s
		for _, name := range names {
			rest = strings.ReplaceAll(rest, "{"+name+"}", "")
		}
		if strings.ContainsAny(rest, "{}\n") && d.err == nil {
			d.wrong(n, at, "may hold only {%s} in braces", strings.Join(names, "}, {")).Hint("remove the other braces")
			return ""
		}
		return s
	}
}

// size reads a number of bytes: 1048576, 512KiB, 16MiB, 1GiB.
func (d *decoder) size(n *yaml.Node, at string) int64 {
	m := regexp.MustCompile(`^([0-9]{1,12}) ?(|B|KiB|MiB|GiB)$`).FindStringSubmatch(n.Value)
	if n.Kind == yaml.ScalarNode && m != nil {
		v, _ := strconv.ParseInt(m[1], 10, 64)
		shift := map[string]int{"KiB": 10, "MiB": 20, "GiB": 30}[m[2]]
		if v > 0 && v <= 1<<40>>shift {
			return v << shift
		}
	}
	d.wrong(n, at, "must be a size").Hint("write it like 16MiB, 512KiB or 1048576")
	return 0
}
