package plan

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"unpw/migrate/scan"
	"unpw/migrate/workspace"
	"unpw/templates"
)

// estatePlan scans and plans the embedded sample estate.
func estatePlan(t testing.TB) (*Plan, *scan.Result) {
	t.Helper()
	tree, err := fs.Sub(templates.Estate, "estate")
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(tree, "unpw.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config, err := workspace.Load("unpw.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	result, err := scan.Scan(context.Background(), scan.Root{FS: tree}, scan.Options{Recipes: builtin(t)})
	if err != nil {
		t.Fatal(err)
	}
	p := makePlan(t, config, result)
	return p, result
}

func makePlan(t testing.TB, config *workspace.Config, result *scan.Result) *Plan {
	t.Helper()
	flows, err := LoadFlows(templates.Flows)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w, err := workspace.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.ID()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Make(Input{Roots: []Root{{Name: ".", Result: result}}, Config: config, ID: id, Flows: flows, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The committed table says what a scan and a plan of the estate find, row by row.
func TestEstateIsPlannedAsTheTableSays(t *testing.T) {
	p, _ := estatePlan(t)
	left := map[string]Integration{}
	for _, in := range p.Integrations {
		left[in.ID] = in
	}
	lines := strings.Split(strings.TrimSpace(templates.EstateTable), "\n")
	columns := strings.Split(lines[0], "\t")
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		row := map[string]string{}
		for i, c := range columns {
			row[c] = cells[i]
		}
		if row["id"] == "-" {
			for _, in := range p.Integrations {
				for _, e := range in.Edits {
					if strings.HasPrefix(e.File, row["folder"]+"/") {
						t.Errorf("%s: %s is edited", row["folder"], e.File)
					}
				}
			}
			continue
		}
		in, ok := left[row["id"]]
		if !ok {
			t.Errorf("%s: not found", row["id"])
			continue
		}
		delete(left, row["id"])
		got := map[string]string{"recipe": in.Recipe, "login": in.Login, "outcome": in.Outcome, "state": in.State, "flow": in.Flow,
			"username": orDash(in.Username), "host": orDash(in.Host), "files": strings.Join(changed(in), ",")}
		if got["files"] == "" {
			got["files"] = "-"
		}
		for column, value := range got {
			if value != row[column] {
				t.Errorf("%s: %s is %q, the table says %q", row["id"], column, value, row[column])
			}
		}
		if row["files"] != "-" && row["outcome"] != "assisted" && !in.Applicable() {
			t.Errorf("%s: not applicable: %+v", row["id"], in.Blocked)
		}
	}
	for id := range left {
		t.Errorf("%s: found, but not in the table", id)
	}
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func changed(in Integration) []string {
	files := in.FilesOf()
	slices.Sort(files)
	return files
}
