package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"unpw/migrate/fail"
)

// usage turns an error that came before a command's own code into exit code 2
// with a hint where to read on.
func usage(cmd *cobra.Command, err error) error {
	var e *fail.Error
	if !errors.As(err, &e) {
		e = fail.New(fail.Usage, "%s", firstLine(err.Error()))
	}
	return e.Hint("run '%s --help'", cmd.CommandPath())
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// flagError replaces pflag's errors: they repeat the value, and a person who
// mistypes a command may have typed a secret.
func flagError(_ *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		return fail.New(fail.Usage, "unknown flag %s", dashed(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames()))
	case errors.As(err, &missing):
		return fail.New(fail.Usage, "flag --%s needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		return fail.New(fail.Usage, "flag --%s must be %s", invalid.GetFlag().Name, wanted(invalid))
	}
	return fail.New(fail.Usage, "a flag cannot be read")
}

func dashed(name, shorthands string) string {
	if shorthands != "" {
		return "-" + name
	}
	return "--" + name
}

// wanted says what a flag takes. A value type of ours says so in the error of
// its Set, which must not repeat the value.
func wanted(e *pflag.InvalidValueError) string {
	switch e.GetFlag().Value.Type() {
	case "int", "uint", "int64", "uint64":
		return "a whole number"
	case "bool":
		return "true or false"
	case "duration":
		return "a duration such as 30s, 5m or 2h"
	}
	if _, ours := e.GetFlag().Value.(*oneOf); ours {
		return e.Unwrap().Error()
	}
	return "another value"
}

// knownCommand is the Args of a command that only groups others.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	e := fail.New(fail.Usage, "unknown command %s", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		e = e.Hint("did you mean %s?", strings.Join(near, " or "))
	}
	return e
}

// operands is the Args of a command that takes exactly these, named as its help
// names them. An operand too many is not repeated: it may be a secret.
func operands(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return fail.New(fail.Usage, "%s is missing", names[len(args)])
		case len(args) > len(names):
			return fail.New(fail.Usage, "too many arguments")
		}
		return nil
	}
}

// asksForJSON looks for --json where flags could not be read to their end.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}
