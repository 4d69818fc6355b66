package format

import (
	"regexp"
	"strings"
)

// What a .conf file has if it is TOML: an array of tables, or below the header of
// a table a text in double quotes, which INI files have too, but rarely.
var (
	confTables  = regexp.MustCompile(`(?m)^[ \t]*\[\[[^\[\]\r\n]+\]\][ \t]*(?:#.*)?\r?$`)
	confSection = regexp.MustCompile(`(?m)^[ \t]*\[[^\[\]\r\n]+\][ \t]*(?:[#;].*)?\r?$`)
	confQuoted  = regexp.MustCompile(`(?m)^[ \t]*[A-Za-z0-9_-]+[ \t]*=[ \t]*"[^"\r\n]*"[ \t]*(?:#.*)?\r?$`)
)

// confPipeline is the section of a Logstash pipeline.
var confPipeline = regexp.MustCompile(`(?m)^[ \t]*(?:input|filter|output)[ \t]*(?:\r?\n[ \t]*)?\{`)

// sniffNamed tells in which syntax a file is whose name says it only together with
// its text: AWS's credentials, wherever they lie, and its config; a pipeline of
// Logstash in what is XML elsewhere.
func sniffNamed(dir, base string, text []byte) Syntax {
	switch {
	case base == "credentials" || base == "config" && strings.EqualFold(dir, ".aws") || base == ".odbc.ini":
		if confSection.Match(text) {
			return INI{}
		}
	case strings.HasSuffix(base, ".config") && confPipeline.Match(text):
		if _, err := (Logstash{}).Parse(text); err == nil {
			return Logstash{}
		}
	}
	return nil
}

// sniffConf tells in which syntax a .conf file is, by its text: TOML (Telegraf),
// INI (supervisord, odbc), Logstash, or none that is read here (nginx, HOCON).
func sniffConf(text []byte) Syntax {
	if confTables.Match(text) {
		return TOML{}
	}
	if at := confSection.FindIndex(text); at != nil && confQuoted.Match(text[at[1]:]) {
		if _, err := (TOML{}).Parse(text); err == nil {
			return TOML{}
		}
	}
	if confPipeline.Match(text) {
		if _, err := (Logstash{}).Parse(text); err == nil {
			return Logstash{}
		}
	}
	if d, err := (INI{}).Parse(text); err == nil && len(d.Root.Children) > 0 {
		return INI{}
	}
	return nil
}
