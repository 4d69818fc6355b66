package format

import (
	"strings"

	"unpw/migrate/text"
)

// iniStyles spell values so that all readers of INI files read the same: what
// one of them would take for a comment, a quote or the name of another setting
// has no spelling. Quotes are kept as they are, since only some readers take them
// off. A "%" in the name of a style tells that %% stands for one in the file;
// where nothing in the file says whether it does, a text with "%" has no spelling.
var iniStyles = map[string]encoder{
	"ini":             iniPlain,
	"ini-lead":        iniLead(iniPlain),
	"ini-multi":       iniMulti,
	"ini-multi-lead":  iniLead(iniMulti),
	`ini"`:            iniQuoted('"'),
	"ini'":            iniQuoted('\''),
	"esc:ini":         iniInside,
	"esc:ini-multi":   iniInside,
	`esc:ini"`:        iniText('"'),
	"esc:ini'":        iniText('\''),
	"ini%":            iniPercent(iniPlain),
	"ini%-lead":       iniLead(iniPercent(iniPlain)),
	"ini%-multi":      iniPercent(iniMulti),
	"ini%-multi-lead": iniLead(iniPercent(iniMulti)),
	`ini%"`:           iniPercent(iniQuoted('"')),
	"ini%'":           iniPercent(iniQuoted('\'')),
	"esc:ini%":        iniPercent(iniInside),
	"esc:ini%-multi":  iniPercent(iniInside),
	`esc:ini%"`:       iniPercent(iniText('"')),
	"esc:ini%'":       iniPercent(iniText('\'')),
	"esc:ini-behind":  iniBehind,
	"esc:ini%-behind": iniPercent(iniBehind),
	"esc:ini-part":    iniPlain,
	"esc:ini%-part":   iniPercent(iniPlain),
	"ini-key":         iniKey,
	"ini-section":     iniSection,
}

func iniPlain(s string) (string, error) {
	if !iniLine(s) || strings.IndexByte(s, '%') >= 0 {
		return "", errNoSpelling
	}
	return s, nil
}

// iniLine tells whether all readers take the line s for the text s.
func iniLine(s string) bool {
	return s == "" || strings.TrimSpace(s) == s && strings.IndexByte("=#;\"'", s[0]) < 0 && s[len(s)-1] != '\\' &&
		!iniComment(s) && !strings.ContainsAny(s, "\r\n\x00") && !pythonSpace(s[0]) && !pythonSpace(s[len(s)-1])
}

// pythonSpace tells whether c is white space in Python and not in Go.
func pythonSpace(c byte) bool { return c >= 0x1c && c <= 0x1f }

// iniMulti writes a text of several lines as configparser reads it.
func iniMulti(s string) (string, error) {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if !iniLine(line) || strings.IndexByte(line, '%') >= 0 || i > 0 && i == len(lines)-1 && line == "" || i > 0 && iniSetting(line) {
			return "", errNoSpelling
		}
		if i > 0 && line != "" {
			lines[i] = "\t" + line
		}
	}
	return strings.Join(lines, "\n"), nil
}

func iniSetting(line string) bool {
	p := &iniParser{src: []byte(line)}
	return p.settingIn(text.Span{Start: 0, End: len(line)}) >= 0
}

// iniLead is for a value right behind "name =".
func iniLead(enc encoder) encoder {
	return func(s string) (string, error) {
		out, err := enc(s)
		if out != "" && out[0] != '\n' {
			out = " " + out
		}
		return out, err
	}
}

func iniQuoted(quote byte) encoder {
	inside := iniText(quote)
	return func(s string) (string, error) {
		out, err := inside(s)
		return string(quote) + out + string(quote), err
	}
}

// iniText is for a text in quotes, which have no escapes that all readers know.
func iniText(quote byte) encoder {
	stops := "\r\n\x00%" + string(quote)
	if quote == '"' {
		stops += `\`
	}
	return func(s string) (string, error) {
		if strings.ContainsAny(s, stops) || iniComment(" "+s) {
			return "", errNoSpelling
		}
		return s, nil
	}
}

// iniInside is for a part in the middle of a value.
func iniInside(s string) (string, error) {
	if strings.ContainsAny(s, "\r\n\x00%") || strings.HasSuffix(s, `\`) || iniComment(" "+s) {
		return "", errNoSpelling
	}
	return s, nil
}

// iniBehind is for a part right behind a letter, where no comment begins.
func iniBehind(s string) (string, error) {
	if _, err := iniInside("x" + s); err != nil {
		return "", err
	}
	return s, nil
}

// iniPercent doubles percent signs. What enc refuses is refused as before.
func iniPercent(enc encoder) encoder {
	return func(s string) (string, error) {
		out, err := enc(strings.ReplaceAll(s, "%", "\x01"))
		if err != nil || strings.IndexByte(s, 1) >= 0 {
			return "", errNoSpelling
		}
		return strings.ReplaceAll(out, "\x01", "%%"), nil
	}
}

func iniKey(s string) (string, error) {
	if s == "" || strings.TrimSpace(s) != s || strings.IndexByte("[#;", s[0]) >= 0 || strings.ContainsAny(s, "=:\r\n\x00") || pythonSpace(s[0]) || pythonSpace(s[len(s)-1]) {
		return "", errNoSpelling
	}
	return s, nil
}

func iniSection(s string) (string, error) {
	if s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s, "[]\r\n\x00") {
		return "", errNoSpelling
	}
	return s, nil
}
