package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const folder = "../../../docs"

// A page that people read must say what the code does today.
func TestPagesAreUpToDate(t *testing.T) {
	for _, p := range pages() {
		t.Run(p.name, func(t *testing.T) {
			have, err := os.ReadFile(filepath.Join(folder, p.name))
			if err != nil {
				t.Fatalf("%v: run make docs", err)
			}
			want, err := p.make(string(have))
			if err != nil {
				t.Fatal(err)
			}
			if line, same := firstDifference(string(have), want); !same {
				t.Errorf("%s:%d has drifted from its source: run make docs", path.Join("docs", p.name), line)
			}
		})
	}
}

func firstDifference(a, b string) (line int, same bool) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return i + 1, false
		}
	}
	return min(len(x), len(y)), len(x) == len(y)
}

func TestADriftedPageIsSeen(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		line int
		same bool
	}{
		{"a\nb\n", "a\nb\n", 3, true},
		{"a\nb\n", "a\nc\n", 2, false},
		{"a\n", "a\nb\n", 2, false},
		{"a", "a\n", 1, false},
	} {
		if line, same := firstDifference(tt.a, tt.b); line != tt.line || same != tt.same {
			t.Errorf("%q, %q: line %d, same %v", tt.a, tt.b, line, same)
		}
	}
}

// link is a Markdown link to a file of the project, with or without a heading.
var link = regexp.MustCompile(`\]\(([^)\s:]*?)(#[^)\s]*)?\)`)

// Every link in every page leads to a file that is there, and to a heading in
// it.
func TestLinksLead(t *testing.T) {
	files, err := filepath.Glob(folder + "/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, folder+"/../README.md", folder+"/../CONTRIBUTING.md") {
		text := read(t, file)
		for _, m := range link.FindAllStringSubmatch(outsideCode(text), -1) {
			target := file
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(file), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", filepath.Base(file), m[1])
				continue
			}
			if m[2] != "" && !slices.Contains(headings(read(t, target)), m[2][1:]) {
				t.Errorf("%s: %s has no heading %s", filepath.Base(file), filepath.Base(target), m[2])
			}
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	fence  = regexp.MustCompile("(?ms)^```.*?^```")
	inline = regexp.MustCompile("``.*?``|`[^`\n]*`")
)

// outsideCode leaves out what is shown as it is; a link's text may be code.
func outsideCode(text string) string {
	return inline.ReplaceAllString(fence.ReplaceAllString(text, ""), "code")
}

func headings(text string) []string {
	var ids []string
	for line := range strings.SplitSeq(fence.ReplaceAllString(text, ""), "\n") {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			ids = append(ids, anchor(strings.TrimSpace(title)))
		}
	}
	return ids
}
