package format

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"unpw/migrate/text"
)

// shape sees through the shapes of settings in a parsed document.
func (d *Document) shape() {
	if d.notebook {
		d.openCells()
	}
	for _, r := range d.Roots {
		seen := kubernetesKind(r)
		r.shape(seen)
	}
	for _, c := range d.Commented {
		findRefs(c)
	}
}

func (n *Node) shape(kind string) {
	if n.Kind == List || n.Kind == Map {
		for i, c := range n.Children {
			if pair := asPair(c); pair != nil {
				n.Children[i] = pair
			}
		}
	}
	if n.Kind == List {
		assignments(n)
	}
	n.Env = n.Env || isEnvironment(n, kind) || isECSSecrets(n)
	for _, c := range n.Children {
		unwrap(c)
		parameter(c)
		refObject(c)
		c.shape(kind)
	}
	if n.Kind != Scalar || n.Inner != nil {
		return
	}
	if kind == "Secret" && n.Parent != nil && n.Parent.Key == "data" && n.Opaque == "" {
		fromBase64(n)
	}
	findRefs(n)
	if n.Inner != nil { // the syntax has read it
		n.Inner.Path = n.Doc.Path
		n.Inner.shape()
		return
	}
	openInner(n)
}

// kubernetesKind gives the "kind" of a Kubernetes object, "" for anything else.
func kubernetesKind(root *Node) string {
	if root.Kind != Map || root.Child("apiVersion") == nil {
		return ""
	}
	if k := root.Child("kind"); k != nil {
		return k.Value
	}
	return ""
}

// isEnvironment tells whether the entries of n are environment variables: by
// the name that compose files, pipelines, Kubernetes, MCP clients, functions and
// task definitions give to such a group.
func isEnvironment(n *Node, kind string) bool {
	if n.Kind != Map && n.Kind != List {
		return false
	}
	switch strings.ToLower(n.Key) {
	case "env", "environment", "env_vars", "envvars", "environmentvariables", "environment_variables", "mcp_config_env":
		return true
	case "variables":
		return true
	case "stringdata":
		return kind == "Secret"
	case "data":
		return kind == "Secret" || kind == "ConfigMap"
	}
	return false
}

// asPair reads {name: X, value: Y} as a setting called X. The value may be a
// reference to a Kubernetes Secret or ConfigMap.
func asPair(n *Node) *Node {
	if n.Kind != Map || n.Attr || n.Doc.Syntax == "xml" || n.Doc.Syntax == "ini" || n.Doc.Syntax == "toml" && tomlSingle(n) {
		return nil
	}
	if len(n.Children) > 8 {
		return nil
	}
	name, value := pairChildren(n)
	if name == nil || name.Kind != Scalar {
		return nil
	}
	if value != nil && value.Kind == Scalar {
		return pairOf(n, name, value)
	}
	from := n.Child("valueFrom")
	if from != nil && from.Kind == Scalar {
		return ecsSecret(n, name, from)
	}
	if from == nil || !known(n.Doc.Syntax+"-pair") {
		return nil
	}
	for _, form := range []struct {
		child string
		kind  RefKind
	}{{"secretKeyRef", RefSecret}, {"configMapKeyRef", RefConfigMap}} {
		ref, kind := from.Child(form.child), form.kind
		if ref == nil || ref.Child("name") == nil || ref.Child("key") == nil {
			continue
		}
		key := ref.Child("key")
		pair := pairOf(n, name, key)
		if pair == nil {
			return nil
		}
		pair.Value, pair.Bare, pair.Opaque = "", false, key.Opaque
		pair.ValueSpan, pair.Style = from.Span, n.Doc.Syntax+"-pair"+flowing(n.Doc.Syntax == "yaml" && n.Layout == Commas) // a value would take its place
		pair.Refs = []Ref{{Kind: kind, Object: ref.Child("name").Value, Name: key.Value,
			NameSpan: contents(key), Span: key.ValueSpan, Whole: true}}
		return pair
	}
	return nil
}

func pairOf(n, name, value *Node) *Node {
	style := "esc:" + name.Style
	if strings.HasPrefix(name.Style, "yaml") && strings.IndexByte("\"'", name.Style[len(name.Style)-1]) < 0 {
		style = "yaml-key" + flowing(n.Layout == Commas)
	}
	if name.Opaque != "" || !known(style) {
		return nil
	}
	pair := *n
	pair.Kind, pair.Children = Scalar, nil
	pair.Key, pair.KeySpan, pair.KeyStyle = name.Value, contents(name), style
	pair.Value, pair.ValueSpan, pair.Style, pair.Bare = value.Value, value.ValueSpan, value.Style, value.Bare
	pair.Opaque, pair.Refs = value.Opaque, value.Refs
	pair.aliased = n.aliased || name.aliased || value.aliased
	return &pair
}

