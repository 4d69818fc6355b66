package recipe

import (
	"sort"
	"strings"

	"unpw/migrate/format"
)

// Tree answers what a match asks about the rest of the project.
type Tree interface {
	// Value follows the references of n to a value; false where one is defined
	// outside of the tree or in a way that cannot be read.
	Value(n *format.Node) (string, bool)
	// Nearest gives the text of the nearest file called name, in the folder of
	// file or one above it; nil if there is none.
	Nearest(file, name string) []byte
	// Variable tells whether an environment variable is defined for the program
	// in file, and gives its definitions.
	Variable(file, name string) []*format.Node
}

// Found is a setting that plays a role.
type Found struct {
	Role    string
	Rule    *Rule
	Setting Setting
	Path    Path
	Node    *format.Node
	// Implicit settings are environment variables that the client reads itself.
	Implicit bool
}

// Match is an integration found in a document: the login in use, and every
// setting that plays a role in any of the recipe's flows.
type Match struct {
	Recipe *Recipe
	Flow   *Flow // in use
	Base   Base
	Doc    *format.Document
	// Settings are those of the flow in use, in the recipe's order.
	Settings []Found
	// Also are settings of other flows that are there too: of a flow that was
	// begun, or left behind.
	Also []Found
	// Opaque says why settings cannot be seen: Salesforce(**config).
	Opaque string

	search *search
}

// Lookup finds a path in the container, then outwards up to the document.
func (m *Match) Lookup(p Path) []*format.Node { return m.search.lookup(m.Base, p) }

// Mixed tells whether settings of a new flow stand beside an old login.
func (m *Match) Mixed() bool {
	if !IsOld(m.Flow.Name) {
		return false
	}
	for _, f := range m.Also {
		if f.Rule.Fixed != nil || m.Flow.Rule(f.Role) != nil {
			continue
		}
		for _, flow := range m.Recipe.Flows {
			if IsNew(flow.Name) && flow.Rule(f.Role) != nil && !oldOnly(m.Recipe, f) {
				return true
			}
		}
	}
	return false
}

// oldOnly tells whether some old flow of the recipe uses the same setting.
func oldOnly(r *Recipe, f Found) bool {
	for _, flow := range r.Flows {
		if IsOld(flow.Name) && flow.Rule(f.Role) != nil {
			return true
		}
	}
	return false
}

// Password gives the setting that holds the password, nil if there is none.
func (m *Match) Password() *Found { return m.Role("password") }

// Role gives the setting of the flow in use that plays role.
func (m *Match) Role(role string) *Found {
	for i := range m.Settings {
		if m.Settings[i].Role == role {
			return &m.Settings[i]
		}
	}
	return nil
}

// HasKeyword tells whether the lower-cased text of a file holds a keyword of r.
func (r *Recipe) HasKeyword(lower []byte) bool {
	for _, group := range r.Keywords {
		all := true
		for _, w := range group {
			all = all && strings.Contains(string(lower), w)
		}
		if all {
			return true
		}
	}
	return false
}

// Reads tells whether r reads files called file.
func (r *Recipe) Reads(file string) bool { return matchesFile(r.Files, file) }

// target is a path of the recipe that a setting may stand at.
type target struct {
	flow    int
	rule    *Rule
	setting Setting
	path    Path // under the flow's at
	own     Path // as the recipe writes it
}

// Match finds the integrations of r in d. It does not ask for keywords: reading
// back after a change does without.
func (r *Recipe) Match(d *format.Document, t Tree) []*Match {
	for _, b := range r.Beside {
		near := t.Nearest(d.Path, b.Name)
		if !strings.Contains(strings.ToLower(string(near)), strings.ToLower(b.Text)) {
			return nil
		}
	}
	s := &search{recipe: r, doc: d, tree: t, found: map[Base]map[*Rule][]Found{}}
	s.targets()
	d.Walk(func(n *format.Node) bool { s.visit(n); return true })
	var out []*Match
	for _, b := range s.bases() {
		if m := s.match(b); m != nil {
			out = append(out, m)
		}
	}
	return out
}

type search struct {
	recipe *Recipe
	doc    *format.Document
	tree   Tree
	all    []target
	exact  map[string][]int // last segment → targets, without wildcards
	wild   []int
	found  map[Base]map[*Rule][]Found
}

