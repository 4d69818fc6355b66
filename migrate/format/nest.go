package format

import (
	"bytes"
	"fmt"
	"strings"

	"unpw/migrate/text"
)

// Nest writes a new container called key that holds entries, in the form of the
// container that model stands in. unit is one step of indent.
func Nest(model *Node, key string, entries []Fragment) (Fragment, error) {
	unit := indentUnit(model)
	join := func(lead, sep, tail string) Fragment {
		out := Literal(lead)
		for i, e := range entries {
			if i > 0 {
				out = Join(out, Literal(sep))
			}
			out = Join(out, e)
		}
		return Join(out, Literal(tail))
	}
	deeper := func() {
		for i, e := range entries {
			entries[i] = e.layout(func(s string) string { return strings.ReplaceAll(s, "\n", "\n"+unit) })
		}
	}
	switch model.Doc.Syntax {
	case "yaml":
		name, err := Encode("yaml-key", key)
		if err != nil {
			return nil, err
		}
		if model.Parent.Layout == Commas {
			return join(name+": {", ", ", "}"), nil
		}
		deeper()
		return join(name+":\n"+unit, "\n"+unit, ""), nil
	case "json":
		if !bytes.ContainsRune(model.Parent.Body.Slice(model.Doc.Src), '\n') {
			return join(jsonQuoted(key)+": {", ", ", "}"), nil
		}
		deeper()
		return join(jsonQuoted(key)+": {\n"+unit, ",\n"+unit, "\n}"), nil
	case "uri":
		if key != "query" {
			return nil, fmt.Errorf("an address has no part called %q", key)
		}
		return join("", "&", ""), nil
	case "toml":
		name, err := Encode("toml-key", key)
		if err != nil {
			return nil, err
		}
		return join(name+" = { ", ", ", " }"), nil
	case "hcl":
		name, err := Encode("hcl-key", key)
		if err != nil {
			return nil, err
		}
		if model.Parent.Layout == Commas && !bytes.ContainsRune(model.Parent.Body.Slice(model.Doc.Src), '\n') {
			return join(name+" = { ", ", ", " }"), nil
		}
		deeper()
		return join(name+" = {\n"+unit, "\n"+unit, "\n}"), nil
	case "xml":
		prefix := ""
		if t := model.Parent.Tag; !t.Empty() {
			tag := string(t.Slice(model.Doc.Src))
			if i := strings.IndexByte(tag, ':'); i >= 0 {
				prefix = tag[:i+1]
			}
		}
		if model.Attr {
			return join("<"+prefix+key+" ", " ", "/>"), nil
		}
		deeper()
		return join("<"+prefix+key+">\n"+unit, "\n"+unit, "\n</"+prefix+key+">"), nil
	}
	return nil, fmt.Errorf("%s holds no nested settings", model.Doc.Syntax)
}

// indentUnit gives one step of indent as the document uses it around n.
func indentUnit(n *Node) string {
	src := n.Doc.Src
	own := src[text.LineStart(src, n.Span.Start):]
	own = own[:len(own)-len(bytes.TrimLeft(own, " \t"))]
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Key == "" && up.Doc.Syntax != "xml" {
			continue
		}
		outer := src[text.LineStart(src, up.Span.Start):]
		outer = outer[:len(outer)-len(bytes.TrimLeft(outer, " \t"))]
		if len(own) > len(outer) && bytes.HasPrefix(own, outer) {
			return string(own[len(outer):])
		}
	}
	if bytes.HasPrefix(own, []byte("\t")) {
		return "\t"
	}
	return "  "
}

// InsertFirst puts an entry into a container in front of its entries, or into an
// empty one. Key is what the container is called afterwards, when another edit
// renames it: an element without an end tag (<x/>) gets one, which must bear the
// new name.
func InsertFirst(container *Node, key string, entry Fragment) ([]FileEdit, error) {
	src := container.Doc.Src
	switch {
	case container.Kind == Scalar || container.mixed:
		return nil, fmt.Errorf("%q holds text, where a new entry would be read as part of it", container.Key)
	case container.Doc.Syntax == "xml" && container.Closed:
		tag := string(container.Tag.Slice(src))
		if key != container.Key {
			tag = string(src[container.Tag.Start:container.KeySpan.Start]) + key
		}
		at := container.Body.Start
		for at > 0 && (src[at-1] == ' ' || src[at-1] == '\t') {
			at--
		}
		return []FileEdit{{Span: text.Span{Start: at, End: container.Body.End}, Text: Join(Literal(">"), entry, Literal("</"+tag+">"))}}, nil
	case container.Doc.Syntax == "xml":
		at := container.Body.Start
		lead := ""
		for _, c := range container.Children {
			if !c.Attr {
				lead = string(src[at:c.Span.Start])
				break
			}
		}
		if strings.TrimSpace(lead) != "" {
			lead = ""
		}
		if strings.Contains(lead, "\n") {
			lead = text.NewlineOf(src) + lead[strings.LastIndexByte(lead, '\n')+1:]
		}
		return []FileEdit{{Span: text.Span{Start: at, End: at}, Text: Join(Literal(lead), entry)}}, nil
	}
	return nil, fmt.Errorf("there is no entry beside which %s could take a new one", container.Doc.Syntax)
}
