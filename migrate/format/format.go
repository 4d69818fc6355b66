// Package format shows any configuration file as settings with exact byte
// positions, and turns changes to settings into byte edits on the original.
//
// A syntax only locates. Nothing is ever encoded again: what is not changed
// keeps every byte, and what cannot be located exactly is said to be so and is
// never edited. The package knows nothing of Salesforce, recipes or secrets.
//
// One file a syntax; Syntaxes lists them. A new syntax implements Syntax, adds
// its line there and its row to the contract suite in contract_test.go.
package format

import (
	"path"
	"strings"

	"unpw/migrate/text"
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Scalar Kind = iota // one value
	Map                // named entries: an object, a table, an element
	List               // entries without names
	Call               // a call in a program: arguments are its entries
)

// Layout says how the entries of a container stand beside each other, which is
// all that inserting and removing needs to know.
type Layout uint8

// The layouts.
const (
	Lines  Layout = iota // an entry owns its lines
	Commas               // entries are separated by commas
	Spaces               // entries are separated by white space (attributes)
	Loose                // elements: lines of their own where they stand so
	Joined               // parts of one line: name=value;name=value, an address
)

// Node is one setting, or a container of settings. There is one for each entry of
// a file, so the small fields stand together.
type Node struct {
	Kind   Kind
	Layout Layout // of Children
	// Bare tells that the value is a number, a boolean or null of the syntax.
	Bare bool
	// Env marks a container whose entries are environment variables.
	Env bool
	// Attr marks an entry that is an attribute among child elements.
	Attr bool
	// Closed elements (<x/>) have no EndTag, and their Body is the "/>".
	Closed bool
	// Await tells that a call is awaited.
	Await bool
	// aliased tells that other values refer to this one by its anchor.
	aliased bool
	// mixed tells that text stands among the elements.
	mixed bool

	Doc      *Document
	Parent   *Node
	Children []*Node

	// Key is the name, decoded; "" for list items and the root. A positional
	// argument is called "(1)", "(2)", …
	Key string
	// KeySpan is the name as written, without quotes. Empty where there is none.
	KeySpan text.Span
	// KeyStyle says how the name is written; see Encode.
	KeyStyle string

	// Value is the decoded value of a Scalar.
	Value string
	// ValueSpan is the value as written, quotes included.
	ValueSpan text.Span
	// Style says how the value is written; see Encode.
	Style string

	// Span is the whole entry, from the first byte of its name to the last of
	// its value, without separators and trailing comments.
	Span text.Span
	// Comma is the separator behind the entry; empty where there is none.
	Comma text.Span
	// Body is the inside of a container: where a first entry would be put.
	Body text.Span

	// Refs are the references in the value (${X}, os.environ["X"], …).
	Refs []Ref
	// Opaque says why the value cannot be read or written exactly; "" if it can.
	Opaque string
	// Inner is the document that the value holds (JSON in a variable, …).
	Inner *Document

	// Tag and EndTag are the names in an element's start and end tag, prefix
	// included; KeySpan is the local part of Tag.
	Tag, EndTag text.Span

	// Callee is how a call's function is written.
	Callee string
	// Parts are the operands of a value that joins several (a + b); empty for
	// a value of one part.
	Parts []text.Span
	// Via is the assignment that gives the local variable used as this value.
	Via *Node
}

// Document is one text in one syntax: a file, or the value of a setting.
type Document struct {
	Path   string // of the file, with "/"; of the outer file for an inner document
	Syntax string
	// Name is the path that an inner document would have as a file of its own,
	// beside the one that holds it; "" for one that is no file.
	Name string
	// Src is the text in UTF-8; every offset of a node is one of it.
	Src []byte
	// Encoding is that of the file; see Bytes and Outside.
	Encoding text.Encoding
	Root     *Node
	// Roots are the documents of a multi-document file; [Root] elsewhere.
	Roots []*Node
	// Commented are settings that stand in comments.
	Commented []*Node

	outer    *outer // nil for a file
	notebook bool
	lines    *text.Lines
	entries  int
	inner    int // values that were looked into, of a file
	nodes    nodes
}

// Syntax locates settings in a text. Parse MUST NOT keep src, MUST return in
// time and memory linear in its length, MUST refuse nesting deeper than
// MaxDepth and more than MaxEntries nodes, and its error MUST NOT hold any byte of
// src (see Malformed).
type Syntax interface {
	Name() string
	Parse(src []byte) (*Document, error)
}

// MaxDepth is the deepest nesting that any syntax accepts. MaxEntries is how many
// entries a document may have: what has more is data, and each takes more memory
// than it has bytes. MaxSize is how many bytes.
const (
	MaxDepth   = 1000
	MaxEntries = 500_000
	MaxSize    = 32 << 20
)

const tooMany = "more entries than settings have"

// more counts one more entry, and tells whether there may be one.
func (d *Document) more() bool {
	d.entries++
	return d.entries <= MaxEntries
}

// Malformed says that src is not in the syntax. It names a line, never text.
type Malformed struct {
	Line int // from 1; 0 if unknown
	Why  string
}

func (m *Malformed) Error() string { return m.Why }

// mark is the byte order mark that a UTF-8 text may begin with.
const mark = "\ufeff"

// Line gives the line of an offset of the document, counted from 1; for an
// inner document the line in the file.
func (d *Document) Line(offset int) int {
	if d.outer != nil {
		return d.outer.node.Doc.Line(d.outer.at(offset))
	}
	if d.lines == nil {
		d.lines = text.NewLines(d.Src)
	}
	return d.lines.Line(offset)
}

