package format

import (
	"bytes"
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
	// Store is the id of the store that holds it (templates/stores.yaml), where the
	// form says so.
	Store string
	// NameSpan is Name as written in the document.
	NameSpan text.Span
	// Span is the whole reference as written.
	Span text.Span
	// Whole tells that the value is this reference and nothing else.
	Whole bool
	// Default is what the reference stands for where Name is not defined.
	Default string
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
	if !mayRefer(written) || n.Style == "dotenv'" || strings.HasSuffix(n.Style, "shell'") || strings.HasSuffix(n.Style, "-heredoc") && n.Inner != nil || n.Doc.Syntax == "dockerfile" || n.Doc.Syntax == "logstash" {
		return
	}
	raw := string(written)
	if ref, ok := plainRef(raw, n.ValueSpan.Start); ok {
		ref.Whole = n.Value == string(ref.Span.Slice(n.Doc.Src))
		n.Refs = []Ref{ref}
		return
	}
	n.Refs = formRefs(n, raw)
	for i := range n.Refs {
		written := n.Refs[i].Span.Slice(n.Doc.Src)
		n.Refs[i].Whole = len(n.Refs) == 1 && n.Value == string(written)
	}
}

// formRefs finds the references of any form in raw, the value of n as written.
func formRefs(n *Node, raw string) []Ref {
	var refs []Ref
	taken := make([]text.Span, 0, 2)
	for _, f := range forms {
		if !strings.Contains(raw, f.mark) || f.files != "" && !f.reads(n.Doc.Path) {
			continue
		}
		for _, m := range f.pattern.FindAllStringSubmatchIndex(raw, mostRefs+1) {
			span := text.Span{Start: m[0], End: m[1]}
			if overlapsAny(taken, span) || m[0] > 0 && raw[m[0]] == '$' && raw[m[0]-1] == '\\' {
				continue
			}
			taken = append(taken, span)
			refs = append(refs, f.ref(raw, m, n))
		}
		if len(refs) > mostRefs {
			return nil
		}
	}
	return refs
}

// mayRefer tells whether a mark of any form stands in a value.
func mayRefer(written []byte) bool {
	return bytes.ContainsAny(written, "$%{") || bytes.Contains(written, []byte("#[")) || bytes.Contains(written, []byte("parameters(")) ||
		bytes.Contains(written, []byte("@Microsoft."))
}

// plainRef finds the reference of a value that has no other mark: ${NAME}, by far
// the most frequent form. at is where the value begins.
func plainRef(raw string, at int) (Ref, bool) {
	i := strings.Index(raw, "${")
	if i < 0 || i > 0 && (raw[i-1] == '\\' || raw[i-1] == '$') || strings.ContainsAny(raw[:i], "$%{") {
		return Ref{}, false
	}
	start := i + 2
	end, upper := start, true
	for ; end < len(raw) && raw[end] != '}'; end++ {
		c := raw[end]
		switch {
		case c >= 'A' && c <= 'Z' || c == '_' || end > start && c >= '0' && c <= '9':
		case c == '-' && upper: // of a variable, what follows is a default
			return Ref{}, false
		case c >= 'a' && c <= 'z' || end > start && (c == '.' || c == '-'):
			upper = false
		default:
			return Ref{}, false
		}
	}
	if end == start || end == len(raw) || strings.ContainsAny(raw[end:], "$%{") || strings.Contains(raw, "#[") || strings.Contains(raw, "parameters(") {
		return Ref{}, false
	}
	kind := RefProperty
	if upper {
		kind = RefEnv
	}
	return Ref{Kind: kind, Name: raw[start:end], NameSpan: text.Span{Start: at + start, End: at + end}, Span: text.Span{Start: at + i, End: at + end + 1}}, true
}

func overlapsAny(taken []text.Span, s text.Span) bool {
	for _, t := range taken {
		if t.Overlaps(s) {
			return true
		}
	}
	return false
}
