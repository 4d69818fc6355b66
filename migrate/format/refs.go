package format

import (
	"bytes"
	"regexp"
	"strings"

	"unpw/migrate/text"
)

// RefKind says where the name of a reference is defined.
type RefKind string

// The kinds of references. Those marked "outside" are defined in no file.
const (
	RefEnv       RefKind = "env"        // an environment variable
	RefProperty  RefKind = "property"   // a key of a properties or YAML file, else a variable
	RefSecret    RefKind = "k8s-secret" // key Name of the Kubernetes Secret Object
	RefConfigMap RefKind = "k8s-config" // key Name of the ConfigMap Object
	RefHelm      RefKind = "helm-value" // path Name in values.yaml
	RefCISecret  RefKind = "ci-secret"  // outside: a secret or variable of the CI system
	RefVault     RefKind = "vault"      // outside: a vault or secret manager
	RefFile      RefKind = "file"       // key Name of the properties file Object
	RefTemplate  RefKind = "template"   // {{x}} of Postman and the like
	RefParameter RefKind = "parameter"  // a parameter of the same document
	RefUnknown   RefKind = "unreadable" // looks like a reference, form not known
)

// Ref is a reference in a value.
type Ref struct {
	Kind   RefKind
	Name   string
	Object string // what holds Name, where the form says so
	// NameSpan is Name as written in the document.
	NameSpan text.Span
	// Span is the whole reference as written.
	Span text.Span
	// Whole tells that the value is this reference and nothing else.
	Whole bool
	// Default is what the reference stands for where Name is not defined.
	Default string
}

// form is one spelling of a reference: pattern has the groups name and, where
// there is one, object and default.
type form struct {
	kind    RefKind
	mark    string // must occur: a cheap test
	pattern *regexp.Regexp
}

var forms = []form{
	{RefCISecret, "secrets.", regexp.MustCompile(`\$\{\{\s*(?:secrets|vars)\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)},
	{RefCISecret, "vars.", regexp.MustCompile(`\$\{\{\s*vars\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)},
	{RefEnv, "env.", regexp.MustCompile(`\$\{\{\s*env\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)},
	{RefHelm, ".Values.", regexp.MustCompile(`\{\{-?\s*(?:required\s+"[^"]*"\s+)?\.Values\.(?P<name>[A-Za-z0-9_.-]+?)(?:\s*\|\s*(?:default\s+"[^"]*"|[A-Za-z0-9]+))*\s*-?\}\}`)},
	{RefProperty, "secure::", regexp.MustCompile(`\$\{secure::(?P<name>[A-Za-z0-9_.-]+)\}`)},
	{RefFile, "${file:", regexp.MustCompile(`\$\{file:(?P<object>[^:}]+):(?P<name>[A-Za-z0-9_.-]+)\}`)},
	{RefVault, "${", regexp.MustCompile(`\$\{(?:secrets?|vault|secretManager|azurekeyvault|aws|gcp|ssm|asm|directory|s3|kv):(?:(?P<object>[^:}]+):)?(?P<name>[A-Za-z0-9_./-]+)\}`)},
	{RefEnv, "${env:", regexp.MustCompile(`\$\{env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}`)},
	{RefProperty, "p(", regexp.MustCompile(`#\[\s*(?:Mule::)?p\(['"](?P<name>[A-Za-z0-9_.-]+)['"]\)\s*\]`)},
	{RefEnv, "${", regexp.MustCompile(`\$\{(?P<name>[A-Z_][A-Z0-9_]*)(?::?[-?+](?P<default>[^}]*)|:(?P<default2>[^}]*))?\}`)},
	{RefProperty, "${", regexp.MustCompile(`\$\{(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)(?::(?P<default>[^}]*))?\}`)},
	{RefEnv, "$", regexp.MustCompile(`\$(?P<name>[A-Z_][A-Z0-9_]*)\b`)},
	{RefEnv, "%", regexp.MustCompile(`%(?P<name>[A-Z_][A-Z0-9_]*)%`)},
	{RefTemplate, "{{", regexp.MustCompile(`\{\{\s*(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}`)},
	{RefUnknown, "{{", regexp.MustCompile(`\{\{[^}]*\}\}`)},
}

// The longest text that is searched for references, and the most that one has.
const longestRefText, mostRefs = 1 << 16, 100

// findRefs gives n its references: those in the text of its value. It looks at
// the bytes as written, so that every name has an exact place; forms whose text
// an escape cuts are not seen and the value then counts as text. So does a value
// that is too long, or has too many references, to be one setting.
func findRefs(n *Node) {
	if n.Kind != Scalar || len(n.Refs) > 0 || n.ValueSpan.Empty() || n.ValueSpan.Len() > longestRefText {
		return
	}
	written := n.ValueSpan.Slice(n.Doc.Src)
	if !bytes.ContainsAny(written, "$%{#") || n.Style == "dotenv'" || n.Style == "shell'" {
		return
	}
	raw := string(written)
	taken := make([]text.Span, 0, 2)
	for _, f := range forms {
		if !strings.Contains(raw, f.mark) {
			continue
		}
		for _, m := range f.pattern.FindAllStringSubmatchIndex(raw, mostRefs+1) {
			span := text.Span{Start: m[0], End: m[1]}
			if overlapsAny(taken, span) || m[0] > 0 && raw[m[0]] == '$' && raw[m[0]-1] == '\\' {
				continue
			}
			taken = append(taken, span)
			n.Refs = append(n.Refs, f.ref(raw, m, n))
		}
		if len(n.Refs) > mostRefs {
			n.Refs = nil
			return
		}
	}
	for i := range n.Refs {
		written := n.Refs[i].Span.Slice(n.Doc.Src)
		n.Refs[i].Whole = len(n.Refs) == 1 && n.Value == string(written)
	}
}

func (f form) ref(raw string, m []int, n *Node) Ref {
	base := n.ValueSpan.Start
	r := Ref{Kind: f.kind, Span: text.Span{Start: base + m[0], End: base + m[1]}}
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
		default:
			r.Default = got
		}
	}
	return r
}

func overlapsAny(taken []text.Span, s text.Span) bool {
	for _, t := range taken {
		if t.Overlaps(s) {
			return true
		}
	}
	return false
}
