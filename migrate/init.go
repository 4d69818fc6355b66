package migrate

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"unpw/migrate/plan"
	"unpw/migrate/workspace"
)

// InitOptions are decisions of the command line that unpw.yaml is to hold. Empty
// ones are left out.
type InitOptions struct {
	Flags    workspace.Flags
	MyDomain string
}

// InitConfig writes what was found into unpw.yaml: the orgs with their hosts, and
// every integration with the place of its password. What the file says already
// stays. It gives the sentences that say what was done, and holds no secret.
func (p *Project) InitConfig(scanned []Scanned, o InitOptions) ([]string, error) {
	before, err := p.Workspace.ReadConfig()
	if err != nil {
		return nil, err
	}
	i := &initial{p: p}
	i.roots(scanned)
	if err := i.orgs(scanned, o); err != nil {
		return nil, err
	}
	i.choices(o)
	n := i.integrations(scanned)
	changed, err := workspace.Init(before, i.sets...)
	if err != nil {
		return nil, err
	}
	if before != nil && string(before) == string(changed) {
		return []string{p.Config.Path + ": nothing to add"}, nil
	}
	if err := p.Workspace.WriteConfig(before, changed); err != nil {
		return nil, err
	}
	did := "written"
	if before != nil {
		did = "edited"
	}
	said := []string{fmt.Sprintf("%s: %s, with %d integrations that were found", p.Config.Path, did, n)}
	for _, org := range i.added {
		said = append(said, fmt.Sprintf("%s: org %s: see that its my-domain and hosts are right", p.Config.Path, org))
	}
	return said, nil
}

// initial gathers the decisions that a new unpw.yaml begins with.
type initial struct {
	p     *Project
	sets  []workspace.Set
	added []string // names of orgs
}

func (i *initial) set(value any, path ...string) {
	i.sets = append(i.sets, workspace.Set{Path: path, Value: value, IfMissing: true})
}

// overrule writes what a flag says over what the file says.
func (i *initial) overrule(value string, path ...string) {
	if value != "" {
		i.sets = append(i.sets, workspace.Set{Path: path, Value: value})
	}
}

// roots notes what was scanned where that is not the folder of unpw.yaml: places
// are relative to it.
func (i *initial) roots(scanned []Scanned) {
	var names []string
	for _, s := range scanned {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, i.p.Config.Scan.Roots) && len(names) > 0 {
		i.set(names, "scan", "roots")
	}
}

func (i *initial) choices(o InitOptions) {
	i.overrule(o.Flags.Flow, "defaults", "flow")
	i.overrule(o.Flags.KeyPath, "keys", "path")
}

// orgs adds an org for every My Domain that no org of unpw.yaml answers for; the
// other hosts are those of the only org of their kind.
func (i *initial) orgs(scanned []Scanned, o InitOptions) error {
	domains, others := i.hosts(scanned)
	if o.MyDomain != "" {
		c, err := workspace.Default()
		if err == nil {
			_, err = c.WithMyDomain("", o.MyDomain) // the test that plan makes of the flag
		}
		if err != nil {
			return err
		}
		domain := strings.ToLower(o.MyDomain)
		if name := i.target(o.Flags.Org); name != "" {
			i.overrule(domain, "orgs", name, "my-domain")
		} else if kind := i.p.Config.KindOf(domain); !slices.Contains(domains[kind], domain) {
			domains[kind] = append(domains[kind], domain)
		}
	}
	single := len(i.p.Config.Orgs) == 0 && kindsOf(domains, others) == 1
	for _, kind := range []string{workspace.Production, workspace.Sandbox} {
		general := kind
		if single {
			general = workspace.DefaultOrg // what it was called without unpw.yaml: its apps keep their consumer keys
		}
		if len(domains[kind]) == 1 {
			i.org(general, kind, domains[kind][0], others[kind])
			continue
		}
		for _, domain := range domains[kind] {
			i.org(workspace.Slug(domain[:strings.IndexByte(domain, '.')]), kind, domain, nil)
		}
		if len(others[kind]) > 0 {
			i.org(general, kind, "", others[kind])
		}
	}
	return nil
}

// target gives the org of unpw.yaml that --my-domain is meant for, "" for one that
// is not there yet.
func (i *initial) target(org string) string {
	if org == "" && len(i.p.Config.Orgs) == 1 {
		return i.p.Config.Orgs[0].Name
	}
	return org
}

func kindsOf(domains, others map[string][]string) int {
	n := 0
	for _, kind := range []string{workspace.Production, workspace.Sandbox} {
		if len(domains[kind]) > 1 {
			return 2
		}
		if len(domains[kind])+len(others[kind]) > 0 {
			n++
		}
	}
	return n
}

// hosts gives the hosts by kind that no org of unpw.yaml answers for: My Domains,
// and others.
func (i *initial) hosts(scanned []Scanned) (domains, others map[string][]string) {
	domains, others = map[string][]string{}, map[string][]string{}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			host := strings.ToLower(in.Host)
			if !in.Finding() || host == "" || len(i.p.Config.OrgsFor(host)) > 0 {
				continue
			}
			to := others
			if plan.IsMyDomain(host) {
				to = domains
			}
			if kind := i.p.Config.KindOf(host); !slices.Contains(to[kind], host) {
				to[kind] = append(to[kind], host)
			}
		}
	}
	for _, m := range []map[string][]string{domains, others} {
		for kind := range m {
			slices.Sort(m[kind])
		}
	}
	return domains, others
}

func (i *initial) org(name, kind, domain string, hosts []string) {
	for base, n := name, 2; i.taken(name); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	i.added = append(i.added, name)
	i.set(kind, "orgs", name, "kind")
	if domain != "" {
		i.set(domain, "orgs", name, "my-domain")
	}
	if len(hosts) > 0 {
		i.set(hosts, "orgs", name, "hosts")
	}
}

func (i *initial) taken(name string) bool {
	if slices.Contains(i.added, name) {
		return true
	}
	for _, o := range i.p.Config.Orgs {
		if o.Name == name {
			return true
		}
	}
	return false
}

// integrations adds the place of every password that was found. Two that stand in
// one place, as in two documents of a file, are left to their ids.
func (i *initial) integrations(scanned []Scanned) int {
	n := 0
	places := map[string]string{}
	for _, c := range i.p.Config.Integrations {
		places[c.At.File+"#"+c.At.Key] = c.ID
	}
	for _, s := range scanned {
		for _, in := range s.Result.Integrations {
			if !in.Finding() {
				continue
			}
			n++
			at := filepath.ToSlash(in.File) + "#" + in.Key
			switch {
			case places[at] == in.ID:
			case in.Key == "" || strings.Contains(in.File, "#") || places[at] != "":
				i.set(workspace.Migrate, "integrations", in.ID, "decision")
			default:
				places[at] = in.ID
				i.set(at, "integrations", in.ID, "at")
			}
		}
	}
	return n
}
