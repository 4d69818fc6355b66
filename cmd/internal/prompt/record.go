package prompt

import (
	"bytes"
	"context"

	"go.yaml.in/yaml/v3"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Record makes a Prompter that asks next and keeps what was answered as an
// answers file. save gets the whole file after each answer, so that what was
// answered before an interruption is kept. Of a secret only a comment is kept,
// which says that it is missing.
func Record(next Prompter, save func(file []byte) error) Prompter {
	return &recorder{next: next, save: save, answers: &yaml.Node{Kind: yaml.MappingNode}}
}

type recorder struct {
	next    Prompter
	save    func([]byte) error
	answers *yaml.Node
	secrets []string
}

func (r *recorder) Select(ctx context.Context, q Question, options []Option, def string) (string, error) {
	got, err := r.next.Select(ctx, q, options, def)
	return got, r.keep(q, got, err)
}

func (r *recorder) MultiSelect(ctx context.Context, q Question, options []Option, def []string) ([]string, error) {
	got, err := r.next.MultiSelect(ctx, q, options, def)
	if got == nil {
		return got, r.keep(q, []string{}, err)
	}
	return got, r.keep(q, got, err)
}

func (r *recorder) Input(ctx context.Context, q Question, def string) (string, error) {
	got, err := r.next.Input(ctx, q, def)
	return got, r.keep(q, got, err)
}

func (r *recorder) Confirm(ctx context.Context, q Question, def bool) (bool, error) {
	got, err := r.next.Confirm(ctx, q, def)
	return got, r.keep(q, got, err)
}

func (r *recorder) Secret(ctx context.Context, q Question) (secret.Secret, error) {
	got, err := r.next.Secret(ctx, q)
	if err != nil {
		return got, err
	}
	r.secrets = append(r.secrets, q.ID)
	return got, r.write()
}

// keep adds an answer, unless there was none. The last answer to a question
// that was asked twice stands.
func (r *recorder) keep(q Question, answer any, err error) error {
	if err != nil {
		return err
	}
	var value yaml.Node
	if err := value.Encode(answer); err != nil {
		return fail.New(fail.Bug, "answer %s cannot be recorded", q.ID)
	}
	for i := 0; i < len(r.answers.Content); i += 2 {
		if r.answers.Content[i].Value == q.ID {
			r.answers.Content[i+1] = &value
			return r.write()
		}
	}
	r.answers.Content = append(r.answers.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: q.ID}, &value)
	return r.write()
}

func (r *recorder) write() error {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err := enc.Encode(struct {
		Schema  string     `yaml:"schema"`
		Answers *yaml.Node `yaml:"answers"`
	}{AnswersSchema, r.answers})
	if err != nil {
		return fail.New(fail.Bug, "the answers cannot be recorded")
	}
	for _, id := range r.secrets {
		b.WriteString("# " + id + ": a secret, not recorded; give {env: NAME}, {file: PATH} or {command: [argv…]}\n")
	}
	return r.save(b.Bytes())
}

var _ Prompter = (*recorder)(nil)
