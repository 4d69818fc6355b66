package rehearsal

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const metadataNamespace = "http://soap.sforce.com/2006/04/metadata"

// node is an element of a metadata file, with its place.
type node struct {
	name         string
	text         string // of elements without children: trimmed
	children     []*node
	line, column int
}

var errNotMetadata = errors.New("no metadata file")

// parseMetadata reads a metadata file into a tree. Every element must be in the
// metadata namespace; nesting is bounded.
func parseMetadata(src []byte) (*node, error) {
	const deepest = 20
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))))
	var root *node
	var open []*node
	for {
		line, column := dec.InputPos()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if root == nil || len(open) > 0 {
				return nil, errNotMetadata
			}
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, line: line, column: column}
			if t.Name.Space != metadataNamespace || len(open) == deepest || root != nil && len(open) == 0 {
				return nil, errNotMetadata
			}
			if root == nil {
				root = n
			} else {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			}
			open = append(open, n)
		case xml.EndElement:
			n := open[len(open)-1]
			n.text = strings.TrimSpace(n.text)
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
}

func (n *node) problem(id string, values ...string) *problem {
	return &problem{refuse(id, values...), n.line, n.column}
}

// child gives the first child of that name, or nil.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// get gives the text of the first child of that name, or "".
func (n *node) get(name string) string {
	if c := n.child(name); c != nil {
		return c.text
	}
	return ""
}

// flag gives the boolean of a child, or what stands in for a missing one.
func (n *node) flag(name string, missing bool) bool {
	if c := n.child(name); c != nil {
		return c.text == "true"
	}
	return missing
}

// all gives the texts of all children of that name.
func (n *node) all(name string) []string {
	var list []string
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name && c.text != "" {
			list = append(list, c.text)
		}
	}
	return list
}

// commas splits a comma-separated element.
func commas(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}
