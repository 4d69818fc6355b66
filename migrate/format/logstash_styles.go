package format

import (
	"regexp"
	"strings"
)

// logstashRef is what Logstash puts a variable in for.
var logstashRef = regexp.MustCompile(`\$\{([a-zA-Z_.][a-zA-Z0-9_.]*)(?::([^}]*))?\}`)

// logstashStyles spell values. A backslash, both quotes in one text and what would
// be a reference have no spelling.
var logstashStyles = map[string]encoder{
	"logstash": func(s string) (string, error) {
		if isBare(s) && s != "null" && !strings.ContainsAny(s, "eE") || logstashWord.MatchString(s) {
			return s, nil
		}
		return logstashQuoted('"')(s)
	},
	`logstash"`:     logstashQuoted('"'),
	"logstash'":     logstashQuoted('\''),
	"esc:logstash":  logstashInside("\"'"),
	`esc:logstash"`: logstashInside(`"`),
	"esc:logstash'": logstashInside("'"),
	"logstash-key": func(s string) (string, error) {
		if s == "" || s == "if" || s == "else" || strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) && r != '-' }) {
			return "", errNoSpelling
		}
		return s, nil
	},
	`logstash-key"`: logstashInside(`"`),
	"logstash-key'": logstashInside("'"),
}

var logstashWord = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]+$`)

// logstashQuoted falls back on the other quote.
func logstashQuoted(quote byte) encoder {
	return func(s string) (string, error) {
		q := string(quote)
		if strings.Contains(s, q) {
			q = map[string]string{`"`: "'", "'": `"`}[q]
		}
		out, err := logstashInside(q)(s)
		return q + out + q, err
	}
}

func logstashInside(quotes string) encoder {
	return func(s string) (string, error) {
		if strings.ContainsAny(s, quotes+"\\\x00") || logstashRef.MatchString(s) {
			return "", errNoSpelling
		}
		return s, nil
	}
}