// Line gives the line on which n begins.
func (n *Node) Line() int {
	if !n.KeySpan.Empty() {
		return n.Doc.Line(n.KeySpan.Start)
	}
	return n.Doc.Line(n.Span.Start)
}

// File gives the document of the file that holds d.
func (d *Document) File() *Document {
	for d.outer != nil {
		d = d.outer.node.Doc
	}
	return d
}

// Walk calls visit for n and all nodes below it, inner documents included,
// parents first. It stops descending where visit gives false.
func (n *Node) Walk(visit func(*Node) bool) {
	if !visit(n) {
		return
	}
	for _, c := range n.Children {
		c.Walk(visit)
	}
	if n.Inner != nil {
		n.Inner.Walk(visit)
	}
}

// Walk calls visit for all nodes of all documents of d, as Node.Walk does.
func (d *Document) Walk(visit func(*Node) bool) {
	for _, r := range d.Roots {
		r.Walk(visit)
	}
}

// Child gives the entry called key, nil if there is none. Names are compared
// exactly.
func (n *Node) Child(key string) *Node {
	for _, c := range n.Children {
		if c.Key == key {
			return c
		}
	}
	return nil
}

// Up gives the container of n; for the root of an inner document, the container
// of the setting that holds it.
func (n *Node) Up() *Node {
	if n.Parent != nil {
		return n.Parent
	}
	if n.Doc != nil && n.Doc.outer != nil {
		return n.Doc.outer.node
	}
	return nil
}

// For chooses the syntax of a file by its name and, where the name does not
// say, its first bytes. It gives nil for a file that no syntax reads.
func For(name string, head []byte) Syntax {
	base := strings.ToLower(path.Base(name))
	for _, suffix := range []string{".example", ".sample", ".template", ".tmpl", ".dist", ".bak", ".local", ".j2"} {
		if trimmed := strings.TrimSuffix(base, suffix); trimmed != base && strings.Contains(trimmed, ".") && trimmed != "" {
			base = trimmed
		}
	}
	if s := sniffNamed(path.Base(path.Dir(name)), base, head); s != nil {
		return s
	}
	for _, s := range Syntaxes() {
		for _, pattern := range s.patterns {
			if ok, _ := path.Match(pattern, base); ok {
				return s.Syntax
			}
		}
	}
	if strings.HasSuffix(base, ".conf") {
		return sniffConf(head)
	}
	return sniff(head)
}

// entry ties a syntax to the names of its files.
type entry struct {
	Syntax
	patterns []string
}

// Syntaxes lists every syntax with the file names it is chosen for; the first
// that matches is taken.
func Syntaxes() []entry {
	return []entry{
		{JSON{}, []string{"*.json", "*.jsonc", "*.jsn", "*.har", "*.webmanifest"}},
		{Notebook{}, []string{"*.ipynb"}},
		{JSON5{}, []string{"*.json5"}},
		{YAML{}, []string{"*.yaml", "*.yml", "*.yaml.*", "*.yml.*"}},
		{Dotenv{Shell: true}, []string{".envrc", "*.envrc", "*.sh", "*.bash", "*.zsh", ".profile", ".bashrc", ".bash_profile"}},
		{Dotenv{}, []string{".env", ".env.*", "*.env", "env.*", "environment"}},
		{Properties{}, []string{"*.properties", "*.props", "*.prop"}},
		{XML{}, []string{"*.xml", "*.config", "*.xsd", "*.wsdl", "*.xaml", "*.csproj", "*.props.xml", "*.ktr", "*.kjb", "*.hpl", "*.item"}},
		{TOML{}, []string{"*.toml"}},
		{INI{}, []string{"*.ini", "*.cfg", "*.cnf", ".boto", "*.dsn", ".s3cfg", ".pypirc"}},
		{HCL{}, []string{"*.tf", "*.tfvars", "*.hcl", "*.spc"}},
		{Dockerfile{}, []string{"dockerfile", "*.dockerfile", "containerfile", "*.containerfile", "dockerfile.*", "dockerfile-*", "dockerfile_*", "containerfile.*"}},
		{CSV{}, []string{"*.csv", "*.tsv"}},
		{Logstash{}, []string{"*.logstash"}},
		{HTTP{}, []string{"*.http", "*.rest"}},
		{Netrc{}, []string{".netrc", "_netrc", "netrc", "*.netrc"}},
		{Code{Python}, []string{"*.py", "*.pyw"}},
		{Code{JavaScript}, []string{"*.js", "*.mjs", "*.cjs", "*.ts", "*.mts", "*.cts", "*.jsx", "*.tsx"}},
		{Code{PHP}, []string{"*.php", "*.inc", "*.phtml"}},
		{Code{Groovy}, []string{"*.groovy", "*.gradle", "jenkinsfile", "jenkinsfile.*", "*.jenkinsfile"}},
		{Code{PowerShell}, []string{"*.ps1", "*.psd1", "*.psm1"}},
		{Code{Java}, []string{"*.java"}},
		{Code{CSharp}, []string{"*.cs", "*.csx"}},
		{Code{Ruby}, []string{"*.rb", "*.rake", "rakefile"}},
	}
}

func sniff(head []byte) Syntax {
	trimmed := strings.TrimLeft(string(head[:min(len(head), 256)]), "\ufeff \t\r\n")
	switch {
	case strings.HasPrefix(trimmed, "<?xml"):
		return XML{}
	case strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "["):
		return JSON{}
	}
	return nil
}
