package scan_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"unpw/migrate/scan"
)

// shapes are estates of n integrations each.
var shapes = map[string]func(n int) map[string]string{
	"a program and its .env in every folder": integrations,
	"connectors in one file": func(n int) map[string]string {
		var b strings.Builder
		b.WriteString("[\n")
		for i := range n {
			fmt.Fprintf(&b, `{"name": "crm%d", "config": {"connector.class": "io.confluent.salesforce.SalesforceCdcSourceConnector",
 "salesforce.username": "etl%d@acme.example", "salesforce.password": "example-password",
 "salesforce.consumer.key": "old-client-id", "salesforce.consumer.secret": "old-client-secret"}},`+"\n", i, i)
		}
		return map[string]string{"all.json": b.String() + "{}]\n"}
	},
	"programs whose variables are defined nowhere": func(n int) map[string]string {
		files := integrations(n)
		for name := range files {
			if strings.HasSuffix(name, ".env") {
				delete(files, name)
			}
		}
		return files
	},
}

// Four times as many integrations take about four times as long and as much
// memory; what is quadratic takes sixteen times.
func TestScanIsLinearInTheNumberOfIntegrations(t *testing.T) {
	catalogue := builtin(t)
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			measure := func(n int) (best time.Duration, allocations uint64) {
				root := scan.Root{FS: scan.Memory(shape(n))}
				best = time.Hour
				for range 3 {
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					start, _ := processor()
					result, err := scan.Scan(context.Background(), root, scan.Options{Recipes: catalogue})
					if err != nil {
						t.Fatal(err)
					}
					end, _ := processor()
					best = min(best, end-start)
					runtime.ReadMemStats(&after)
					allocations = after.TotalAlloc - before.TotalAlloc
					if len(result.Integrations) != n {
						t.Fatalf("found %d of %d", len(result.Integrations), n)
					}
				}
				return best, allocations
			}
			few, fewBytes := measure(250)
			many, manyBytes := measure(1000)
			t.Logf("250: %v, %d KB; 1000: %v, %d KB", few, fewBytes>>10, many, manyBytes>>10)
			if many > 10*few+100*time.Millisecond {
				t.Errorf("250 integrations take %v, 1000 take %v", few, many)
			}
			if manyBytes > 6*fewBytes {
				t.Errorf("250 integrations allocate %d KB, 1000 %d KB", fewBytes>>10, manyBytes>>10)
			}
		})
	}
}

// A large file takes no more memory than a small one, unless something is found
// in it.
func TestALargeFileTakesLittleMemory(t *testing.T) {
	line := "alpha_beta_1: 12345  # gamma setting\n"
	large := strings.Repeat(line, (15<<20)/len(line))
	root := scan.Root{FS: scan.Memory(map[string]string{"a.yml": large, "b.yml": large, "c.yml": large, "d.yml": large})}
	catalogue := builtin(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	result, err := scan.Scan(context.Background(), root, scan.Options{Recipes: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
		t.Errorf("%d MB were allocated for files without a login", got>>20)
	}
	if result.Bytes != int64(4*len(large)) {
		t.Errorf("%d bytes were read of %d", result.Bytes, 4*len(large))
	}
}

// TestScanOfManyIntegrations prints how long 10,000 integrations take; see
// TestScanSpeed.
func TestScanOfManyIntegrations(t *testing.T) {
	if os.Getenv("UNPW_SPEED") != "1" {
		t.Skip("set UNPW_SPEED=1 to measure")
	}
	for _, n := range []int{1000, 4000, 10_000} {
		root := scan.Root{FS: scan.Memory(integrations(n))}
		start := time.Now()
		if _, err := scan.Scan(context.Background(), root, scan.Options{Recipes: builtin(t)}); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d integrations in %.2f s", n, time.Since(start).Seconds())
	}
}
