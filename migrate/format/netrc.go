package format

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// Netrc reads .netrc files, as curl and Python's netrc do: a machine is a
// container named by its host, with its login, password and account. The entry
// "default" is one called so. Macros are passed over. Where readers differ (a
// backslash, a "#" in front of a word) a value is opaque.
type Netrc struct{}

// Name implements Syntax.
func (Netrc) Name() string { return "netrc" }

// Parse implements Syntax.
func (Netrc) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "netrc", Src: src}
	whole := text.Span{Start: 0, End: len(src)}
	d.Root = &Node{Doc: d, Kind: Map, Layout: Lines, Body: whole, Span: whole}
	d.Roots = []*Node{d.Root}
	p := &netrcParser{doc: d, src: src}
	if bytes.HasPrefix(src, []byte(mark)) {
		p.at = len(mark)
	}
	for p.err == nil && p.space() {
		p.entry()
	}
	if p.err == nil && d.entries > MaxEntries {
		p.fail(len(src), tooMany)
	}
	if p.err != nil {
		return nil, p.err
	}
	return d, nil
}

type netrcParser struct {
	doc     *Document
	src     []byte
	at      int
	machine *Node // that is being read
	err     *Malformed
}

func (p *netrcParser) fail(at int, why string) {
	if p.err == nil {
		p.err = &Malformed{Line: p.doc.Line(min(at, len(p.src))), Why: "not an entry of a .netrc: " + why}
	}
}

// space passes over white space and comments. It is false at the end.
func (p *netrcParser) space() bool {
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case netrcSpace(c):
			p.at++
		case c == '#':
			p.at = text.LineEnd(p.src, p.at)
		default:
			return true
		}
	}
	return false
}

func netrcSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// word gives the span of the word that begins here, quotes included.
func (p *netrcParser) word() text.Span {
	start := p.at
	if p.at < len(p.src) && p.src[p.at] == '"' {
		for p.at++; p.at < len(p.src); p.at++ {
			switch p.src[p.at] {
			case '\\':
				p.at++
			case '\n':
				p.fail(start, "a quote is not closed")
				return text.Span{Start: start, End: start}
			case '"':
				if p.at++; p.at < len(p.src) && !netrcSpace(p.src[p.at]) {
					p.fail(start, "text right behind a closing quote")
				}
				return text.Span{Start: start, End: p.at}
			}
		}
		p.at = len(p.src)
		p.fail(start, "a quote is not closed")
		return text.Span{Start: start, End: start}
	}
	for p.at < len(p.src) && !netrcSpace(p.src[p.at]) {
		p.at++
	}
	return text.Span{Start: start, End: p.at}
}

// entry reads a keyword and what belongs to it.
func (p *netrcParser) entry() {
	start := p.at
	switch word := string(p.word().Slice(p.src)); word {
	case "machine":
		if !p.space() {
			p.fail(start, "a machine without a name")
			return
		}
		host := p.word()
		n := p.begin(start, host)
		n.KeySpan, n.KeyStyle = host, "netrc"
		var opaque string
		if n.Key, opaque = netrcDecode(host.Slice(p.src)); opaque != "" {
			n.Opaque = "its name: " + opaque
		}
		if p.src[host.Start] == '"' {
			n.KeyStyle = `netrc"`
		}
	case "default":
		p.begin(start, text.Span{Start: p.at, End: p.at}).Key = word
	case "login", "user", "password", "passwd", "account":
		if p.machine == nil {
			p.fail(start, "a login without a machine")
			return
		}
		if !p.space() {
			p.fail(start, "a name without a value")
			return
		}
		p.setting(word, start)
	case "macdef":
		for p.at < len(p.src) { // up to an empty line
			line := text.Span{Start: p.at, End: text.LineEnd(p.src, p.at)}
			p.at = line.End
			if p.at >= len(p.src) || len(bytes.TrimSpace(p.src[p.at:text.LineEnd(p.src, p.at)])) == 0 {
				break
			}
		}
		p.machine = nil
	default:
		p.fail(start, "a word that begins no entry")
	}
}

// begin makes the machine that is read from now on.
func (p *netrcParser) begin(start int, head text.Span) *Node {
	p.doc.more()
	n := p.doc.node(Node{Parent: p.doc.Root, Kind: Map, Layout: Spaces, Span: text.Span{Start: start, End: head.End}, KeySpan: text.Span{Start: head.End, End: head.End}})
	n.ValueSpan, n.Body = n.KeySpan, n.KeySpan
	n.ValueSpan.Start, n.Body.Start = head.End, head.End
	p.doc.Root.Children = append(p.doc.Root.Children, n)
	p.machine = n
	return n
}

func (p *netrcParser) setting(key string, start int) {
	p.doc.more()
	value := p.word()
	if p.err != nil {
		return
	}
	m := p.machine
	n := p.doc.node(Node{Parent: m, Kind: Scalar, Key: key, KeySpan: text.Span{Start: start, End: start}, Style: "netrc", ValueSpan: value, Span: text.Span{Start: start, End: value.End}})
	if n.Value, n.Opaque = netrcDecode(value.Slice(p.src)); p.src[value.Start] == '"' {
		n.Style = `netrc"`
	}
	behind := p.at
	for behind < len(p.src) && netrcSpace(p.src[behind]) {
		behind++
	}
	if behind < len(p.src) && p.src[behind] == '#' {
		n.Style = "netrc-comment"
	}
	m.Children = append(m.Children, n)
	m.Span.End, m.ValueSpan.End, m.Body.End = value.End, value.End, value.End
}

// netrcDecode gives the text of a word, and why readers differ on it.
func netrcDecode(word []byte) (value, opaque string) {
	s := string(word)
	if !utf8.Valid(word) {
		return s, "the text is not in UTF-8"
	}
	if !strings.HasPrefix(s, `"`) {
		if strings.ContainsAny(s, `\"`) {
			return s, "readers differ on what a backslash or a quote means"
		}
		return s, ""
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] != '\\' && s[i] != '"' {
				opaque = "readers differ on what a backslash means"
			}
		}
		b.WriteByte(s[i])
	}
	return b.String(), opaque
}

// netrcStyles spell values. Quotes are added only where there is no other way:
// curl before 7.84 and others do not know them. Python takes a comment for an
// entry if a word in quotes stands before it: there they have no spelling.
var netrcStyles = map[string]encoder{
	"netrc-comment": func(s string) (string, error) {
		if s == "" || s[0] == '#' {
			return "", errNoSpelling
		}
		return netrcPart(s)
	},
	"esc:netrc-comment": netrcPart,
	"netrc": func(s string) (string, error) {
		if s == "" || s[0] == '#' || strings.ContainsAny(s, " \t\"\\") {
			return netrcQuoted(s)
		}
		return s, netrcRefused(s)
	},
	`netrc"`:     netrcQuoted,
	"esc:netrc":  netrcPart,
	`esc:netrc"`: func(s string) (string, error) { return netrcEscapes.Replace(s), netrcRefused(s) },
}

var netrcEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func netrcQuoted(s string) (string, error) {
	return `"` + netrcEscapes.Replace(s) + `"`, netrcRefused(s)
}

// netrcPart is for a part of a word without quotes.
func netrcPart(s string) (string, error) {
	if strings.ContainsAny(s, " \t\"\\") {
		return "", errNoSpelling
	}
	return s, netrcRefused(s)
}

// netrcRefused refuses what no word holds.
func netrcRefused(s string) error {
	if strings.ContainsAny(s, "\r\n\x00\ufeff") {
		return errNoSpelling
	}
	return nil
}
