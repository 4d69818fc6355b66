package format

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dotenvStyles spell values so that all dialects read the same. In double quotes
// they agree on a line end only, so what has a quote, a backslash or a "$" goes
// into single quotes; what has one of these and a single quote too has no
// spelling. Nor has what has two backslashes behind each other: in single quotes
// python-dotenv makes one of them. "dotenv-comment" is for a value in front of a
// comment that not all see: compose and python-dotenv only behind a value, compose
// only behind a blank.
var dotenvStyles = map[string]encoder{
	"dotenv": dotenvPlain,
	"dotenv-comment": func(s string) (string, error) {
		if s == "" {
			return "''", nil
		}
		return dotenvPlain(s)
	},
	"dotenv-tab":         dotenvSingle,
	"esc:dotenv-comment": dotenvInside,
	"esc:dotenv-tab":     dotenvInside,
	`dotenv"`:            dotenvDouble,
	"dotenv'":            dotenvSingle,
	"esc:dotenv":         dotenvInside,
	`esc:dotenv"`:        plainly(dotenvEscape),
	"esc:dotenv'": func(s string) (string, error) {
		if strings.IndexByte(s, '\r') >= 0 || dotenvSlashes(s) {
			return "", errNoSpelling
		}
		return insideSingle(s)
	},
	"shell":                 shellPlain,
	`shell"`:                shellDouble,
	"shell'":                shellSingle,
	"esc:shell":             shellInside,
	`esc:shell"`:            plainly(shellEscape),
	"esc:shell'":            insideSingle,
	"esc:shell-heredoc":     plainly(heredocEscapes.Replace),
	"esc:shell-raw-heredoc": func(s string) (string, error) { return s, nil },
	"shell-flag": func(s string) (string, error) {
		if rest := strings.TrimLeft(s, "-"); rest == s || rest == "" || strings.Trim(rest, formNames) != "" {
			return "", errNoSpelling
		}
		return s, nil
	},
	"shell-file": func(s string) (string, error) { // in quotes or not
		if strings.Trim(s, formNames+"/") != "" || s == "" || s[0] == '-' {
			return "", errNoSpelling
		}
		return s, nil
	},
	"form-name": func(s string) (string, error) {
		if strings.Trim(s, formNames) != "" || s == "" || s[0] == '-' {
			return "", errNoSpelling
		}
		return s, nil
	},
	"shell-word": shellWord, "esc:shell-word": shellInside,
	"form-value": percent(""),
	"dotenv-key": dotenvKey,
	"variable": func(s string) (string, error) {
		if strings.ContainsAny(s, ".-") {
			return "", errNoSpelling
		}
		return dotenvKey(s)
	},
}

func dotenvPlain(s string) (string, error) {
	odd := func(r rune) bool { return r == 0xfeff || unicode.IsSpace(r) || strings.ContainsRune("#'\"\\$`\x00", r) }
	if !strings.ContainsFunc(s, odd) && !strings.HasPrefix(s, "=") {
		return s, nil
	}
	return dotenvSingle(s)
}

func dotenvSingle(s string) (string, error) {
	if !strings.ContainsAny(s, "'\r\n\x00") && !dotenvSlashes(s) {
		return "'" + s + "'", nil
	}
	return dotenvDouble(s)
}

// dotenvSlashes tells whether s has backslashes that readers take for different
// things in single quotes.
func dotenvSlashes(s string) bool { return strings.HasSuffix(s, `\`) || strings.Contains(s, `\\`) }

func dotenvDouble(s string) (string, error) {
	switch {
	case strings.IndexByte(s, 0) >= 0:
		return "", errNoSpelling
	case !strings.ContainsAny(s, "\"\\$`"):
		return `"` + dotenvEscape(s) + `"`, nil
	case strings.ContainsAny(s, "'\r") || dotenvSlashes(s):
		return "", errNoSpelling
	}
	return "'" + s + "'", nil
}

// dotenvInside is for a part of a value without quotes.
func dotenvInside(s string) (string, error) {
	if strings.ContainsAny(s, "\r\n'`\x00") || strings.Contains(s, " #") || strings.Contains(s, "\t#") || strings.TrimSpace(s) != s {
		return "", errNoSpelling
	}
	return s, nil
}

func insideSingle(s string) (string, error) {
	if strings.ContainsAny(s, "'\x00") {
		return "", errNoSpelling
	}
	return s, nil
}

var dotenvEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "$", `\$`, "`", "\\`")

func dotenvEscape(s string) string { return dotenvEscapes.Replace(s) }

// shellSafe are the characters that need no quotes in a shell, beside letters
// and digits.
const shellSafe = "_@%+=:,./-"

func shellPlain(s string) (string, error) {
	if s == "" || !strings.ContainsFunc(s, func(r rune) bool { return r < 0x80 && !isWord(byte(r)) && !strings.ContainsRune(shellSafe, r) }) {
		return s, nil
	}
	return shellSingle(s)
}

// shellWord is a word of its own: without quotes it could not be empty, nor begin
// as an option does.
func shellWord(s string) (string, error) {
	if s == "" || s[0] == '-' {
		return shellSingle(s)
	}
	return shellPlain(s)
}

func shellSingle(s string) (string, error) {
	if strings.IndexByte(s, '\'') >= 0 {
		return shellDouble(s)
	}
	return "'" + s + "'", noNUL(s)
}

func shellDouble(s string) (string, error) {
	return `"` + shellEscape(s) + `"`, noNUL(s)
}

func shellInside(s string) (string, error) {
	out, err := shellPlain(s)
	if out != s {
		return "", errNoSpelling
	}
	return out, err
}

var shellEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")

func shellEscape(s string) string { return shellEscapes.Replace(s) }

func noNUL(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return errNoSpelling
	}
	return nil
}

// dotenvKey is the name of a setting, which may hold more than that of a variable.
func dotenvKey(s string) (string, error) {
	for i := range len(s) {
		if c := s[i]; !isWord(c) && (i == 0 || c != '.' && c != '-') || i == 0 && c >= '0' && c <= '9' {
			return "", errNoSpelling
		}
	}
	if s == "" {
		return "", errNoSpelling
	}
	return s, nil
}

var heredocEscapes = strings.NewReplacer(`\`, `\\`, "$", `\$`, "`", "\\`")

// formNames are the characters of names that a form sends as they are.
const formNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

// formDecode reads a value as the body of a form holds it; variables in it stay as they are written.
func formDecode(s string) (string, bool) {
	plain, err := url.QueryUnescape(s)
	return plain, err == nil && utf8.ValidString(plain)
}
