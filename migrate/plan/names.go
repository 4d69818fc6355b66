package plan

import (
	"slices"
	"strings"
	"unicode"

	"unpw/migrate/recipe"
)

// synonyms are the words that names of variables use for a role, longest first.
var synonyms = map[string][]string{
	"username":       {"service account username", "integration username", "auth email", "user name", "login name", "username", "userid", "user id", "user", "login", "email", "principal", "usr"},
	"password":       {"user password", "password and token", "auth password", "password token", "password", "passwd", "passphrase", "passwort", "pass", "pwd", "pw", "secret"},
	"security-token": {"password token", "user token", "security token", "securitytoken", "sec token", "api token", "token", "tok"},
	"client-id":      {"connected app client id", "consumer key", "consumerkey", "client id", "clientid", "app id", "key"},
	"client-secret":  {"consumer secret", "consumersecret", "client secret", "clientsecret", "app secret", "secret"},
	"login-url":      {"login url", "loginurl", "instance url", "login server", "token url", "auth url", "base url", "endpoint", "hostname", "domain", "host", "server", "instance", "url"},
}

// rename gives the name of a new variable: what stands before the role's word in
// the model's name, then the words of the new role, joined as the names around
// are (docs/recipe-language.md 4).
func rename(model, modelRole, role, as string, around []string, kebab bool) string {
	if i := strings.LastIndexByte(model, '/') + 1; i > 0 { // a path in a store
		return model[:i] + rename(model[i:], modelRole, role, as, around, true)
	}
	prefix := model[:prefixLength(model, modelRole)]
	return prefix + joinWords(recipe.Words(role, as, prefix), model, prefix, around, kebab)
}

// prefixLength finds where the role's word begins in a name: at the start of the
// longest synonym it ends with, else at its last word.
func prefixLength(name, role string) int {
	starts := wordStarts(name)
	for _, s := range synonyms[role] {
		want := strings.ReplaceAll(s, " ", "")
		for _, at := range starts {
			if squash(name[at:]) == want {
				return at
			}
		}
	}
	if len(starts) == 0 {
		return 0
	}
	return starts[len(starts)-1]
}

// wordStarts gives the offsets at which words of a name begin.
func wordStarts(name string) []int {
	var out []int
	prev := rune(0)
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letter && (prev == 0 || unicode.IsUpper(r) && unicode.IsLower(prev)) {
			out = append(out, i)
		}
		prev = r
		if !letter {
			prev = 0
		}
	}
	return out
}

func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// joinWords writes the words of a role in the manner of the names around.
func joinWords(words []string, model, prefix string, around []string, kebab bool) string {
	local := model[strings.LastIndexByte(model, '.')+1:]
	if strings.ToUpper(local) == local && strings.ContainsFunc(local, unicode.IsLetter) {
		return strings.ToUpper(strings.Join(words, "_"))
	}
	pascal := local != "" && unicode.IsUpper(rune(local[0])) && !strings.ContainsAny(local, "-_")
	switch manner(append([]string{model}, around...)) {
	case "-":
		return strings.Join(words, "-")
	case "_":
		return strings.Join(words, "_")
	case "joined":
		return strings.Join(words, "")
	case "camel":
		return camel(words, pascal || prefix != "" && !strings.HasSuffix(prefix, "."))
	}
	if kebab {
		return strings.Join(words, "-")
	}
	return camel(words, pascal || prefix != "" && !strings.HasSuffix(prefix, "."))
}

func camel(words []string, first bool) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 || first {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	return b.String()
}

// oneWord are names of two words that everybody writes as one.
var oneWord = []string{"username", "userid", "hostname"}

// manner tells how names of several words are joined: "-", "_", "camel",
// "joined" (clientid), or "" where no name shows it.
func manner(names []string) string {
	for _, n := range names {
		n = n[strings.LastIndexByte(n, '.')+1:]
		switch {
		case strings.Contains(n, "-"):
			return "-"
		case strings.Contains(n, "_"):
			return "_"
		case len(wordStarts(n)) > 1:
			return "camel"
		}
		if slices.Contains(oneWord, n) {
			continue
		}
		for _, list := range synonyms {
			if slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, " ") && strings.ReplaceAll(s, " ", "") == n }) {
				return "joined"
			}
		}
	}
	return ""
}

// spelling is how the keys of a recipe with relaxed keys are written in a
// container.
type spelling struct {
	upper  bool
	dot    string // between segments; "" where they nest
	hyphen string // between words of a segment; "camel" for capitals
}

// spellingOf looks at keys that are there. Each is given as the recipe writes it
// and as the file does.
func spellingOf(pairs [][2]string) spelling {
	s := spelling{hyphen: "-"}
	seen := false
	for _, p := range pairs {
		written := p[1]
		if up := strings.ToUpper(written) == written && strings.ContainsFunc(written, unicode.IsLetter); up {
			s.upper = true
			s.hyphen = "_"
		}
		switch {
		case strings.Contains(written, "__"):
			s.dot = "__"
		case strings.Contains(written, "."):
			s.dot = "."
		case s.upper && s.dot == "":
			s.dot = "_"
		}
		i := strings.LastIndexByte(p[0], '-')
		if i < 0 || seen {
			continue
		}
		last := p[0][strings.LastIndexByte(p[0], '.')+1:]
		seen = true
		switch {
		case strings.HasSuffix(strings.ToLower(written), last):
			s.hyphen = "-"
		case strings.HasSuffix(strings.ToLower(written), strings.ReplaceAll(last, "-", "_")):
			s.hyphen = "_"
		case s.upper:
			s.hyphen = ""
		case strings.HasSuffix(written, camel(strings.Split(last, "-"), false)), strings.HasSuffix(written, camel(strings.Split(last, "-"), true)):
			s.hyphen = "camel"
		default:
			s.hyphen = ""
		}
	}
	if !seen && !s.upper && s.dot == "." {
		s.hyphen = "camel"
	}
	return s
}

// write spells the segments of a path.
func (s spelling) write(segments []string) string {
	parts := make([]string, len(segments))
	for i, seg := range segments {
		words := strings.Split(seg, "-")
		if s.hyphen == "camel" {
			parts[i] = camel(words, false)
		} else {
			parts[i] = strings.Join(words, s.hyphen)
		}
	}
	sep := s.dot
	if sep == "" {
		sep = "."
	}
	out := strings.Join(parts, sep)
	if s.upper {
		if sep == "_" {
			out = strings.ReplaceAll(out, ".", "_")
		}
		return strings.ToUpper(out)
	}
	return out
}
