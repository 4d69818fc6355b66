package check

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"unpw/migrate/oauth"
)

// The embedded facts can be read, name their sources, and use the words that
// the code knows.
func TestFacts(t *testing.T) {
	var f facts
	if err := parseFacts(factsFile, &f); err != nil {
		t.Fatal(err)
	}
	for _, h := range f.Hosts {
		if _, err := filepath.Match(h.Match, ""); err != nil {
			t.Errorf("%s: %v", h.Match, err)
		}
		if !strings.Contains(" my-domain login site never ", " "+h.Kind+" ") || h.Source == "" || (h.Kind == "never") != (h.What != "") {
			t.Errorf("host %+v", h)
		}
	}
	flows := map[string]bool{oauth.JWTBearer: true, oauth.ClientCredentials: true}
	for _, a := range f.Answers {
		if a.Source == "" || a.Error == "" && a.Says == "" || len(a.Means) == 0 {
			t.Errorf("answer %+v", a)
		}
		for _, m := range a.Means {
			if !strings.Contains(" app not-yet not-yet-after-certificate audience ", " "+m+" ") {
				t.Errorf("answer means %s", m)
			}
		}
		for _, flow := range a.Flows {
			if !flows[flow] {
				t.Errorf("answer of flow %s", flow)
			}
		}
	}
	if len(f.APIScopes) == 0 || f.APIScopesSource == "" || len(f.Audiences) != 2 || len(f.Hosts) == 0 || len(f.Answers) == 0 {
		t.Error("facts are missing")
	}
}

// Every advice is given by some check, every one that is given exists, and
// every placeholder is filled.
func TestAdvice(t *testing.T) {
	rows := readAdvice()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]bool{"unknown-refusal": true, "unknown-refusal-rest": true}
	call := regexp.MustCompile(`r\.(?:warning|failed)\(.*?, "([a-z-]+)"[,)]`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range call.FindAllStringSubmatch(string(text), -1) {
			given[found[1]] = true
		}
	}
	for name, row := range rows {
		if !given[name] {
			t.Errorf("%s is never given", name)
		}
		if row.Why == "" || row.Do == "" || row.Unverified && row.Source == "" {
			t.Errorf("%s: %+v", name, row)
		}
	}
	for name := range given {
		if _, has := rows[name]; !has {
			t.Errorf("%s is given and does not exist", name)
		}
	}
	if why, do := (advice{Why: "{a} {b}", Do: "{b}"}).fill([]string{"a", "{b}", "b", "x"}); why != "{b} x" || do != "x" {
		t.Errorf("filled as %q, %q", why, do)
	}
}

// The page about checks has them all, in their order.
func TestChecksAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/check.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, line := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		names = append(names, line[1])
	}
	var want []string
	for _, s := range steps() {
		want = append(want, s.name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("docs/check.md has %v, the checks are %v", names, want)
	}
}
