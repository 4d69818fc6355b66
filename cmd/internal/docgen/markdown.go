package main

import (
	"fmt"
	"regexp"
	"strings"
)

// markdown gathers a page.
type markdown struct{ strings.Builder }

// title begins a page. source names what it is made from.
func (m *markdown) title(title, source string) {
	m.linef("# %s", title)
	m.linef("")
	m.linef("<!-- made by `make docs` from %s: edit that -->", source)
}

func (m *markdown) linef(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// block shows text as it is; text brings no line end.
func (m *markdown) block(language, text string) {
	m.linef("\n```%s\n%s\n```", language, strings.TrimRight(text, "\n"))
}

// row is a line of a table; bars in cells are escaped.
func (m *markdown) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", `\|`)
	}
	m.linef("| %s |", strings.Join(cells, " | "))
}

func (m *markdown) head(cells ...string) {
	m.linef("")
	m.row(cells...)
	m.linef("|%s", strings.Repeat("---|", len(cells)))
}

// plain makes text safe that is no Markdown: what would be taken for markup.
func plain(text string) string {
	text = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`, "`", "\\`").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

func code(text string) string {
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

var address = regexp.MustCompile(`https://[^\s,;()]*[^\s,;().:]`)

// linked makes addresses in plain text into links that are shown.
func linked(text string) string {
	var b strings.Builder
	for {
		at := address.FindStringIndex(text)
		if at == nil {
			return b.String() + plain(text)
		}
		before := plain(text[:at[0]])
		b.WriteString(before)
		if before != "" && strings.HasSuffix(text[:at[0]], " ") {
			b.WriteString(" ")
		}
		fmt.Fprintf(&b, "<%s>", text[at[0]:at[1]])
		text = text[at[1]:]
	}
}

func linkedAll(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = linked(t)
	}
	return strings.Join(all, "; ")
}
