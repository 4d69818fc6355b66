package plan

import (
	"fmt"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// declare declares a new variable beside the one that ref names, in the form of
// its declaration: Terraform refuses a variable that no block declares. A default
// that gave the old variable its value gives the new one its own.
func (d *difference) declare(from *format.Node, ref format.Ref, name string, model *scan.Setting, r *recipe.Rule, value format.Fragment) error {
	block := d.tree.Declaration(from.Doc.Path, ref)
	if block == nil || d.tree.Declaration(from.Doc.Path, format.Ref{Kind: ref.Kind, Object: ref.Object, Name: name}) != nil {
		return nil
	}
	id := fmt.Sprintf("declare %p %s", block, name)
	if d.written[id] {
		return nil
	}
	d.written[id] = true
	label := block.Children[0]
	changes := []format.FileEdit{{Span: label.KeySpan, Text: format.Literal(name)}}
	for _, n := range label.Children {
		switch n.Key {
		case "default":
			if n.Value == "" && len(n.Refs) == 0 { // filled in elsewhere, as the old one
				continue
			}
			e, err := format.SetValue(n, value, false)
			if err != nil {
				return err
			}
			changes = append(changes, e)
		case "description":
			changes = append(changes, format.FileEdit{Span: n.ValueSpan, Text: format.Literal(fmt.Sprintf("%q", "Salesforce "+spoken(r.Role)))})
		case "sensitive":
			if !recipe.IsSecret(r.Role, "") {
				changes = append(changes, format.FileEdit{Span: n.ValueSpan, Text: format.Literal("false")})
			}
		case "validation":
			return fmt.Errorf("variable %q is validated: its successor has to be declared by hand", ref.Name)
		}
	}
	text, err := format.Excerpt(block, changes)
	if err != nil {
		return err
	}
	s := d.slot(block, model.Role)
	s.add(addition{role: r.Role, key: name, text: text, apart: true})
	return nil
}

// declareBeside declares a parameter in the form of n, a parameter without a value.
func (d *difference) declareBeside(n *format.Node, key, role string, r *recipe.Rule) error {
	text, err := format.Excerpt(n, []format.FileEdit{{Span: n.KeySpan, Text: format.Literal(key)}})
	if err != nil {
		return err
	}
	d.slot(n, role).add(addition{role: r.Role, key: key, text: text})
	return nil
}

// removeDeclarations takes the declaration of a variable away that nothing reads
// any more.
func (d *difference) removeDeclarations(n *format.Node, role string) {
	for _, ref := range n.Refs {
		block := d.tree.Declaration(n.Doc.Path, ref)
		if block == nil || d.goes[block] {
			continue
		}
		read := false
		for _, reader := range d.tree.ParameterReaders(n.Doc.Path, ref) {
			read = read || !d.goes[reader]
		}
		if !read {
			d.remove(block, role)
		}
	}
}
