package templates_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"unpw/templates"
)

// document is what these tests need of a recipe; package recipe has the model.
type document struct {
	ID         string
	Files      []string
	Keywords   []any
	Flows      map[string]yaml.Node
	Instead    string
	Examples   []example
	Closed     bool
	LeaveAlone []struct {
		Why   string
		Files map[string]string
	} `yaml:"leave-alone"`
	node yaml.Node
}

type example struct {
	Name              string
	Before            map[string]string
	Finds             string
	JWTBearer         map[string]string `yaml:"jwt-bearer"`
	ClientCredentials map[string]string `yaml:"client-credentials"`
	Outcome           string
	Todo              []string
}

func (e example) after(flow string) map[string]string {
	if flow == "jwt-bearer" {
		return e.JWTBearer
	}
	return e.ClientCredentials
}

// recipes gives the documents of every recipe file by file name.
func recipes(t *testing.T) map[string][]document {
	t.Helper()
	entries, err := templates.Recipes.ReadDir("recipes")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]document{}
	for _, entry := range entries {
		src, err := templates.Recipes.ReadFile("recipes/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		decoder := yaml.NewDecoder(strings.NewReader(string(src)))
		for {
			var d document
			if err := decoder.Decode(&d.node); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", entry.Name(), err)
			}
			if err := d.node.Decode(&d); err != nil {
				t.Fatalf("%s: %v", entry.Name(), err)
			}
			all[entry.Name()] = append(all[entry.Name()], d)
		}
	}
	if len(all) == 0 {
		t.Fatal("no recipe is embedded")
	}
	return all
}

func TestTheFirstIDOfAFileIsItsNameAndNoIDIsTwice(t *testing.T) {
	seen := map[string]string{}
	for file, documents := range recipes(t) {
		if want := strings.TrimSuffix(file, ".yaml"); documents[0].ID != want {
			t.Errorf("%s: first id is %q, want %q", file, documents[0].ID, want)
		}
		for _, d := range documents {
			if other, ok := seen[d.ID]; ok {
				t.Errorf("%s: id %s is in %s too", file, d.ID, other)
			}
			seen[d.ID] = file
		}
	}
}

func TestEveryFlowIsShownAndSomethingIsLeftAlone(t *testing.T) {
	for _, documents := range recipes(t) {
		for _, d := range documents {
			for flow, node := range d.Flows {
				switch flow {
				case "oauth-password", "soap-login", "unknown-password":
					if !slices.ContainsFunc(d.Examples, func(e example) bool { return e.Finds == flow }) {
						t.Errorf("%s: no example finds %s", d.ID, flow)
					}
				case "jwt-bearer", "client-credentials":
					assisted := child(&node, "assisted") != nil
					shown := slices.ContainsFunc(d.Examples, func(e example) bool { return e.after(flow) != nil })
					if shown == assisted {
						t.Errorf("%s: %s is shown: %v, assisted: %v", d.ID, flow, shown, assisted)
					}
				case "other", "access-token":
				default:
					t.Errorf("%s: unknown flow %s", d.ID, flow)
				}
			}
			if len(d.LeaveAlone) == 0 && !d.Closed {
				t.Errorf("%s: leaves nothing alone", d.ID)
			}
		}
	}
}

// A recipe cannot send a secret anywhere: constants hold no address, and hosts
// are never constants.
func TestNoConstantHoldsAnAddress(t *testing.T) {
	constants := 0
	for _, documents := range recipes(t) {
		for _, d := range documents {
			for flow, node := range d.Flows {
				each(&node, "", func(key, under string, n *yaml.Node) {
					if !slices.Contains([]string{"is", "fixed", "write"}, under) || n.Kind != yaml.ScalarNode {
						return
					}
					constants++
					if strings.Contains(strings.ToLower(n.Value), "http") {
						t.Errorf("%s: %s: %s holds an address", d.ID, flow, key)
					}
				})
				for _, role := range []string{"login-url", "instance-url", "audience"} {
					for _, name := range []string{role, role + "?"} {
						if host := child(&node, name); host != nil && child(host, "is") != nil {
							t.Errorf("%s: %s: %s is a constant", d.ID, flow, role)
						}
					}
				}
			}
		}
	}
	if constants == 0 {
		t.Error("no constant was seen, so nothing was tested")
	}
}

