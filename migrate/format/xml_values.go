package format

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decode gives n the value that stands in its span.
func (p *xmlParser) decode(n *Node) {
	if p.err != nil {
		return
	}
	raw, ok := n.ValueSpan.Slice(p.src), false
	if n.Value, n.Opaque, ok = xmlDecode(raw, n.Style); !ok {
		p.failAt(n.ValueSpan.Start+bytes.IndexByte(raw, '&'), `"&" without the name of an entity`)
	}
	if !utf8.Valid(raw) || p.foreign && bytes.ContainsFunc(raw, func(r rune) bool { return r >= 0x80 }) {
		n.Opaque = "the text is not in UTF-8"
	}
}

// xmlDecode reads a text as an XML processor does: line ends become \n, white
// space in an attribute a blank. It is not ok where an "&" starts no reference.
func xmlDecode(raw []byte, style string) (value, opaque string, ok bool) {
	s := string(raw)
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if style != "xml" && style != "xml-cdata" {
		s = xmlBlanks.Replace(s)
	}
	if style == "xml-cdata" || strings.IndexByte(s, '&') < 0 {
		return s, "", true
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String(), opaque, true
		}
		end := strings.IndexByte(rest[:min(len(rest), 80)], ';')
		if end < 1 {
			return "", "", false
		}
		name := rest[:end]
		s = rest[end+1:]
		if r, known := xmlEntities[name]; known {
			b.WriteString(r)
			continue
		}
		digits, number := strings.CutPrefix(name, "#")
		if q := (&xmlParser{src: []byte(name), end: len(name)}); !number && q.name().Len() == len(name) {
			opaque = "an entity is not known"
			continue
		}
		base := 10
		if strings.HasPrefix(digits, "x") {
			digits, base = digits[1:], 16
		}
		r, err := strconv.ParseUint(digits, base, 21)
		if err != nil || !number || !xmlChar(rune(r)) {
			return "", "", false
		}
		b.WriteRune(rune(r))
	}
}

var xmlEntities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// xmlBlanks are what a processor makes of white space in an attribute.
var xmlBlanks = strings.NewReplacer("\n", " ", "\t", " ")
