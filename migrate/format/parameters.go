package format

import (
	"strings"

	"unpw/migrate/text"
)

// GivenLater is why a parameter without a default cannot be written: its value is
// in no file.
const GivenLater = "its value is given when the file is used"

// parameter sees a declared parameter as a setting, with its default for a value:
// of ARM and Bicep's JSON (parameters.X.defaultValue), CloudFormation
// (Parameters.X.Default) and OpenShift templates (parameters[].name and value).
func parameter(n *Node) {
	holder := n.Parent
	if n.Kind != Map || holder == nil || holder.Parent == nil || holder.Parent.Parent != nil || !strings.EqualFold(holder.Key, "parameters") {
		return
	}
	root := holder.Parent
	var value *Node
	switch {
	case holder.Kind == List:
		name := n.Child("name")
		if root.Child("kind") == nil || root.Child("kind").Value != "Template" || name == nil || name.Kind != Scalar || name.Opaque != "" {
			return
		}
		n.Key, n.KeySpan = name.Value, contents(name)
		value = n.Child("value")
		n.KeyStyle = "esc:" + name.Style
	case root.Child("$schema") != nil && strings.Contains(root.Child("$schema").Value, "deploymentParameters"):
		value = n.Child("value")
		if value == nil {
			return // a Key Vault reference
		}
	case n.Child("type") != nil && root.Child("$schema") != nil && strings.Contains(root.Child("$schema").Value, "eploymentTemplate"):
		value = n.Child("defaultValue")
	case n.Child("Type") != nil && root.Child("Resources") != nil:
		value = n.Child("Default")
	default:
		return
	}
	if value != nil && value.Kind != Scalar {
		return
	}
	n.Kind, n.Children = Scalar, nil
	if value == nil {
		n.Opaque, n.ValueSpan = GivenLater, text.Span{Start: n.Span.End, End: n.Span.End}
		return
	}
	n.Value, n.ValueSpan, n.Style, n.Bare, n.Refs, n.Opaque = value.Value, value.ValueSpan, value.Style, value.Bare, value.Refs, value.Opaque
}

// Parameter tells whether n is a declared parameter.
func (n *Node) Parameter() bool {
	return n.Kind == Scalar && n.Parent != nil && n.Parent.Parent != nil && n.Parent.Parent.Parent == nil && strings.EqualFold(n.Parent.Key, "parameters")
}

// refObject reads {"Ref": "X"} of CloudFormation as a reference.
func refObject(n *Node) {
	if n.Kind != Map || len(n.Children) != 1 || n.Children[0].Key != "Ref" || n.Children[0].Kind != Scalar || n.Children[0].Opaque != "" {
		return
	}
	ref := n.Children[0]
	if strings.Contains(ref.Value, "::") { // AWS::Region
		return
	}
	n.Kind, n.Value, n.Children, n.Style = Scalar, "", nil, ref.Style
	n.Refs = []Ref{{Kind: RefParameter, Name: ref.Value, NameSpan: contents(ref), Span: n.ValueSpan, Whole: true}}
}