func TestTheTextsOfExamplesAreWellFormed(t *testing.T) {
	check := func(id, name string, files map[string]string) {
		for file, text := range files {
			if err := wellFormed(file, text); err != nil {
				t.Errorf("%s: %s: %s: %v", id, name, file, err)
			}
		}
	}
	for _, documents := range recipes(t) {
		for _, d := range documents {
			for _, e := range d.Examples {
				check(d.ID, e.Name, e.Before)
				check(d.ID, e.Name, e.JWTBearer)
				check(d.ID, e.Name, e.ClientCredentials)
				for _, flow := range []string{"jwt-bearer", "client-credentials"} {
					for file, text := range e.after(flow) {
						if before, ok := e.Before[file]; !ok || before == text {
							t.Errorf("%s: %s: %s: %s is not a changed file of before", d.ID, e.Name, flow, file)
						}
					}
				}
				if !slices.ContainsFunc(d.Keywords, func(k any) bool { return occurs(k, e.Before) }) {
					t.Errorf("%s: %s: no keyword occurs", d.ID, e.Name)
				}
			}
			for _, l := range d.LeaveAlone {
				check(d.ID, l.Why, l.Files)
			}
		}
	}
}

// wellFormed parses the text as its file name says. Files with Helm's braces
// are no YAML yet, and dotenv, properties and programs have no judge here.
func wellFormed(file, text string) error {
	switch path.Ext(file) {
	case ".json":
		var v any
		return json.Unmarshal([]byte(text), &v)
	case ".yaml", ".yml":
		if strings.Contains(text, "{{ .") {
			return nil
		}
		decoder := yaml.NewDecoder(strings.NewReader(text))
		for {
			var v any
			if err := decoder.Decode(&v); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	case ".xml":
		decoder := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

// occurs tells whether one file holds the keyword, or all of a list of them.
func occurs(keyword any, files map[string]string) bool {
	words, ok := keyword.([]any)
	if !ok {
		words = []any{keyword}
	}
	for _, text := range files {
		if !slices.ContainsFunc(words, func(w any) bool {
			word, _ := w.(string)
			return !strings.Contains(strings.ToLower(text), strings.ToLower(word))
		}) {
			return true
		}
	}
	return false
}

// child gives the value of key in a mapping, nil if there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// each calls visit for every value below n, with its key and the nearest key
// above it that is one of is, fixed and write.
func each(n *yaml.Node, under string, visit func(key, under string, n *yaml.Node)) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, inner := n.Content[i].Value, under
			if slices.Contains([]string{"is", "fixed", "write"}, key) {
				inner = key
			}
			visit(key, inner, n.Content[i+1])
			each(n.Content[i+1], inner, visit)
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			visit("", under, c)
			each(c, under, visit)
		}
	}
}

// A flow that is written is shown twice, in files of different shape: one
// example fits too many wrong recipes. A flow that a person finishes has none.
func TestEveryWrittenFlowIsShownTwice(t *testing.T) {
	for file, docs := range recipes(t) {
		for _, d := range docs {
			for flow, node := range d.Flows {
				var f struct{ Assisted string }
				if err := node.Decode(&f); flow != "jwt-bearer" && flow != "client-credentials" || err != nil || f.Assisted != "" {
					continue
				}
				shown := 0
				for _, e := range d.Examples {
					if e.after(flow) != nil {
						shown++
					}
				}
				if shown < 2 {
					t.Errorf("%s: %s shows %s in %d example(s)", file, d.ID, flow, shown)
				}
			}
		}
	}
}
