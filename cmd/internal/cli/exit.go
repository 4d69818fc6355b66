package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"unpw/migrate/fail"
)

// outcome is the error of a command that has said everything itself, and only
// has an exit code left to give.
type outcome struct{ code fail.Code }

func (o outcome) Error() string { return fmt.Sprintf("exit status %d", o.code) }

// exit ends a command with code and no further word. With Done it is nil.
func exit(code fail.Code) error {
	if code == fail.Done {
		return nil
	}
	return outcome{code}
}

// finish is the one place where an error becomes an exit code and a message:
// lines on stderr, or with --json the unpw/error/v1 object on stdout. A
// command that has written its own object before it failed keeps stdout to
// that; the error is then on stderr.
func (a *app) finish(ctx context.Context, err error) int {
	a.ui.ClearStatus()
	var said outcome
	silent := errors.As(err, &said)
	if lost := a.ui.Failed(); lost != nil && (err == nil || silent || errors.Is(err, lost)) {
		err, silent = fail.New(fail.Partial, "the results cannot be written to stdout").Because(lost), false
	}
	switch {
	case err == nil:
		return int(fail.Done)
	case silent:
		return int(said.code)
	}
	e := meaning(ctx, err)
	if a.json && !a.ui.Emitted() && a.ui.JSON(errorObject(e)) == nil {
		return int(e.Code)
	}
	a.ui.Errorf("%s", e.Error())
	for _, hint := range e.Hints {
		a.ui.Hintf("%s", hint)
	}
	return int(e.Code)
}

// meaning gives err as what a user reads. Whatever fails because the context
// was cancelled was interrupted; an error that is no fail.Error is a bug.
func meaning(ctx context.Context, err error) *fail.Error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return fail.New(fail.Interrupted, "interrupted").Because(err)
	}
	var e *fail.Error
	if errors.As(err, &e) {
		return e
	}
	return bug(err.Error())
}

func bug(what string) *fail.Error {
	return fail.New(fail.Bug, "%s", what).Hint("this is a bug in unpw: run it again with --debug and report what it prints")
}

// panicked gives the error of a panic. Only --debug shows where it was, and
// even then only a runtime error shows its text: any other value may hold
// what the program was working on.
func (a *app) panicked(p any, stack []byte) error {
	if a.debug {
		text := fmt.Sprintf("panic: a value of type %T", p)
		if err, ok := p.(runtime.Error); ok {
			text = "panic: " + err.Error()
		}
		_, _ = fmt.Fprintf(a.ui.Err(), "%s\n%s", text, stack)
	}
	return bug("unpw broke down")
}

// errorReport is unpw/error/v1.
type errorReport struct {
	Schema string    `json:"schema"`
	Error  errorBody `json:"error"`
}

type errorBody struct {
	Code    fail.Code `json:"code"`
	Message string    `json:"message"`
	File    *string   `json:"file"`
	Line    *int      `json:"line"`
	Hints   []string  `json:"hints"`
}

func errorObject(e *fail.Error) errorReport {
	body := errorBody{Code: e.Code, Message: e.Error(), Hints: append([]string{}, e.Hints...)}
	if e.Path != "" {
		body.File = &e.Path
	}
	if e.Line > 0 {
		body.Line = &e.Line
	}
	return errorReport{Schema: "unpw/error/v1", Error: body}
}
