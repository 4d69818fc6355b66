package workspace

import (
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// Load reads an unpw.yaml. path is what errors call it. Every error is a
// *fail.Error with code Usage, the line, and a hint; none quotes a value.
func Load(path string, data []byte) (*Config, error) {
	facts, err := readBuiltin()
	if err != nil {
		return nil, err
	}
	root, err := parse(path, data)
	if err != nil {
		return nil, err
	}
	c := &Config{
		Path:  path,
		Scan:  Scan{Roots: []string{"."}, MaxSize: 16 << 20},
		Keys:  Keys{Bits: 2048, Days: 365, Subject: "CN={app}", Path: "/etc/secrets/{app}.{ext}"},
		facts: facts,
	}
	d := &decoder{path: path}
	d.config(root, c)
	if d.err != nil {
		return nil, d.err
	}
	c.complete()
	if err := c.check(root); err != nil {
		return nil, err
	}
	return c, nil
}

func (d *decoder) config(root *yaml.Node, c *Config) {
	known := fields{
		"schema": d.schema,
		"scan":   func(v *yaml.Node, at string) { d.scan(v, at, &c.Scan) },
		"orgs": func(v *yaml.Node, at string) {
			d.entries(v, at, func(name string, key, v *yaml.Node, full string) {
				o := Org{Name: name, Line: key.Line}
				if d.name(key, full, "org", isName, "letters, digits, - and _, beginning with a letter or digit") {
					d.org(v, full, &o)
				}
				c.Orgs = append(c.Orgs, o)
			})
		},
		"keys": func(v *yaml.Node, at string) { d.keys(v, at, &c.Keys) },
		"defaults": func(v *yaml.Node, at string) {
			d.mapping(v, at, d.choices(&c.Defaults))
		},
		"apps": func(v *yaml.Node, at string) {
			d.entries(v, at, func(name string, key, v *yaml.Node, full string) {
				a := App{Name: name, Line: key.Line}
				if d.name(key, full, "app", isAppName, appNameRule) {
					d.app(v, full, &a)
				}
				c.Apps = append(c.Apps, a)
			})
		},
		"integrations": func(v *yaml.Node, at string) {
			d.entries(v, at, func(name string, key, v *yaml.Node, full string) {
				i := Integration{ID: name, Line: key.Line}
				if d.name(key, full, "id", isSlug, "lower case letters and digits, with single - between") {
					d.integration(v, full, &i)
				}
				c.Integrations = append(c.Integrations, i)
			})
		},
		"values": func(v *yaml.Node, at string) {
			c.Values = map[string]SecretRef{}
			d.entries(v, at, func(name string, key, v *yaml.Node, full string) {
				if d.name(key, full, "value", isVariable, "letters, digits and _ . -") {
					if ref := d.secretRef(v, full); ref != nil {
						c.Values[name] = *ref
					}
				}
			})
		},
		"dates": func(v *yaml.Node, at string) {
			c.Dates = map[string]time.Time{}
			d.mapping(v, at, fields{
				OAuthPassword: func(v *yaml.Node, at string) { c.Dates[OAuthPassword] = d.day(v, at) },
				SOAPLogin:     func(v *yaml.Node, at string) { c.Dates[SOAPLogin] = d.day(v, at) },
			})
		},
	}
	d.mapping(root, "", known)
	if d.err == nil && value(root, "schema") == nil {
		d.err = fail.At(fail.Usage, d.path, 1, "schema is missing").Hint("begin with schema: %s", SchemaName)
	}
}

func (d *decoder) schema(v *yaml.Node, at string) {
	if v.Kind != yaml.ScalarNode || v.Value != SchemaName {
		d.wrong(v, at, "must be %s", SchemaName).Hint("use the unpw that this file was written for, or write it anew with unpw plan --init")
	}
}

// name checks a name of the user's own choice.
func (d *decoder) name(key *yaml.Node, at, noun string, ok func(string) bool, rule string) bool {
	if ok(key.Value) {
		return true
	}
	if shown(key.Value) == "a field" {
		at = "a name here" // not fit to be printed
	}
	e := d.wrong(key, at, "not a name of an %s", noun)
	if noun == "value" {
		e.Cause = at + ": not a name of a value"
	}
	e.Hint("use %s", rule)
	if noun == "id" {
		if s := Slug(key.Value); s != "" && shown(s) != "a field" {
			e.Hint("did you mean %s?", s)
		}
	}
	return false
}

// value gives what a mapping holds under name, nil where it does not.
func value(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
