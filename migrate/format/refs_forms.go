package format

import (
	"path"
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// form is one spelling of a reference: pattern has the groups name and, where
// there are any, object, store and default.
type form struct {
	kind    RefKind
	mark    string // must occur: a cheap test
	pattern *regexp.Regexp
	store   string
	files   string // a glob of base names; "" for all
}

// The forms, best first: what one has taken is no other's.
var forms = []form{
	{kind: RefCISecret, mark: "secrets.", pattern: regexp.MustCompile(`\$\{\{\s*secrets\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`), store: "github-actions"},
	{kind: RefCISecret, mark: "vars.", pattern: regexp.MustCompile(`\$\{\{\s*vars\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`), store: "github-actions"},
	{kind: RefCISecret, mark: "$(", pattern: regexp.MustCompile(`\$\((?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\)`), store: "azure-pipelines", files: "azure-pipelines*"},
	{kind: RefVault, mark: "{{resolve:ssm", pattern: regexp.MustCompile(`\{\{resolve:ssm(?:-secure)?:(?P<name>[A-Za-z0-9_./-]+)(?::\d+)?\}\}`), store: "aws-ssm"},
	{kind: RefVault, mark: "{{resolve:secretsmanager", pattern: regexp.MustCompile(`\{\{resolve:secretsmanager:(?P<object>[^:}]+):SecretString:(?P<name>[A-Za-z0-9_.-]+)[^}]*\}\}`), store: "aws-secrets-manager"},
	{kind: RefVault, mark: "{{resolve:secretsmanager", pattern: regexp.MustCompile(`\{\{resolve:secretsmanager:(?P<name>[A-Za-z0-9_./-]+)[^}]*\}\}`), store: "aws-secrets-manager"},
	{kind: RefVault, mark: "@Microsoft.KeyVault(", pattern: regexp.MustCompile(`@Microsoft\.KeyVault\(SecretUri=https://(?P<object>[A-Za-z0-9-]+)\.[A-Za-z0-9.-]+/secrets/(?P<name>[A-Za-z0-9-]+)[^)]*\)`), store: "key-vault"},
	{kind: RefVault, mark: "@Microsoft.KeyVault(", pattern: regexp.MustCompile(`@Microsoft\.KeyVault\(VaultName=(?P<object>[A-Za-z0-9-]+);SecretName=(?P<name>[A-Za-z0-9-]+)[^)]*\)`), store: "key-vault"},
	{kind: RefParameter, mark: "parameters(", pattern: regexp.MustCompile(`\[\s*parameters\(\s*'(?P<name>[A-Za-z_][A-Za-z0-9_-]*)'\s*\)\s*\]`)},
	{kind: RefParameter, mark: "linkedService()", pattern: regexp.MustCompile(`@\{\s*linkedService\(\)\.(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\s*\}`)},
	{kind: RefVault, mark: "${secure(", pattern: regexp.MustCompile(`\$\{secure\((?P<name>[A-Za-z0-9_.-]+)\)\}`), store: "cdap"},
	{kind: RefVault, mark: "${credential:get", pattern: regexp.MustCompile(`\$\{credential:get(?:WithOptions)?\(\s*["'](?P<object>[^"']+)["']\s*,\s*["'][^"']*["']\s*,\s*["'](?P<name>[^"']+)["'][^)]*\)\}`), store: "streamsets"},
	{kind: RefVault, mark: "${ssm:", pattern: regexp.MustCompile(`\$\{ssm:(?P<name>[A-Za-z0-9_./-]+)[^}]*\}`), store: "aws-ssm"},
	{kind: RefEnv, mark: "env.", pattern: regexp.MustCompile(`\$\{\{\s*env\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)},
	{kind: RefHelm, mark: ".Values.", pattern: regexp.MustCompile(`\{\{-?\s*(?:required\s+"[^"]*"\s+)?\.Values\.(?P<name>[A-Za-z0-9_.-]+?)(?:\s*\|\s*(?:default\s+"[^"]*"|[A-Za-z0-9]+))*\s*-?\}\}`)},
	{kind: RefProperty, mark: "secure::", pattern: regexp.MustCompile(`\$\{secure::(?P<name>[A-Za-z0-9_.-]+)\}`)},
	{kind: RefFile, mark: "${file:", pattern: regexp.MustCompile(`\$\{file:(?P<object>[^:}]+):(?P<name>[A-Za-z0-9_.-]+)\}`)},
	{kind: RefVault, mark: "${", pattern: regexp.MustCompile(`\$\{(?:secrets?|directory|s3):(?:(?P<object>[^:}]+):)?(?P<name>[A-Za-z0-9_./-]+)\}`)},
	{kind: RefVault, mark: "${", pattern: regexp.MustCompile(`\$\{(?P<store>vault|secretManager|azurekeyvault|kv|aws|asm|gcp|ssm):(?:(?P<object>[^:}]+):)?(?P<name>[A-Za-z0-9_./-]+)\}`)},
	{kind: RefEnv, mark: "${ENV:", pattern: regexp.MustCompile(`\$\{ENV:(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}`)}, // Trino, ksqlDB
	{kind: RefEnv, mark: "${env:", pattern: regexp.MustCompile(`\$\{env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}`)},
	{kind: RefProperty, mark: "p(", pattern: regexp.MustCompile(`#\[\s*(?:Mule::)?p\(['"](?P<name>[A-Za-z0-9_.-]+)['"]\)\s*\]`)},
	{kind: RefEnv, mark: "${", pattern: regexp.MustCompile(`\$\{(?P<name>[A-Z_][A-Z0-9_]*)(?::?[-?+](?P<default>[^}]*)|:(?P<default2>[^}]*))?\}`)},
	{kind: RefProperty, mark: "${", pattern: regexp.MustCompile(`\$\{(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)(?::(?P<default>[^}]*))?\}`)},
	{kind: RefEnv, mark: "$", pattern: regexp.MustCompile(`\$(?P<name>[A-Z_][A-Z0-9_]*)\b`)},
	{kind: RefEnv, mark: "%", pattern: regexp.MustCompile(`%(?P<name>[A-Z_][A-Z0-9_]*)%`)},
	{kind: RefEnv, mark: "{{$", pattern: regexp.MustCompile(`\{\{\s*\$(?:env\.|(?:processEnv|dotenv)\s+%?)(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)},
	{kind: RefTemplate, mark: "{{", pattern: regexp.MustCompile(`\{\{\s*(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}`)},
	{kind: RefUnknown, mark: "{{", pattern: regexp.MustCompile(`\{\{[^}]*\}\}`)},
}

// reads tells whether the form means a reference in the file called file.
func (f form) reads(file string) bool {
	ok, _ := path.Match(f.files, strings.ToLower(path.Base(file)))
	return ok
}

func (f form) ref(raw string, m []int, n *Node) Ref {
	base := n.ValueSpan.Start
	r := Ref{Kind: f.kind, Store: f.store, Span: text.Span{Start: base + m[0], End: base + m[1]}}
	for i, group := range f.pattern.SubexpNames() {
		if group == "" || m[2*i] < 0 {
			continue
		}
		got := raw[m[2*i]:m[2*i+1]]
		switch group {
		case "name":
			r.Name, r.NameSpan = got, text.Span{Start: base + m[2*i], End: base + m[2*i+1]}
		case "object":
			r.Object = got
		case "store":
			r.Store = stores[got]
		default:
			r.Default = got
		}
	}
	return r
}

// stores gives the store that a prefix of Camel's, Kafka's and the like means.
var stores = map[string]string{"vault": "vault", "azurekeyvault": "key-vault", "kv": "key-vault", "aws": "aws-secrets-manager", "asm": "aws-secrets-manager",
	"ssm": "aws-ssm", "gcp": "gcp-secret-manager", "secretManager": "gcp-secret-manager"}
