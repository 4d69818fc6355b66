package plan

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/format"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// Input is all that a plan is made from.
type Input struct {
	Roots   []Root
	Config  *workspace.Config
	ID      workspace.ID
	Flags   workspace.Flags
	Flows   *Flows
	Stores  *Stores  // nil: no store is known
	Only    []string // ids; empty means all
	Version string
	Recipes string // day of the newest recipe facts
	Now     time.Time
	// MyDomains are hosts that the old login named in its answer, by OrgKey: used
	// where neither unpw.yaml nor a file says one.
	MyDomains map[string]string
	// Usernames are user names that no file holds, by id of the integration.
	Usernames map[string]string
	// Tracked tells whether git tracks a file; nil where nobody can say.
	Tracked func(root, file string) bool
}

// Root is a scanned folder.
type Root struct {
	Name   string // relative to the workspace where inside it
	Result *scan.Result
}

// found is an integration with its root.
type found struct {
	root Root
	in   *scan.Integration
	set  workspace.Integration
}

// Make makes the plan. It fails where unpw.yaml contradicts itself or names what
// is not there.
func Make(in Input) (*Plan, error) {
	m := &maker{Input: in, plan: &Plan{Schema: Schema, Made: Made{At: in.Now.UTC(), Version: in.Version, Recipes: in.Recipes},
		Apps: []App{}, Integrations: []Integration{}, Files: []File{}, Summary: Summary{ByOutcome: map[string]int{}}}}
	if err := m.collect(); err != nil {
		return nil, err
	}
	for _, f := range m.found {
		m.integration(f)
	}
	m.finish()
	return m.plan, nil
}

type maker struct {
	Input
	plan  *Plan
	found []found
	near  map[[2]string][]*scan.Integration // root, file → what stands in it
	apps  map[string]string                 // id → app
	hosts map[string]string                 // org → My Domain seen in files
	files map[[2]string]*format.Document
	used  map[string]map[string]bool // app → containers that recipes want

	versions versions
}

// collect joins what was scanned with what unpw.yaml says about it.
func (m *maker) collect() error {
	m.files, m.used, m.hosts, m.versions = map[[2]string]*format.Document{}, map[string]map[string]bool{}, map[string]string{}, versions{}
	Identify(m.Config, m.Roots)
	var settings []workspace.Integration
	for _, root := range m.Roots {
		m.plan.Roots = append(m.plan.Roots, root.Name)
		m.standing(root)
		for _, in := range root.Result.Integrations {
			if !in.Finding() {
				continue
			}
			set := m.Config.For(in.ID, m.Flags)
			settings = append(settings, set)
			if len(m.Only) > 0 && !slices.Contains(m.Only, in.ID) {
				continue
			}
			f := found{root: root, in: in, set: set}
			m.found = append(m.found, f)
			m.seenHost(f)
		}
	}
	for _, id := range m.Only {
		if !slices.ContainsFunc(m.found, func(f found) bool { return f.in.ID == id }) {
			return fail.New(fail.Usage, "no integration is called %q", id).In("plan").Hint("run unpw scan to see the ids")
		}
	}
	apps, err := m.Config.AppsOf(settings)
	if err != nil {
		return err
	}
	m.apps = apps
	return nil
}

// standing notes which integrations stand in which file: the secrets of all of
// them are masked where one is shown.
func (m *maker) standing(root Root) {
	if m.near == nil {
		m.near = map[[2]string][]*scan.Integration{}
	}
	for _, in := range root.Result.Integrations {
		note := func(file string) {
			key := [2]string{root.Name, file}
			if list := m.near[key]; len(list) == 0 || list[len(list)-1] != in {
				m.near[key] = append(list, in)
			}
		}
		for _, s := range in.All() {
			note(s.Node.Doc.Path)
			s.Each(func(def *scan.Definition) { note(def.Node.Doc.Path) })
		}
	}
}

// seenHost notes a My Domain that a file names.
func (m *maker) seenHost(f found) {
	if !IsMyDomain(f.in.Host) {
		return
	}
	key := OrgKey(m.orgOf(f), m.Config.KindOf(f.in.Host))
	switch old, ok := m.hosts[key]; {
	case !ok:
		m.hosts[key] = f.in.Host
	case old != f.in.Host:
		m.hosts[key] = "" // more than one: none is taken
	}
}

// OrgKey tells orgs apart: without orgs in unpw.yaml there is one "default" of
// each kind.
func OrgKey(name, kind string) string { return name + " " + kind }

// IsMyDomain tells whether host is an org's own: neither a general login host
// nor an instance.
func IsMyDomain(host string) bool {
	for _, end := range []string{".my.salesforce.com", ".my.sfcrmproducts.cn", ".my.salesforce.mil"} {
		if strings.HasSuffix(host, end) && len(host) > len(end) {
			return true
		}
	}
	return false
}

func (m *maker) orgOf(f found) string {
	if f.set.Org != "" {
		return f.set.Org
	}
	name, _ := m.Config.OrgFor(f.in.Host)
	return name
}

// finish puts everything in order and counts.
func (m *maker) finish() {
	p := m.plan
	sort.SliceStable(p.Integrations, func(i, j int) bool { return p.Integrations[i].ID < p.Integrations[j].ID })
	m.conflicts()
	for i := range p.Integrations {
		in := &p.Integrations[i]
		p.Summary.ByOutcome[in.Outcome]++
		switch {
		case in.Applicable():
			p.Summary.Applicable++
		case in.Decision == workspace.Migrate:
			p.Summary.Blocked++
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(m.files), func(a, b [2]string) int {
		if c := strings.Compare(a[0], b[0]); c != 0 {
			return c
		}
		return strings.Compare(a[1], b[1])
	}) {
		data := m.files[key].Bytes()
		p.Files = append(p.Files, File{Root: key[0], File: key[1], Bytes: len(data), Hash: m.ID.FileHash(data)})
	}
	for i := range p.Apps {
		p.Apps[i].Containers = slices.Sorted(maps.Keys(m.used[p.Apps[i].Name]))
		slices.Sort(p.Apps[i].Users)
	}
	sort.Slice(p.Apps, func(i, j int) bool { return p.Apps[i].Name < p.Apps[j].Name })
}

// diffOf gives the masked diff of all files of an integration.
func (m *maker) diffOf(f found, ops []Op) (string, error) {
	var b strings.Builder
	for start := 0; start < len(ops); {
		end := start
		for end < len(ops) && ops[end].File == ops[start].File {
			end++
		}
		d := f.root.Result.Tree.Document(ops[start].File)
		s, err := maskedDiff(ops[start].File, d.Src, d, m.near[[2]string{f.root.Name, ops[start].File}], ops[start:end])
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		start = end
	}
	return b.String(), nil
}
