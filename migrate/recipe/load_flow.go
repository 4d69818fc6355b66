package recipe

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var flowNames = []string{OAuthPassword, SOAPLogin, UnknownPassword, JWTBearer, ClientCredentials, AccessToken, Other}

func (l *loader) flow(name string, k, n *yaml.Node) *Flow {
	f := &Flow{Name: name, Line: k.Line, Write: map[string]string{}}
	if !slices.Contains(flowNames, name) {
		l.unknown(k, "flows", flowNames)
	}
	l.each(n, "flows."+name, func(key string, k, v *yaml.Node) {
		where := "flows." + name + "." + key
		role, optional := strings.CutSuffix(key, "?")
		switch key {
		case "at":
			f.At = l.path(v, where)
		case "fixed":
			l.each(v, where, func(_ string, k, v *yaml.Node) {
				c := Constant{Text: l.text(v, where), Typed: isTyped(v)}
				l.noAddress(v, where)
				f.Rules = append(f.Rules, &Rule{Fixed: &c, Line: k.Line, Settings: []Setting{{Paths: []Path{l.path(k, where)}}}})
			})
		case "drop":
			f.Drop = l.paths(v, where)
		case "write":
			l.each(v, where, func(p string, _, v *yaml.Node) {
				f.Write[p] = l.text(v, where)
				l.placeholders(v, where, true)
				l.noAddress(v, where)
			})
		case "helper":
			f.Helper = l.text(v, where)
		case "assisted":
			f.Assisted = l.said(v, where)
		case "unverified":
			f.Unverified = l.text(v, where)
		default:
			l.role(f, role, optional, k, v)
		}
	})
	return f
}

func (l *loader) role(f *Flow, role string, optional bool, k, v *yaml.Node) {
	where := "flows." + f.Name
	if !IsRole(role) {
		e := l.fail(k, "%s: unknown role %q", where, role)
		names := []string{"at", "fixed", "drop", "write", "helper", "assisted", "unverified"}
		for r := range roles {
			names = append(names, r)
		}
		slices.Sort(names)
		if near := nearest(role, names); near != "" {
			e.Hint("did you mean %s?", near)
		}
		return
	}
	if roles[role].old && IsNew(f.Name) {
		l.fail(k, "%s: %s belongs to the old login only", where, role)
	}
	rule := &Rule{Role: role, Optional: optional, Line: k.Line, Settings: l.settings(v, where+"."+role)}
	for _, s := range rule.Settings {
		if len(s.Is) > 0 && IsHost(role) {
			l.fail(v, "%s: %s takes no constant", where, role).Hint("hosts come from unpw.yaml and from the files")
		}
	}
	f.Rules = append(f.Rules, rule)
}

// settings reads what plays a role: a path, a list of spellings, {key, …}, or a
// list of those.
func (l *loader) settings(n *yaml.Node, where string) []Setting {
	switch n.Kind {
	case yaml.ScalarNode:
		return []Setting{{Paths: []Path{l.path(n, where)}}}
	case yaml.MappingNode:
		return []Setting{l.setting(n, where)}
	case yaml.SequenceNode:
		var out []Setting
		for _, c := range n.Content {
			if c.Kind == yaml.MappingNode {
				out = append(out, l.setting(c, where))
				continue
			}
			p := l.path(c, where)
			if k := len(out); k > 0 && out[k-1].As == "" && out[k-1].Format == "" && out[k-1].Is == nil {
				out[k-1].Paths = append(out[k-1].Paths, p)
			} else {
				out = append(out, Setting{Paths: []Path{p}})
			}
		}
		return out
	}
	l.fail(n, "%s: a path is wanted here", where)
	return nil
}

var shapesKnown = []string{"url", "host", "prefix", "token-url", "soap-url", "sandbox-flag", "with-token", "pem", "pem-escaped",
	"base64", "data-uri", "path", "file-uri", "secure-string"}

var formatsKnown = []string{"pkcs8", "pkcs1", "openssh", "der", "pkcs12", "jks"}

func (l *loader) setting(n *yaml.Node, where string) Setting {
	var s Setting
	l.each(n, where, func(key string, k, v *yaml.Node) {
		switch key {
		case "key":
			s.Paths = l.paths(v, where)
		case "as":
			if s.As = l.text(v, where); !slices.Contains(shapesKnown, s.As) {
				l.unknown(v, where+".as", shapesKnown)
			}
		case "format":
			if s.Format = l.text(v, where); !slices.Contains(formatsKnown, s.Format) {
				l.unknown(v, where+".format", formatsKnown)
			}
		case "is":
			s.Is = l.constants(v, where)
			l.noAddress(v, where)
		case "unverified":
			s.Unverified = l.text(v, where)
		default:
			l.unknown(k, where, []string{"key", "as", "format", "is", "unverified"})
		}
	})
	if len(s.Paths) == 0 {
		l.fail(n, "%s: key is missing", where)
	}
	return s
}

