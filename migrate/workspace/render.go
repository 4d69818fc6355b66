package workspace

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// render gives the lines of new entries of a block mapping. Sections at depth 0
// get a blank line and a comment before them.
func (e *editor) render(b *branch, indent, depth int) (string, error) {
	var out strings.Builder
	for _, name := range b.names {
		below := b.below[name]
		if depth == 0 {
			out.WriteString(e.nl)
			if comment := about(name); comment != "" {
				out.WriteString("# " + comment + e.nl)
			}
		}
		out.WriteString(strings.Repeat(" ", indent) + renderText(name) + ":")
		if below.set == nil {
			lines, err := e.render(below, indent+e.step, depth+1)
			if err != nil {
				return "", err
			}
			out.WriteString(e.nl + lines)
			continue
		}
		rendered, err := renderValue(below.set.Value)
		if err != nil {
			return "", err
		}
		out.WriteString(" " + rendered)
		if comment := strings.Join(strings.Fields(below.set.Comment), " "); comment != "" {
			out.WriteString("  # " + comment)
		}
		out.WriteString(e.nl)
	}
	return out.String(), nil
}

// renderFlow gives entries as `{name: value}`.
func renderFlow(b *branch) (string, error) {
	var entries []string
	for _, name := range b.names {
		below := b.below[name]
		rendered := ""
		var err error
		if below.set == nil {
			rendered, err = renderFlow(below)
		} else {
			rendered, err = renderValue(below.set.Value)
		}
		if err != nil {
			return "", err
		}
		entries = append(entries, renderText(name)+": "+rendered)
	}
	return "{" + strings.Join(entries, ", ") + "}", nil
}

// renderValue gives a value on one line.
func renderValue(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "null", nil
	case string:
		return renderText(v), nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case time.Time:
		return v.Format(time.DateOnly), nil
	case []string:
		items := make([]string, len(v))
		for i, s := range v {
			items[i] = renderText(s)
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	case SecretRef:
		return renderRef(v)
	}
	return "", fail.New(fail.Bug, "write %s: a value of type %T", FileName, v)
}

func renderRef(r SecretRef) (string, error) {
	switch {
	case r.Env != "":
		return "{env: " + renderText(r.Env) + "}", nil
	case r.File != "":
		return "{file: " + renderText(r.File) + "}", nil
	}
	argv, err := renderValue(r.Command)
	return "{command: " + argv + "}", err
}

// renderText gives a text plain where that reads as the same text everywhere,
// else in double quotes.
func renderText(s string) string {
	if regexp.MustCompile(`^[A-Za-z0-9/][A-Za-z0-9_./@-]*([ #]?[A-Za-z0-9_./@-]+)*$`).MatchString(s) && !strings.Contains(s, " #") {
		var n yaml.Node
		if yaml.Unmarshal([]byte(s), &n) == nil && len(n.Content) == 1 && n.Content[0].ShortTag() == "!!str" && n.Content[0].Value == s {
			return s
		}
	}
	return quote(s)
}

// quote gives s in double quotes, with the escapes of YAML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r >= 0x80 && !strconv.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
