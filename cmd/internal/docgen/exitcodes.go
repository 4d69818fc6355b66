package main

import (
	"strconv"

	"unpw/migrate/fail"
)

// exitCodes makes docs/exit-codes.md.
func exitCodes() (string, error) {
	var m markdown
	m.title("Exit codes", "migrate/fail/fail.go")
	m.head("code", "meaning")
	for _, c := range fail.Codes() {
		m.row(strconv.Itoa(int(c.Code)), plain(c.Meaning))
	}
	m.linef("")
	m.linef("With several items the code is the one that all failures share when nothing was done, else %d.", fail.Partial)
	m.linef("With `--json` an error is an object of the schema `unpw/error/v1` on stdout, and its `code` is the exit code.")
	m.linef("Which codes a command can end with stands in its `--help` and in [commands.md](commands.md).")
	return m.String(), nil
}
