package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"unpw/migrate/text"
)

// dockerValue decodes the value of an instruction as BuildKit's shell words.
type dockerValue struct {
	raw    string
	escape byte

	value  strings.Builder
	refs   []Ref  // places are those in raw
	quote  string // around the whole value
	opaque string
}

func (w *dockerValue) read() {
	quote := byte(0)
	pieces := 0
	for i := 0; i < len(w.raw); i++ {
		c := w.raw[i]
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
			if pieces++; i == 0 {
				w.quote = string(c)
			}
		case quote != 0 && c == quote:
			quote = 0
			if i+1 < len(w.raw) {
				w.quote = ""
			}
		case quote == '\'':
			w.value.WriteByte(c)
		case c == '$':
			i = w.dollar(i) - 1
		case c == w.escape && quote == '"':
			if i+1 < len(w.raw) && (w.raw[i+1] == '"' || w.raw[i+1] == '$' || w.raw[i+1] == w.escape) {
				i++
			}
			w.value.WriteByte(w.raw[i])
		case c == w.escape:
			if i++; i < len(w.raw) {
				w.value.WriteByte(w.raw[i])
			}
		default:
			w.value.WriteByte(c)
		}
	}
	if quote != 0 {
		w.opaque, w.quote = "a quote is not closed", ""
	}
	if !utf8.ValidString(w.raw) {
		w.opaque = "the text is not in UTF-8"
	}
}

// longestDefault is the longest text in braces that is looked at.
const longestDefault = 1000

// dollar reads the reference at at and gives the place behind it. Its text stays
// part of the value.
func (w *dockerValue) dollar(at int) int {
	rest := w.raw[at+1:]
	if len(w.refs) == mostRefs {
		w.opaque = "more references than one setting has"
		w.value.WriteByte('$')
		return at + 1
	}
	braced := strings.HasPrefix(rest, "{")
	if braced {
		rest = rest[1:]
	}
	name := 0
	for name < len(rest) && isWord(rest[name]) && (name > 0 || rest[0] > '9') {
		name++
	}
	start := len(w.raw) - len(rest)
	ref := Ref{Kind: RefEnv, Name: rest[:name], NameSpan: text.Span{Start: start, End: start + name}, Span: text.Span{Start: at, End: start + name}}
	switch {
	case name == 0 && !braced && (rest == "" || strings.IndexByte("@*#?-$!0123456789", rest[0]) < 0 && rest[0] < utf8.RuneSelf):
		w.value.WriteByte('$') // stands for itself
		return at + 1
	case name == 0:
		w.opaque = "an expansion that is not that of a variable"
		w.value.WriteByte('$')
		return at + 1
	case braced:
		closing := strings.IndexByte(rest[:min(len(rest), longestDefault)], '}')
		if closing < 0 {
			w.opaque = "a brace is not closed"
			w.value.WriteByte('$')
			return at + 1
		}
		switch how := strings.TrimPrefix(rest[name:closing], ":"); {
		case name == closing:
		case how != "" && strings.IndexByte("-+?", how[0]) >= 0 && !strings.ContainsAny(how, "$\"'\\`"):
			ref.Default = how[1:]
		default:
			w.opaque = "an expansion that is not only that of a variable"
		}
		ref.Span.End = start + closing + 1
	}
	w.refs = append(w.refs, ref)
	w.value.WriteString(w.raw[at:ref.Span.End])
	return ref.Span.End
}

// dockerStyles spell values. A line end has no spelling: what a backslash puts
// together is one line. "tick" tells that the directive escape=` holds; "old" is
// the form ENV NAME VALUE, whose value cannot be nothing.
var dockerStyles = map[string]encoder{
	"docker":           dockerPlain('\\'),
	`docker"`:          dockerDouble('\\'),
	"docker'":          dockerSingle('\\'),
	"docker-old":       dockerOld('\\'),
	`docker-old"`:      dockerDouble('\\'),
	"docker-old'":      dockerSingle('\\'),
	"esc:docker":       dockerText('\\', "\"'"),
	`esc:docker"`:      dockerText('\\', `"`),
	"esc:docker'":      dockerInSingle,
	"docker-tick":      dockerPlain('`'),
	`docker-tick"`:     dockerDouble('`'),
	"docker-tick'":     dockerSingle('`'),
	"docker-tick-old":  dockerOld('`'),
	`docker-tick-old"`: dockerDouble('`'),
	"docker-tick-old'": dockerSingle('`'),
	"esc:docker-tick":  dockerText('`', "\"'"),
	`esc:docker-tick"`: dockerText('`', `"`),
	"esc:docker-tick'": dockerInSingle,
	"esc:docker-old":   dockerText('\\', "\"'"), `esc:docker-old"`: dockerText('\\', `"`), "esc:docker-old'": dockerInSingle,
	"esc:docker-tick-old": dockerText('`', "\"'"), `esc:docker-tick-old"`: dockerText('`', `"`), "esc:docker-tick-old'": dockerInSingle,
	"docker-key": dockerKey,
}

func dockerPlain(escape rune) encoder {
	double := dockerDouble(escape)
	return func(s string) (string, error) {
		if strings.HasPrefix(s, "#") || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'\\`$\x00\ufeff", r) }) {
			return double(s)
		}
		return s, nil
	}
}

func dockerOld(escape rune) encoder {
	plain, double := dockerPlain(escape), dockerDouble(escape)
	return func(s string) (string, error) {
		if s == "" {
			return double(s)
		}
		return plain(s)
	}
}

func dockerDouble(escape rune) encoder {
	inside := dockerText(escape, `"`)
	return func(s string) (string, error) {
		out, err := inside(s)
		return `"` + out + `"`, err
	}
}

// dockerSingle falls back on double quotes.
func dockerSingle(escape rune) encoder {
	double := dockerDouble(escape)
	return func(s string) (string, error) {
		out, err := dockerInSingle(s)
		if err != nil {
			return double(s)
		}
		return "'" + out + "'", nil
	}
}

func dockerInSingle(s string) (string, error) {
	if strings.ContainsAny(s, "'\r\n\x00") {
		return "", errNoSpelling
	}
	return s, nil
}

// dockerText is for a text in double quotes, or in none where quotes has both:
// there blanks are guarded too.
func dockerText(escape rune, quotes string) encoder {
	return func(s string) (string, error) {
		if strings.ContainsAny(s, "\r\n\x00") {
			return "", errNoSpelling
		}
		var b strings.Builder
		for _, r := range s {
			if r == escape || r == '$' || strings.ContainsRune(quotes, r) || len(quotes) > 1 && r == ' ' {
				b.WriteRune(escape)
			} else if len(quotes) > 1 && unicode.IsSpace(r) {
				return "", errNoSpelling
			}
			b.WriteRune(r)
		}
		return b.String(), nil
	}
}

func dockerKey(s string) (string, error) {
	for i := range len(s) {
		if c := s[i]; !isWord(c) && (i == 0 || strings.IndexByte(".-/", c) < 0) || i == 0 && c >= '0' && c <= '9' {
			return "", errNoSpelling
		}
	}
	if s == "" {
		return "", errNoSpelling
	}
	return s, nil
}
