package main

import (
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas is where the committed schemas lie, from this folder.
const schemas = "../../docs/schema"

// schema demands that FILE (stdout for the last output) is one JSON value that
// docs/schema/NAME.json allows: schema run.v1 stdout.
func schema(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: schema NAME FILE")
	}
	dir, err := filepath.Abs(schemas)
	ts.Check(err)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiled, err := compiler.Compile(filepath.Join(dir, args[0]+".json"))
	ts.Check(err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[1])))
	if err != nil {
		ts.Fatalf("%s is not one JSON value: %v", args[1], err)
	}
	if err := compiled.Validate(value); err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
}
