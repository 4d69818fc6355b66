package format

import (
	"path"
	"strings"
)

// innerSyntax tells in which syntax the value of n is a document; nil where it
// is none, or not surely one: what is found in a document is taken for settings.
func innerSyntax(n *Node) Syntax {
	if s := namedSyntax(n); s != nil {
		return s
	}
	value := n.Value
	switch value[0] {
	case '{', '[', ' ', '\n', '\t', '\r':
		if isJSON(strings.TrimSpace(value)) {
			return JSON{}
		}
	case '#':
		if head, _, over := strings.Cut(value, "\n"); over && isShell(head) {
			return Dotenv{Shell: true}
		}
		return nil
	}
	if len(value) > longestRefText || len(n.Refs) == 1 && n.Refs[0].Whole {
		return nil
	}
	return lineSyntax(value)
}

// isJSON tells whether a text looks like an object, or a list of objects, with
// names in it.
func isJSON(text string) bool {
	if len(text) < 2 || strings.IndexByte(text, '"') < 0 || strings.HasPrefix(text, "{{") {
		return false
	}
	object := text[0] == '{' && text[len(text)-1] == '}'
	return object || text[0] == '[' && text[len(text)-1] == ']' && strings.HasPrefix(strings.TrimLeft(text[1:], " \t\r\n"), "{")
}

// isShell tells whether a text's first line names a shell that reads it.
func isShell(head string) bool {
	rest, ok := strings.CutPrefix(head, "#!")
	fields := strings.Fields(rest)
	if !ok || len(fields) == 0 {
		return false
	}
	name := path.Base(fields[0])
	if name == "env" && len(fields) > 1 {
		name = fields[1]
	}
	switch name {
	case "sh", "bash", "dash", "zsh", "ksh", "ash":
		return true
	}
	return false
}

// namedSyntax gives the syntax of a file that stands in a value over lines: its
// name is that of the setting (application.properties: |), or of a setting
// beside it (path: /etc/app.env, content: |). In a ConfigMap it may be one line.
// Programs are not looked into.
func namedSyntax(n *Node) Syntax {
	switch n.Doc.Syntax {
	case "yaml", "json", "hcl", "toml":
	default:
		return nil
	}
	name := fileName(n)
	if strings.IndexByte(name, '.') < 0 || strings.IndexByte(n.Value, '\n') < 0 && !inConfigMap(n) {
		return nil
	}
	s := For(name, []byte(n.Value))
	if _, program := s.(Code); program {
		return nil
	}
	return s
}

// fileName gives the name of the file whose text n is, as far as one is said.
func fileName(n *Node) string {
	if n.Key == "" {
		return ""
	}
	if n.Parent == nil || !strings.HasPrefix(n.Key, "content") {
		return path.Base(n.Key)
	}
	beside := firstChild(n.Parent, "path", "filename", "dest", "destination", "target")
	if beside == nil || beside.Kind != Scalar {
		return n.Key
	}
	return path.Base(beside.Value)
}

// inConfigMap tells whether n is an entry of the data of a Kubernetes ConfigMap
// or Secret.
func inConfigMap(n *Node) bool {
	up := n.Parent
	if up == nil || up.Parent == nil || up.Parent.Parent != nil || up.Key != "data" && up.Key != "stringData" {
		return false
	}
	kind := kubernetesKind(up.Parent)
	return kind == "ConfigMap" || kind == "Secret"
}

// lineSyntax gives the syntax of a value on one line: an address that holds a
// login or a query, a connection string, a form.
func lineSyntax(value string) Syntax {
	equals := strings.IndexByte(value, '=')
	address := strings.Contains(value, "://") && strings.ContainsAny(value, "@?") // with a login or a query
	switch {
	case equals < 0 && !address, strings.ContainsAny(value, "\r\n"):
		return nil
	case strings.HasPrefix(value, "jdbc") && equals > 0 && !strings.Contains(value[:equals], "?"):
		return Connection{}
	case address && !strings.ContainsAny(value, " \t\"'<>"):
		return URI{}
	case strings.IndexByte(value, ';') > 0 && equals > 0:
		return Connection{}
	case strings.IndexByte(value, '&') > 0:
		return Form{}
	}
	return nil
}

// maskRefs gives text with its references taken for letters: what stands in them
// parts nothing.
func maskRefs(text []byte) []byte {
	var out []byte
	for at := 0; at+2 < len(text); at++ {
		closing := ""
		switch two := string(text[at : at+2]); two {
		case "${", "#{":
			closing = "}"
		case "{{":
			closing = "}}"
		case "$(", "%(":
			closing = ")"
		default:
			continue
		}
		end := strings.Index(string(text[at+2:]), closing)
		if end < 0 {
			break
		}
		if out == nil {
			out = append(out, text...)
		}
		end += at + 2 + len(closing)
		for ; at < end; at++ {
			out[at] = 'x'
		}
		at--
	}
	if out == nil {
		return text
	}
	return out
}

func firstChild(n *Node, keys ...string) *Node {
	for _, k := range keys {
		if c := n.Child(k); c != nil {
			return c
		}
	}
	return nil
}
