package recipe

import (
	"strings"

	"unpw/migrate/format"
)

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
	if len(p.Segments) == 0 {
		return nil
	}
	root := b.Node
	for root.Up() != nil {
		root = root.Up()
	}
	places := s.places(root, p)
	prefix := squash(b.Prefix)
	for container := b.Node; container != nil; container = container.Up() {
		var best []*format.Node
		bestPrefix := -1
		for _, f := range places[container] {
			if container == b.Node && !strings.HasPrefix(prefix, f.squashed) {
				continue
			}
			switch k := len(f.prefix); {
			case k > bestPrefix:
				best, bestPrefix = []*format.Node{f.node}, k
			case k == bestPrefix:
				best = append(best, f.node)
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// place is a node that a path leads to from a container and a prefix in it.
type place struct {
	node             *format.Node
	prefix, squashed string
}

// question is a path that is looked for below a root.
type question struct {
	root *format.Node
	path string
}

// places gives every node below root that p leads to, by the container that it
// leads there from. A document is walked once for each path.
func (s *search) places(root *format.Node, p Path) map[*format.Node][]place {
	q := question{root, p.Text}
	if found, ok := s.asked[q]; ok {
		return found
	}
	found := map[*format.Node][]place{}
	root.Walk(func(n *format.Node) bool {
		if n.Key == "" {
			return true
		}
		if at, ok := locate(n, p.Segments, s.recipe.Relaxed); ok && at.Node != nil {
			found[at.Node] = append(found[at.Node], place{n, at.Prefix, squash(at.Prefix)})
		}
		return true
	})
	if s.asked == nil {
		s.asked = map[question]map[*format.Node][]place{}
	}
	s.asked[q] = found
	return found
}

// also gives the settings of other flows that stand in the container too, once
// for every rule that one plays.
func (s *search) also(b Base, m *Match) []Found {
	used := map[*format.Node]bool{}
	for _, f := range m.Settings {
		used[f.Node] = true
	}
	var out []Found
	for _, f := range s.recipe.Flows {
		for _, rule := range f.Rules {
			seen := map[*format.Node]bool{}
			for _, found := range s.found[b][rule] {
				if !used[found.Node] && !seen[found.Node] {
					seen[found.Node] = true
					out = append(out, found)
				}
			}
		}
	}
	return out
}
