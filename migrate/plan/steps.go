package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

func (d *decision) step(who, text, command string) {
	for _, s := range d.p.Steps {
		if s.Text == text {
			return
		}
	}
	d.p.Steps = append(d.p.Steps, Step{Who: who, Text: text, Command: command})
}

// steps lists what is left to people: values outside of the tree, the recipe's
// own steps, the key's way to where the integration runs.
func (d *decision) steps(diff *Difference, v Values) {
	kinds := d.outsideKinds()
	for _, name := range diff.Outside {
		to := ""
		if v := d.whatFor(diff.Values[name]); v != "" {
			to = ": " + v
		}
		switch kinds[strings.ToLower(name)] {
		case format.RefCISecret:
			d.step("operator", "create or change the CI secret "+name+to, "gh secret set "+name)
		case format.RefVault:
			d.step("operator", "create or change the secret "+name+" in the vault"+to, "")
		default:
			d.step("operator", "create or change "+name+", which is defined outside of this tree"+to, "")
		}
	}
	for _, old := range d.removedOutside() {
		d.step("operator", "remove "+old+" where it is defined, once the new login runs", "")
	}
	for _, t := range d.recipe.Todo {
		if t.Flow == "" || t.Flow == d.p.Flow {
			d.step("operator", d.fill(t.Say, v), "")
		}
	}
	if n := d.p.NewLogin; n != nil && n.KeyAtRunTime != "" && d.writesPath() {
		d.step("operator", fmt.Sprintf("put .unpw/%s where the integration reads it: %s, readable by its user only", n.KeyHere, n.KeyAtRunTime), "")
	}
}

// whatFor says what a name outside of the tree is to hold; for a secret, where
// unpw keeps it.
func (d *decision) whatFor(value string) string {
	switch value {
	case "the private key":
		return "the private key, .unpw/" + workspace.KeyPath(d.appKey(), "key") + ", as one line with \\n for its line ends"
	case "the client secret":
		return "the consumer secret of app " + d.p.App
	case "the keystore password":
		return "the password in .unpw/" + workspace.SecretPath(d.appKey(), workspace.KeystorePassword)
	}
	return value
}

func (d *decision) appKey() string {
	if a := d.plan.App(d.p.App); a != nil && a.Key != "" {
		return a.Key
	}
	return d.p.App
}

// writesPath tells whether the new configuration names a key file.
func (d *decision) writesPath() bool {
	for _, e := range d.p.Edits {
		if (e.Role == "private-key-file" || e.Role == "keystore-file") && strings.Contains(e.Text, d.p.NewLogin.KeyAtRunTime) {
			return true
		}
	}
	for _, e := range d.p.Edits {
		if strings.Contains(e.Text, d.p.NewLogin.KeyAtRunTime) {
			return true
		}
	}
	return false
}

// outsideKinds tells in what manner names are referred to: new names are
// referred to as their models are.
func (d *decision) outsideKinds() map[string]format.RefKind {
	out := map[string]format.RefKind{}
	var kind format.RefKind
	note := func(n *format.Node) {
		for _, r := range n.Refs {
			if r.Kind == format.RefCISecret || r.Kind == format.RefVault {
				kind = r.Kind
				out[strings.ToLower(r.Name)] = r.Kind
			}
		}
	}
	for _, s := range d.in.All() {
		note(s.Node)
		s.Each(func(def *scan.Definition) { note(def.Node) })
	}
	if kind == "" {
		return out
	}
	for _, e := range d.p.Edits {
		for _, word := range strings.FieldsFunc(e.Text, func(r rune) bool { return !isNameRune(r) }) {
			if _, ok := out[strings.ToLower(word)]; !ok {
				out[strings.ToLower(word)] = kind
			}
		}
	}
	return out
}

func isNameRune(r rune) bool {
	return r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// removedOutside names the old secrets that lie outside of the tree.
func (d *decision) removedOutside() []string {
	var out []string
	add := func(n *format.Node) {
		for _, r := range n.Refs {
			if r.Kind == format.RefCISecret || r.Kind == format.RefVault {
				out = append(out, r.Name)
			}
		}
	}
	for _, s := range d.in.All() {
		if s.Role != "password" && s.Role != "security-token" {
			continue
		}
		add(s.Node)
		s.Each(func(def *scan.Definition) { add(def.Node) })
	}
	return out
}

// fill puts values into the text of a step.
func (d *decision) fill(text string, v Values) string { return sayWith(d.flow, text, v) }

func sayWith(flow *recipe.Flow, text string, v Values) string {
	for _, r := range flow.Rules {
		if r.Role == "" || len(r.Settings) == 0 {
			continue
		}
		set := r.Settings[0]
		if set.As == "file-uri" {
			set.As = "path"
		}
		if value, ok := v.of(r.Role, set); ok && !value.HasSecret() {
			text = strings.ReplaceAll(text, "{"+r.Role+"}", value.String())
		}
	}
	return text
}
