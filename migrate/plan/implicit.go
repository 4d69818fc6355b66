package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
)

// implicitValue gives the expression that reads a new variable whose model is a
// variable that the client reads by itself, and writes the variable's definition
// beside the model's.
func (d *difference) implicitValue(model *scan.Setting, r *recipe.Rule, set recipe.Setting) (format.Fragment, error) {
	value, _, ok := d.value(nil, set, r)
	if !ok {
		return nil, fmt.Errorf("%s: its value is not known", r.Role)
	}
	ref := format.Ref{Kind: format.RefEnv, Name: model.Path.Variable}
	name := d.variable(ref, model, r, set)
	var defs []*scan.Definition
	for _, n := range d.tree.Variable(d.in.Match.Doc.Path, model.Path.Variable) {
		defs = append(defs, &scan.Definition{Node: n, Ref: ref, Defs: d.tree.Chain(n)})
	}
	if err := d.define(d.in.Match.Base.Node, defs, ref, name, model, r, set, value); err != nil {
		return nil, err
	}
	switch d.in.Match.Doc.Syntax {
	case "python":
		return format.Literal(`os.environ["` + name + `"]`), nil
	case "javascript":
		return format.Literal("process.env." + name), nil
	case "ruby":
		return format.Literal("ENV['" + name + "']"), nil
	}
	return nil, fmt.Errorf("%s: a program that reads variables by itself is not known in %s", r.Role, d.in.Match.Doc.Syntax)
}

// addArgument puts a new argument behind the last one of the call.
func (d *difference) addArgument(r *recipe.Rule, key string, text format.Fragment) error {
	call := d.in.Match.Base.Node
	for len(call.Children) == 1 && call.Children[0].Kind == format.Map {
		call = call.Children[0]
	}
	if call.Kind != format.Call && call.Kind != format.Map || len(call.Children) == 0 {
		return fmt.Errorf("%s: the call has no argument beside which it could stand", r.Role)
	}
	last := call.Children[len(call.Children)-1]
	s := d.slot(last, "")
	s.add(addition{role: r.Role, key: key, text: text})
	return nil
}

// writeImplicit adds an argument whose model is a variable that the client reads
// by itself.
func (d *difference) writeImplicit(model *scan.Setting, r *recipe.Rule, set recipe.Setting) error {
	value, err := d.implicitValue(model, r, set)
	if err != nil {
		return err
	}
	key := set.Paths[0].Text
	sep := "="
	switch d.in.Match.Doc.Syntax {
	case "ruby", "javascript":
		sep = ": "
	}
	return d.addArgument(r, key, format.Join(format.Literal(strings.TrimSuffix(key, ":")+sep), value))
}
