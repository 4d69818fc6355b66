package format

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// drawValue gives texts that one syntax or another has a meaning for.
func drawValue(t *rapid.T, label string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"etl@acme.example", "example-password", "https://acme.example/?a=b#c", "", "true", "5", "null"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("ab \t\n\r#$'\"\\:=%,;{}[]<>&|!*@?~`-.é😀")), 0, 12, -1),
	).Draw(t, label)
}

func drawModel(t *rapid.T) model {
	var m model
	for i := range rapid.IntRange(1, 6).Draw(t, "entries") {
		m = append(m, [2]string{fmt.Sprintf("KEY%d", i), drawValue(t, "value")})
	}
	return m
}

// spelt writes a value in one of some styles; a value that none of them can say
// becomes another one.
func spelt(t *rapid.T, v *string, styles ...string) string {
	style := rapid.SampledFrom(styles).Draw(t, "style")
	s, err := Encode(style, *v)
	if err != nil {
		*v = "plain"
		s, _ = Encode(style, *v)
	}
	return s
}

// between draws what may stand between two entries that own their lines.
func between(t *rapid.T, indent, comment string) string {
	return rapid.SampledFrom([]string{"", "", "", "\n", indent + comment + " alone\n", "\n" + indent + comment + " alone\n"}).Draw(t, "between")
}

func drawDotenv(t *rapid.T, m model) drawn {
	var b strings.Builder
	for i := range m {
		b.WriteString(between(t, "", "#"))
		lead := rapid.SampledFrom([]string{"", "export ", "  "}).Draw(t, "lead")
		tail := rapid.SampledFrom([]string{"", "", " # with it"}).Draw(t, "tail")
		eq := rapid.SampledFrom([]string{"=", "=", " = "}).Draw(t, "eq")
		b.WriteString(lead + m[i][0] + eq + spelt(t, &m[i][1], "dotenv", `dotenv"`, "dotenv'") + tail + "\n")
	}
	return drawn{".env", b.String(), func(d *Document) *Node { return d.Root }}
}

func drawShell(t *rapid.T, m model) drawn {
	var b strings.Builder
	for i := range m {
		b.WriteString(between(t, "", "#"))
		lead := rapid.SampledFrom([]string{"", "export ", "\t"}).Draw(t, "lead")
		b.WriteString(lead + m[i][0] + "=" + spelt(t, &m[i][1], "shell", `shell"`, "shell'") + "\n")
	}
	return drawn{"a.sh", b.String(), func(d *Document) *Node { return d.Root }}
}

func drawProperties(t *rapid.T, m model) drawn {
	var b strings.Builder
	for i := range m {
		b.WriteString(between(t, "", "!"))
		eq := rapid.SampledFrom([]string{"=", " = ", ":", " : ", " ", "\t", " = \\\n    "}).Draw(t, "eq")
		b.WriteString(m[i][0] + eq + spelt(t, &m[i][1], "properties") + "\n")
	}
	return drawn{"a.properties", b.String(), func(d *Document) *Node { return d.Root }}
}

// drawCommas lays out entries with commas between them.
func drawCommas(t *rapid.T, open, closing, comment string, trailing bool, entries []string) string {
	layout := rapid.SampledFrom([]string{"compact", "line", "padded", "lines", "hanging", "front", "rows"}).Draw(t, "layout")
	tail := func() string {
		return rapid.SampledFrom([]string{"", "", " " + comment + " with it"}).Draw(t, "tail")
	}
	var b strings.Builder
	b.WriteString(open)
	for i, e := range entries {
		last := i+1 == len(entries)
		comma := ","
		if last && !(trailing && rapid.Bool().Draw(t, "trailing")) {
			comma = ""
		}
		switch layout {
		case "compact":
			b.WriteString(e + comma)
		case "line", "padded":
			b.WriteString(map[bool]string{true: " "}[i > 0 || layout == "padded"] + e + map[bool]string{true: " "}[layout == "padded" && comma != ""] + comma)
		case "lines":
			b.WriteString("\n" + strings.TrimSuffix(between(t, "  ", comment), "\n"))
			if s := b.String(); s[len(s)-1] != '\n' {
				b.WriteString("\n")
			}
			b.WriteString("  " + e + comma + tail())
		case "hanging":
			b.WriteString(map[bool]string{true: "\n    "}[i > 0] + e + comma)
		case "front":
			b.WriteString(map[bool]string{true: "\n, "}[i > 0] + e)
		case "rows":
			b.WriteString(map[bool]string{true: "\n   ", false: " "}[i%2 == 0] + e + comma)
		}
	}
	if layout == "lines" || layout == "front" {
		b.WriteString("\n")
	} else if layout == "padded" {
		b.WriteString(" ")
	}
	return b.String() + closing
}

func drawJSON(t *rapid.T, m model) drawn {
	var entries []string
	for i := range m {
		entries = append(entries, `"`+m[i][0]+rapid.SampledFrom([]string{`": `, `":`, `" : `}).Draw(t, "colon")+spelt(t, &m[i][1], "json"))
	}
	src := `{"outer": ` + drawCommas(t, "{", "}", "//", true, entries) + "}"
	return drawn{"a.json", src, func(d *Document) *Node { return d.Root.Child("outer") }}
}

