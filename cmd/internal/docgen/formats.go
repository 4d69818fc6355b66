package main

import (
	"fmt"
	"strings"

	"unpw/migrate/format"
)

const (
	speedBegins = "<!-- speed: measured by `make bench` -->\n"
	speedEnds   = "<!-- end of speed -->\n"
)

// formats makes docs/formats.md around the table of speeds that it has.
func formats(have string) (string, error) {
	_, rest, begins := strings.Cut(have, speedBegins)
	speed, _, ends := strings.Cut(rest, speedEnds)
	if have != "" && (!begins || !ends) {
		return "", fmt.Errorf("the page has no place for the table: %q … %q", speedBegins, speedEnds)
	}
	var m markdown
	m.title("Formats", "migrate/format/about.go")
	m.linef("\nEvery syntax only locates: each change is an edit of bytes of the file as it is, and everything else keeps every byte. What")
	m.linef("cannot be located exactly is listed with the reason and never edited. Unless the table says so, a setting can be replaced,")
	m.linef("renamed, inserted beside another, and removed; UTF-8 with and without mark, UTF-16 with mark, and Latin-1 properties keep their encoding,")
	m.linef("and lines their ends. More than %d MB, %d levels of nesting or %d entries are refused.", format.MaxSize>>20, format.MaxDepth, format.MaxEntries)
	m.head("syntax", "files", "what is a setting", "what is left alone", "judged by")
	for _, a := range format.Abouts() {
		files := strings.Join(codes(a.Files), " ")
		m.row("**"+plain(a.Title)+"**", files, plain(a.Seen), plain(a.Left), plain(a.Judge))
	}
	m.linef("\nDocuments stand in documents: JSON, properties, .env, INI, YAML and XML in the values of a ConfigMap, in the base64 of a Secret, in")
	m.linef("here-documents, in attributes. An edit inside is one edit of the file, spelt as the outer value is.")
	m.linef("\n## Speed\n")
	return m.String() + speedBegins + speed + speedEnds, nil
}
