package workspace_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"unpw/migrate/workspace"
)

const schemaDir = "../../docs/schema"

func compile(t *testing.T, ref string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	file, pointer, _ := strings.Cut(ref, "#")
	s, err := c.Compile(filepath.Join(schemaDir, file+".json") + "#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

// Every schema is valid, calls itself by its file's name, and has examples here.
func TestSchemasCompile(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(schemaDir, "*.json"))
	must(t, err)
	var names []string
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".json")
		names = append(names, name)
		compile(t, name)
		var head struct {
			Schema string `json:"$schema"`
			ID     string `json:"$id"`
		}
		data, err := os.ReadFile(p)
		must(t, err)
		must(t, json.Unmarshal(data, &head))
		if head.ID != "https://unpw.example/schema/"+name+".json" || head.Schema != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s: %+v", name, head)
		}
	}
	want := []string{"config.v1", "org.v1", "recipe.v1"}
	for _, d := range documents() {
		want = append(want, d.schema)
	}
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(names, want) {
		t.Errorf("schemas %q\nexamples %q", names, want)
	}
}

// The examples of the contract are accepted; without any of their fields they
// are not, but for the optional ones; with a field more they are, where fields
// may be added.
func TestSchemasOfOutputs(t *testing.T) {
	for _, d := range documents() {
		t.Run(d.name, func(t *testing.T) {
			schema := compile(t, d.schema)
			if err := schema.Validate(decode(t, d.text)); err != nil {
				t.Fatal(err)
			}
			doc := decode(t, d.text)
			walk(doc, "", func(at string, object map[string]any) {
				for key, v := range object {
					delete(object, key)
					place := strings.TrimPrefix(at+"."+key, ".")
					if refused := schema.Validate(doc) != nil; refused == slices.Contains(d.optional, place) {
						t.Errorf("without %s: refused %v", place, refused)
					}
					object[key] = v
				}
				object["added"] = json.Number("1")
				if refused := schema.Validate(doc) != nil; refused == !slices.Contains(d.closed, at) {
					t.Errorf("with a field more in %q: refused %v", at, refused)
				}
				delete(object, "added")
			})
		})
	}
}

// Words outside the closed vocabularies, and texts of another shape.
func TestSchemasRefuse(t *testing.T) {
	for _, c := range []struct{ name, from, to string }{
		{"scan", `"unpw/scan/v1"`, `"unpw/scan/v2"`},
		{"scan", `"soap-login"`, `"soap"`},
		{"scan", `"state": "active"`, `"state": "old"`},
		{"scan", `"outcome": "rewrite"`, `"outcome": "REWRITE"`},
		{"scan", `"role": "password"`, `"role": "pass"`},
		{"scan", `"file": "etl/.env"`, `"file": "/etl/.env"`},
		{"scan", `"file": "etl/.env"`, `"file": "etl\\.env"`},
		{"scan", `"file": "etl/.env"`, `"file": "../.env"`},
		{"scan", `"line": 4`, `"line": 0`},
		{"plan", `"decision": "migrate"`, `"decision": "skip"`},
		{"plan", `"state": "active"`, `"state": "commented"`},
		{"plan", `"flow": "jwt-bearer", "reason"`, `"flow": "auto", "reason"`},
		{"plan", `"op": "remove"`, `"op": "delete"`},
		{"plan", `"who": "org-admin"`, `"who": "admin"`},
		{"plan", `"hmac-sha256:`, `"sha256:`},
		{"plan", `"at": "2026-11-23T10:00:00Z"`, `"at": "yesterday"`},
		{"plan", `"byOutcome": {"rewrite"`, `"byOutcome": {"written"`},
		{"plan", `"type": "external-client-app"`, `"type": "eca"`},
		{"check", `"name": "token"`, `"name": "tokens"`},
		{"check", `"result": "ok"`, `"result": "passed"`},
		{"apply", `"20261123T174415Z-4f2a"`, `"2026-11-23-4f2a"`},
		{"apply", `"rewritten"`, `"written"`},
		{"rehearse", `"newLogin": "accepted"`, `"newLogin": "ok"`},
		{"rehearse", `"legacyBefore": "accepted"`, `"legacyBefore": "refused: "`},
		{"error", `"code": 5`, `"code": 0`},
		{"error", `"code": 5`, `"code": 9`},
		{"error", `"line": null`, `"line": 0`},
		{"keys", `"fingerprint": "sha256:`, `"fingerprint": "md5:`},
		{"recipes", `"flows": ["jwt-bearer"]`, `"flows": ["jwt"]`},
		{"answers", `"go": true`, `"go": {"yes": true}`},
	} {
		i := slices.IndexFunc(documents(), func(d document) bool { return d.name == c.name })
		if i < 0 {
			t.Fatalf("no example %q", c.name)
		}
		d := documents()[i]
		changed := strings.Replace(d.text, c.from, c.to, 1)
		if changed == d.text {
			t.Errorf("%s has no %s", c.name, c.from)
		} else if compile(t, d.schema).Validate(decode(t, changed)) == nil {
			t.Errorf("%s: %s was accepted", c.name, c.to)
		}
	}
}

// walk calls visit for every object; list positions have no name.
func walk(v any, at string, visit func(at string, object map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		for key, below := range v {
			walk(below, strings.TrimPrefix(at+"."+key, "."), visit)
		}
		visit(at, v)
	case []any:
		for _, below := range v {
			walk(below, at, visit)
		}
	}
}

// asJSON gives a YAML document as the schema's library wants it; a day is text.
func asJSON(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return asJSON(n.Content[0])
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			out[n.Content[i].Value] = asJSON(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			out = append(out, asJSON(item))
		}
		return out
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

// The schema of unpw.yaml accepts what the loader accepts, and refuses what the
// loader refuses, but for what no schema can say.
func TestSchemaOfConfig(t *testing.T) {
	schema := compile(t, "config.v1")
	validate := func(text string) (any, error) {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil || doc.Kind == 0 {
			return nil, fmt.Errorf("not YAML: %v", err)
		}
		v := asJSON(&doc)
		return v, schema.Validate(v)
	}
	made, err := workspace.Init(nil, set("integrations/a/flow", "auto"), set("orgs/p/my-domain", nil))
	must(t, err)
	for _, text := range []string{whole, threeOrgs, string(made), "schema: unpw/config/v1\n", "schema: unpw/config/v1\norgs:\nkeys: ~\n"} {
		load(t, text)
		if _, err := validate(text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
	loaderOnly := []string{
		"two documents", "anchor", "tag", // the YAML around the values
		"bad glob", "two orgs, one domain", "two orgs, one host", "no such org", "org without orgs", "org", "org of the defaults",
		"backwards", "two families", "two for one setting", "size too large",
	}
	for _, c := range badConfigs() {
		if strings.Contains(c.cause, "stands here twice") {
			continue // the library that reads YAML for this test refuses these
		}
		_, err := validate(c.text)
		if accepted := err == nil; accepted != slices.Contains(loaderOnly, c.name) {
			t.Errorf("%s: accepted by the schema: %v\n%s", c.name, accepted, c.text[:min(200, len(c.text))])
		}
	}
}
