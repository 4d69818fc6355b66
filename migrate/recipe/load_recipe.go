package recipe

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"
)

func doublestarMatch(g, file string) bool {
	ok, _ := doublestar.Match(g, file)
	return ok
}

var recipeWords = []string{"id", "title", "docs", "files", "keywords", "keys", "in", "with", "without", "beside", "flows",
	"companions", "needs", "scopes", "instead", "advice", "todo", "notes", "fallback", "closed", "examples", "leave-alone"}

func (l *loader) recipe(n *yaml.Node, r *Recipe) {
	l.each(n, "recipe", func(key string, k, v *yaml.Node) {
		switch key {
		case "id":
			r.ID = l.text(v, key)
		case "title":
			r.Title = l.text(v, key)
		case "docs":
			r.Docs = l.texts(v, key)
		case "files":
			r.Files = l.globs(v, key)
		case "keywords":
			r.Keywords = l.keywords(v)
		case "keys":
			if w := l.text(v, key); w != "exact" && w != "relaxed" {
				l.fail(v, "keys: %q is neither exact nor relaxed", w)
			} else {
				r.Relaxed, l.keys = w == "relaxed", k.Line
			}
		case "in":
			r.In = l.paths(v, key)
		case "with":
			r.With = l.conditions(v, key)
		case "without":
			r.Without = l.paths(v, key)
		case "beside":
			l.each(v, key, func(name string, k, v *yaml.Node) {
				r.Beside = append(r.Beside, Beside{Name: name, Text: l.text(v, key)})
				l.globSafe(k, name)
			})
		case "flows":
			l.each(v, key, func(name string, k, v *yaml.Node) { r.Flows = append(r.Flows, l.flow(name, k, v)) })
		case "companions":
			l.each(v, key, func(name string, k, v *yaml.Node) { r.Companions = append(r.Companions, l.companion(name, k, v)) })
		case "needs":
			for _, c := range l.list(v, key) {
				r.Needs = append(r.Needs, l.need(c))
			}
		case "scopes":
			for _, c := range l.list(v, key) {
				scope := l.text(c, key)
				if strings.Trim(scope, "abcdefghijklmnopqrstuvwxyz_") != "" || scope == "" {
					l.fail(c, "scopes: %q is no scope", scope).Hint("write it as the token endpoint does, such as api or cdp_query_api")
				}
				r.Scopes = append(r.Scopes, scope)
			}
		case "instead":
			r.Instead = strings.TrimSpace(l.said(v, key))
		case "advice":
			if r.Advice = l.text(v, key); r.Advice != "user-present" && r.Advice != "multi-tenant" {
				l.fail(v, "advice: %q is neither user-present nor multi-tenant", r.Advice)
			}
		case "todo":
			for _, c := range l.list(v, key) {
				r.Todo = append(r.Todo, l.todo(c))
			}
		case "notes":
			for _, c := range l.list(v, key) {
				r.Notes = append(r.Notes, l.said(c, key))
			}
		case "fallback":
			r.Fallback = l.text(v, key) == "true"
		case "closed":
			r.Closed = l.text(v, key) == "true"
		case "examples":
			for _, c := range l.list(v, key) {
				r.Examples = append(r.Examples, l.example(c))
			}
		case "leave-alone":
			for _, c := range l.list(v, key) {
				r.LeaveAlone = append(r.LeaveAlone, l.leaveAlone(c))
			}
		default:
			l.unknown(k, "recipe", recipeWords)
		}
	})
}

func (l *loader) unknown(k *yaml.Node, where string, known []string) {
	e := l.fail(k, "%s: unknown word %q", where, k.Value)
	if near := nearest(k.Value, known); near != "" {
		e.Hint("did you mean %s?", near)
	}
}

// globs reads file patterns and refuses those that reach out of the tree or at
// keys.
func (l *loader) globs(n *yaml.Node, where string) []string {
	out := l.texts(n, where)
	for _, g := range out {
		l.globSafe(n, g)
	}
	return out
}

func (l *loader) globSafe(n *yaml.Node, g string) {
	bad := strings.HasPrefix(g, "/") || strings.HasPrefix(g, "~") || strings.Contains(g, "..")
	for _, part := range strings.Split(g, "/") {
		bad = bad || part == ".git" || part == ".unpw"
	}
	for _, suffix := range []string{".key", ".pem", ".p12", ".pfx", ".jks"} {
		bad = bad || strings.HasSuffix(strings.ToLower(g), suffix)
	}
	if bad || !doublestar.ValidatePattern(g) {
		l.fail(n, "files: %q is outside of what a scan reads", g).Hint("name files below the scanned folder, without .., a leading / or ~; no .git, .unpw or key files")
	}
}

