// Package fail is the error that a user of unpw meets: what failed, where, why,
// and what to do next, with the exit code it stands for. Errors of parsers are
// replaced by it, never wrapped: they print the line they choke on.
package fail

import (
	"errors"
	"fmt"
	"strings"
)

// Code is an exit code of the program. The list is closed: docs/exit-codes.md
// is made from Codes.
type Code int

// The exit codes, as contract and docs/exit-codes.md give them.
const (
	Done        Code = 0
	Bug         Code = 1
	Usage       Code = 2
	Findings    Code = 3
	Partial     Code = 4
	Changed     Code = 5
	Locked      Code = 6
	Refused     Code = 7
	Unreachable Code = 8
	Interrupted Code = 130
)

// Codes lists every exit code with its meaning, in order.
func Codes() []struct {
	Code    Code
	Meaning string
} {
	type row = struct {
		Code    Code
		Meaning string
	}
	return []row{
		{Done, "done"},
		{Bug, "a bug in unpw"},
		{Usage, "usage, or an input that cannot be used: a flag, unpw.yaml, a recipe, a plan of another version"},
		{Findings, "findings exist, or an example failed"},
		{Partial, "not all was done, each reason named"},
		{Changed, "a file changed since the plan"},
		{Locked, "locked, or an unfinished run"},
		{Refused, "the org said no"},
		{Unreachable, "the org could not be reached"},
		{Interrupted, "interrupted"},
	}
}

// Error is what a user reads: "op path:line: cause", then its hints.
type Error struct {
	Code  Code
	Op    string   // a verb: "apply", "read"; may be empty
	Path  string   // file, relative to its root; may be empty
	Line  int      // from 1; 0 where there is none
	Cause string   // lower case, no full stop, no secret
	Hints []string // imperative sentences, no full stop
	err   error    // for errors.Is; never printed
}

// New makes an error without a place.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Cause: fmt.Sprintf(format, args...)}
}

// At makes an error that names a file and, where line is not 0, a line.
func At(code Code, path string, line int, format string, args ...any) *Error {
	return &Error{Code: code, Path: path, Line: line, Cause: fmt.Sprintf(format, args...)}
}

// Hint adds what the user can do next and gives e back.
func (e *Error) Hint(format string, args ...any) *Error {
	e.Hints = append(e.Hints, fmt.Sprintf(format, args...))
	return e
}

// In names the operation and gives e back.
func (e *Error) In(op string) *Error { e.Op = op; return e }

// Because keeps err for errors.Is and errors.As without printing it, and gives
// e back.
func (e *Error) Because(err error) *Error { e.err = err; return e }

// Error implements error: everything but the hints, on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op)
		b.WriteByte(' ')
	}
	if e.Path != "" {
		b.WriteString(e.Path)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": ")
	} else if e.Op != "" {
		return strings.TrimSuffix(b.String(), " ") + ": " + e.Cause
	}
	return b.String() + e.Cause
}

// Unwrap gives what Because kept.
func (e *Error) Unwrap() error { return e.err }

// CodeOf gives the exit code of err: Done for nil, Bug for an error that is no
// Error.
func CodeOf(err error) Code {
	if err == nil {
		return Done
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Bug
}

// Of gives err as an *Error; an unknown error becomes a Bug with its text.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: Bug, Cause: err.Error(), err: err}
}

// Shared gives the one code that several failures stand for: the code they
// share when nothing was done, else Partial. Without failures it is Done.
func Shared(failures []Code, anythingDone bool) Code {
	if len(failures) == 0 {
		return Done
	}
	for _, c := range failures {
		if anythingDone || c != failures[0] {
			return Partial
		}
	}
	return failures[0]
}
