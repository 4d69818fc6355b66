package format

import (
	"bytes"
	"strconv"
	"strings"

	"unpw/migrate/text"
)

// shellScript is a script that is being read.
type shellScript struct {
	Dotenv
	doc  *Document
	root *Node
	ends map[string]int // where the last line stands that could end a here-document
}

// shellWords are the words behind which another command begins, and those whose
// arguments are no options.
var shellWords = words("if then else elif fi for while until do done case esac in select function time ! { } [ [[ test echo printf exit return break continue shift trap local declare typeset readonly unset set source . alias")

// dataFlags are the options of curl, wget and their like behind which NAME=VALUE
// is sent: encoded tells that the program encodes it.
var dataFlags = map[string]struct{ encoded bool }{
	"-d": {}, "--data": {}, "--data-raw": {}, "--data-ascii": {}, "--post-data": {},
	"--data-urlencode": {true}, "-F": {true}, "--form": {true}, "--form-string": {true},
}

// switches are options of curl and tee that take no value, alone and as they are
// often joined. Of other programs an option takes the word behind it, if that is
// none itself.
var switches = words("-s -S -k -L -i -v -f -g -G -I -q -a -sS -sL -sk -sSL -sSf -sSfL -fsS -fsSL -fSL --silent --show-error --location --insecure --fail --verbose --include --get --compressed")

// command reads the command that begins at at as a call: its options with their
// values, what it sends, and its other arguments by their place. It gives none for
// a command without options that say something. next is where its last line ends.
func (s *shellScript) command(at, end int) (call *Node, next int) {
	src := s.doc.Src
	i := skipBlanks(src, at, end)
	name := s.plainWord(i, end)
	if name.Empty() || name.Len() > 200 || i >= end || !isWord(src[i]) && src[i] != '/' && src[i] != '.' && src[i] != '$' || shellWords[string(name.Slice(src))] {
		return nil, end
	}
	call = &Node{Doc: s.doc, Parent: s.root, Kind: Call, Layout: Spaces, KeySpan: name, KeyStyle: "callee", Span: name}
	call.Callee = string(name.Slice(src))
	call.Key = call.Callee[strings.LastIndexByte(call.Callee, '/')+1:]
	next, i = end, name.End
	position := 0
	for {
		if i, next = s.blanks(i, next); i >= next || strings.IndexByte("\r\n;|&()<>#", src[i]) >= 0 {
			break
		}
		a := &Node{Doc: s.doc, Parent: call, Kind: Scalar, Span: text.Span{Start: i, End: i}, KeySpan: text.Span{Start: i, End: i}}
		if src[i] == '-' {
			i, next = s.option(a, i, next)
		} else {
			position++
			a.Key = "(" + strconv.Itoa(position) + ")"
			next = max(next, s.argument(a, i, next))
			i = a.ValueSpan.End
		}
		if a.ValueSpan.End > next || i <= a.Span.Start || len(call.Children) > maxArguments {
			break
		}
		a.Span.End = i
		call.Children = append(call.Children, a)
		call.Span.End = i
		if i < next && strings.IndexByte(" \t\r\n\\;|&()<>", src[i]) < 0 { // the word goes on
			a.Opaque = "the value is made of several pieces"
			for i < next && strings.IndexByte(" \t\r\n;|&()<>", src[i]) < 0 {
				if src[i] == '"' || src[i] == '\'' {
					if stop := quoteEnd(src[:next], i); stop > 0 {
						i = stop
						continue
					}
				}
				i++
			}
			a.Span.End, a.ValueSpan.End, call.Span.End = i, i, i
		}
	}
	if len(call.Children) == 0 {
		return nil, next
	}
	call.Body = text.Span{Start: name.End, End: call.Span.End}
	call.ValueSpan = call.Span
	return call, next
}

// maxArguments is how many arguments of a command are read.
const maxArguments = 1000

// blanks passes blanks, and line ends that a backslash takes away.
func (s *shellScript) blanks(i, end int) (at, next int) {
	src := s.doc.Src
	for {
		i = skipBlanks(src, i, end)
		if i+1 >= len(src) || i >= end || src[i] != '\\' || src[i+1] != '\n' && (src[i+1] != '\r' || i+2 >= len(src) || src[i+2] != '\n') {
			return i, end
		}
		i = text.LineEnd(src, i)
		end = text.LineEnd(src, i)
	}
}

// option reads -x, --long, --long=value, and the value that is the next word.
func (s *shellScript) option(a *Node, i, end int) (at, next int) {
	src := s.doc.Src
	stop := i
	for stop < end && (isWord(src[stop]) || src[stop] == '-' || src[stop] == '.') {
		stop++
	}
	a.KeySpan, a.KeyStyle = text.Span{Start: i, End: stop}, "shell-flag"
	a.Key = string(src[i:stop])
	a.Style = "shell"
	if stop < end && src[stop] == '=' {
		next = max(end, s.word(a, stop+1, end))
		return a.ValueSpan.End, next
	}
	v, next := s.blanks(stop, end)
	a.ValueSpan = text.Span{Start: stop, End: stop}
	if switches[a.Key] || v == stop || v >= next || strings.IndexByte("-\r\n;|&()<>#", src[v]) >= 0 {
		a.Opaque = "an option without a value"
		return stop, next
	}
	next = max(next, s.argument(a, v, next))
	at = a.ValueSpan.End
	if data, ok := dataFlags[a.Key]; ok && a.Opaque == "" {
		s.pair(a, data.encoded)
	}
	return at, next
}

// argument reads the word at at.
func (s *shellScript) argument(a *Node, at, end int) (next int) {
	next = s.word(a, at, end)
	if a.Style == "shell" {
		a.Style = "shell-word"
	}
	return next
}

// pair makes a, whose value is NAME=VALUE, a setting of that name. A value of
// several pairs stays one: it is a document of its own.
func (s *shellScript) pair(a *Node, encoded bool) {
	inside := contents(a)
	raw := inside.Slice(s.doc.Src)
	eq := bytes.IndexByte(raw, '=')
	if eq <= 0 || !encoded && bytes.IndexByte(raw, '&') >= 0 {
		return
	}
	for _, c := range raw[:eq] {
		if !isWord(c) && c != '-' && c != '.' {
			return
		}
	}
	_, value, _ := strings.Cut(a.Value, "=")
	style := "esc:" + strings.TrimSuffix(a.Style, "-word")
	if !encoded {
		plain, ok := formDecode(value)
		if !ok {
			return
		}
		value, style = plain, "form-value|"+style
	}
	a.Key, a.KeySpan, a.KeyStyle = string(raw[:eq]), text.Span{Start: inside.Start, End: inside.Start + eq}, "form-name"
	a.Value, a.Style = value, style
	a.ValueSpan = text.Span{Start: inside.Start + eq + 1, End: inside.End}
}
