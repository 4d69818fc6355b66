package format

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"unpw/migrate/text"
)

// fixture is a file, as written or with other line ends.
type fixture struct {
	name, variant string
	src           []byte
}

func (f fixture) String() string { return f.name + " " + f.variant }

// fixtures gives every file of the archives in every variant: with CRLF, without
// a final line end, with a byte order mark.
func fixtures(t testing.TB) []fixture {
	t.Helper()
	archives, err := filepath.Glob("testdata/contract/*.txtar")
	if err != nil || len(archives) < 7 {
		t.Fatalf("there are %d archives: %v", len(archives), err)
	}
	var all []fixture
	for _, name := range archives {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			crlf := bytes.ReplaceAll(file.Data, []byte("\n"), []byte("\r\n"))
			all = append(all, fixture{file.Name, "as it is", file.Data},
				fixture{file.Name, "without a final line end", bytes.TrimSuffix(file.Data, []byte("\n"))},
				fixture{file.Name, "with a byte order mark", append([]byte(mark), file.Data...)})
			if !strings.HasSuffix(file.Name, ".sh") && file.Name != ".envrc" { // a shell keeps CR in its texts
				all = append(all, fixture{file.Name, "with CRLF", crlf})
			}
		}
	}
	return all
}

func opened(t testing.TB, name string, src []byte) *Document {
	t.Helper()
	d, err := Open(name, src)
	if err != nil || d == nil {
		t.Fatalf("%s is not read: %v\n%s", name, err, src)
	}
	return d
}

// fate is what a test does to an entry.
type fate struct {
	removed    bool
	key, value *string
	added      []string // lines behind the entry's path: "KEY = value"
}

// holdsFile are the settings of the fixtures whose values are files.
var holdsFile = regexp.MustCompile(`^(?:app(?:lication)?|line)\.|^content$`)

// hollow is the text of a file of which only comments are left.
var hollow = regexp.MustCompile(`^(?:\s*#.*\n)*\s*(?:\{\s*\})?\s*$`)

// seen gives what a reader sees of d once fates have come true, one line a
// setting: its path and its value.
func seen(d *Document, fates map[*Node]fate) []string {
	var lines []string
	var walk func(n *Node, path string)
	walk = func(n *Node, path string) {
		f := fates[n]
		if via := fates[n.Via]; n.Via != nil && n.Opaque == "" && n.Via.Style != "" {
			f.value = via.value // what the variable is given
		}
		key := n.Key
		if f.key != nil {
			key = *f.key
		}
		if strings.HasPrefix(key, "(") {
			key = "()" // by its place, which others change
		}
		own := path + "/" + key
		switch {
		case f.removed || n.Kind == Call && goneWith(n, fates):
		case n.Kind != Scalar:
			there := len(lines)
			for _, c := range n.Children {
				walk(c, own)
			}
			if d.Syntax == "ini" && n.Parent != nil && d.Src[n.Span.Start] != '[' && len(lines) == there {
				lines = append(lines, own+" = ") // nested settings that are all gone
			}
		case f.value != nil && *f.value == "" && d.Syntax == "xml" && !n.Attr:
		case f.value != nil && *f.value == "" && holdsFile.MatchString(n.Key):
		case f.value != nil:
			lines = append(lines, own+" = "+*f.value)
		case n.Inner != nil:
			for _, c := range n.Inner.Root.Children {
				walk(c, own+"→")
			}
		case n.Value == "" && n.Parent == nil: // a document of YAML without anything
		case n.Opaque != "":
			lines = append(lines, own+" ? "+n.Value)
		case n.Value == "" && len(n.Refs) > 0:
			lines = append(lines, own+" → "+n.Refs[0].Object+"."+n.Refs[0].Name)
		case strings.Join(strings.Fields(n.Value), "") == "{}", holdsFile.MatchString(n.Key) && hollow.MatchString(n.Value): // an inner document without entries is no document
		case n.Value == "" && d.Syntax == "xml" && !n.Attr: // an element without entries is read as an empty text
		default:
			lines = append(lines, own+" = "+n.Value)
		}
		for _, a := range f.added {
			lines = append(lines, path+"/"+a)
		}
	}
	for _, r := range d.Roots {
		walk(r, "")
	}
	for _, c := range d.Commented {
		if slices.ContainsFunc(slices.Collect(maps.Keys(fates)), func(n *Node) bool { return fates[n].removed && n.Doc == d && n.Span.Contains(c.Span) }) {
			continue
		}
		lines = append(lines, "# "+c.Key+" = "+c.Value)
	}
	return lines
}

