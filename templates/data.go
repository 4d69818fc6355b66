// Package templates holds what unpw knows as data: recipes, metadata, errors,
// dates, rules, and the sample estate, embedded into the program. Facts about
// Salesforce and vendors stand here with their source, and no code but what
// embeds them may enter; the packages that read a file check it.
package templates

import "embed"

// Recipes are the built-in recipes: recipes/ID.yaml, one integration a file, in
// the language of package recipe. Each carries its own before/after examples.
//
//go:embed recipes/*.yaml
var Recipes embed.FS

// Estate is the sample tree that unpw rehearses without an argument: a folder
// for each kind of integration below estate/, files whose names begin with a
// dot included. Every credential in it is a made-up word.
//
//go:embed all:estate
var Estate embed.FS

// EstateTable is what a scan and a plan of Estate must find: tab-separated, the
// first line names the columns, "-" stands for nothing. files are those that a
// rewrite changes, with commas between them.
//
//go:embed estate.tsv
var EstateTable string

// Flows holds the rules for choosing a flow and the advice behind them; the
// file explains its own fields.
//
//go:embed flows.yaml
var Flows []byte

// Dates holds what ends when, with sources; the file explains its own fields.
//
//go:embed dates.yaml
var Dates []byte

// Stores holds how a secret is created and deleted in the stores outside of a tree
// that settings refer to; the file explains its own fields.
//
//go:embed stores.yaml
var Stores []byte
