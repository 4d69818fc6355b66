package migrate

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"unpw/migrate/fail"
)

const connector = `connector.class=io.confluent.salesforce.SalesforceCdcSourceConnector
salesforce.username=kafka@acme.example
salesforce.password=example-password
salesforce.consumer.key=example-client-id
salesforce.consumer.secret=example-client-secret
`

// projectWith opens a folder with these files as a project.
func projectWith(t *testing.T, files map[string]string) *Project {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		writeTestFile(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) }
	p, err := Open(Env{Now: now, Version: "test"}, dir, "", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func reportOf(t *testing.T, p *Project, o ReportOptions, paths ...string) *ScanReport {
	t.Helper()
	for i := range paths {
		paths[i] = filepath.Join(p.Workspace.Folder, paths[i])
	}
	scanned, err := p.Scan(context.Background(), ScanOptions{Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.ScanReport(scanned, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOnlyFindingsCount(t *testing.T) {
	tests := []struct {
		name, config string
		counts       int
	}{
		{"a finding", "", 1},
		{"kept", "{decision: keep, until: 2026-11-23, reason: later}", 0},
		{"kept until yesterday", "{decision: keep, until: 2026-11-22, reason: later}", 1},
		{"ignored", "{decision: ignore, reason: switched off}", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"crm/a.properties": connector}
			if tt.config != "" {
				files["unpw.yaml"] = "schema: unpw/config/v1\nintegrations:\n  crm: " + tt.config + "\n"
			}
			r := reportOf(t, projectWith(t, files), ReportOptions{})
			if len(r.Integrations) != 1 || r.Findings() != tt.counts {
				t.Errorf("%d listed, %d count", len(r.Integrations), r.Findings())
			}
		})
	}
}

// The outcome of a scan is that of the plan, also where unpw.yaml would make the
// plan itself fail.
func TestTheOutcomeOfAScanIsThatOfThePlan(t *testing.T) {
	p := projectWith(t, map[string]string{
		"crm/a.properties": connector,
		"unpw.yaml":        "schema: unpw/config/v1\ndefaults: {app: \"{owner}\"}\n",
	})
	r := reportOf(t, p, ReportOptions{})
	if got := r.Integrations[0].Outcome; got == nil || *got != "rewrite" {
		t.Errorf("outcome %v", got)
	}
}

func TestABaselineAcceptsOneFindingAnEntry(t *testing.T) {
	two := AcceptedFinding{"r", "f", "k"}
	b := &Baseline{Accepted: []AcceptedFinding{two, {"r", "g", "k"}, two}}
	for i, want := range []bool{true, true, false} {
		if got := b.takes(two); got != want {
			t.Errorf("taken %d times: %v", i, got)
		}
	}
	if !b.takes(AcceptedFinding{"r", "g", "k"}) || b.takes(AcceptedFinding{"r", "f", "other"}) {
		t.Error("the wrong one was taken")
	}
}

// However a folder is reached, an accepted finding is the same one.
func TestABaselineFitsEveryRoot(t *testing.T) {
	p := projectWith(t, map[string]string{"services/crm/a.properties": connector})
	scanned, err := p.Scan(context.Background(), ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.Baseline(scanned).JSON()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "accepted.json")
	writeTestFile(t, file, data)
	for _, path := range []string{".", "services", "services/crm", "services/crm/a.properties"} {
		if n := reportOf(t, p, ReportOptions{Baseline: file}, path).Findings(); n != 0 {
			t.Errorf("%s: %d findings", path, n)
		}
	}
	writeTestFile(t, file, []byte(`{"schema": "unpw/baseline/v2"}`))
	if _, err := ReadBaseline("accepted.json", file); fail.CodeOf(err) != fail.Usage {
		t.Errorf("another version: %v", err)
	}
}

func TestDeadlinesHaveSourcesAndMayBeOverruled(t *testing.T) {
	p := projectWith(t, nil)
	both := []string{"soap-login", "oauth-password", "unknown-password"}
	list, err := p.Deadlines(both)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	for _, d := range list {
		if len(d.Source) == 0 || d.Date == "" || d.What == "" {
			t.Errorf("%+v", d)
		}
	}
	p = projectWith(t, map[string]string{"unpw.yaml": "schema: unpw/config/v1\ndates: {soap-login: 2027-05-05}\n"})
	list, err = p.Deadlines([]string{"soap-login"})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	if d := list[0]; d.Date != "2027-05-05" || d.Precision != "day" || !slices.Equal(d.Source, []string{"unpw.yaml"}) || d.Unverified != "" {
		t.Errorf("%+v", d)
	}
}
