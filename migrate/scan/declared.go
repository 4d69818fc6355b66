package scan

import (
	"slices"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// schemaWords are the names by which manifests describe a variable without
// giving it a value: app.json, render.yaml, server.json, JSON Schema.
var schemaWords = []string{"description", "required", "isRequired", "isSecret", "type", "title", "default", "examples", "format", "generator", "sync", "generateValue", "secret", "sensitive", "label", "kind", "placeholder", "documentation", "options"}

// declares tells whether n describes a setting instead of giving it a value.
func declares(n *format.Node) bool {
	if n.Kind != format.Map {
		return false
	}
	for _, c := range n.Children {
		if c.Key != "name" && c.Key != "key" && !slices.Contains(schemaWords, c.Key) {
			return false
		}
	}
	return true
}

// declared tells whether a match only declares its login: no setting that must be
// secret has a value.
func declared(m *recipe.Match) bool {
	some := false
	for _, f := range m.Settings {
		if !recipe.IsSecret(f.Role, f.Setting.As) {
			continue
		}
		if !declares(f.Node) {
			return false
		}
		some = true
	}
	return some
}

// declared finds logins that d only declares, in lists of variables without
// values.
func (s *scanner) declared(d *format.Document, recipes []*recipe.Recipe) []*recipe.Match {
	if len(recipes) == 0 {
		return nil
	}
	again := declarations(d)
	if again == nil {
		return nil
	}
	var out []*recipe.Match
	for _, r := range recipes {
		for _, m := range r.Match(again, s.tree) {
			if recipe.IsOld(m.Flow.Name) && declared(m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// declarations gives a reading of d in which the variables that are listed by
// name and have no value ({name: X, isSecret: true}; passenv of tox) are settings
// too; nil where there is none.
func declarations(d *format.Document) *format.Document {
	switch d.Syntax {
	case "ini":
		return passed(d)
	case "json", "yaml":
	default:
		return nil
	}
	found := false
	d.Walk(func(n *format.Node) bool { found = found || listed(n); return !found })
	if !found {
		return nil
	}
	again, err := format.Open(d.Path, d.Src)
	if err != nil || again == nil {
		return nil
	}
	again.Walk(func(n *format.Node) bool {
		if listed(n) {
			n.Env = n.Env || n.Parent.Env
			for _, c := range n.Children {
				if name := nameOf(c); name != nil {
					c.Key, c.KeySpan = name.Value, name.ValueSpan
				}
			}
		}
		return true
	})
	return again
}

// listed tells whether n is a list of declarations: of variables (env, env.required),
// or of the settings that a plug-in has.
func listed(n *format.Node) bool {
	return n.Kind == format.List && n.Parent != nil && (n.Env || n.Parent.Env || n.Key == "settings") &&
		slices.ContainsFunc(n.Children, func(c *format.Node) bool { return nameOf(c) != nil })
}

// nameOf gives the name in an item that only declares a variable.
func nameOf(item *format.Node) *format.Node {
	if item.Key != "" || !declares(item) {
		return nil
	}
	for _, key := range []string{"name", "key"} {
		if c := item.Child(key); c != nil && c.Kind == format.Scalar {
			return c
		}
	}
	return nil
}
