package explain

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

var (
	knownFlows = []string{
		"jwt-bearer", "client-credentials", "oauth-password", "soap-login",
		"web-server", "refresh-token", "token-exchange", "any", "deploy", "resource",
	}
	knownConfidence = []Confidence{Seen, ThirdParty, General, Inferred}
	idShape         = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	yamlLine        = regexp.MustCompile(`line (\d+)`)
)

// Load reads every *.yaml of fsys, which must hold nothing but the catalogue.
// It is strict: an unknown field, a wrong type, a missing or doubled id, a flow
// or confidence outside the closed lists, or a reference to no entry is a
// *fail.Error of code Usage with file and line.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{byID: map[string]*Entry{}}
	files := map[*Entry]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		entries, err := parse(name, src)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if first, ok := c.byID[e.ID]; ok {
				return fail.At(fail.Usage, name, e.Line, "id %s is taken by %s:%d", e.ID, files[first], first.Line)
			}
			c.byID[e.ID], files[e] = e, name
			c.entries = append(c.entries, e)
		}
		return nil
	})
	var known *fail.Error
	switch {
	case errors.As(err, &known):
		return nil, known.In("load")
	case err != nil:
		return nil, fail.New(fail.Bug, "the error catalogue cannot be read").In("load").Because(err)
	case len(c.entries) == 0:
		return nil, fail.New(fail.Usage, "the error catalogue is empty").In("load")
	}
	for _, e := range c.entries {
		for _, id := range e.See {
			if c.byID[id] == nil {
				return nil, fail.At(fail.Usage, files[e], e.Line, "%s: see names no entry: %s", e.ID, id).In("load")
			}
		}
	}
	return c, nil
}

func parse(file string, src []byte) ([]*Entry, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		line := 0
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		// The parser's own text quotes the line it chokes on.
		return nil, fail.At(fail.Usage, file, line, "not valid YAML")
	}
	if len(doc.Content) == 0 {
		return nil, fail.At(fail.Usage, file, 1, "a list of entries is expected")
	}
	r := &reader{file: file}
	var entries []*Entry
	for _, n := range r.items(doc.Content[0]) {
		e := r.entry(n)
		if r.err != nil {
			return nil, r.err
		}
		e.Family = strings.TrimSuffix(path.Base(file), ".yaml")
		entries = append(entries, e)
	}
	if r.err != nil {
		return nil, r.err
	}
	return entries, nil
}

// check gives the first thing that is wrong with e, or "".
func check(e *Entry) string {
	switch {
	case e.ID == "":
		return "id is missing"
	case !idShape.MatchString(e.ID):
		return "id must be lower-case words joined by hyphens"
	case len(e.Flows) == 0:
		return "flows is missing"
	case e.Error == "" && len(e.Description) == 0 && e.Status == "":
		return "one of error, description, status is needed"
	case e.HTTP != 0 && (e.HTTP < 200 || e.HTTP > 599):
		return "http must be a status between 200 and 599"
	case e.HTTP == 0 && e.HTTPUnverified:
		return "http-unverified without http"
	case e.Meaning == "":
		return "meaning is missing"
	case len(e.Causes) == 0:
		return "causes is missing"
	case len(e.TellApart) == 0:
		return "tell-apart is missing"
	case len(e.Fix) == 0:
		return "fix is missing"
	case len(e.Source) == 0:
		return "source is missing"
	case !slices.Contains(knownConfidence, e.Confidence):
		return "confidence must be seen, third-party, general-knowledge or inferred"
	}
	for _, f := range e.Flows {
		if !slices.Contains(knownFlows, f) {
			return "unknown flow " + f
		}
	}
	for _, d := range e.Description {
		if len(d) < 5 {
			return "a description fragment needs five characters"
		}
	}
	return ""
}
