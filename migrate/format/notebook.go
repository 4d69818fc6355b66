package format

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"unpw/migrate/text"
)

// Notebook reads Jupyter notebooks (nbformat 4): a JSON document whose code cells
// are together one program in the language of the notebook, as they are for the
// kernel. Texts, outputs, cells in other languages (%%bash) and those that are no
// program by themselves are left out.
type Notebook struct{}

// Name implements Syntax.
func (Notebook) Name() string { return "jupyter" }

// Parse implements Syntax. The document is of syntax "json"; the program is the
// inner document of its "cells".
func (Notebook) Parse(src []byte) (*Document, error) {
	d, err := parseJSON(src, false)
	if err == nil {
		d.notebook = true
	}
	return d, err
}

// cells are the code cells of a notebook, put behind each other with a line end
// between them that stands nowhere in the file.
type cells struct {
	all  []cell
	src  []byte  // the program
	at   []int32 // of each byte of src in the file
	mask []int   // bytes that stand for the first one of a magic command
}

type cell struct {
	text.Span        // in the program
	next      string // what ends one of its lines in the file and begins the next; "" if all are one string
}

// notebookLanguages are the languages of kernels that are read.
var notebookLanguages = map[string]Language{"": Python, "python": Python, "ipython": Python, "python3": Python, "ruby": Ruby, "javascript": JavaScript, "typescript": JavaScript, "deno": JavaScript}

// openCells makes the cells of a notebook one value that holds a program.
func (d *Document) openCells() {
	list := d.Root.Child("cells")
	if list == nil || list.Kind != List {
		return
	}
	parts := list.Children
	list.Kind, list.Children, list.Style, list.Opaque = Scalar, nil, "json", "the cells of a notebook are no single value"
	list.KeySpan.End = list.KeySpan.Start // another name would end the notebook
	lang, known := notebookLanguages[notebookLanguage(d.Root)]
	if !known {
		return
	}
	c := gather(parts, func([]byte) bool { return true })
	inner, err := Code{lang}.Parse(c.src)
	if err != nil { // one that is no program spoils all
		c = gather(parts, func(src []byte) bool {
			_, err := Code{lang}.Parse(src)
			return err == nil
		})
		inner, err = Code{lang}.Parse(c.src)
	}
	if err != nil || len(c.all) == 0 {
		return
	}
	inner.Path = d.Path
	inner.outer = &outer{node: list, offsets: c.at, escape: "esc:json", cells: c}
	list.Inner = inner
	inner.Walk(func(n *Node) bool {
		if i := sort.SearchInts(c.mask, n.ValueSpan.Start); n.Kind == Scalar && i < len(c.mask) && c.mask[i] < n.ValueSpan.End {
			n.Opaque = "a line in it looks like a command of the notebook"
		}
		return true
	})
	inner.shape()
}

// notebookLanguage gives the language that the metadata of a notebook name.
func notebookLanguage(root *Node) string {
	for _, path := range [][2]string{{"language_info", "name"}, {"kernelspec", "language"}} {
		n := root.Child("metadata")
		for _, key := range path {
			if n != nil {
				n = n.Child(key)
			}
		}
		if n != nil && n.Value != "" {
			return strings.ToLower(n.Value)
		}
	}
	return ""
}

// gather puts the code cells together of which fits says that they belong there.
func gather(parts []*Node, fits func(src []byte) bool) *cells {
	c := &cells{}
	for _, part := range parts {
		kind, source := part.Child("cell_type"), part.Child("source")
		if kind == nil || kind.Value != "code" || source == nil {
			continue
		}
		lines, next := []*Node{source}, ""
		if source.Kind == List {
			lines = source.Children
			next = lineBreak(source)
		}
		before, places, masked := len(c.src), len(c.at), len(c.mask)
		if before > 0 {
			c.src = append(c.src, '\n') // its place is the end of the cell before
		}
		start := len(c.src)
		if !c.append(lines) || !c.magic(start) || !fits(c.src[start:]) {
			c.src, c.at, c.mask = c.src[:before], c.at[:places], c.mask[:masked]
			continue
		}
		c.all = append(c.all, cell{text.Span{Start: start, End: len(c.src)}, next})
	}
	return c
}

