package workspace

import (
	"cmp"
	"net"
	"slices"
	"strings"

	"unpw/migrate/fail"
)

// DefaultOrg is the name of the org of a configuration that names none.
const DefaultOrg = "default"

// complete fills in what an org does not say.
func (c *Config) complete() {
	for i := range c.Orgs {
		c.Orgs[i] = c.completeOrg(c.Orgs[i])
	}
}

func (c *Config) completeOrg(o Org) Org {
	if o.Kind == "" {
		o.Kind = Production
		for _, h := range append([]string{o.MyDomain}, o.Hosts...) {
			if h != "" {
				o.Kind = c.facts.kindOf(h)
				break
			}
		}
	}
	if o.Hosts == nil || o.shared {
		o.Hosts, o.shared = []string{c.facts.LoginHosts[o.Kind].Host}, true
	}
	return o
}

// Audience gives the `aud` of an assertion for this org: as written, else My
// Domain, else the first host. Empty only where all three are.
func (o Org) Audience() string {
	switch {
	case o.audience != "":
		return o.audience
	case o.MyDomain != "":
		return "https://" + o.MyDomain
	case len(o.Hosts) > 0:
		return "https://" + o.Hosts[0]
	}
	return ""
}

// LoginHost gives the host at which this org logs in: My Domain, else the first
// host. Empty where both are.
func (o Org) LoginHost() string {
	if o.MyDomain == "" && len(o.Hosts) > 0 {
		return o.Hosts[0]
	}
	return o.MyDomain
}

// Org gives an org by its name. Without orgs, DefaultOrg is a production org.
func (c *Config) Org(name string) (Org, bool) {
	for _, o := range c.Orgs {
		if o.Name == name {
			return o, true
		}
	}
	if len(c.Orgs) == 0 && name == DefaultOrg {
		return c.completeOrg(Org{Name: name}), true
	}
	return Org{}, false
}

// KindOf gives the kind of org that host says: Sandbox for test.* and
// *.sandbox.*, else Production.
func (c *Config) KindOf(host string) string { return c.facts.kindOf(bareHost(host)) }

// OrgFor gives the org that a host or address in a file means: the one whose
// My Domain it is, else the one that lists it under hosts, else the only one of
// its kind that has no hosts of its own and shares the general login host, or
// that has no My Domain yet. Without orgs in the file it is DefaultOrg, of the
// kind that the host says. An empty host is the general production host.
//
// The name is empty where no org answers, or more than one does: OrgsFor tells
// the two apart.
func (c *Config) OrgFor(host string) (name string, org Org) {
	if len(c.Orgs) == 0 {
		host = bareHost(host)
		return DefaultOrg, c.completeOrg(Org{Name: DefaultOrg, Kind: c.facts.kindOf(host)})
	}
	if found := c.OrgsFor(host); len(found) == 1 {
		return found[0].Name, found[0]
	}
	return "", Org{}
}

// OrgsFor gives every org of the file that a host may mean, by the best of the
// rules of OrgFor that finds one.
func (c *Config) OrgsFor(host string) []Org {
	host = cmp.Or(bareHost(host), c.facts.LoginHosts[Production].Host)
	kind := c.facts.kindOf(host)
	for _, rule := range []func(Org) bool{
		func(o Org) bool { return o.MyDomain == host },
		func(o Org) bool { return !o.shared && slices.Contains(o.Hosts, host) },
		func(o Org) bool { return o.shared && o.Kind == kind && c.facts.generalFor(kind, host) },
		// A host of one org only, and an org whose host is not known yet.
		func(o Org) bool { return o.MyDomain == "" && o.Kind == kind && !c.facts.general(host) },
	} {
		var found []Org
		for _, o := range c.Orgs {
			if rule(o) {
				found = append(found, o)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// WithMyDomain gives a configuration in which an org has this My Domain: the
// org of that name, with an empty name the only one, DefaultOrg where there is
// none. host must be a host only.
func (c *Config) WithMyDomain(name, host string) (*Config, error) {
	if !isHost(host) {
		return nil, fail.New(fail.Usage, "--my-domain: must be a host only").
			Hint("write it like acme.my.salesforce.com, without https://, port and path")
	}
	host = strings.ToLower(host)
	changed := *c
	changed.Orgs = slices.Clone(c.Orgs)
	if len(c.Orgs) == 0 && (name == "" || name == DefaultOrg) {
		changed.Orgs = []Org{c.completeOrg(Org{Name: DefaultOrg, MyDomain: host})}
		return &changed, nil
	}
	for i, o := range changed.Orgs {
		if o.Name == name || name == "" && len(c.Orgs) == 1 {
			changed.Orgs[i].MyDomain = host
			return &changed, nil
		}
	}
	if name == "" {
		return nil, fail.New(fail.Usage, "--my-domain: there are several orgs").Hint("say which with --org NAME")
	}
	return nil, fail.New(fail.Usage, "--org: no such org in %s", c.Path).Hint("add it under orgs")
}

// bareHost takes scheme, user, port, path and the last dot off a host as files
// write it.
func bareHost(s string) string {
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	if h, _, err := net.SplitHostPort(s); err == nil {
		s = h
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), "."))
}
