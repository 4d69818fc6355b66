package plan

import (
	"fmt"
	"strings"

	"unpw/migrate/recipe"
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
	d.outsideSteps(diff)
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
// unpw keeps it, and in which file that is where it is ready to be sent.
func (d *decision) whatFor(value string) (what, file string) {
	switch value {
	case "the private key":
		file = ".unpw/" + workspace.KeyPath(d.appKey(), "key")
		return "the private key, " + file + ", as one line with \\n for its line ends", ""
	case "the client secret":
		return "the consumer secret of app " + d.p.App, ""
	case "the keystore password":
		file = ".unpw/" + workspace.SecretPath(d.appKey(), workspace.KeystorePassword)
		return "the password in " + file, file
	}
	return value, ""
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
