package prompt

import (
	"context"
	"strings"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// AnswersSchema is the first line of an answers file.
const AnswersSchema = "unpw/answers/v1"

// Answers is an answers file:
//
//	schema: unpw/answers/v1
//	answers:
//	  flow: jwt-bearer              # Select, Input: a text
//	  integrations: [billing-etl]   # MultiSelect: a list
//	  go: true                      # Confirm
//	  proxy-password: {env: NAME}   # Secret: {env: NAME}, {file: PATH} or {command: [argv…]}
//
// What it says of a question is checked when the question comes up, against
// the options that it then has.
type Answers struct {
	file string
	byID map[string]*yaml.Node
}

// Reference says where a secret is: one of Env, File and Command is set.
type Reference struct {
	Env     string
	File    string
	Command []string
}

// Resolver gives the secret that a Reference stands for. Its errors are
// *fail.Error and hold no part of the secret.
type Resolver func(context.Context, Reference) (secret.Secret, error)

// Before makes a Prompter that takes its answers from a, and asks next what a
// does not answer. resolve may be nil where no question is a Secret.
func (a *Answers) Before(next Prompter, resolve Resolver) Prompter {
	return &answered{a, next, resolve}
}

type answered struct {
	*Answers
	next    Prompter
	resolve Resolver
}

func (a *answered) Select(ctx context.Context, q Question, options []Option, def string) (string, error) {
	n := a.byID[q.ID]
	if n == nil {
		return a.next.Select(ctx, q, options, def)
	}
	text, ok := scalar(n)
	if !ok || find(options, text) < 0 {
		return "", a.wrong(q, n, "must be one of: "+strings.Join(values(options), ", "))
	}
	return text, nil
}

func (a *answered) MultiSelect(ctx context.Context, q Question, options []Option, def []string) ([]string, error) {
	n := a.byID[q.ID]
	if n == nil {
		return a.next.MultiSelect(ctx, q, options, def)
	}
	if n.Kind != yaml.SequenceNode {
		return nil, a.wrong(q, n, "must be a list")
	}
	chosen := make([]bool, len(options))
	for _, item := range n.Content {
		text, ok := scalar(item)
		i := find(options, text)
		if !ok || i < 0 {
			return nil, a.wrong(q, item, "must be a list of: "+strings.Join(values(options), ", "))
		}
		chosen[i] = true
	}
	var got []string
	for i, o := range options {
		if chosen[i] {
			got = append(got, o.Value)
		}
	}
	return got, nil
}

func (a *answered) Input(ctx context.Context, q Question, def string) (string, error) {
	n := a.byID[q.ID]
	if n == nil {
		return a.next.Input(ctx, q, def)
	}
	text, ok := scalar(n)
	if !ok || typed(text) != text {
		return "", a.wrong(q, n, "must be a text on one line")
	}
	if err := q.check(text); err != nil {
		return "", a.wrong(q, n, err.Error())
	}
	return text, nil
}

func (a *answered) Confirm(ctx context.Context, q Question, def bool) (bool, error) {
	n := a.byID[q.ID]
	if n == nil {
		return a.next.Confirm(ctx, q, def)
	}
	var yes bool
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Decode(&yes) != nil {
		return false, a.wrong(q, n, "must be true or false")
	}
	return yes, nil
}

func (a *answered) Secret(ctx context.Context, q Question) (secret.Secret, error) {
	n := a.byID[q.ID]
	if n == nil {
		return a.next.Secret(ctx, q)
	}
	ref, ok := reference(n)
	if !ok {
		return secret.Secret{}, a.wrong(q, n, "must be a secret reference: {env: NAME}, {file: PATH} or {command: [argv…]}")
	}
	if a.resolve == nil {
		return secret.Secret{}, a.wrong(q, n, "cannot be answered from a file here")
	}
	return a.resolve(ctx, ref)
}

func (a *answered) wrong(q Question, n *yaml.Node, what string) error {
	return fail.At(fail.Usage, a.file, n.Line, "answer %s %s", q.ID, what)
}

// scalar gives a text or number as it is written; null is no answer.
func scalar(n *yaml.Node) (string, bool) {
	return n.Value, n.Kind == yaml.ScalarNode && n.Tag != "!!null"
}

func reference(n *yaml.Node) (ref Reference, ok bool) {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		return ref, false
	}
	switch v := n.Content[1]; n.Content[0].Value {
	case "env":
		ref.Env, ok = scalar(v)
		return ref, ok && ref.Env != ""
	case "file":
		ref.File, ok = scalar(v)
		return ref, ok && ref.File != ""
	case "command":
		for _, item := range v.Content {
			word, ok := scalar(item)
			if !ok {
				return Reference{}, false
			}
			ref.Command = append(ref.Command, word)
		}
		return ref, v.Kind == yaml.SequenceNode && len(ref.Command) > 0
	}
	return ref, false
}

var _ Prompter = (*answered)(nil)