func (s *search) targets() {
	s.exact = map[string][]int{}
	for i, f := range s.recipe.Flows {
		for _, rule := range f.Rules {
			for _, set := range rule.Settings {
				for _, p := range set.Paths {
					if p.Outward || p.Variable != "" {
						continue
					}
					full := p.Under(f.At)
					if p.Call != "" {
						continue
					}
					s.all = append(s.all, target{flow: i, rule: rule, setting: set, path: full, own: p})
					last := full.Segments[len(full.Segments)-1]
					switch {
					case s.recipe.Relaxed || strings.Contains(last, "*"):
						s.wild = append(s.wild, len(s.all)-1)
					default:
						s.exact[last] = append(s.exact[last], len(s.all)-1)
					}
				}
			}
		}
	}
}

func (s *search) visit(n *format.Node) {
	if n.Key == "" {
		return
	}
	keys := keysOf(n)
	candidates := s.exact[keys[len(keys)-1]]
	for _, list := range [][]int{candidates, s.wild} {
		for _, i := range list {
			t := s.all[i]
			b, ok := locate(n, t.path.Segments, s.recipe.Relaxed)
			if !ok || b.Node == nil || !s.fits(b, t.path) {
				continue
			}
			byRule := s.found[b]
			if byRule == nil {
				byRule = map[*Rule][]Found{}
				s.found[b] = byRule
			}
			byRule[t.rule] = append(byRule[t.rule], Found{Role: t.rule.Role, Rule: t.rule, Setting: t.setting, Path: t.own, Node: n})
		}
	}
}

func (s *search) fits(b Base, p Path) bool {
	if p.Call != "" && (b.Node.Kind != format.Call || !calleeMatches(b.Node, p)) {
		return false
	}
	if len(s.recipe.In) == 0 {
		return b.Node.Kind != format.Call || p.Call != ""
	}
	for _, in := range s.recipe.In {
		if b.fits(in, s.recipe.Relaxed) {
			return true
		}
	}
	return false
}

// bases gives the containers in which anything was found, in the order of the
// document; a call without named settings counts too, since clients read
// variables by themselves.
func (s *search) bases() []Base {
	for _, in := range s.recipe.In {
		if in.Call == "" {
			continue
		}
		s.doc.Walk(func(n *format.Node) bool {
			if b := (Base{Node: n}); n.Kind == format.Call && calleeMatches(n, in) && s.found[b] == nil {
				s.found[b] = map[*Rule][]Found{}
			}
			return true
		})
	}
	out := make([]Base, 0, len(s.found))
	first := map[Base]int{}
	for b, byRule := range s.found {
		at := b.Node.Doc.Line(b.Node.Span.Start)<<20 + 1<<19
		for _, list := range byRule {
			for _, f := range list {
				at = min(at, f.Node.Doc.Line(f.Node.Span.Start)<<20+f.Node.Span.Start&(1<<19-1))
			}
		}
		first[b] = at
		out = append(out, b)
	}
	sort.Slice(out, func(i, j int) bool {
		if first[out[i]] != first[out[j]] {
			return first[out[i]] < first[out[j]]
		}
		return out[i].Prefix < out[j].Prefix
	})
	return out
}

func (s *search) match(b Base) *Match {
	r := s.recipe
	if len(r.With) > 0 && !s.any(b, r.With) {
		return nil
	}
	for _, p := range r.Without {
		if len(s.lookup(b, p)) > 0 {
			return nil
		}
	}
	for _, f := range r.Flows {
		settings, ok := s.flow(b, f)
		if !ok {
			continue
		}
		m := &Match{Recipe: r, Flow: f, Base: b, Doc: s.doc, Settings: settings, search: s}
		m.Also = s.also(b, m)
		return m
	}
	if b.Node.Kind == format.Call {
		for _, c := range b.Node.Children {
			if strings.HasPrefix(c.Key, "*") {
				if f := oldFlow(r); f != nil {
					return &Match{Recipe: r, Flow: f, Base: b, Doc: s.doc, Opaque: "the arguments of the call are computed", search: s}
				}
			}
		}
	}
	return nil
}

func oldFlow(r *Recipe) *Flow {
	for _, f := range r.Flows {
		if IsOld(f.Name) {
			return f
		}
	}
	return nil
}

// flow tells whether the login of the container is f, and gives its settings.
func (s *search) flow(b Base, f *Flow) ([]Found, bool) {
	var out []Found
	var missing []string
	for _, rule := range f.Rules {
		if rule.Fixed != nil {
			continue
		}
		found := s.rule(b, rule)
		if rule.Role == "grant-type" && found != nil && !s.agrees(found) {
			return nil, false
		}
		if found != nil {
			out = append(out, *found)
		} else if !rule.Optional {
			missing = append(missing, rule.Role)
		}
	}
	return out, allowed(f, missing, out) && len(out) > 0
}