func (l *loader) keywords(n *yaml.Node) [][]string {
	var out [][]string
	for _, c := range l.list(n, "keywords") {
		group := l.texts(c, "keywords")
		for i, w := range group {
			group[i] = strings.ToLower(w)
			if len(strings.TrimSpace(w)) < 3 {
				l.fail(c, "keywords: %q is too short to tell files apart", w).Hint("use a text of three letters or more")
			}
		}
		out = append(out, group)
	}
	return out
}

// conditions reads a map of conditions, or a list of such maps: alternatives.
func (l *loader) conditions(n *yaml.Node, where string) []Condition {
	var out []Condition
	for _, c := range l.list(n, where) {
		var cond Condition
		l.each(c, where, func(_ string, k, v *yaml.Node) {
			cond = append(cond, PathText{Path: l.path(k, where), Texts: l.texts(v, where)})
		})
		out = append(out, cond)
	}
	return out
}

func (l *loader) pathConstants(n *yaml.Node, where string) PathConstants {
	var out PathConstants
	l.each(n, where, func(_ string, k, v *yaml.Node) {
		if out.Path.Text != "" {
			l.fail(k, "%s: one path only", where)
		}
		out = PathConstants{Path: l.path(k, where), Values: l.constants(v, where)}
	})
	return out
}

func (l *loader) companion(name string, k, n *yaml.Node) *Companion {
	c := &Companion{Name: name, Line: k.Line}
	l.each(n, "companions."+name, func(key string, k, v *yaml.Node) {
		where := "companions." + name + "." + key
		switch key {
		case "files":
			c.Files = l.globs(v, where)
		case "with":
			c.With = l.conditions(v, where)
		case "name":
			c.NamePath = l.path(v, where)
		case "from":
			c.From = l.pathConstants(v, where)
		case "to":
			c.To = l.pathConstants(v, where)
		default:
			l.unknown(k, "companions."+name, []string{"files", "with", "name", "from", "to"})
		}
	})
	if len(c.From.Values) != len(c.To.Values) {
		l.fail(k, "companions.%s: from and to have different numbers of values", name).Hint("the nth value of from becomes the nth of to")
	}
	return c
}

func (l *loader) need(n *yaml.Node) Need {
	var out Need
	l.each(n, "needs", func(key string, k, v *yaml.Node) {
		switch key {
		case "flow":
			out.Flow = l.text(v, key)
		case "package":
			out.Package = l.text(v, key)
		case "what":
			out.What = l.text(v, key)
		case "at-least":
			out.AtLeast = l.text(v, key)
		case "with":
			out.With = l.conditions(v, key)
		case "unverified":
			out.Unverified = l.text(v, key)
		default:
			l.unknown(k, "needs", []string{"flow", "package", "what", "at-least", "with", "unverified"})
		}
	})
	if (out.Package == "") == (out.What == "") {
		l.fail(n, "needs: name a package or say what")
	}
	return out
}

func (l *loader) todo(n *yaml.Node) Todo {
	if n.Kind == yaml.ScalarNode {
		return Todo{Say: l.said(n, "todo")}
	}
	var out Todo
	l.each(n, "todo", func(key string, k, v *yaml.Node) {
		switch key {
		case "flow":
			out.Flow = l.text(v, key)
		case "say":
			out.Say = l.said(v, "todo")
		default:
			l.unknown(k, "todo", []string{"flow", "say"})
		}
	})
	return out
}

func (l *loader) leaveAlone(n *yaml.Node) LeaveAlone {
	out := LeaveAlone{Line: n.Line}
	l.each(n, "leave-alone", func(key string, k, v *yaml.Node) {
		switch key {
		case "why":
			out.Why = l.text(v, key)
		case "files":
			out.Files = l.filesOf(v, key)
		default:
			l.unknown(k, "leave-alone", []string{"why", "files"})
		}
	})
	return out
}

func (l *loader) filesOf(n *yaml.Node, where string) map[string]string {
	out := map[string]string{}
	l.each(n, where, func(name string, _, v *yaml.Node) { out[name] = l.text(v, where) })
	return out
}

func (l *loader) example(n *yaml.Node) Example {
	out := Example{Line: n.Line, After: map[string]map[string]string{}, Lines: map[string]int{}}
	l.each(n, "examples", func(key string, k, v *yaml.Node) {
		switch {
		case key == "name":
			out.Name = l.text(v, key)
		case key == "before":
			out.Before = l.filesOf(v, key)
		case key == "finds":
			out.Finds = l.text(v, key)
		case key == "outcome":
			out.Outcome = l.text(v, key)
		case key == "todo":
			out.Todo = l.texts(v, key)
		case IsNew(key):
			out.After[key], out.Lines[key] = l.filesOf(v, key), k.Line
		default:
			l.unknown(k, "examples", []string{"name", "before", "finds", "outcome", "todo", JWTBearer, ClientCredentials, AccessToken})
		}
	})
	if out.Name == "" || out.Before == nil || out.Finds == "" {
		l.fail(n, "examples: name, before and finds are wanted")
	}
	return out
}
