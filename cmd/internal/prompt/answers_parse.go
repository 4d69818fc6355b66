package prompt

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
)

// ParseAnswers reads an answers file; name is what errors call it. An unknown
// field, a question that known does not know, a key given twice and an alias
// are errors with their line.
func ParseAnswers(name string, data []byte, known func(id string) bool) (*Answers, error) {
	p := answersParser{name, known}
	doc, err := p.document(data)
	if err != nil {
		return nil, err
	}
	fields, err := p.mapping(doc, "an answers file", func(key string) bool { return key == "schema" || key == "answers" })
	if err != nil {
		return nil, err
	}
	switch schema := fields["schema"]; {
	case schema == nil:
		return nil, p.wrong(doc.Line, "schema is missing").Hint("begin the file with schema: %s", AnswersSchema)
	case schema.Kind != yaml.ScalarNode || schema.Value != AnswersSchema:
		return nil, p.wrong(schema.Line, "schema must be %s", AnswersSchema)
	}
	a := &Answers{file: name}
	if list := fields["answers"]; list != nil && list.Tag != "!!null" {
		a.byID, err = p.mapping(list, "answers", known)
	}
	return a, err
}

type answersParser struct {
	name  string
	known func(string) bool
}

func (p answersParser) wrong(line int, format string, args ...any) *fail.Error {
	return fail.At(fail.Usage, p.name, line, format, args...)
}

// document gives the one document of data without aliases in it.
func (p answersParser) document(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, p.wrong(1, "the file is empty")
	case err != nil:
		return nil, p.wrong(lineOf(err), "not valid YAML")
	}
	switch err := dec.Decode(&second); {
	case err == nil:
		return nil, p.wrong(second.Line, "more than one document")
	case !errors.Is(err, io.EOF):
		return nil, p.wrong(lineOf(err), "not valid YAML")
	}
	if line := aliasLine(&doc); line > 0 {
		return nil, p.wrong(line, "aliases are not allowed")
	}
	return doc.Content[0], nil
}

// mapping gives the values of a mapping by key, each allowed and there once.
func (p answersParser) mapping(n *yaml.Node, what string, allowed func(string) bool) (map[string]*yaml.Node, error) {
	if n.Kind != yaml.MappingNode {
		return nil, p.wrong(n.Line, "%s must be a mapping", what)
	}
	got := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode || !plainKey.MatchString(key.Value):
			return nil, p.wrong(key.Line, "a key of %s must be lower case letters, digits, . and -", what)
		case !allowed(key.Value):
			return nil, p.wrong(key.Line, "unknown key %s", key.Value)
		case got[key.Value] != nil:
			return nil, p.wrong(key.Line, "%s is there twice", key.Value)
		}
		got[key.Value] = n.Content[i+1]
	}
	return got, nil
}

var (
	plainKey = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,99}$`)
	yamlLine = regexp.MustCompile(`line (\d+)`)
)

// lineOf takes the line out of the YAML parser's error, whose text may repeat
// what it read.
func lineOf(err error) int {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		return line
	}
	return 0
}

func aliasLine(n *yaml.Node) int {
	if n.Kind == yaml.AliasNode {
		return n.Line
	}
	for _, c := range n.Content {
		if line := aliasLine(c); line > 0 {
			return line
		}
	}
	return 0
}
