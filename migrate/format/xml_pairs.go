package format

import (
	"bytes"
	"slices"
	"strings"
)

// xmlNamed are the elements whose attribute says the name of what they hold.
const xmlNamed = " property entry prop param parameter setting constructor-arg add option variable attribute "

// isXMLName and isXMLValue tell whether an attribute or element has the name, or
// the value, of a setting.
func isXMLName(key string) bool {
	switch key {
	case "name", "key", "Name", "Key", "ParameterKey", "parameterKey", "ParameterName", "parameterName":
		return true
	}
	return false
}

func isXMLValue(key string) bool {
	switch key {
	case "value", "Value", "ParameterValue", "parameterValue":
		return true
	}
	return false
}

// pair makes n a setting, or a container, under the name that it gives: in an
// attribute, or in an element beside one called value.
func (p *xmlParser) pair(n *Node) {
	var name, value, inner *Node
	elements := 0
	for _, c := range n.Children {
		plain := c.Span.Start == c.KeySpan.Start
		switch {
		case !c.Attr:
			elements++
			if isXMLValue(c.Key) && c.Kind == Scalar && !plain {
				inner = c
			}
		case isXMLName(c.Key) && plain && c.Value != "" && c.Opaque == "" && name == nil:
			name = c
		case isXMLValue(c.Key) && plain:
			value = c
		}
	}
	named := strings.Contains(xmlNamed, " "+string(p.local(n.Tag).Slice(p.src))+" ")
	switch {
	case name != nil && value != nil && elements == 0:
		n.take(name, value)
	case name != nil && named && elements == 1 && inner != nil:
		n.take(name, inner)
	case name != nil && named:
		n.take(name, nil)
		blank := !n.Body.Empty() && len(bytes.TrimSpace(n.Body.Slice(p.src))) == 0 // what is left of elements in it
		if len(n.Children) == 0 && !n.Closed && n.Kind == Map && !blank {
			n.Kind, n.Style, n.ValueSpan = Scalar, "xml", n.Body
			p.decode(n)
		}
	case name == nil && value == nil && inner != nil:
		if key := pairedKey(n); key != nil {
			n.take(key, inner)
		}
	}
}

// pairedKey gives the element that names the value beside it, nil if n holds
// more than one value.
func pairedKey(n *Node) (key *Node) {
	for _, c := range n.Children {
		switch {
		case c.Attr || isXMLValue(c.Key):
		case isXMLName(c.Key) && c.Kind == Scalar && c.Value != "" && c.Opaque == "" && key == nil:
			key = c
		case c.Key != "description" && c.Key != "final" && c.Key != "source":
			return nil
		}
	}
	return key
}

// take gives n the name in name and, unless it is nil, the value of value; both
// are then no entries of their own.
func (n *Node) take(name, value *Node) {
	n.Key, n.KeySpan, n.KeyStyle = name.Value, name.ValueSpan, "esc:"+name.Style
	if value != nil {
		n.Kind, n.Value, n.ValueSpan, n.Style, n.Opaque = Scalar, value.Value, value.ValueSpan, value.Style, value.Opaque
	}
	n.Children = slices.DeleteFunc(n.Children, func(c *Node) bool { return c == name || c == value })
}