// contents gives the span of a scalar without its quotes.
func contents(n *Node) text.Span {
	s := n.ValueSpan
	if n.Style == `toml"""` || n.Style == "toml'''" {
		from, to := tomlInside(n.Doc.Src, s.Start, s.End)
		return text.Span{Start: from, End: to}
	}
	if s.Len() >= 2 {
		if q := n.Doc.Src[s.Start]; (q == '"' || q == '\'') && n.Doc.Src[s.End-1] == q {
			return text.Span{Start: s.Start + 1, End: s.End - 1}
		}
	}
	return s
}

// pairNames are the names that a pair gives to the name and to the value of a
// setting: of Kubernetes, ECS and Postman; of parameters of CloudFormation, RDS
// and others in the spellings of SDKs and Terraform; of options of Elastic Beanstalk.
var pairNames = [][2]string{
	{"name", "value"}, {"name", "Value"}, {"Name", "value"}, {"Name", "Value"}, {"key", "value"}, {"key", "Value"}, {"Key", "value"}, {"Key", "Value"},
	{"ParameterKey", "ParameterValue"}, {"parameterKey", "parameterValue"}, {"parameter_key", "parameter_value"},
	{"ParameterName", "ParameterValue"}, {"parameterName", "parameterValue"}, {"parameter_name", "parameter_value"},
	{"env_name", "env_value"}, {"envName", "envValue"}, {"OptionName", "Value"}, {"option_name", "value"},
}

// pairChildren gives the entries of n that name a setting and hold its value. The
// value is nil where only a name is there.
func pairChildren(n *Node) (name, value *Node) {
	some := false
	for _, c := range n.Children {
		some = some || strings.HasSuffix(c.Key, "alue") || c.Key == "valueFrom"
	}
	if !some {
		return nil, nil
	}
	for _, p := range pairNames {
		k := n.Child(p[0])
		if k == nil {
			continue
		}
		if v := n.Child(p[1]); v != nil {
			return k, v
		}
		if name == nil {
			name = k
		}
	}
	return name, nil
}

// assignments reads list items of the form NAME=value as settings, as compose
// files and container definitions write them. A bare NAME passes a variable on.
func assignments(n *Node) {
	for _, c := range n.Children {
		if c.Kind != Scalar || c.Key != "" || c.Opaque != "" {
			continue
		}
		inside := contents(c)
		raw := string(inside.Slice(n.Doc.Src))
		name, _, ok := strings.Cut(raw, "=")
		if !ok || name == "" || strings.IndexFunc(name, func(r rune) bool { return r > 0x7f || !isWord(byte(r)) }) >= 0 {
			continue
		}
		value, ok := strings.CutPrefix(c.Value, name+"=")
		if !ok {
			continue
		}
		c.Key, c.KeySpan, c.KeyStyle = name, text.Span{Start: inside.Start, End: inside.Start + len(name)}, "variable"
		for i := range c.Refs {
			c.Refs[i].Whole = c.Refs[i].Span == text.Span{Start: inside.Start + len(name) + 1, End: inside.End}
		}
		c.Value, c.ValueSpan, c.Style = value, text.Span{Start: inside.Start + len(name) + 1, End: inside.End}, "esc:"+c.Style
	}
}

// unwrap sees the value inside an object that only says what kind of value it
// is: Azure's SecureString and Key Vault references.
func unwrap(n *Node) {
	if n.Kind != Map || n.Doc.Syntax == "xml" {
		return
	}
	kind := n.Child("type")
	if kind == nil || kind.Kind != Scalar {
		return
	}
	switch kind.Value {
	case "SecureString":
		if v := n.Child("value"); v != nil && v.Kind == Scalar {
			n.Kind, n.Value, n.ValueSpan, n.Style, n.Bare = Scalar, v.Value, v.ValueSpan, v.Style, false
			n.Children = nil
		}
	case "AzureKeyVaultSecret":
		if v := n.Child("secretName"); v != nil && v.Kind == Scalar {
			n.Kind, n.Value = Scalar, ""
			n.Refs = []Ref{{Kind: RefVault, Store: "key-vault", Name: v.Value, NameSpan: contents(v), Span: n.ValueSpan, Whole: true}}
			n.Children = nil
		}
	}
}

func fromBase64(n *Node) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(n.Value))
	switch {
	case strings.Contains(n.Value, "{{"): // a template that gives base64
	case err != nil || !utf8.Valid(raw):
		if n.Value != "" {
			n.Opaque = "the value is not base64 text"
		}
		return
	default:
		n.Value = strings.TrimSuffix(string(raw), "\n") // of "echo x | base64", which nobody means
	}
	n.Style = "base64|" + strings.Replace(strings.Replace(n.Style, "json-bare", "json", 1), "yaml-bare", "yaml", 1)
}
