package format

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/pelletier/go-toml/v2"
	"github.com/zclconf/go-cty/cty"
)

// hclValues gives the values that Terraform's own parser finds in a file, in the
// order in which they are written; of what it would have to compute the text.
func hclValues(src []byte) ([]string, error) {
	f, diags := hclsyntax.ParseConfig(src, "a.tf", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, errors.New("not valid HCL")
	}
	var out []string
	var expression func(e hclsyntax.Expression)
	expression = func(e hclsyntax.Expression) {
		switch e := e.(type) {
		case *hclsyntax.ObjectConsExpr:
			for _, item := range e.Items {
				expression(item.ValueExpr)
			}
			return
		case *hclsyntax.TupleConsExpr:
			for _, item := range e.Exprs {
				expression(item)
			}
			return
		case *hclsyntax.FunctionCallExpr:
			if hclClear[e.Name] && len(e.Args) == 1 {
				expression(e.Args[0])
				return
			}
		}
		v, diags := e.Value(nil)
		switch {
		case diags.HasErrors() || v.IsNull() || !v.IsKnown():
			out = append(out, "bare "+string(e.Range().SliceBytes(src)))
		case v.Type() == cty.String:
			out = append(out, v.AsString())
		default:
			out = append(out, "bare "+string(e.Range().SliceBytes(src)))
		}
	}
	var body func(b *hclsyntax.Body)
	body = func(b *hclsyntax.Body) {
		read := map[int]func(){}
		for _, a := range b.Attributes {
			read[a.SrcRange.Start.Byte] = func() { expression(a.Expr) }
		}
		for _, inner := range b.Blocks {
			read[inner.Range().Start.Byte] = func() { body(inner.Body) }
		}
		for _, at := range slices.Sorted(maps.Keys(read)) {
			read[at]()
		}
	}
	body(f.Body.(*hclsyntax.Body))
	return out, nil
}

// tomlValues gives the values that go-toml finds in a file, in the order of their
// paths.
func tomlValues(src []byte) ([]string, error) {
	var doc map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(src, []byte(mark)), &doc); err != nil {
		return nil, errors.New("not valid TOML")
	}
	type leaf struct{ path, value string }
	var leaves []leaf
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, c := range v {
				walk(path+"\x00"+k, c)
			}
		case []any:
			for i, c := range v {
				walk(fmt.Sprintf("%s\x00%05d", path, i), c)
			}
		case string:
			leaves = append(leaves, leaf{path, v})
		default:
			leaves = append(leaves, leaf{path, fmt.Sprintf("bare %v", v)})
		}
	}
	walk("", doc)
	slices.SortFunc(leaves, func(a, b leaf) int { return cmp.Compare(a.path, b.path) })
	var out []string
	for _, l := range leaves {
		out = append(out, l.value)
	}
	return out, nil
}

// xmllintValues gives the values of attributes and of elements without elements
// as xmllint reads them: it writes the file in its canonical form, in which no
// entity and no CDATA section is left to doubt.
func xmllintValues(src []byte) ([]string, error) {
	cmd := exec.Command("xmllint", "--nonet", "--exc-c14n", "-")
	cmd.Stdin = bytes.NewReader(src)
	canonical, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	type element struct {
		text   string
		parent bool
	}
	var out []string
	var open []element
	dec := xml.NewDecoder(bytes.NewReader(canonical))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(open) > 0 {
				open[len(open)-1].parent = true
			}
			open = append(open, element{})
			slices.SortFunc(token.Attr, func(a, b xml.Attr) int { return cmp.Compare(a.Name.Local, b.Name.Local) })
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					out = append(out, a.Value)
				}
			}
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		case xml.EndElement:
			if last := open[len(open)-1]; !last.parent {
				out = append(out, last.text)
			}
			open = open[:len(open)-1]
		}
	}
}

// modules gives a folder with the modules of npm that read files here, for
// NODE_PATH. They are installed once and kept among the temporary files.
func modules(t *testing.T) string {
	t.Helper()
	available(t, true, "npm", "--version")
	kept := filepath.Join(os.TempDir(), "unpw-readers-"+strings.Join(readers, "-"))
	if _, err := os.Stat(filepath.Join(kept, "node_modules", "json5")); err == nil {
		return filepath.Join(kept, "node_modules")
	}
	fresh, err := os.MkdirTemp("", "unpw-readers-")
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"install", "--prefix", fresh, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"}, readers...)
	if out, err := exec.CommandContext(t.Context(), "npm", args...).CombinedOutput(); err != nil {
		_ = os.RemoveAll(fresh)
		if os.Getenv("CI") == "true" {
			t.Fatalf("npm: %v\n%s", err, out)
		}
		t.Skipf("npm installs no %v: nothing to compare with", readers)
	}
	if err := os.Rename(fresh, kept); err != nil { // somebody was faster
		_ = os.RemoveAll(fresh)
	}
	return filepath.Join(kept, "node_modules")
}

// readers are the modules of npm.
var readers = []string{"dotenv@16.4.7", "js-yaml@4.1.0", "json5@2.2.3"}