// allowed tells whether the missing roles may miss: of private-key and
// private-key-file one is enough.
func allowed(f *Flow, missing []string, found []Found) bool {
	for _, role := range missing {
		twin := map[string]string{"private-key": "private-key-file", "private-key-file": "private-key"}[role]
		if twin == "" || f.Rule(twin) == nil {
			return false
		}
		there := false
		for _, x := range found {
			there = there || x.Role == twin
		}
		if !there {
			return false
		}
	}
	return true
}

// rule finds what plays a role in the container: the best spelling that is
// there.
func (s *search) rule(b Base, rule *Rule) *Found {
	list := s.found[b][rule]
	for _, set := range rule.Settings {
		for _, p := range set.Paths {
			for i := range list {
				if list[i].Path.Equal(p) {
					return &list[i]
				}
			}
			if p.Variable != "" && b.Node.Kind == format.Call {
				if defs := s.tree.Variable(s.doc.Path, p.Variable); len(defs) > 0 {
					return &Found{Role: rule.Role, Rule: rule, Setting: set, Path: p, Node: defs[0], Implicit: true}
				}
			}
			if p.Outward {
				if nodes := s.lookup(b, p); len(nodes) > 0 {
					return &Found{Role: rule.Role, Rule: rule, Setting: set, Path: p, Node: nodes[0]}
				}
			}
		}
	}
	return nil
}

// agrees tells whether a grant-type setting has one of its constants.
func (s *search) agrees(f *Found) bool {
	if len(f.Setting.Is) == 0 {
		return true
	}
	value, ok := s.tree.Value(f.Node)
	if !ok {
		return false
	}
	for _, c := range f.Setting.Is {
		if textMatches(c.Text, value) {
			return true
		}
	}
	return false
}

// textMatches compares without case; "*" is any text.
func textMatches(pattern, value string) bool {
	return glob(strings.ToLower(pattern), strings.ToLower(value))
}

// any tells whether one of the alternative conditions holds for b.
func (s *search) any(b Base, alternatives []Condition) bool {
	for _, cond := range alternatives {
		holds := true
		for _, pt := range cond {
			if !s.holds(b, pt) {
				holds = false
				break
			}
		}
		if holds {
			return true
		}
	}
	return false
}

func (s *search) holds(b Base, pt PathText) bool {
	for _, n := range s.lookup(b, pt.Path) {
		items := []*format.Node{n}
		if n.Kind == format.List {
			items = n.Children
		}
		for _, item := range items {
			value, ok := s.tree.Value(item)
			for _, want := range pt.Texts {
				if ok && textMatches(want, value) || want == "*" {
					return true
				}
			}
		}
	}
	return false
}

// lookup finds p in the container, then outwards up to the document; it gives
// the nodes of the nearest level.
func (s *search) lookup(b Base, p Path) []*format.Node {
	var best []*format.Node
	bestDepth, bestPrefix := -1, -1
	root := b.Node
	for root.Up() != nil {
		root = root.Up()
	}
	root.Walk(func(n *format.Node) bool {
		if n.Key == "" || len(p.Segments) == 0 {
			return true
		}
		at, ok := locate(n, p.Segments, s.recipe.Relaxed)
		if !ok || at.Node == nil || !b.within(at) {
			return true
		}
		d := depthOf(at.Node)
		switch k := len(at.Prefix); {
		case d > bestDepth || d == bestDepth && k > bestPrefix:
			best, bestDepth, bestPrefix = []*format.Node{n}, d, k
		case d == bestDepth && k == bestPrefix:
			best = append(best, n)
		}
		return true
	})
	return best
}

func depthOf(n *format.Node) int {
	d := 0
	for n = n.Up(); n != nil; n = n.Up() {
		d++
	}
	return d
}

// also gives the settings of other flows that stand in the container too.
func (s *search) also(b Base, m *Match) []Found {
	taken := map[*format.Node]bool{}
	for _, f := range m.Settings {
		taken[f.Node] = true
	}
	var out []Found
	for _, f := range s.recipe.Flows {
		for _, rule := range f.Rules {
			for _, found := range s.found[b][rule] {
				if !taken[found.Node] {
					taken[found.Node] = true
					out = append(out, found)
				}
			}
		}
	}
	return out
}

// Holds tells whether one of the alternative conditions holds for the container.
func (m *Match) Holds(alternatives []Condition) bool { return m.search.any(m.Base, alternatives) }
