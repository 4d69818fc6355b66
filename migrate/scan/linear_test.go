package scan_test

import (
	"context"
	"testing"
	"time"

	"unpw/migrate/scan"
)

func scanTime(t *testing.T, n int) time.Duration {
	t.Helper()
	files := scan.Memory(integrations(n))
	catalogue := builtin(t)
	start := time.Now()
	result, err := scan.Scan(context.Background(), scan.Root{FS: files}, scan.Options{Recipes: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if len(result.Integrations) != n {
		t.Fatalf("found %d of %d integrations", len(result.Integrations), n)
	}
	return took
}

func TestX(t *testing.T) {
	for _, n := range []int{1000, 4000, 10000} {
		t.Log(n, scanTime(t, n))
	}
}
