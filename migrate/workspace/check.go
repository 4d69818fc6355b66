package workspace

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// check asks what one field has to say about another. root is only asked for
// lines.
func (c *Config) check(root *yaml.Node) error {
	for _, check := range []func(*yaml.Node) error{c.checkOrgs, c.checkApps, c.checkIntegrations} {
		if err := check(root); err != nil {
			return err
		}
	}
	return nil
}

// wrong makes the error for a field at path below root, on the line where the
// last part of path that exists stands.
func (c *Config) wrong(root *yaml.Node, path []string, format string, args ...any) *fail.Error {
	line := 1
	for n, rest := root, path; len(rest) > 0; rest = rest[1:] {
		v := value(n, rest[0])
		if v == nil {
			break
		}
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == rest[0] {
				line = n.Content[i].Line
			}
		}
		n = v
	}
	return fail.At(fail.Usage, c.Path, line, strings.Join(path, ".")+": "+format, args...)
}

func (c *Config) checkOrgs(root *yaml.Node) error {
	domains, hosts := map[string]string{}, map[string]string{}
	for _, o := range c.Orgs {
		if first := domains[o.MyDomain]; o.MyDomain != "" && first != "" {
			return c.wrong(root, []string{"orgs", o.Name, "my-domain"}, "is that of %s too", first).
				Hint("remove one of the two orgs, or correct its my-domain")
		}
		domains[o.MyDomain] = o.Name
		if o.shared {
			continue // two orgs of one kind are told apart by my-domain or by `org`
		}
		for _, h := range o.Hosts {
			if first := hosts[h]; first != "" && first != o.Name {
				return c.wrong(root, []string{"orgs", o.Name, "hosts"}, "one of them is a host of %s too", first).
					Hint("leave it to one org, and write org: in the integrations of the other")
			}
			hosts[h] = o.Name
		}
	}
	for _, use := range c.orgsNamed() {
		if err := c.checkOrg(root, use.path, use.org); err != nil {
			return err
		}
	}
	return nil
}

type orgUse struct {
	path []string
	org  string
}

func (c *Config) orgsNamed() []orgUse {
	uses := []orgUse{{[]string{"defaults", "org"}, c.Defaults.Org}}
	for _, a := range c.Apps {
		uses = append(uses, orgUse{[]string{"apps", a.Name, "org"}, a.Org})
	}
	for _, i := range c.Integrations {
		uses = append(uses, orgUse{[]string{"integrations", i.ID, "org"}, i.Org})
	}
	return uses
}

// checkOrg asks that a name stands for an org. Without orgs there is one, and
// its name is DefaultOrg.
func (c *Config) checkOrg(root *yaml.Node, path []string, name string) error {
	if name == "" || slices.ContainsFunc(c.Orgs, func(o Org) bool { return o.Name == name }) {
		return nil
	}
	if len(c.Orgs) == 0 && name == DefaultOrg {
		return nil
	}
	e := c.wrong(root, path, "no such org")
	var names []string
	for _, o := range c.Orgs {
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return e.Hint("add it under orgs")
	}
	hintNearest(e, name, names)
	return e
}

func (c *Config) checkApps(root *yaml.Node) error {
	for _, a := range c.Apps {
		if a.Existing && a.ConsumerKey == "" {
			return c.wrong(root, []string{"apps", a.Name, "existing"}, "an existing app needs its consumer-key").
				Hint("add consumer-key: it stands in Setup, in the app's settings")
		}
	}
	return nil
}

func (c *Config) checkIntegrations(root *yaml.Node) error {
	anchors := map[Anchor]string{}
	for _, i := range c.Integrations {
		at := []string{"integrations", i.ID, "decision"}
		switch {
		case i.Decision == Keep && i.Until.IsZero():
			return c.wrong(root, at, "keep needs its last day").Hint("add until: with a day like 2027-01-31")
		case (i.Decision == Keep || i.Decision == Ignore) && i.Reason == "":
			return c.wrong(root, at, "%s needs a reason", i.Decision).Hint("add reason: with a sentence for those who come after")
		case i.Decision == Ignore && !i.Until.IsZero():
			return c.wrong(root, []string{"integrations", i.ID, "until"}, "an ignored integration has no last day").
				Hint("remove until, or write decision: keep")
		}
		if first := anchors[i.At]; i.At != (Anchor{}) && first != "" {
			return c.wrong(root, []string{"integrations", i.ID, "at"}, "is the setting of %s too", first).
				Hint("remove one of the two integrations")
		}
		anchors[i.At] = i.ID
	}
	return nil
}