// noAddress refuses an address in what a recipe writes: a recipe names no host.
func (l *loader) noAddress(n *yaml.Node, where string) {
	if n.Kind == yaml.ScalarNode && strings.Contains(strings.ToLower(n.Value), "http") && strings.Contains(n.Value, "://") {
		l.fail(n, "%s: holds an address", where).Hint("a recipe names no host: use login-url, instance-url or audience")
	}
	for _, c := range n.Content {
		l.noAddress(c, where)
	}
}

// said reads a text for people; secrets may not stand in it.
func (l *loader) said(n *yaml.Node, where string) string {
	l.placeholders(n, where, false)
	return l.text(n, where)
}

var placeholder = regexp.MustCompile(`\{([a-z][a-z-]*)\}`)

func (l *loader) placeholders(n *yaml.Node, where string, mayHoldSecret bool) {
	for _, m := range placeholder.FindAllStringSubmatch(n.Value, -1) {
		role := m[1]
		switch r, ok := roles[role]; {
		case ok && r.old:
			l.fail(n, "%s: {%s} may not stand in a text", where, role).Hint("secrets of the old login stay in the file they were found in")
		case ok && r.secret && !mayHoldSecret:
			l.fail(n, "%s: {%s} may not stand in a text", where, role).Hint("secrets stand only in write")
		}
	}
}

// check tests what only the whole recipe shows.
func (l *loader) check(r *Recipe, first bool) {
	at := &yaml.Node{Line: r.Line}
	for _, want := range []struct {
		name    string
		missing bool
	}{
		{"id", r.ID == ""}, {"title", r.Title == ""}, {"docs", len(r.Docs) == 0}, {"files", len(r.Files) == 0 && !r.Closed},
		{"keywords", len(r.Keywords) == 0 && !r.Closed}, {"flows", len(r.Flows) == 0 && !r.Closed}, {"examples", len(r.Examples) == 0 && !r.Closed},
		{"leave-alone", len(r.LeaveAlone) == 0 && !r.Closed}, {"todo", len(r.Todo) == 0 && r.Closed},
	} {
		if want.missing {
			l.fail(at, "%s is missing", want.name)
		}
	}
	if r.Closed && len(r.Files)+len(r.Keywords)+len(r.Flows)+len(r.Examples)+len(r.LeaveAlone) > 0 {
		l.fail(at, "closed: a product whose settings are in no file has no files, keywords, flows and examples").Hint("leave closed out, or them")
	}
	if r.ID != "" && regexp.MustCompile(`[^a-z0-9-]`).MatchString(r.ID) {
		l.fail(at, "id: %q has other than small letters, digits and -", r.ID)
	}
	if base := strings.TrimSuffix(strings.TrimSuffix(baseName(l.file), ".yaml"), ".yml"); first && r.ID != "" && base != r.ID {
		l.fail(at, "id: %q is not the name of the file", r.ID).Hint("name the file %s.yaml", r.ID)
	}
	if r.Relaxed && len(r.In) == 0 && len(r.With) == 0 {
		l.fail(&yaml.Node{Line: l.keys}, "keys: relaxed without in or with would claim any SALESFORCE_PASSWORD").
			Hint("say in which container, or beside what, these keys belong to this program")
	}
	for _, f := range r.Flows {
		if f.Name == ClientCredentials && f.Assisted == "" && f.Rule("login-url") == nil && f.Rule("instance-url") == nil {
			l.fail(&yaml.Node{Line: f.Line}, "client-credentials has no host role").
				Hint("this flow works on My Domain only: name the setting that holds the host, for example login-url")
		}
	}
}

func baseName(p string) string { return p[strings.LastIndexByte(p, '/')+1:] }

// nearest gives the known word closest to w, "" if none is close.
func nearest(w string, known []string) string {
	best, at := "", 3
	for _, k := range known {
		if d := distance(w, k); d < at {
			best, at = k, d
		}
	}
	return best
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev
			if a[i-1] != b[j-1] {
				cost++
			}
			prev = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
