package recipe

import (
	"bytes"

	"unpw/migrate/format"
)

// Tree answers what a match asks about the rest of the project.
type Tree interface {
	// Value follows the references of n to a value; false where one is defined
	// outside of the tree or in a way that cannot be read.
	Value(n *format.Node) (string, bool)
	// Beside tells whether the nearest file called name, in the folder of file or
	// one above it, holds text; upper and lower case make no difference.
	Beside(file, name, text string) bool
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
			all = all && bytes.Contains(lower, []byte(w))
		}
		if all {
			return true
		}
	}
	return false
}

// Reads tells whether r reads files called file.
func (r *Recipe) Reads(file string) bool { return matchesFile(r.Files, file) }

// Match finds the integrations of r in d. It does not ask for keywords: reading
// back after a change does without.
func (r *Recipe) Match(d *format.Document, t Tree) []*Match {
	for _, b := range r.Beside {
		if !t.Beside(d.Path, b.Name, b.Text) {
			return nil
		}
	}
	s := &search{recipe: r, doc: d, tree: t, found: map[Base]map[*Rule][]Found{}}
	s.targets()
	d.Walk(func(n *format.Node) bool { s.visit(n); return true })
	s.visitJoined()
	var out []*Match
	for _, b := range s.bases() {
		if m := s.match(b); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// Variables gives the names of environment variables in d that may play a role in
// r: what else reads them has to be known before they can go.
func (r *Recipe) Variables(d *format.Document) []string {
	s := &search{recipe: r, doc: d, found: map[Base]map[*Rule][]Found{}}
	s.targets()
	d.Walk(func(n *format.Node) bool { s.visit(n); return true })
	var out []string
	for b, byRule := range s.found {
		if !b.Node.Env {
			continue
		}
		for _, list := range byRule {
			for _, f := range list {
				out = append(out, f.Node.Key)
			}
		}
	}
	return out
}

// Holds tells whether one of the alternative conditions holds for the container.
func (m *Match) Holds(alternatives []Condition) bool { return m.search.any(m.Base, alternatives) }
