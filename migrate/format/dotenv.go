package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// Dotenv reads files of environment variables: .env in the dialects of docker,
// compose, node, Python and Ruby, and the assignments of shell scripts. Where
// the dialects read a line differently (an unquoted value with " #") the
// reading that most share is taken.
type Dotenv struct{}

// Name implements Syntax.
func (Dotenv) Name() string { return "dotenv" }

var dotenvStyles = map[string]encoder{
	"dotenv":      dotenvPlain,
	`dotenv"`:     plainly(func(s string) string { return `"` + dotenvEscape(s) + `"` }),
	"dotenv'":     dotenvSingle,
	"esc:dotenv":  dotenvInnerPlain,
	`esc:dotenv"`: plainly(dotenvEscape),
	"esc:dotenv'": func(s string) (string, error) {
		q, err := dotenvSingle(s)
		if err == nil && q[0] != '\'' {
			return "", errNoSpelling
		}
		return strings.TrimSuffix(strings.TrimPrefix(q, "'"), "'"), err
	},
	"name": plainly(func(s string) string { return s }),
}

func dotenvPlain(s string) (string, error) {
	if s != "" && !strings.ContainsAny(s, " \t\r\n#'\"\\$`") {
		return s, nil
	}
	if s == "" {
		return "", nil
	}
	return dotenvSingle(s)
}

func dotenvSingle(s string) (string, error) {
	if strings.ContainsAny(s, "'\r\n") {
		return `"` + dotenvEscape(s) + `"`, nil
	}
	return "'" + s + "'", nil
}

func dotenvInnerPlain(s string) (string, error) {
	if strings.ContainsAny(s, "\r\n'") || strings.Contains(s, " #") {
		return "", errNoSpelling
	}
	return s, nil
}

func dotenvEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "$", `\$`, "`", "\\`").Replace(s)
}

// Parse implements Syntax. Lines that are no assignment are passed over: most
// of a shell script is.
func (Dotenv) Parse(src []byte) (*Document, error) {
	d := &Document{Syntax: "dotenv", Src: src}
	root := &Node{Doc: d, Kind: Map, Layout: Lines, Env: true, Body: text.Span{Start: 0, End: len(src)}, Span: text.Span{Start: 0, End: len(src)}}
	d.Root, d.Roots = root, []*Node{root}
	at := 0
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		at = 3
	}
	for at < len(src) {
		end := text.LineEnd(src, at)
		n, next := dotenvLine(d, root, at, end)
		if n != nil {
			root.Children = append(root.Children, n)
		} else if c := commentedLine(d, root, at, end, dotenvLine); c != nil {
			d.Commented = append(d.Commented, c)
		}
		at = max(next, end)
	}
	return d, nil
}

// dotenvLine reads the assignment on the line [at,end); next is where reading
// goes on, behind a value of several lines.
func dotenvLine(d *Document, root *Node, at, end int) (n *Node, next int) {
	src := d.Src
	i := skipBlanks(src, at, end)
	start := i
	for _, word := range []string{"export ", "set ", "ENV ", "ARG "} {
		if bytes.HasPrefix(src[i:end], []byte(word)) {
			i = skipBlanks(src, i+len(word), end)
		}
	}
	key := i
	for i < end && (isWord(src[i]) || ((src[i] == '.' || src[i] == '-') && i > key)) {
		i++
	}
	if i == key || (src[key] >= '0' && src[key] <= '9') {
		return nil, end
	}
	keySpan := text.Span{Start: key, End: i}
	eq := skipBlanks(src, i, end)
	if eq >= end || src[eq] != '=' || (eq+1 < end && src[eq+1] == '=') {
		return nil, end
	}
	value := skipBlanks(src, eq+1, end)
	n = &Node{Doc: d, Parent: root, Kind: Scalar, Key: string(keySpan.Slice(src)), KeySpan: keySpan, KeyStyle: "name"}
	n.Span.Start = start
	next = end
	switch {
	case value < end && (src[value] == '"' || src[value] == '\''):
		stop := quoteEnd(src, value)
		if stop < 0 {
			n.Opaque = "a quote is not closed"
			n.ValueSpan = text.Span{Start: value, End: trimRight(src, value, end)}
			break
		}
		n.ValueSpan, n.Style = text.Span{Start: value, End: stop}, "dotenv"+string(src[value])
		raw := string(src[value+1 : stop-1])
		if src[value] == '"' {
			raw = dotenvUnescape(raw)
		}
		n.Value = raw
		next = text.LineEnd(src, stop)
		if tail := skipBlanks(src, stop, next); tail < len(src) && !bytes.ContainsRune([]byte("#\r\n;&|)"), rune(src[tail])) && tail < next {
			n.Opaque = "text stands behind the closing quote"
		}
	default:
		stop := trimRight(src, value, end)
		if c := bytes.Index(src[value:stop], []byte(" #")); c >= 0 {
			stop = trimRight(src, value, value+c)
		} else if value < stop && src[value] == '#' {
			stop = value
		}
		n.ValueSpan, n.Style = text.Span{Start: value, End: stop}, "dotenv"
		n.Value = string(n.ValueSpan.Slice(src))
		if strings.HasPrefix(n.Value, "$(") || strings.HasPrefix(n.Value, "`") {
			n.Opaque = "the value is computed"
		}
	}
	n.Span.End = n.ValueSpan.End
	return n, next
}

// dotenvUnescape decodes a double-quoted value: \n, \r, \t and an escaped
// character for itself. A "$" is left: references are found in Refs.
func dotenvUnescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 't':
			b.WriteByte('\t')
		case '"', '\\', '$', '`', '\'':
			b.WriteByte(s[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// quoteEnd gives the offset behind the quote that closes the one at start, -1
// if there is none. In double quotes a backslash escapes.
func quoteEnd(src []byte, start int) int {
	for i := start + 1; i < len(src); i++ {
		switch {
		case src[i] == '\\' && src[start] == '"':
			i++
		case src[i] == src[start]:
			return i + 1
		}
	}
	return -1
}

// commentedLine reads what stands behind the "#" of a comment line, in place.
func commentedLine(d *Document, root *Node, at, end int, read func(*Document, *Node, int, int) (*Node, int)) *Node {
	i := skipBlanks(d.Src, at, end)
	if i >= end || (d.Src[i] != '#' && d.Src[i] != '!') {
		return nil
	}
	for i < end && (d.Src[i] == '#' || d.Src[i] == '!') {
		i++
	}
	n, next := read(d, root, i, end)
	if n == nil || next > end {
		return nil
	}
	return n
}

func skipBlanks(src []byte, at, end int) int {
	for at < end && (src[at] == ' ' || src[at] == '\t') {
		at++
	}
	return at
}

// trimRight gives end less the white space before it, at least start.
func trimRight(src []byte, start, end int) int {
	for end > start && (src[end-1] == ' ' || src[end-1] == '\t' || src[end-1] == '\r' || src[end-1] == '\n') {
		end--
	}
	return end
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
