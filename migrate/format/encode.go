package format

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errNoSpelling says that a style cannot hold a value.
var errNoSpelling = errors.New("this value cannot be spelt here")

// Encode spells a value in a style: the name of an encoder, or several joined
// by "|" and applied from the left. It is what a node's Style and KeyStyle name
// and what a Fragment carries for a secret that is filled in later.
//
//	base64 base64-der data-uri data-uri-der pem-escaped    shapes of a value
//	json yaml dotenv properties xml python …               spelling in a syntax; a
//	                                                       quote behind the name is kept
//	esc:STYLE                                              the same without quotes:
//	                                                       for text inside a value
//	indent-N                                               lines behind an indent: for
//	                                                       a text inside a text
//
// Where a style without quotes cannot hold the value, quotes are added; where
// nothing can, the error says so and never holds the value.
func Encode(style, value string) (string, error) {
	var err error
	for _, name := range strings.Split(style, "|") {
		if name == "" {
			continue
		}
		enc := encoderOf(name)
		if enc == nil {
			return "", fmt.Errorf("unknown encoder %q", name)
		}
		if shapes[name] == nil && !utf8.ValidString(value) {
			return "", errNoSpelling
		}
		if value, err = enc(value); err != nil {
			return "", err
		}
	}
	return value, nil
}

// piecewise tells how a text of several parts is spelt in a style: the encoder
// of each part and the quote around all. It is not ok where parts spelt one by
// one are not the whole spelt.
func piecewise(style string) (inner, quote string, ok bool) {
	if shapes[style] != nil || !known(style) {
		return "", "", false
	}
	name := strings.TrimPrefix(style, "esc:")
	if percentStyles[name] != nil {
		return style, "", true
	}
	switch last := name[len(name)-1:]; {
	case style != name: // inside quotes already
		return style, "", true
	case name == `toml"""` || name == "toml'''":
		quote = name[len("toml"):]
	case strings.HasPrefix(name, "dotenv") && name != "dotenv-key":
		name, quote = "dotenv'", "'" // in double quotes readers differ
	case strings.Contains("\"'`", last):
		quote = last
	case name == "toml-bare":
		name, quote = `toml"`, `"`
	case strings.HasPrefix(name, "hcl") && known(name) && name != "hcl-key" && name != "hcl-name":
		name, quote = `hcl"`, `"`
	case name == "json" || name == "json-bare":
		name, quote = "json", `"`
	case name == "json5-bare":
		name, quote = `json5"`, `"`
	case strings.HasPrefix(name, "yaml") && !strings.Contains(name, "-lead") && !strings.Contains(name, "-pair"):
		name, quote = `yaml"`, `"`
	case name == "shell":
		name, quote = `shell"`, `"`
	case name == "docker" || name == "docker-old" || name == "docker-tick" || name == "docker-tick-old":
		name, quote = strings.TrimSuffix(name, "-old")+`"`, `"`
	case name == "logstash":
		name, quote = `logstash"`, `"`
	case name == "csv":
		name, quote = `csv"`, `"`
	case name == "form":
	case name == "netrc":
		name, quote = `netrc"`, `"`
	case name == "ini" || name == "ini%":
		name += "-part"
	case name != "properties" && name != "xml" && name != "xml-cdata":
		return "", "", false
	}
	if strings.HasPrefix(name, "xml") { // its quotes are not in a value's span
		quote = ""
	}
	return "esc:" + name, quote, known("esc:" + name)
}

func known(name string) bool { return encoderOf(name) != nil }

type encoder = func(string) (string, error)

// encoderOf gives the encoder called name, nil if there is none.
func encoderOf(name string) encoder {
	if enc := encoders[name]; enc != nil {
		return enc
	}
	return indenting(name)
}

// indenting gives the encoder that puts every line but the first behind an
// indent: N blanks for indent-N, tabs for tabs-N, and lines end as in Windows
// with -crlf in front of the number.
func indenting(name string) encoder {
	kind, digits, _ := strings.Cut(name, "-")
	blank, ok := map[string]string{"indent": " ", "tabs": "\t"}[kind]
	newline := "\n"
	if rest, crlf := strings.CutPrefix(digits, "crlf-"); crlf {
		digits, newline = rest, "\r\n"
	}
	n, err := strconv.ParseUint(digits, 10, 10)
	if !ok || err != nil {
		return nil
	}
	return plainly(func(s string) string {
		return strings.ReplaceAll(s, "\n", newline+strings.Repeat(blank, int(n)))
	})
}

// encoders is a table, never changed. Styles of a syntax stand in its own file.
var encoders = table(
	shapes,
	jsonStyles,
	json5Styles,
	yamlStyles,
	dotenvStyles,
	propertiesStyles,
	xmlStyles,
	codeStyles,
	phpStyles,
	iniStyles,
	tomlStyles,
	hclStyles,
	dockerStyles,
	percentStyles,
	connectionStyles,
	netrcStyles,
	httpStyles,
	csvStyles,
	groovyStyles,
	powerShellStyles,
	logstashStyles,
)

func table(parts ...map[string]encoder) map[string]encoder {
	all := map[string]encoder{}
	for _, p := range parts {
		for name, enc := range p {
			all[name] = enc
		}
	}
	return all
}

// plainly makes an encoder of a function that cannot fail.
func plainly(f func(string) string) encoder {
	return func(s string) (string, error) { return f(s), nil }
}

// shapes are the ways in which a client wants a key or a keystore as text.
var shapes = map[string]encoder{
	"base64":      plainly(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
	"data-uri":    plainly(func(s string) string { return "data:text/plain;base64," + base64.StdEncoding.EncodeToString([]byte(s)) }),
	"pem-escaped": plainly(pemEscaped),
	"base64-der":  ofDER(func(s string) string { return s }),
	"data-uri-der": ofDER(func(s string) string {
		return "data:text/plain;base64," + s
	}),
}

// pemEscaped puts a PEM text on one line, with \n for its line ends. A text that
// is no PEM stays as it is.
func pemEscaped(s string) string {
	return strings.ReplaceAll(strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n"), "\n", `\n`)
}

func ofDER(wrap func(string) string) encoder {
	return func(s string) (string, error) {
		block, _ := pem.Decode([]byte(s))
		if block == nil { // an example's placeholder, or DER already
			return wrap(base64.StdEncoding.EncodeToString([]byte(s))), nil
		}
		return wrap(base64.StdEncoding.EncodeToString(block.Bytes)), nil
	}
}

// isBare tells whether s is a number, a truth value or null as JSON writes them.
func isBare(s string) bool {
	switch s {
	case "true", "false", "null":
		return true
	}
	s = strings.TrimPrefix(s, "-")
	whole := digits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	if s = s[whole:]; strings.HasPrefix(s, ".") {
		n := digits(s[1:])
		if n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return s == ""
	}
	if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits gives how many digits s begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
