package scan

import (
	"path"
	"strings"

	"unpw/migrate/format"
)

// Terraform's variables are declared in the .tf files of a folder, and get their
// values there (default), from .tfvars files, or from TF_VAR_ variables.
const (
	terraformVariable = "var"
	terraformLocal    = "local"
	terraformEnv      = "TF_VAR_"
)

// parameterKeys gives the parameters that n, an entry of an HCL document, gives a
// value; of other documents, those it declares.
func parameterKeys(n *format.Node) []defKey {
	if n.Doc.Syntax != "hcl" {
		if !n.Parameter() {
			return nil
		}
		return []defKey{{kind: format.RefParameter, name: n.Key}}
	}
	key := func(object, name string) []defKey {
		return []defKey{{kind: format.RefParameter, object: object, name: name}}
	}
	parent := n.Parent
	switch {
	case strings.HasSuffix(n.Doc.Path, ".tfvars"):
		if parent.Parent == nil {
			return key(terraformVariable, n.Key)
		}
	case n.Key == "default":
		if isDeclaration(parent) {
			return key(terraformVariable, parent.Key)
		}
	case parent.Key == "locals" && parent.Parent != nil && parent.Parent.Parent == nil:
		return key(terraformLocal, n.Key)
	}
	return nil
}

// isDeclaration tells whether n is a block variable "x".
func isDeclaration(n *format.Node) bool {
	return n.Kind == format.Map && n.Parent != nil && n.Parent.Key == "variable" && n.Parent.Parent != nil && n.Parent.Parent.Parent == nil
}

// Declaration gives the block that declares the variable ref names for a reader in
// file, nil where there is none: the block's own node, whose name is "variable".
func (t *Tree) Declaration(file string, ref format.Ref) *format.Node {
	if ref.Kind != format.RefParameter || ref.Object != terraformVariable {
		return nil
	}
	for _, d := range t.Documents() {
		if d.Syntax != "hcl" || path.Dir(d.Path) != path.Dir(file) {
			continue
		}
		for _, block := range d.Root.Children {
			if block.Key == "variable" && len(block.Children) == 1 && block.Children[0].Key == ref.Name {
				return block
			}
		}
	}
	return nil
}

// Declares gives the block variable "x" whose default n is, nil for any other n.
func Declares(n *format.Node) *format.Node {
	if n.Key == "default" && n.Parent != nil && isDeclaration(n.Parent) {
		return n.Parent.Parent
	}
	return nil
}

// ParameterReaders gives what reads the variable ref names in the folder of file.
func (t *Tree) ParameterReaders(file string, ref format.Ref) []*format.Node {
	var out []*format.Node
	for _, n := range t.reading[defKey{kind: format.RefParameter, object: ref.Object, name: ref.Name}] {
		if path.Dir(n.Doc.File().Path) == path.Dir(file) {
			out = append(out, n)
		}
	}
	return out
}