// goneWith tells whether the call n stands in something that is removed.
func goneWith(n *Node, fates map[*Node]fate) bool {
	for other, f := range fates {
		if f.removed && other.Doc == n.Doc && other.Span.Contains(n.Span) {
			return true
		}
	}
	return false
}

// filled gives the edits as they change the bytes of the file that holds doc.
func filled(t testing.TB, doc *Document, edits []FileEdit) []text.Edit {
	t.Helper()
	outer, err := doc.ToFile(slices.Clone(edits))
	if err != nil {
		t.Fatalf("edits do not reach the file: %v", err)
	}
	var out []text.Edit
	for _, e := range outer {
		s, err := e.Text.Fill(nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, text.Edit{Span: e.Span, New: s})
	}
	return out
}

// changed makes edits in doc and reads the file again.
func changed(t testing.TB, doc *Document, edits []FileEdit) *Document {
	t.Helper()
	file := doc.File()
	src, err := text.Apply(file.Src, filled(t, doc, edits))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(file.Path, src)
	if err != nil {
		t.Fatalf("the changed file is not read: %v\n%s", err, src)
	}
	return d
}

// check compares what stands in the file after edits in doc with what fates say.
func (f fixture) check(t *testing.T, what string, doc *Document, edits []FileEdit, fates map[*Node]fate) *Document {
	t.Helper()
	if _, err := doc.ToFile(slices.Clone(edits)); err != nil && refusedFor(err) != "" {
		return nil
	}
	again := changed(t, doc, edits)
	f.compare(t, what, doc.File(), again, fates)
	return again
}

func (f fixture) compare(t *testing.T, what string, d, again *Document, fates map[*Node]fate) {
	t.Helper()
	if diff := cmp.Diff(seen(d, fates), seen(again, nil)); diff != "" {
		t.Errorf("%s: %s: settings (-want +got):\n%s\n%s", f, what, diff, again.Src)
	}
	if !bytes.HasPrefix(again.Src, f.src[:min(len(f.src), 3)]) && bytes.HasPrefix(f.src, []byte(mark)) {
		t.Errorf("%s: %s: the byte order mark is lost", f, what)
	}
	if gone := count(f.src, "keep") - count(again.Src, "keep"); gone != removed(fates, "keep") {
		t.Errorf("%s: %s: a comment that stands alone is lost\n%s", f, what, again.Src)
	}
	if gone := count(f.src, "with ") - count(again.Src, "with "); gone > len(fates)+removed(fates, "with ") {
		t.Errorf("%s: %s: comments of entries that stay are lost\n%s", f, what, again.Src)
	}
	if len(bytes.TrimPrefix(again.Src, []byte(mark))) > 0 && !bytes.HasSuffix(again.Src, []byte("\\\n")) && !again.NeedsLineEnd(len(again.Src)) && bytes.HasSuffix(f.src, []byte("\n")) != bytes.HasSuffix(again.Src, []byte("\n")) {
		t.Errorf("%s: %s: the end of the file is another one\n%q", f, what, again.Src)
	}
	if bytes.Contains(f.src, []byte("\r\n")) && bytes.Count(again.Src, []byte("\n")) > bytes.Count(again.Src, []byte("\r\n"))+values(fates, "\n") {
		t.Errorf("%s: %s: a line end is another one\n%q", f, what, again.Src)
	}
}

func count(src []byte, word string) int { return bytes.Count(src, []byte(word)) }

func removed(fates map[*Node]fate, word string) int {
	n := 0
	for node, f := range fates {
		if f.removed {
			n += count(node.Span.Slice(node.Doc.Src), word)
		}
	}
	return n
}

func values(fates map[*Node]fate, part string) int {
	n := 0
	for _, f := range fates {
		if f.value != nil {
			n += strings.Count(*f.value, part)
		}
	}
	return n
}

// settings gives the single values of a file, those of inner documents too.
func settings(d *Document) []*Node {
	var all []*Node
	d.Walk(func(n *Node) bool {
		if n.Kind == Scalar && n.Parent != nil {
			all = append(all, n)
		}
		return true
	})
	return all
}

// shaping are the names whose values say what the rest of a file means.
func shaping(n *Node) bool {
	return slices.Contains([]string{"kind", "apiVersion", "type", "Type", "Ref", "$schema", "name", "filename"}, n.Key)
}
