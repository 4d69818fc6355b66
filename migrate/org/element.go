package org

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// Element is an element of a metadata component. One with elements in it has no
// text of its own.
type Element struct {
	Name string
	Text string // without the white space around it
	Kids []Element
}

// deepest bounds the nesting of a component or a SOAP answer.
const deepest = 32

var errNotXML = errors.New("not one well-formed XML document")

// ParseElement reads a metadata file, whatever its namespace. Its error says
// nothing of what is in the file.
func ParseElement(data []byte) (Element, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	stack := []Element{{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) != 1 || len(stack[0].Kids) != 1 {
				return Element{}, errNotXML
			}
			return stack[0].Kids[0], nil
		}
		if err != nil || len(stack) > deepest {
			return Element{}, errNotXML
		}
		top := &stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			stack = append(stack, Element{Name: t.Name.Local})
		case xml.CharData:
			top.Text += string(t)
		case xml.EndElement:
			done := *top
			if done.Text = strings.TrimSpace(done.Text); len(done.Kids) > 0 {
				done.Text = ""
			}
			stack = stack[:len(stack)-1]
			parent := &stack[len(stack)-1]
			parent.Kids = append(parent.Kids, done)
		}
	}
}

// Kid gives the first element of that name, or an empty one.
func (e Element) Kid(name string) Element {
	for _, k := range e.Kids {
		if k.Name == name {
			return k
		}
	}
	return Element{}
}

// Has tells whether there is an element of that name.
func (e Element) Has(name string) bool {
	return slices.ContainsFunc(e.Kids, func(k Element) bool { return k.Name == name })
}

// All gives the elements of that name.
func (e Element) All(name string) []Element {
	var out []Element
	for _, k := range e.Kids {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// Texts gives the texts of all elements of that name.
func (e Element) Texts(name string) []string {
	var out []string
	for _, k := range e.All(name) {
		out = append(out, k.Text)
	}
	return out
}
