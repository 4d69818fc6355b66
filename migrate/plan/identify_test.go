package plan

import (
	"strings"
	"testing"

	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

func TestIdentify(t *testing.T) {
	tests := []struct {
		name   string
		config string
		roots  []string // files of passwords, FILE#KEY, of each root
		want   string
	}{
		{"by folder", "", []string{"etl/.env#P web/app.env#P"}, "etl web"},
		{"in the root by file", "", []string{".env#P crm.env#P"}, "env crm"},
		{"the second one in a folder", "", []string{"etl/a#P etl/a#Q etl/b#P"}, "etl etl-2 etl-3"},
		{"beside a folder that is called so", "", []string{"a/x#P a/y#P a-2/x#P"}, "a a-2 a-2-2"},
		{"over roots", "", []string{"etl/a#P etl/b#P", "etl/a#P"}, "etl etl-2 etl-3"},
		{"as unpw.yaml says", "integrations: {billing: {at: etl/a#P}}", []string{"etl/a#P etl/b#P"}, "billing etl"},
		{"a name of unpw.yaml is taken for others", "integrations: {web: {at: etl/a#P}}", []string{"etl/a#P web/a#P"}, "web web-2"},
		{"an anchor stands for one place", "integrations: {billing: {at: a#P}}", []string{"a#P", "a#P"}, "billing a"},
		{"an anchor at another key", "integrations: {billing: {at: etl/a#Q}}", []string{"etl/a#P"}, "etl"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			config, err := workspace.Load("unpw.yaml", []byte("schema: unpw/config/v1\n"+tt.config+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			var roots []Root
			var all []*scan.Integration
			for _, files := range tt.roots {
				result := &scan.Result{}
				for _, place := range strings.Fields(files) {
					file, key, _ := strings.Cut(place, "#")
					result.Integrations = append(result.Integrations, &scan.Integration{File: file, Key: key})
				}
				roots = append(roots, Root{Result: result})
				all = append(all, result.Integrations...)
			}
			for range 2 { // a second call gives the same ids
				Identify(config, roots)
				var got []string
				for _, in := range all {
					got = append(got, in.ID)
				}
				if strings.Join(got, " ") != tt.want {
					t.Errorf("got %v, want %s", got, tt.want)
				}
			}
		})
	}
}
