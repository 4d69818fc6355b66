// Command docgen makes the pages of docs/ that repeat what code and data say:
// commands from the command tree, exit codes from fail, errors, recipes, flows
// and dates from templates. One file a page. Nothing is said here that its source
// does not say; prose belongs to the pages that people write.
//
//	go generate ./cmd/internal/docgen    writes the pages (make docs)
//	go test ./cmd/internal/docgen        fails where a page has drifted
package main

//go:generate go run . ../../../docs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// page is one file, named from docs/. make is given what the file has now.
type page struct {
	name string
	make func(have string) (string, error)
}

func pages() []page {
	return []page{
		{"commands.md", whole(commands)},
		{"dates.md", whole(dates)},
		{"errors.md", whole(errorCatalogue)},
		{"exit-codes.md", whole(exitCodes)},
		{"flows.md", whole(flows)},
		{"formats.md", formats},
		{"recipes.md", whole(recipes)},
		{"stores.md", whole(stores)},
		{"../README.md", integrations},
	}
}

// whole is for a page of which nothing is written by hand.
func whole(make func() (string, error)) func(string) (string, error) {
	return func(string) (string, error) { return make() }
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: docgen FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	for _, p := range pages() {
		path := filepath.Join(folder, filepath.FromSlash(p.name))
		have, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		text, err := p.make(string(have))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
