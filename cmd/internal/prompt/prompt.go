// Package prompt asks people questions and takes their answers from a
// terminal, from lines, or from a file. Guided and scripted runs thus fill the
// same structures. It knows no command and no migration; survey lives here and
// nowhere else.
//
// The rules are:
//
//   - A question never hangs where nobody answers: it ends in an error that
//     names the question and the flag or file that answers it.
//   - Questions are asked on stderr, never on stdout.
//   - A default must be safe: Enter takes it, and so does Ctrl-D on a terminal.
//     A step that cannot be undone asks for a typed word, by Input with a Check.
//   - A secret is neither shown, recorded, nor read from an answers file as
//     plain text.
package prompt

import (
	"context"

	"unpw/migrate/secret"
)

// Question is what every question has.
type Question struct {
	ID   string // key in an answers file: lower case, "." and "-"
	Text string // one line, without a colon or default at its end
	Help string // more, for who asks for it; may be empty
	Flag string // what answers it on the command line, as "--flow"; may be empty

	// Check tells what is wrong with a text; only Input asks it. Its error is
	// shown to people and must not repeat the text.
	Check func(string) error
}

// Option is one choice.
type Option struct {
	Value string // what the program and an answers file call it
	Label string // what people see; empty: Value
	Help  string // a few words beside it; may be empty
}

// Prompter asks. An error is a *fail.Error that wraps ErrCancelled (exit 130)
// or ErrNoInput (exit 2), or says what is wrong with an answers file (exit 2).
// Questions are asked one after the other: a Prompter need not bear
// concurrent use.
type Prompter interface {
	// Select gives the Value of one of options. def is one of their values, or
	// empty for the first.
	Select(ctx context.Context, q Question, options []Option, def string) (string, error)

	// MultiSelect gives the values chosen, in the order of options.
	MultiSelect(ctx context.Context, q Question, options []Option, def []string) ([]string, error)

	// Input gives one line of text without control characters. An empty line
	// stands for def.
	Input(ctx context.Context, q Question, def string) (string, error)

	// Secret gives a text that is not shown while it is typed.
	Secret(ctx context.Context, q Question) (secret.Secret, error)

	// Confirm gives yes or no.
	Confirm(ctx context.Context, q Question, def bool) (bool, error)
}

func (o Option) label() string {
	if o.Label != "" {
		return o.Label
	}
	return o.Value
}

// find gives the place of value among options, -1 if it is not there.
func find(options []Option, value string) int {
	for i, o := range options {
		if o.Value == value {
			return i
		}
	}
	return -1
}

func values(options []Option) []string {
	v := make([]string, len(options))
	for i, o := range options {
		v[i] = o.Value
	}
	return v
}

// check asks the question's Check, if it has one.
func (q Question) check(text string) error {
	if q.Check == nil {
		return nil
	}
	return q.Check(text)
}
