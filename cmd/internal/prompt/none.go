package prompt

import (
	"context"

	"unpw/migrate/secret"
)

// None asks nobody (--no-input): every question is an error that says what
// answers it. Defaults are not taken: what was never shown was never agreed to.
type None struct{}

const toldNotTo = "--no-input was given"

// Select implements Prompter.
func (None) Select(_ context.Context, q Question, _ []Option, _ string) (string, error) {
	return "", noInput(q, toldNotTo)
}

// MultiSelect implements Prompter.
func (None) MultiSelect(_ context.Context, q Question, _ []Option, _ []string) ([]string, error) {
	return nil, noInput(q, toldNotTo)
}

// Input implements Prompter.
func (None) Input(_ context.Context, q Question, _ string) (string, error) {
	return "", noInput(q, toldNotTo)
}

// Secret implements Prompter.
func (None) Secret(_ context.Context, q Question) (secret.Secret, error) {
	return secret.Secret{}, noInput(q, toldNotTo)
}

// Confirm implements Prompter.
func (None) Confirm(_ context.Context, q Question, _ bool) (bool, error) {
	return false, noInput(q, toldNotTo)
}

var _ Prompter = None{}
