package rehearsal

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

//go:embed schema.yaml
var schemaFile []byte

// schema is schema.yaml: what a metadata deploy may hold.
type schema struct {
	Versions struct {
		Oldest    int `yaml:"oldest"`
		Newest    int `yaml:"newest"`
		SOAPLogin int `yaml:"soap-login"`
	} `yaml:"versions"`
	Components     map[string]component         `yaml:"components"`
	Settings       map[string]string            `yaml:"settings"`
	Types          map[string]map[string]string `yaml:"types"`
	Enums          map[string][]string          `yaml:"enums"`
	Scopes         map[string]string            `yaml:"scopes"`
	ConnectedOnly  []string                     `yaml:"connected-app-scopes"`
	ExternalOnly   []string                     `yaml:"external-client-app-scopes"`
	parsedElements map[string]map[string]element
}

// component is a metadata type: where its files are in the zip and how they
// begin.
type component struct {
	Folder string `yaml:"folder"`
	Suffix string `yaml:"suffix"`
	Root   string `yaml:"root"`
	Since  int    `yaml:"since"`
}

// element is one element of a type.
type element struct {
	kind         string // string, boolean, int, or a type or enum by name
	needed, many bool
	since, until int // API versions; 0: no bound
}

func loadSchema() (*schema, error) {
	s := &schema{parsedElements: map[string]map[string]element{}}
	dec := yaml.NewDecoder(bytes.NewReader(schemaFile))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil {
		return nil, fail.New(fail.Bug, "schema.yaml cannot be read").In("rehearsal").Because(err)
	}
	for name, elements := range s.Types {
		s.parsedElements[name] = map[string]element{}
		for key, text := range elements {
			e, err := parseElement(text)
			if err != nil {
				return nil, fail.New(fail.Bug, "schema.yaml: %s.%s: %s", name, key, err).In("rehearsal")
			}
			s.parsedElements[name][key] = e
		}
	}
	return s, nil
}

func parseElement(text string) (element, error) {
	kind, versions, _ := strings.Cut(text, " ")
	e := element{kind: strings.TrimRight(kind, "!*"), needed: strings.HasSuffix(kind, "!"), many: strings.HasSuffix(kind, "*")}
	if versions == "" {
		return e, nil
	}
	since, until, ranged := strings.Cut(versions, "-")
	var err error
	if since != "" {
		if e.since, err = strconv.Atoi(since); err != nil {
			return e, fmt.Errorf("%q is no version", since)
		}
	}
	if ranged {
		if e.until, err = strconv.Atoi(until); err != nil {
			return e, fmt.Errorf("%q is no version", until)
		}
	}
	return e, nil
}

// in tells whether an API version has the element.
func (e element) in(version int) bool {
	return version >= e.since && (e.until == 0 || version <= e.until)
}

// problem is a refusal with its place in a file of the package.
type problem struct {
	*refusal
	line, column int
}

// check compares an element tree with the type of that name.
func (s *schema) check(n *node, typeName string, version int) *problem {
	elements, known := s.parsedElements[typeName]
	if !known {
		return nil
	}
	seen := map[string]bool{}
	last := ""
	for _, child := range n.children {
		e, ok := elements[child.name]
		switch {
		case !ok || !e.in(version):
			return child.problem(elementInvalid, "element", child.name, "type", typeName)
		case seen[child.name] && (!e.many || last != child.name):
			return child.problem(elementDuplicated, "element", child.name, "type", typeName)
		}
		seen[child.name], last = true, child.name
		if p := s.value(child, e.kind); p != nil {
			return p
		}
		if p := s.check(child, e.kind, version); p != nil {
			return p
		}
	}
	for _, name := range needed(elements) {
		if !seen[name] {
			return n.problem(elementMissing, "element", name)
		}
	}
	return nil
}

func needed(elements map[string]element) []string {
	var names []string
	for name, e := range elements {
		if e.needed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// value checks the text of a simple element.
func (s *schema) value(n *node, kind string) *problem {
	ok := true
	switch kind {
	case "boolean":
		ok = n.text == "true" || n.text == "false"
	case "int":
		_, err := strconv.Atoi(n.text)
		ok = err == nil
	case "ConnectedAppOauthAccessScope":
		_, known := s.Scopes[n.text]
		ok = known && !slices.Contains(s.ExternalOnly, n.text)
	default:
		if values, enum := s.Enums[kind]; enum {
			ok = slices.Contains(values, n.text)
		}
	}
	if !ok {
		return n.problem(valueInvalid, "value", n.text, "type", kind)
	}
	return nil
}

// scopes turns the scopes of an app as metadata writes them into those of the
// token endpoint, and gives the first that it does not know.
func (s *schema) scopes(names []string, external bool) (runtime []string, unknown string) {
	for _, name := range names {
		scope, ok := s.Scopes[name]
		if !ok || external && slices.Contains(s.ConnectedOnly, name) {
			return nil, name
		}
		if scope == "" {
			scope = name
		}
		if !slices.Contains(runtime, scope) {
			runtime = append(runtime, scope)
		}
	}
	return runtime, ""
}
