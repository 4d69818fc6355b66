package recipe

import (
	"sort"
	"strings"

	"unpw/migrate/format"
)

// target is a path of the recipe that a setting may stand at.
type target struct {
	flow    int
	rule    *Rule
	setting Setting
	path    Path // under the flow's at
	own     Path // as the recipe writes it
	// squashed is path as one word, where the recipe's keys are relaxed.
	squashed string
}

type search struct {
	recipe *Recipe
	doc    *format.Document
	tree   Tree
	all    []target
	exact  map[string][]int // last segment → targets, without wildcards
	wild   []int
	found  map[Base]map[*Rule][]Found
	asked  map[question]map[*format.Node][]place // answers of lookup
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
					t := target{flow: i, rule: rule, setting: set, path: full, own: p}
					if s.recipe.Relaxed {
						t.squashed = squash(strings.Join(full.Segments, ""))
					}
					s.all = append(s.all, t)
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
	var candidates []int
	word := ""
	if s.recipe.Relaxed {
		if word = squash(n.Key); word == "" {
			return
		}
	} else {
		keys := keysOf(n)
		candidates = s.exact[keys[len(keys)-1]]
	}
	for _, list := range [][]int{candidates, s.wild} {
		for _, i := range list {
			t := &s.all[i]
			b, ok := s.locate(n, t, word)
			if !ok || b.Node == nil {
				continue
			}
			if b = s.canonical(b); !s.fits(b, t.path) {
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

// locate gives the container of n if n stands where t says; word is the name of n
// as one word, where keys are relaxed.
func (s *search) locate(n *format.Node, t *target, word string) (Base, bool) {
	if !s.recipe.Relaxed {
		return locate(n, t.path.Segments, false)
	}
	if !strings.HasSuffix(t.squashed, word) && !strings.HasSuffix(word, t.squashed) {
		return Base{}, false
	}
	return locateRelaxed(n, t.squashed)
}

// joiner is a tree that knows which groups of variables one program runs with.
type joiner interface {
	Joined(env *format.Node) []*format.Node
}

// canonical gives one container for all groups of variables that run together:
// the first of them in this document.
func (s *search) canonical(b Base) Base {
	t, ok := s.tree.(joiner)
	if !ok || !b.Node.Env {
		return b
	}
	for _, n := range t.Joined(b.Node) {
		if n.Doc.File() == s.doc {
			return Base{Node: n, Prefix: b.Prefix}
		}
	}
	return b
}

// visitJoined looks into the groups of other documents that run together with
// groups of this one.
func (s *search) visitJoined() {
	t, ok := s.tree.(joiner)
	if !ok {
		return
	}
	seen := map[*format.Node]bool{}
	s.doc.Walk(func(env *format.Node) bool {
		if !env.Env {
			return true
		}
		for _, n := range t.Joined(env) {
			if n.Doc.File() != s.doc && !seen[n] {
				seen[n] = true
				for _, c := range n.Children {
					s.visit(c)
				}
			}
		}
		return true
	})
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
