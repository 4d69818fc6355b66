package scan_test

import (
	"context"
	"testing"
	"time"
	"unpw/migrate/scan"
)

func TestRate(t *testing.T) {
	c := builtin(t)
	for range 3 {
		start := time.Now()
		r, err := scan.Scan(context.Background(), scan.Dir("/tmp/speed/c50h"), scan.Options{Recipes: c})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(start), len(r.Integrations), len(r.Tree.Documents()), len(r.Skipped))
		m := map[string]int{}
		for _, i := range r.Integrations {
			m[i.Match.Recipe.ID+" "+i.State]++
		}
		t.Log(m)
	}
}
