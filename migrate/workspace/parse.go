package workspace

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/text"
)

// maxFile is the size of the largest unpw.yaml that is read, in bytes.
const maxFile = 1 << 20

// parse gives the root mapping of an unpw.yaml, with everything refused that
// would make a line mean more than it says: aliases, anchors, tags, duplicate
// keys, a second document. The parser's own errors quote the file, so they are
// replaced.
func parse(path string, data []byte) (root *yaml.Node, err error) {
	if len(data) > maxFile {
		return nil, fail.At(fail.Usage, path, 0, "larger than 1 MiB").Hint("check that this is an unpw.yaml")
	}
	if !utf8.Valid(data) {
		return nil, fail.At(fail.Usage, path, badLine(data), "not UTF-8").Hint("save the file as UTF-8")
	}
	defer func() { // the library has panicked on hostile input before
		if recover() != nil {
			root, err = nil, fail.At(fail.Usage, path, 0, "not valid YAML")
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, noSchema(path)
	case err != nil:
		return nil, notYAML(path, data, err)
	}
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, notYAML(path, data, err)
	default:
		return nil, fail.At(fail.Usage, path, second.Line, "a second document").Hint("remove the line of dashes and what follows it")
	}
	root = doc.Content[0]
	if err := plain(path, root); err != nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		if isNull(root) {
			return nil, noSchema(path)
		}
		return nil, fail.At(fail.Usage, path, root.Line, "not a list of fields").Hint("begin with schema: %s", SchemaName)
	}
	return root, nil
}

func noSchema(path string) error {
	return fail.At(fail.Usage, path, 1, "schema is missing").Hint("begin with schema: %s", SchemaName)
}

// badLine gives the line of the first byte that is no UTF-8.
func badLine(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return 1 + bytes.Count(data[:at], []byte{'\n'})
}

// plain refuses what a plain tree of words, texts, lists and mappings does not
// need.
func plain(path string, n *yaml.Node) error {
	refuse := func(n *yaml.Node, what, hint string) error {
		return fail.At(fail.Usage, path, n.Line, "%s", what).Hint("%s", hint)
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return refuse(n, "an alias (*) has no place here", "write the value out, or put the text in quotes")
	case n.Anchor != "":
		return refuse(n, "an anchor (&) has no place here", "write the value out, or put the text in quotes")
	case n.Style&yaml.TaggedStyle != 0:
		return refuse(n, "a tag (!) has no place here", "remove the tag, or put the text in quotes")
	}
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]int, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if err := plain(path, key); err != nil {
				return err
			}
			if key.Kind != yaml.ScalarNode || isNull(key) {
				return refuse(key, "a key must be a word", "write name: value")
			}
			if first := seen[key.Value]; first > 0 {
				return fail.At(fail.Usage, path, key.Line, "%s stands here twice", shown(key.Value)).
					Hint("remove one of them: the first is on line %d", first)
			}
			seen[key.Value] = key.Line
			if err := plain(path, n.Content[i+1]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, child := range n.Content {
		if err := plain(path, child); err != nil {
			return err
		}
	}
	return nil
}

// notYAML puts an error of the parser into words that quote nothing.
func notYAML(path string, data []byte, err error) error {
	said := err.Error()
	line := faultLine(data)
	if m := regexp.MustCompile(`line (\d+):`).FindStringSubmatch(said); m != nil && line == 0 {
		line, _ = strconv.Atoi(m[1])
	}
	for _, row := range []struct{ said, cause, hint string }{
		{"unknown anchor", "an alias (*) has no place here", "write the value out, or put the text in quotes"},
		{"mapping values are not allowed", "a second colon in one line, or a line that is indented too far", "put the text in quotes, or align the line with the one above"},
		{"cannot start any token", "a text begins with a tab or one of @ ` % and is not in quotes", "indent with blanks, and put such a text in quotes"},
		{"found a tab", "a tab is used to indent", "indent with blanks"},
		{"did not find expected key", "a line is not aligned with the ones above, or a quote or bracket does not close", "align the fields of one group"},
		{"did not find expected '-'", "a line is not aligned with the list above", "align the items of a list"},
		{"did not find expected ',' or", "a bracket does not close", "close it, and put texts with , [ ] { } in quotes"},
		{"unexpected end of stream", "a quote does not close", "close the quote"},
		{"could not find expected ':'", "a field without a colon", "write name: value"},
		{"unexpected document indicator", "a quote does not close", "close the quote"},
		{"control characters are not allowed", "a control character", "remove it"},
		{"exceeded max depth", "nested too deep", "check that this is an unpw.yaml"},
	} {
		if strings.Contains(said, row.said) {
			return fail.At(fail.Usage, path, line, "%s", row.cause).Hint("%s", row.hint)
		}
	}
	return fail.At(fail.Usage, path, line, "not valid YAML").Hint("look at this line and the one above it")
}

// faultLine gives the line behind the longest run of lines that is YAML: where a
// quote opens that never closes, not where the file ends. The parser's own line
// is off by one or two, or missing. It is 0 where that would take too long.
func faultLine(data []byte) int {
	const budget = 4 << 20 // bytes to be parsed
	lines := text.NewLines(data)
	spent := 0
	for line := lines.Line(len(data)); line > 1; line-- {
		run := data[:lines.Start(line)]
		if spent += len(run); spent > budget {
			return 0
		}
		if isYAML(run) {
			return line
		}
	}
	return 1
}

func isYAML(data []byte) bool {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		if err := decoder.Decode(&doc); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// shown gives a key or name as errors show it: only if it looks like one.
func shown(name string) string {
	if regexp.MustCompile(`^[A-Za-z0-9{][A-Za-z0-9_.{}-]{0,39}$`).MatchString(name) {
		return strconv.Quote(name)
	}
	return "a field"
}
