package format

import "regexp"

// What a .conf file has if it is TOML: an array of tables, or below the header of
// a table a text in double quotes, which INI files have too, but rarely.
var (
	confTables  = regexp.MustCompile(`(?m)^[ \t]*\[\[[^\[\]\r\n]+\]\][ \t]*(?:#.*)?\r?$`)
	confSection = regexp.MustCompile(`(?m)^[ \t]*\[[^\[\]\r\n]+\][ \t]*(?:[#;].*)?\r?$`)
	confQuoted  = regexp.MustCompile(`(?m)^[ \t]*[A-Za-z0-9_-]+[ \t]*=[ \t]*"[^"\r\n]*"[ \t]*(?:#.*)?\r?$`)
)

// sniffConf tells in which syntax a .conf file is, by its text: TOML (Telegraf),
// INI (supervisord, odbc), or none that is read here (nginx, HOCON, Logstash).
func sniffConf(text []byte) Syntax {
	if confTables.Match(text) {
		return TOML{}
	}
	if at := confSection.FindIndex(text); at != nil && confQuoted.Match(text[at[1]:]) {
		if _, err := (TOML{}).Parse(text); err == nil {
			return TOML{}
		}
	}
	if d, err := (INI{}).Parse(text); err == nil && len(d.Root.Children) > 0 {
		return INI{}
	}
	return nil
}
