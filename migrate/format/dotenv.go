package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// Dotenv reads files of environment variables: .env in the dialects of compose,
// node, Python and Ruby. Where the dialects read a line differently (an unquoted
// value with " #") the reading that most share is taken; a line that they read in
// ways too different is opaque. Nothing in a file says that docker --env-file or
// systemd reads it: the one takes quotes for a part of the value, the other a
// comment behind a value and \n in double quotes. What is written without quotes
// they read like all others.
type Dotenv struct {
	// Shell tells that the file is a script: blanks end a value, and an escape
	// sequence is none.
	Shell bool
}

// Name implements Syntax.
func (Dotenv) Name() string { return "dotenv" }

// Parse implements Syntax. Lines that are no assignment are passed over, but in a
// script commands are calls, and here-documents are documents.
func (s Dotenv) Parse(src []byte) (*Document, error) {
	if err := sixteen(src); err != nil {
		return nil, err
	}
	d := &Document{Syntax: "dotenv", Src: src}
	if at := loneReturn(src); at >= 0 && !s.Shell {
		return nil, &Malformed{Line: d.Line(at), Why: "a line ends without a line feed"}
	}
	whole := text.Span{Start: 0, End: len(src)}
	root := &Node{Doc: d, Kind: Map, Layout: Lines, Env: true, Body: whole, Span: whole}
	d.Root, d.Roots = root, []*Node{root}
	at := 0
	if bytes.HasPrefix(src, []byte(mark)) {
		at = len(mark)
	}
	script := &shellScript{Dotenv: s, doc: d, root: root}
	for at < len(src) {
		end := text.LineEnd(src, at)
		n, next := s.line(d, root, at, end)
		if n != nil {
			root.Children = append(root.Children, n)
			if next = s.further(n, next); s.Shell {
				next = script.behind(at, next)
			}
		} else if i := skipBlanks(src, at, end); s.Shell && i < end && src[i] != '#' && src[i] != '\r' && src[i] != '\n' {
			next = script.script(at, at, end)
		} else if c := commentedLine(d, root, at, end, s.line); c != nil {
			d.Commented = append(d.Commented, c)
		}
		if at = max(next, end); d.entries > MaxEntries {
			return nil, &Malformed{Line: d.Line(at - 1), Why: tooMany}
		}
	}
	return d, nil
}

// exporting are the words that may stand in front of an assignment.
var exporting = [][]byte{[]byte("export "), []byte("set "), []byte("ENV "), []byte("ARG "), []byte("readonly "), []byte("local "), []byte("declare -x ")}

// line reads the assignment on the line [at,end); next is where reading goes on,
// behind a value of several lines.
func (s Dotenv) line(d *Document, root *Node, at, end int) (n *Node, next int) {
	src := d.Src
	i := skipBlanks(src, at, end)
	start := i
	for _, word := range exporting {
		if bytes.HasPrefix(src[i:end], word) {
			i = skipBlanks(src, i+len(word), end)
			break
		}
	}
	key := i
	for i < end && (isWord(src[i]) || !s.Shell && i > key && (src[i] == '.' || src[i] == '-')) {
		i++
	}
	if i == key || (src[key] >= '0' && src[key] <= '9') {
		return nil, end
	}
	keySpan := text.Span{Start: key, End: i}
	eq := i
	if !s.Shell {
		eq = skipBlanks(src, i, end)
	}
	if eq >= end || src[eq] != '=' || (eq > i && eq+1 < end && src[eq+1] == '=') {
		return nil, end
	}
	d.entries++
	n = d.node(Node{Parent: root, Kind: Scalar, Key: string(keySpan.Slice(src)), KeySpan: keySpan, KeyStyle: "dotenv-key"})
	n.Span.Start = start
	if s.Shell {
		n.KeyStyle = "variable"
		next = s.word(n, eq+1, end)
	} else {
		next = s.value(n, eq+1, end)
	}
	n.Span.End = n.ValueSpan.End
	return n, next
}