// append adds the text of a cell, which is the strings in lines. It is false for
// an empty one, and where a string cannot be mapped byte by byte.
func (c *cells) append(lines []*Node) bool {
	before := len(c.src)
	end := int32(0)
	for _, line := range lines {
		if line.Kind != Scalar || line.Opaque != "" || line.Bare {
			return false
		}
		o := mapBytes(line)
		if o == nil {
			return false
		}
		at := o.offsets
		c.src = append(c.src, line.Value...)
		c.at = append(c.at, at[:len(at)-1]...)
		end = at[len(at)-1]
	}
	c.at = append(c.at, end)
	return len(c.src) > before
}

// lineBreak gives what stands between two strings of a list of lines.
func lineBreak(list *Node) string {
	src := list.Doc.Src
	gap := " "
	if len(list.Children) > 0 {
		gap = string(src[list.Body.Start:list.Children[0].Span.Start])
	}
	if len(list.Children) > 1 {
		gap = string(src[list.Children[0].Comma.End:list.Children[1].Span.Start])
	}
	if strings.TrimSpace(gap) != "" {
		gap = " "
	}
	return `",` + gap + `"`
}

// magic makes comments of the commands of a notebook in the cell that begins at
// start. It is false for a cell in another language.
func (c *cells) magic(start int) bool {
	first := true
	for at := start; at < len(c.src); at = text.LineEnd(c.src, at) {
		i := skipBlanks(c.src, at, len(c.src))
		if i == len(c.src) || c.src[i] == '\n' {
			continue
		}
		switch word, _, _ := strings.Cut(string(c.src[i:text.LineEnd(c.src, i)]), " "); {
		case first && strings.HasPrefix(word, "%%") && !slices.Contains([]string{"%%time", "%%timeit", "%%capture", "%%prun"}, strings.TrimSpace(word)):
			return false
		case word[0] == '%' || word[0] == '!' || word[0] == '?':
			c.src[i] = '#'
			c.mask = append(c.mask, i)
		}
		first = false
	}
	return true
}

// within gives edits that stay in one cell each: a line end between two cells is
// no byte that could go.
func (c *cells) within(edits []FileEdit) ([]FileEdit, error) {
	for i, e := range edits {
		k := sort.Search(len(c.all), func(k int) bool { return c.all[k].End >= e.Start })
		if k == len(c.all) {
			return nil, fmt.Errorf("an edit lies outside the cells of the notebook")
		}
		in := c.all[k]
		lit, plain := e.Text.text()
		switch {
		case e.Empty() && e.Start == in.Start && k > 0 && plain && strings.HasSuffix(lit, "\n"): // behind the last line of the cell before
			e.Start = c.all[k-1].End
			e.End, e.Text = e.Start, Join(Literal("\n"), e.Text.TrimNewline())
		case e.End <= in.End:
		case e.End > in.End+1:
			return nil, fmt.Errorf("an edit goes over more than one cell of the notebook")
		case lit != "" || !plain:
			e.End, e.Text = in.End, e.Text.TrimNewline()
		default:
			if e.End = in.End; e.Start > in.Start && c.src[e.Start-1] == '\n' {
				e.Start--
			}
		}
		edits[i] = e
	}
	return edits, nil
}

// lines gives t, already escaped, as it stands in the cell that holds the byte at
// of the program: one string a line, if the cell is written so.
func (c *cells) lines(t Fragment, at int) Fragment {
	k := sort.Search(len(c.all), func(k int) bool { return c.all[k].End >= at })
	if k == len(c.all) || c.all[k].next == "" {
		return t
	}
	return t.layout(func(s string) string {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			b.WriteByte(s[i])
			if s[i] != '\\' || i+1 == len(s) {
				continue
			}
			i++
			b.WriteByte(s[i])
			if s[i] == 'n' {
				b.WriteString(c.all[k].next)
			}
		}
		return b.String()
	})
}
