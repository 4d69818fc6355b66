package scan_test

import (
	"context"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"

	"unpw/migrate/scan"
)

// TestScanSpeed scans 50,000 files without a login, most of which is what a scan
// of a company's trees consists of, and prints how long it took. It is asked for
// with UNPW_SPEED=1: a figure taken on a busy machine is no reason to fail.
func TestScanSpeed(t *testing.T) {
	if os.Getenv("UNPW_SPEED") != "1" {
		t.Skip("set UNPW_SPEED=1 to measure")
	}
	dir := os.Getenv("UNPW_SPEED_DIR")
	if dir == "" {
		dir = t.TempDir()
		newEstate().write(t, dir, 50_000)
	}
	catalogue := builtin(t)
	if file := os.Getenv("UNPW_SPEED_PROFILE"); file != "" {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if err := pprof.StartCPUProfile(f); err != nil {
			t.Fatal(err)
		}
		defer pprof.StopCPUProfile()
	}
	best := time.Hour
	for range 5 {
		before, _ := processor()
		start := time.Now()
		result, err := scan.Scan(context.Background(), scan.Dir(dir), scan.Options{Recipes: catalogue})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		after, resident := processor()
		best = min(best, took)
		t.Logf("%d files, %d MB in %.2f s; %.2f s of processor time; %d MB resident at most", result.Files, result.Bytes>>20,
			took.Seconds(), (after - before).Seconds(), resident)
		if len(result.Integrations) > 0 {
			t.Fatalf("found %d integrations in files without any", len(result.Integrations))
		}
	}
	if limit := time.Second; best > limit {
		t.Errorf("the best of five took %s on %d cores, more than %s", best, runtime.NumCPU(), limit)
	}
}
