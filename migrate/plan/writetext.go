package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// writeText writes the text that a recipe gives for a path, where a copy of the
// model would not do. Every role whose path lies in it is written with it.
func (d *difference) writeText(r *recipe.Rule, set recipe.Setting, key, text string) error {
	id := fmt.Sprintf("write %p %s", d.in, key)
	if d.written[id] {
		return nil
	}
	d.written[id] = true
	model, err := d.model(r, set)
	if err != nil {
		return err
	}
	out := format.Literal("")
	rest := strings.TrimSuffix(text, "\n")
	for {
		i, role := nextPlaceholder(rest)
		if i < 0 {
			break
		}
		value, err := d.placeholder(role)
		if err != nil {
			return err
		}
		out = format.Join(out, format.Literal(rest[:i]), value)
		rest = rest[i+len(role)+2:]
	}
	out = format.Join(out, format.Literal(rest))
	if model.Implicit {
		return d.addArgument(r, key, out)
	}
	s := d.slot(model.Node, model.Role)
	s.add(addition{role: r.Role, key: key, text: out})
	return nil
}

// nextPlaceholder finds {role} in a text.
func nextPlaceholder(s string) (int, string) {
	for i := 0; i < len(s); i++ {
		if s[i] != '{' {
			continue
		}
		end := strings.IndexByte(s[i:], '}')
		if end > 1 && recipe.IsRole(s[i+1:i+end]) {
			return i, s[i+1 : i+end]
		}
	}
	return -1, ""
}

// placeholder gives the value of a role inside a written text: in a program the
// whole expression, elsewhere what stands between the quotes.
func (d *difference) placeholder(role string) (format.Fragment, error) {
	rule := d.new.Rule(role)
	if rule == nil {
		return nil, fmt.Errorf("{%s} has no setting in %s", role, d.new.Name)
	}
	set := rule.Settings[0]
	if set.As == "file-uri" {
		set.As = "path" // the text itself says file:
	}
	model, err := d.model(rule, set)
	if err != nil {
		return nil, err
	}
	if model.Implicit {
		return d.implicitValue(model, rule, set)
	}
	v, err := d.newValue(model, rule, set)
	if err != nil || v == nil {
		return nil, err
	}
	n := model.Node
	if v.Ref != nil {
		expr, err := format.Reference(n, *v.Ref, v.Name)
		return format.Literal(unquoted(n, expr)), err
	}
	if format.IsProgram(n.Doc.Syntax) {
		style := n.Style
		if style == "" {
			style = n.Doc.Syntax + `"`
		}
		return v.Text.Through(style)
	}
	style := n.Style
	if !strings.HasPrefix(style, "esc:") {
		style = "esc:" + style
	}
	return v.Text.Through(style)
}

// unquoted takes the quotes off a reference that stands in them.
func unquoted(n *format.Node, expr string) string {
	if format.IsProgram(n.Doc.Syntax) || n.Doc.Syntax == "xml" {
		return expr
	}
	if n.Doc.Syntax == "hcl" && strings.Trim(expr, `"`) == expr { // the text has the quotes
		return "${" + expr + "}"
	}
	return strings.Trim(expr, `"'`)
}
