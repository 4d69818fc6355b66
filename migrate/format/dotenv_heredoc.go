package format

import (
	"bytes"
	"strings"

	"unpw/migrate/text"
)

// heredoc is <<WORD on a line of a script, and the text below it.
type heredoc struct {
	word   string
	raw    bool // nothing is expanded
	tabs   bool // <<-: leading tabs do not count
	target text.Span
}

// script reads what the line from start to end says that is no assignment: the
// command that begins at at, and the here-documents that are asked for. It gives
// the place where reading goes on.
func (s *shellScript) script(start, at, end int) (next int) {
	call, next := s.command(at, end)
	if call != nil {
		s.root.Children = append(s.root.Children, call)
		s.doc.entries += 1 + len(call.Children)
	}
	if bytes.Contains(s.doc.Src[start:next], []byte("<<")) {
		return s.documents(start, next)
	}
	return next
}

// behind reads what stands behind the assignments of the line from start to end:
// a command that is given the variables.
func (s *shellScript) behind(start, end int) (next int) {
	n := s.root.Children[len(s.root.Children)-1]
	at := n.ValueSpan.End
	if at >= end || n.Opaque != "" || s.doc.Src[at] != ' ' && s.doc.Src[at] != '\t' {
		at = end
	}
	return s.script(start, at, end)
}

// documents reads the here-documents that the line [at,end) asks for.
func (s *shellScript) documents(at, end int) (next int) {
	src := s.doc.Src
	next = end
	for _, h := range s.asked(at, end) {
		if s.ends == nil {
			s.ends = lastWords(src)
		}
		if s.ends[h.word] < next {
			continue // no line ends it: no here-document
		}
		from := next
		stop, behind := s.bodyEnd(h, from)
		if stop < 0 {
			continue
		}
		next = behind
		s.document(h, text.Span{Start: at + len(src[at:end]) - len(bytes.TrimLeft(src[at:end], " \t")), End: trimRight(src, stop, behind)}, text.Span{Start: from, End: stop})
	}
	return next
}

// bodyEnd gives where the text of h ends that begins at from, and where the lines
// go on; -1 if nothing ends it.
func (s *shellScript) bodyEnd(h heredoc, from int) (stop, next int) {
	src := s.doc.Src
	for at := from; at < len(src); at = text.LineEnd(src, at) {
		end := text.LineEnd(src, at)
		line := strings.TrimRight(string(src[at:end]), "\r\n")
		if h.tabs {
			line = strings.TrimLeft(line, "\t")
		}
		if line == h.word {
			return at, end
		}
	}
	return -1, from
}

// asked gives the here-documents of a line, and the file that its command writes.
func (s *shellScript) asked(at, end int) (all []heredoc) {
	src := s.doc.Src
	var target text.Span
	for i := at; i < end && len(all) < maxHereDocuments; i++ {
		switch c := src[i]; {
		case c == '\\':
			i++
		case c == '\'' || c == '"':
			if stop := quoteEnd(src[:end], i); stop > 0 {
				i = stop - 1
			}
		case c == '#' && (i == at || src[i-1] == ' ' || src[i-1] == '\t'):
			i = end
		case c == '<' && i+2 < end && src[i+1] == '<' && src[i+2] == '<':
			i += 2
		case c == '<' && i+1 < end && src[i+1] == '<':
			var h heredoc
			i += 2
			if h.tabs = i < end && src[i] == '-'; h.tabs {
				i++
			}
			i = skipBlanks(src, i, end)
			if h.raw = i < end && (src[i] == '\'' || src[i] == '"' || src[i] == '\\'); h.raw {
				i++
			}
			start := i
			for i < end && isWord(src[i]) {
				i++
			}
			if h.word = string(src[start:i]); h.word != "" && (src[start] < '0' || src[start] > '9') {
				all = append(all, h)
			}
			i--
		case c == '>':
			for i+1 < end && (src[i+1] == '>' || src[i+1] == '|') {
				i++
			}
			if to := s.plainWord(skipBlanks(src, i+1, end), end); target.Empty() && src[max(at, i-1)] != '2' && src[max(at, i-2)] != '2' && !bytes.HasPrefix(to.Slice(src), []byte("/dev/")) {
				target = to
			}
		case c == 't' && bytes.HasPrefix(src[i:end], []byte("tee ")) && (i == at || src[i-1] == ' ' || src[i-1] == '|'):
			i = skipBlanks(src, i+4, end)
			for i < end && src[i] == '-' { // its options
				for i < end && src[i] != ' ' {
					i++
				}
				i = skipBlanks(src, i, end)
			}
			target = s.plainWord(i, end)
		}
	}
	for i := range all {
		all[i].target = target
	}
	return all
}