func drawYAML(t *rapid.T, m model) drawn {
	lead, indent := "outer:\n", "  "
	switch rapid.SampledFrom([]string{"deep", "item", "root"}).Draw(t, "where") {
	case "item":
		lead = "outer:\n  - "
		indent = "    "
	case "root":
		lead, indent = "", ""
	}
	b := strings.Builder{}
	for i := range m {
		if i > 0 || !strings.HasSuffix(lead, "- ") {
			b.WriteString(between(t, indent, "#") + indent)
		}
		tail := rapid.SampledFrom([]string{"", "", " # with it"}).Draw(t, "tail")
		if value := spelt(t, &m[i][1], "yaml", `yaml"`, "yaml'", "yaml-bare"); value == "null" {
			b.WriteString(m[i][0] + ": " + value + tail + "\n")
		} else if m[i][1] == "" && rapid.Bool().Draw(t, "nothing") {
			b.WriteString(m[i][0] + ":" + tail + "\n")
		} else {
			b.WriteString(m[i][0] + ": " + value + tail + "\n")
		}
	}
	return drawn{"a.yaml", lead + b.String(), func(d *Document) *Node {
		n := d.Root
		if lead != "" {
			n = n.Child("outer")
		}
		if n.Kind == List {
			n = n.Children[0]
		}
		return n
	}}
}

func drawFlow(t *rapid.T, m model) drawn {
	var entries []string
	for i := range m {
		entries = append(entries, m[i][0]+": "+spelt(t, &m[i][1], "yaml-flow", `yaml"`, "yaml'"))
	}
	src := "outer: " + strings.ReplaceAll(drawCommas(t, "{", "}", "#", true, entries), "\n", "\n ") + "\nbehind: 1\n"
	return drawn{"a.yaml", src, func(d *Document) *Node { return d.Root.Child("outer") }}
}

func drawXML(t *rapid.T, m model) drawn {
	var b strings.Builder
	b.WriteString("<outer>")
	lines := rapid.Bool().Draw(t, "lines")
	for i := range m {
		if lines {
			b.WriteString("\n" + rapid.SampledFrom([]string{"", "  <!-- alone -->\n"}).Draw(t, "between") + "  ")
		}
		switch rapid.SampledFrom([]string{"element", "pair", "property"}).Draw(t, "shape") {
		case "element":
			if strings.Trim(m[i][1], " \t\r\n") == "" { // blanks alone are no text
				m[i][1] = "text"
			}
			fmt.Fprintf(&b, "<%s>%s</%s>", m[i][0], spelt(t, &m[i][1], "xml"), m[i][0])
		case "pair":
			fmt.Fprintf(&b, `<entry key="%s" value='%s'/>`, m[i][0], spelt(t, &m[i][1], "xml'"))
		default:
			fmt.Fprintf(&b, `<property value="%s" name="%s"/>`, spelt(t, &m[i][1], `xml"`), m[i][0])
		}
		if lines {
			b.WriteString(rapid.SampledFrom([]string{"", " <!-- with it -->"}).Draw(t, "tail"))
		}
	}
	return drawn{"a.xml", b.String() + map[bool]string{true: "\n"}[lines] + "</outer>\n", func(d *Document) *Node { return d.Root.Children[0] }}
}

func drawAttributes(t *rapid.T, m model) drawn {
	src := "<outer"
	for i := range m {
		src += rapid.SampledFrom([]string{" ", "\n    "}).Draw(t, "blank") + m[i][0] + `="` + spelt(t, &m[i][1], `xml"`) + `"`
	}
	return drawn{"a.xml", src + rapid.SampledFrom([]string{"/>", " />", "></outer>", "><b/></outer>"}).Draw(t, "end"), func(d *Document) *Node { return d.Root.Children[0] }}
}

func drawPython(t *rapid.T, m model) drawn {
	var entries []string
	for i := range m {
		entries = append(entries, m[i][0]+"="+spelt(t, &m[i][1], `python"`, "python'"))
	}
	return drawn{"a.py", "x = Login" + drawCommas(t, "(", ")", "#", true, entries) + "\ny = 1\n", func(d *Document) *Node { return d.Root.Children[0] }}
}

func drawJavaScript(t *rapid.T, m model) drawn {
	var entries []string
	for i := range m {
		entries = append(entries, m[i][0]+": "+spelt(t, &m[i][1], `javascript"`, "javascript'", "javascript`"))
	}
	return drawn{"a.js", "login" + drawCommas(t, "({", "})", "//", true, entries) + ";\n", func(d *Document) *Node { return d.Root.Children[0].Children[0] }}
}

func drawRuby(t *rapid.T, m model) drawn {
	var entries []string
	for i := range m {
		entries = append(entries, strings.ToLower(m[i][0])+": "+spelt(t, &m[i][1], `ruby"`, "ruby'"))
		m[i][0] = strings.ToLower(m[i][0])
	}
	return drawn{"a.rb", "Login.new" + drawCommas(t, "(", ")", "#", true, entries) + "\n", func(d *Document) *Node { return d.Root.Children[0] }}
}
