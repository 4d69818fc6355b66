package format

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// valueAlone decodes what stands in the span of n's value, and nothing else of
// the file. It is not ok where the form has no value of its own.
func valueAlone(n *Node) (string, bool) {
	raw := string(n.ValueSpan.Slice(n.Doc.Src))
	if rest, ok := strings.CutPrefix(n.Style, "base64|"); ok && !strings.Contains(raw, "{{") {
		inner, err := base64.StdEncoding.DecodeString(decodeAlone(n, rest, raw))
		return strings.TrimSuffix(string(inner), "\n"), err == nil
	}
	if rest, ok := strings.CutPrefix(n.Style, "form-value|"); ok {
		return formDecode(decodeAlone(n, rest, raw))
	}
	switch {
	case strings.Contains(n.Style, "-pair"), len(n.Refs) > 0 && n.Value == "", n.Via != nil:
		return "", false
	case strings.Contains(raw, "{{") && n.Doc.Syntax == "yaml":
		return "", false // a template is not YAML
	}
	return decodeAlone(n, n.Style, raw), true
}

func keyAlone(n *Node) string {
	raw := string(n.KeySpan.Slice(n.Doc.Src))
	if key, ok := smallKeyAlone(n.KeyStyle, raw); ok {
		return key
	}
	switch n.KeyStyle {
	case "query-key":
		s, _ := innerAlone("query", raw)
		return s
	case "", "name", "callee", "variable", "connection-key", "dotenv-key", "xml-name", "ini-key", "ini-section", "hcl-name", "dotted-name", "shell-flag", "shell-file", "form-name":
		return raw
	case "php-path":
		return only(Code{PHP}, "<?php $"+raw+" = 1;").Key
	case "powershell-path":
		return only(Code{PowerShell}, "$"+raw+" = 1").Key
	case "hcl-key":
		return hclAlone("m = { " + raw + " = 1 }").Children[0].Key
	case "toml-key":
		return tomlAlone(raw + " = 1").Key
	case "yaml-key", "yaml-key-flow":
		return decodeAlone(n, "yaml", raw)
	case "properties-key":
		d, err := Properties{}.Parse([]byte(raw + "=x"))
		if err != nil || len(d.Root.Children) != 1 {
			return "not a name: " + raw
		}
		return d.Root.Children[0].Key
	}
	return decodeAlone(n, n.KeyStyle, raw)
}

func decodeAlone(n *Node, style, raw string) string {
	inside := strings.HasPrefix(style, "esc:")
	style = strings.TrimPrefix(style, "esc:")
	name := strings.TrimRight(style, "\"'`")
	quote := style[len(name):]
	if !inside || strings.HasPrefix(name, "xml") {
		quote = ""
	}
	if value, ok := smallAlone(name, quote+raw+quote); ok {
		return value
	}
	switch name {
	case "ini", "ini%", "ini-lead", "ini%-lead", "ini-multi", "ini-multi-lead", "ini%-multi", "ini%-multi-lead":
		return iniAlone(strings.HasPrefix(name, "ini%"), quote+raw+quote)
	case "toml", "toml-bare":
		return tomlAlone("x = " + quote + raw + quote).Value
	case "hcl", "hcl-bare", "hcl-heredoc":
		return hclAlone("x = " + quote + raw + quote).Value
	case "json", "json-bare":
		if inside {
			raw = `"` + raw + `"`
		}
		var v any
		dec := json.NewDecoder(strings.NewReader(raw))
		dec.UseNumber()
		if err := dec.Decode(&v); err != nil {
			return "not JSON: " + raw
		}
		if s, ok := v.(string); ok {
			return s
		}
		return raw
	case "powershell-word":
		return raw
	case "yaml-lead", "yaml-lead-flow":
		return strings.TrimSpace(raw)
	case "yaml", "yaml-flow", "yaml-bare", "yaml-bare-flow", "yaml-block":
		return yamlAlone(n, name, quote+raw+quote)
	case "dotenv", "dotenv-comment", "dotenv-tab", "shell", "shell-word":
		d, err := Dotenv{Shell: strings.HasPrefix(name, "shell")}.Parse([]byte("X=" + quote + raw + quote))
		if err != nil || len(d.Root.Children) != 1 || d.Root.Children[0].Opaque != "" {
			return "not a value: " + raw
		}
		return d.Root.Children[0].Value
	case "properties", "properties-lead":
		d, err := Properties{}.Parse([]byte("x=" + raw))
		if err != nil || len(d.Root.Children) != 1 {
			return "not a value: " + raw
		}
		return d.Root.Children[0].Value
	case "xml", "xml-cdata":
		s, opaque, ok := xmlDecode([]byte(raw), style)
		if !ok || opaque != "" {
			return "not XML: " + raw
		}
		return s
	}
	if s, ok := innerAlone(name, raw); ok {
		return s
	}
	lang := Language(n.Doc.Syntax)
	n, err := argument(lang, quote+raw+quote)
	if err != nil {
		return "not a value: " + raw
	}
	return n.Value
}

// argument reads value as the only argument of a call in a program.
func argument(lang Language, value string) (*Node, error) {
	src := "f(" + value + ")"
	if lang == PHP {
		src = "<?php " + src + ";"
	}
	d, err := Code{lang}.Parse([]byte(src))
	if err != nil {
		return nil, err
	}
	if len(d.Root.Children) == 0 || len(d.Root.Children[0].Children) != 1 {
		return nil, fmt.Errorf("%d calls", len(d.Root.Children))
	}
	return d.Root.Children[0].Children[0], nil
}

// yamlAlone reads a scalar with the library, as deep as it stands.
func yamlAlone(n *Node, name, raw string) string {
	src := "k: " + raw
	switch {
	case strings.HasSuffix(name, "-flow"):
		src = "k: [" + raw + "]"
	case name == "yaml-block":
		indent := n.Span.Start - (&editor{src: n.Doc.Src}).lineStart(n.Span.Start)
		src = strings.Repeat(" ", indent) + "k: " + raw
		if n.ValueSpan.End < len(n.Doc.Src) {
			src += "\n"
		}
	}
	var v yaml.Node
	if err := yaml.Unmarshal([]byte(src), &v); err != nil || len(v.Content) != 1 {
		return "not YAML: " + raw
	}
	value := v.Content[0].Content[1]
	if value.Kind == yaml.SequenceNode {
		if len(value.Content) != 1 {
			return "not one value: " + raw
		}
		value = value.Content[0]
	}
	return value.Value
}