// plainWord gives the word at at, without quotes.
func (s *shellScript) plainWord(at, end int) text.Span {
	src := s.doc.Src
	if at < end && (src[at] == '"' || src[at] == '\'') {
		if stop := quoteEnd(src[:end], at); stop > 0 {
			return text.Span{Start: at + 1, End: stop - 1}
		}
	}
	stop := at
	for stop < end && strings.IndexByte(" \t\r\n"+shellEnds, src[stop]) < 0 {
		stop++
	}
	return text.Span{Start: at, End: stop}
}

// document adds the text of h as a document in the syntax that the name of its
// file asks for, or that it looks like. A text in no syntax is passed over.
func (s *shellScript) document(h heredoc, whole, body text.Span) {
	d := s.doc
	value, offsets := h.read(d.Src, body)
	name := string(h.target.Slice(d.Src))
	syntax := For(name, value)
	if syntax == nil && looksLikeVariables(value) {
		syntax = Dotenv{}
	}
	if script, ok := syntax.(Dotenv); syntax == nil || ok && script.Shell {
		return
	}
	inner, err := syntax.Parse(value)
	if err != nil {
		return
	}
	n := d.node(Node{Parent: s.root, Kind: Scalar, Key: name, KeySpan: h.target, KeyStyle: "shell-file", Span: whole, ValueSpan: body,
		Style: h.style(), Opaque: "it is a whole file: its settings stand in it"})
	if h.target.Empty() {
		n.KeySpan = text.Span{Start: whole.Start, End: whole.Start}
	}
	inner.outer = &outer{node: n, offsets: offsets, escape: "esc:" + h.style()}
	n.Inner = inner
	s.root.Children = append(s.root.Children, n)
	d.entries += 1 + inner.entries
}

func (h heredoc) style() string {
	if h.raw {
		return "shell-raw-heredoc"
	}
	return "shell-heredoc"
}

// read gives the text that a command reads, with where each byte of it stands.
// Variables are left as they are written.
func (h heredoc) read(src []byte, body text.Span) (value []byte, offsets []int32) {
	value, offsets = make([]byte, 0, body.Len()), make([]int32, 0, body.Len()+1)
	first := true // on its line
	for i := body.Start; i < body.End; i++ {
		c := src[i]
		switch {
		case first && h.tabs && c == '\t':
			continue
		case !h.raw && c == '\\' && i+1 < body.End && strings.IndexByte("$`\\", src[i+1]) >= 0:
			value, offsets = append(value, src[i+1]), append(offsets, int32(i))
			i++
			continue
		case !h.raw && c == '\\' && i+1 < body.End && src[i+1] == '\n':
			i++
			continue
		}
		first = c == '\n'
		value, offsets = append(value, c), append(offsets, int32(i))
	}
	return value, append(offsets, int32(body.End))
}

// looksLikeVariables tells whether every line gives a variable a value, or is
// empty or a comment.
func looksLikeVariables(value []byte) bool {
	some := false
	for line := range bytes.Lines(value) {
		line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("export "))
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		n := 0
		for n < len(line) && isWord(line[n]) {
			n++
		}
		if n == 0 || n == len(line) || line[n] != '=' {
			return false
		}
		some = true
	}
	return some
}

// lastWords gives where the last line stands that holds one word, by the word.
func lastWords(src []byte) map[string]int {
	ends := map[string]int{}
	for at := 0; at < len(src); {
		end := text.LineEnd(src, at)
		word := bytes.Trim(src[at:end], " \t\r\n")
		if len(word) > 0 && len(word) < 100 && !bytes.ContainsFunc(word, func(r rune) bool { return r >= 0x80 || !isWord(byte(r)) }) {
			ends[string(word)] = at
		}
		at = end
	}
	return ends
}