// value reads a value behind its "=" at at, as the readers of .env do.
func (s Dotenv) value(n *Node, at, end int) (next int) {
	src := n.Doc.Src
	start := skipBlanks(src, at, end)
	stop := trimRight(src, start, end)
	n.ValueSpan, n.Style = text.Span{Start: start, End: stop}, "dotenv"
	switch {
	case start == stop:
		n.ValueSpan = text.Span{Start: at, End: at}
	case src[start] == '"' || src[start] == '\'':
		return s.quoted(n, start, end)
	case src[start] == '#' && start == at:
		n.Opaque = "a # stands right behind the ="
	case src[start] == '#':
		n.ValueSpan, n.Style = text.Span{Start: at, End: at}, "dotenv-comment"
		if src[start-1] == '\t' {
			n.Style = "dotenv-tab"
		}
	default:
		if c := comment(src[start:stop]); c >= 0 {
			n.Style = "dotenv-comment"
			if src[start+c-1] == '\t' {
				n.Style = "dotenv-tab"
			}
			n.ValueSpan.End = trimRight(src, start, start+c)
		}
		n.Value = string(n.ValueSpan.Slice(src))
		if strings.HasPrefix(n.Value, "$(") || strings.HasPrefix(n.Value, "`") {
			n.Opaque = "the value is computed"
		}
	}
	return end
}

// comment gives the place of a "#" behind a blank, -1 if there is none.
func comment(line []byte) int {
	for at := 1; at < len(line); at++ {
		i := bytes.IndexByte(line[at:], '#')
		if i < 0 {
			return -1
		}
		at += i
		if line[at-1] == ' ' || line[at-1] == '\t' {
			return at
		}
	}
	return -1
}

// quoted reads the value whose opening quote is at start. A text over several
// lines counts only if its closing quote ends a line: else a quote was forgotten,
// and the lines below are settings of their own.
func (s Dotenv) quoted(n *Node, start, end int) (next int) {
	src := n.Doc.Src
	n.Style += string(src[start])
	n.ValueSpan = text.Span{Start: start, End: trimRight(src, start, end)}
	stop := quoteEnd(src, start)
	if stop < 0 {
		n.Opaque = "a quote is not closed"
		return end
	}
	if next = end; stop > end {
		next = text.LineEnd(src, stop-1)
	}
	if tail := src[stop:next]; !s.ends(tail, next > end) {
		n.Opaque = "text stands behind the closing quote"
		return end
	}
	n.ValueSpan.End = stop
	raw := string(src[start+1 : stop-1])
	if next > end && !s.Shell {
		raw = strings.ReplaceAll(raw, "\r\n", "\n")
	}
	if src[start] == '"' {
		raw = s.unescape(raw)
	}
	n.Value = raw
	return next
}

// ends tells whether what stands behind a value is no part of it: nothing, or a
// comment; in a shell, also other commands.
func (s Dotenv) ends(tail []byte, multi bool) bool {
	rest := bytes.TrimLeft(tail, " \t")
	if len(rest) == 0 || rest[0] == '\r' || rest[0] == '\n' {
		return true
	}
	apart := len(rest) < len(tail)
	if !s.Shell {
		return rest[0] == '#' && (apart || !multi)
	}
	return apart || strings.IndexByte(shellEnds, rest[0]) >= 0
}

// The letters behind a backslash that make an escape in double quotes, and what
// they mean.
const (
	dotenvLetters, dotenvMeant = "nrt\"\\$'`", "\n\r\t\"\\$'`"
	shellLetters               = "\"\\$`"
)

// unescape decodes a text in double quotes. A "$" is left: references are found
// in Refs.
func (s Dotenv) unescape(raw string) string {
	if strings.IndexByte(raw, '\\') < 0 {
		return raw
	}
	known, meant := dotenvLetters, dotenvMeant
	if s.Shell {
		known, meant = shellLetters, shellLetters
	}
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			b.WriteByte(raw[i])
			continue
		}
		i++
		switch k := strings.IndexByte(known, raw[i]); {
		case k >= 0:
			b.WriteByte(meant[k])
		case s.Shell && raw[i] == '\n': // the line goes on
		default:
			b.WriteByte('\\')
			b.WriteByte(raw[i])
		}
	}
	return b.String()
}

// quoteEnd gives the offset behind the quote that closes the one at start, -1
// if there is none. In double quotes a backslash escapes. A quote that is not
// closed is the last of its kind in the file, or nearly, so that looking for its
// end costs no more than reading the file once.
func quoteEnd(src []byte, start int) int {
	if src[start] == '\'' {
		if i := bytes.IndexByte(src[start+1:], '\''); i >= 0 {
			return start + i + 2
		}
		return -1
	}
	for i := start + 1; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
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
