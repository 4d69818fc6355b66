package scan

import (
	"fmt"
	"path"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
)

// Places gives every container in which the integration logs in, itself first.
func (i *Integration) Places() []*Integration {
	return append([]*Integration{i}, i.More...)
}

// All gives the settings of all places.
func (i *Integration) All() []*Setting {
	var out []*Setting
	for _, p := range i.Places() {
		out = append(out, p.Settings...)
	}
	return out
}

// stands tells whether a place of the integration, or its password, is in file.
func (i *Integration) stands(file string) bool {
	for _, p := range i.Places() {
		if p.File == file || p.Match.Doc.Path == file {
			return true
		}
	}
	return false
}

// group joins the containers that log in with one and the same login: that read
// one definition of a password, that read the same undefined names in one folder,
// or that spell it out several times in one file.
// They are one client to the org, and a change of one alone would leave the
// others on a password that is gone. The first of them stands for all.
func (s *scanner) group(list []*Integration) []*Integration {
	first := map[login]*Integration{}
	var out []*Integration
	for _, i := range list {
		key, ok := s.login(i)
		if !ok {
			out = append(out, i)
			continue
		}
		leader := first[key]
		if leader == nil {
			first[key] = i
			out = append(out, i)
			continue
		}
		leader.More = append(leader.More, i)
		if i.State == "mixed" {
			leader.State = i.State
		}
		if leader.Username == "" {
			leader.Username = i.Username
		}
		if leader.Host == "" {
			leader.Host = i.Host
		}
	}
	return out
}

// login tells logins apart. Two users with one password are two.
type login struct {
	recipe   *recipe.Recipe
	finding  bool
	password *format.Node // its definition; nil where the tree has none
	// place is the file in which the password is written out; where it is a name
	// that nothing in the tree defines, the folder.
	place string
	words string // user, password and host, or their names
}

func (s *scanner) login(i *Integration) (login, bool) {
	set := i.Setting("password")
	if set == nil {
		return login{}, false
	}
	key := login{recipe: i.Match.Recipe, finding: i.Finding()}
	user := i.Username
	if u := i.Setting("username"); u != nil && user == "" {
		user = named(u)
	}
	key.words = user + "\n" + i.Host
	if d := definition(set); d != set.Node || set.Implicit {
		key.password = d
		return key, true
	}
	if len(set.Node.Refs) > 0 {
		key.place = path.Dir(i.Match.Doc.Path)
		key.words += "\n" + named(set)
		return key, true
	}
	v, ok := s.tree.Value(set.Node)
	if !ok || Placeholder(v) || i.Username == "" {
		return login{}, false
	}
	key.place = i.Match.Doc.Path
	key.words += "\n" + v
	return key, true
}

// named tells settings apart whose values are not known: by the place that
// defines them, or by the name that nothing in the tree defines.
func named(set *Setting) string {
	n := definition(set)
	if n == set.Node && len(n.Refs) > 0 {
		return string(n.Refs[0].Kind) + " " + n.Refs[0].Object + " " + n.Refs[0].Name
	}
	return fmt.Sprintf("%p", n)
}

// definition gives the place where the value of a setting is written out, the
// setting itself where it is.
func definition(set *Setting) *format.Node {
	for _, d := range set.Ends() {
		if len(d.Node.Refs) == 0 {
			return d.Node
		}
	}
	return set.Node
}
