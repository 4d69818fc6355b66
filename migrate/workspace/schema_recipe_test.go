package workspace_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// aRecipe uses nearly every word of the language; it is no real product.
const aRecipe = `id: acme-crm-sync
title: ACME's nightly CRM sync
docs: [https://wiki.acme.example/crm-sync]
files: ["*.env", "conf/*.yaml"]
keywords: [CRM_PASSWORD, [crm, password]]
keys: relaxed
in: [crm.sync, Crm()]
with: [{class: ["a.*", "b.*"]}, {enabled: true}]
without: [warehouse]
beside: {Gemfile.lock: crm}
flows:
  other:
    session-id: session
  oauth-password:
    at: password_flow
    grant-type?: {key: type, is: [PASSWORD, PW]}
    username: [CRM_USER, (1)]
    password: {key: CRM_PASSWORD, as: with-token}
    client-id: CRM_ID
    client-secret: CRM_SECRET
    login-url?: [{key: domain, as: prefix}, host]
    drop: [CRM_LEGACY]
  jwt-bearer:
    grant-type: [{key: type, is: JWT}, {key: version, is: 5, unverified: seen in one file}]
    username: CRM_USER
    client-id: CRM_ID
    private-key-file: {key: CRM_KEY, format: pkcs1}
    audience?: {key: CRM_AUD, as: url}
    fixed: {CRM_JWT: true}
    write: {CRM_KEY: "key={private-key-file}"}
    helper: node-jwt
    unverified: not tried
  access-token:
    access-token: {key: CRM_TOKEN, is: "${env.CRM_TOKEN}"}
    assisted: the file is encrypted
companions:
  dataset:
    files: ["*.json"]
    with: {ref: "{name}"}
    name: name
    from: {type: [A, B]}
    to: {type: [C, D]}
needs:
  - {flow: jwt-bearer, package: pypi/crm, at-least: 1.2.3}
  - {flow: jwt-bearer, what: the CRM server, at-least: "4", with: {edition: cloud}, unverified: one source}
instead: the vendor's cloud
advice: multi-tenant
todo:
  - restart it
  - {flow: jwt-bearer, say: "copy the key to {private-key-file}"}
notes: [it logs the token]
fallback: true
examples:
  - name: plain
    before: {crm.env: "CRM_USER=etl@acme.example\n"}
    finds: oauth-password
    jwt-bearer: {crm.env: "CRM_USER=etl@acme.example\n"}
    outcome: rewrite
    todo: [CRM_ID]
leave-alone:
  - why: another program's
    files: {db.env: "DB_PASSWORD=example-other\n"}
`

func TestSchemaOfRecipe(t *testing.T) {
	first, later := compile(t, "recipe.v1"), compile(t, "recipe.v1#/$defs/recipe")
	if err := first.Validate(recipe(t, aRecipe)); err != nil {
		t.Fatal(err)
	}
	withoutDocs := strings.Replace(aRecipe, "docs: [https://wiki.acme.example/crm-sync]\n", "", 1)
	if first.Validate(recipe(t, withoutDocs)) == nil || later.Validate(recipe(t, withoutDocs)) != nil {
		t.Error("docs: required of the first recipe of a file, and of no other")
	}
	for _, word := range []string{"id", "title", "files", "keywords", "flows", "examples", "leave-alone"} {
		v := recipe(t, aRecipe).(map[string]any)
		delete(v, word)
		if later.Validate(v) == nil {
			t.Errorf("accepted without %s", word)
		}
	}
	// "There is nothing else; an unknown word is an error."
	v := recipe(t, aRecipe)
	named := []string{"with", "beside", "flows.oauth-password.fixed", "flows.jwt-bearer.fixed", "flows.jwt-bearer.write", "companions", "companions.dataset.with",
		"companions.dataset.from", "companions.dataset.to", "needs.with", "examples.before", "examples.jwt-bearer", "leave-alone.files"}
	walk(v, "", func(at string, object map[string]any) {
		for _, free := range named {
			if at == free {
				return // its keys are the recipe's own
			}
		}
		object["unknown-word"] = "x"
		if first.Validate(v) == nil {
			t.Errorf("unknown word accepted in %q", at)
		}
		delete(object, "unknown-word")
	})
	for _, c := range [][2]string{
		{"id: acme-crm-sync", "id: Acme_Crm"},
		{"keys: relaxed", "keys: fuzzy"},
		{"keys: relaxed\nin: [crm.sync, Crm()]\nwith: [{class: [\"a.*\", \"b.*\"]}, {enabled: true}]\n", "keys: relaxed\n"},
		{"files: [\"*.env\"", "files: [\"../*.env\""},
		{"files: [\"*.env\"", "files: [\"/etc/*.env\""},
		{"files: [\"*.env\"", "files: [\"~/x.env\""},
		{"as: with-token", "as: with-both"},
		{"format: pkcs1", "format: pem"},
		{"{key: CRM_AUD, as: url}", "{key: CRM_AUD, is: acme.example}"}, // it names no host
		{"{CRM_JWT: true}", "{CRM_JWT: \"https://acme.example\"}"},
		{"\"key={private-key-file}\"", "\"url=http://acme.example\""},
		{"is: JWT", "is: HTTPS://acme.example"},
		{"package: pypi/crm, ", ""},
		{"package: pypi/crm", "package: pypi/crm, what: crm"},
		{"finds: oauth-password", "finds: password"},
		{"outcome: rewrite", "outcome: written"},
		{"advice: multi-tenant", "advice: ask"},
		{"examples:", "examples: []\nx:"},
	} {
		changed := strings.Replace(aRecipe, c[0], c[1], 1)
		if changed == aRecipe {
			t.Errorf("the recipe has no %q", c[0])
		} else if first.Validate(recipe(t, changed)) == nil {
			t.Errorf("accepted: %s", c[1])
		}
	}
}

// The recipes that unpw ships are ones the schema knows.
func TestSchemaOfShippedRecipes(t *testing.T) {
	paths, err := filepath.Glob("../../templates/recipes/*.yaml")
	must(t, err)
	if len(paths) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("no recipes in templates/recipes")
		}
		t.Skip("no recipes in templates/recipes")
	}
	first, later := compile(t, "recipe.v1"), compile(t, "recipe.v1#/$defs/recipe")
	for _, p := range paths {
		data, err := os.ReadFile(p)
		must(t, err)
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		for n := 1; ; n++ {
			var doc yaml.Node
			if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s, recipe %d: not YAML", filepath.Base(p), n)
				break
			}
			schema := later
			if n == 1 {
				schema = first
			}
			if err := schema.Validate(asJSON(&doc)); err != nil {
				t.Errorf("%s, recipe %d: %v", filepath.Base(p), n, err)
			}
		}
	}
}

func recipe(t *testing.T, text string) any {
	t.Helper()
	var doc yaml.Node
	must(t, yaml.Unmarshal([]byte(text), &doc))
	return asJSON(&doc)
}
