package format

import (
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// further gives n the indented lines behind it: settings of its own where it has
// no text in its line and all of them are settings, else lines of its value.
func (p *iniParser) further(n *Node) {
	first := p.text[n.ValueSpan.Start:n.ValueSpan.End]
	end := p.lines[len(p.lines)-1].End
	if first == "" && p.nested(n) {
		return
	}
	n.ValueSpan.End, n.Span.End = end, end
	n.Refs, n.Opaque, n.Style = nil, "", p.style+"-multi"+strings.TrimPrefix(n.Style, p.style)
	var quoted bool
	n.Value, quoted = iniUnfold(p.text[n.ValueSpan.Start:end])
	switch {
	case p.indent > 0:
		n.Opaque = "an indented setting goes over lines"
	case quoted || strings.ContainsAny(n.Style, `"'`):
		n.Opaque, n.Style = "a value in quotes goes over lines", p.style+"-multi"
	case strings.Contains(n.Value, "\r"):
		n.Opaque = "a carriage return ends no line here"
	case first != "" && p.anySetting():
		n.Opaque = "readers differ on whether an indented line is a setting"
	case iniComment(first+" ") || first != "" && strings.IndexByte("#;", first[0]) >= 0:
		n.Opaque = "readers differ on whether a comment stands here"
	case strings.IndexByte(n.Value, '%') >= 0:
		p.percents(n)
	}
	if strings.Contains(n.Value, "{env:") {
		iniEnvRefs(n, p.text[n.ValueSpan.Start:end])
	}
}

// iniUnfold joins the lines of a value as configparser does: without their
// indents, without comments. It tells whether one begins with a quote.
func iniUnfold(raw string) (value string, quoted bool) {
	var b strings.Builder
	first := true
	for line := range strings.SplitSeq(raw, "\n") {
		line = strings.Trim(line, " \t\r")
		if !first && line != "" && (line[0] == '#' || line[0] == ';') {
			continue
		}
		quoted = quoted || line != "" && strings.IndexByte(`"'`, line[0]) >= 0
		if !first {
			b.WriteByte('\n')
		}
		b.WriteString(line)
		first = false
	}
	return b.String(), quoted
}

// settingIn gives the place of the "=" of a setting in a further line, -1 if the
// line is none.
func (p *iniParser) settingIn(line text.Span) int {
	i := line.Start
	for i < line.End && (isWord(p.src[i]) || i > line.Start && (p.src[i] == '-' || p.src[i] == '.')) {
		i++
	}
	eq := skipBlanks(p.src, i, line.End)
	if i == line.Start || p.src[line.Start] <= '9' || eq >= line.End || p.src[eq] != '=' || eq+1 < line.End && p.src[eq+1] == '=' {
		return -1
	}
	return eq
}

func (p *iniParser) anySetting() bool {
	for _, line := range p.lines {
		if p.settingIn(line) >= 0 {
			return true
		}
	}
	return false
}

// nested makes n a container of the settings in its further lines; false where
// one of them is no setting.
func (p *iniParser) nested(n *Node) bool {
	for _, line := range p.lines {
		if p.settingIn(line) < 0 {
			return false
		}
	}
	start, end := p.lines[0].Start, p.lines[len(p.lines)-1].End
	n.Kind, n.Layout, n.Style, n.Span.End = Map, Lines, "", end
	n.ValueSpan, n.Body = text.Span{Start: start, End: end}, text.Span{Start: start, End: end}
	n.Env = n.Key == "setenv" || n.Key == "set_env" // of tox
	n.Children = make([]*Node, len(p.lines))
	for i, line := range p.lines {
		c, eq := p.node(line.Start), p.settingIn(line)
		name := text.Span{Start: line.Start, End: trimRight(p.src, line.Start, eq)}
		*c = Node{Doc: p.doc, Parent: n, Kind: Scalar, Key: p.text[name.Start:name.End], KeySpan: name, KeyStyle: "dotenv-key", Span: text.Span{Start: line.Start}}
		p.value(c, eq+1, line.End)
		n.Children[i] = c
	}
	return true
}

// percents reads the percent signs of n's value. Where %(name)s is used in the
// file, %% stands for one; elsewhere nothing says what it stands for.
func (p *iniParser) percents(n *Node) {
	raw := p.text[n.ValueSpan.Start:n.ValueSpan.End]
	if p.style == "ini" {
		if strings.Contains(raw, "%%") && n.Opaque == "" {
			n.Opaque = "readers differ on what two percent signs mean"
		}
		return
	}
	rest := strings.ReplaceAll(n.Value, "%%", "")
	refs := iniNames.FindAllStringSubmatchIndex(strings.ReplaceAll(raw, "%%", "\x00\x00"), -1)
	if n.Opaque == "" && strings.Count(rest, "%") != len(refs) {
		n.Opaque = "a percent sign stands alone where %(name)s is used"
		return
	}
	n.Value = strings.ReplaceAll(n.Value, "%%", "%")
	for _, m := range refs {
		span := text.Span{Start: n.ValueSpan.Start + m[0], End: n.ValueSpan.Start + m[1]}
		ref := Ref{Kind: RefProperty, Span: span, NameSpan: text.Span{Start: n.ValueSpan.Start + m[2], End: n.ValueSpan.Start + m[3]}, Whole: m[1]-m[0] == len(n.Value)}
		if len(raw[m[2]:m[3]]) > 4 && raw[m[2]:m[2]+4] == "ENV_" { // of supervisord
			ref.Kind, ref.NameSpan.Start = RefEnv, ref.NameSpan.Start+4
		}
		ref.Name = p.text[ref.NameSpan.Start:ref.NameSpan.End]
		n.Refs = append(n.Refs, ref)
	}
}

var iniNames = regexp.MustCompile(`%\(([^()%]+)\)s`)

// iniEnv is how tox names a variable.
var iniEnv = regexp.MustCompile(`\{env:([A-Za-z_][A-Za-z0-9_]*)(?::([^{}]*))?\}`)

func iniEnvRefs(n *Node, raw string) {
	for _, m := range iniEnv.FindAllStringSubmatchIndex(raw, -1) {
		at := n.ValueSpan.Start
		ref := Ref{Kind: RefEnv, Name: raw[m[2]:m[3]], NameSpan: text.Span{Start: at + m[2], End: at + m[3]},
			Span: text.Span{Start: at + m[0], End: at + m[1]}, Whole: raw[m[0]:m[1]] == n.Value}
		if m[4] >= 0 {
			ref.Default = raw[m[4]:m[5]]
		}
		n.Refs = append(n.Refs, ref)
	}
}

// iniExtended is how ExtendedInterpolation of Python's configparser names an
// option of another section.
var iniExtended = regexp.MustCompile(`\$\{([^${}:]+):([^${}:]+)\}`)

// extended finds values that refer to an option of a section of the file: no
// default of a variable, which looks the same. What they stand for is not known
// outside of that reader.
func (p *iniParser) extended() {
	sections := map[string]bool{}
	for _, s := range p.doc.Root.Children {
		sections[s.Key] = s.Kind == Map
	}
	for _, s := range p.doc.Root.Children {
		for _, n := range s.Children {
			raw := p.text[n.ValueSpan.Start:n.ValueSpan.End]
			if n.Kind != Scalar || len(n.Refs) > 0 || len(raw) > longestRefText || !strings.Contains(raw, "${") {
				continue
			}
			for _, m := range iniExtended.FindAllStringSubmatchIndex(raw, mostRefs) {
				if at := n.ValueSpan.Start; sections[raw[m[2]:m[3]]] {
					n.Refs = append(n.Refs, Ref{Kind: RefUnknown, Object: raw[m[2]:m[3]], Name: raw[m[4]:m[5]], Whole: m[1]-m[0] == len(n.Value),
						NameSpan: text.Span{Start: at + m[4], End: at + m[5]}, Span: text.Span{Start: at + m[0], End: at + m[1]}})
				}
			}
		}
	}
}
