package metadata

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func many(n int) []App {
	apps := make([]App, n)
	for i := range apps {
		apps[i] = jwtApp()
		apps[i].Name = fmt.Sprintf("App_%04d", i)
		apps[i].PermissionSet = apps[i].Name + "_Login"
	}
	return apps
}

// Limits of a few files stand in for the platform's.
func TestPartsKeepTheLimits(t *testing.T) {
	shared := many(4)
	for i := range shared {
		shared[i].PermissionSet = "Shared_Login"
	}
	for _, tt := range []struct {
		name  string
		apps  []App
		limit func(f *facts)
		want  []int // apps in each part
	}{
		{"all fit", many(3), func(f *facts) { f.Limits.Files = 19 }, []int{3}},
		{"one file too many", many(3), func(f *facts) { f.Limits.Files = 18 }, []int{2, 1}},
		{"a set that is shared counts once a part", shared, func(f *facts) { f.Limits.Files = 12 }, []int{2, 2}},
		{"bytes", many(3), func(f *facts) { f.Limits.Bytes = 10_000 }, []int{1, 1, 1}},
		{"an app is never divided", many(2), func(f *facts) { f.Limits.Files = 2 }, []int{1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, err := newWriter(Options{})
			if err != nil {
				t.Fatal(err)
			}
			tt.limit(&w.facts)
			apps, err := w.check(tt.apps)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := w.parts(apps)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, p := range parts {
				got = append(got, len(p.Apps))
				alone, err := Project(p.Apps, Options{Layout: MDAPI})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(alone, p.Files); diff != "" {
					t.Errorf("a part is not what its apps alone are:\n%s", diff)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// More than ten thousand files: each layout says how they are deployed.
func TestMoreThanOneDeploy(t *testing.T) {
	if testing.Short() {
		t.Skip("writes ten thousand files to memory")
	}
	apps := many(1700) // six files each
	for layout, want := range map[string][]string{
		Source: {"manifest/package-1.xml", "manifest/package-2.xml", "manifest/package.xml"},
		MDAPI:  {"part-1/package.xml", "part-2/package.xml"},
		Zipped: {"deploy-1.zip", "deploy-2.zip", "lockdown-undo.zip", "lockdown.zip", "rollback.zip"},
	} {
		files, err := Project(apps, Options{Layout: layout})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range files {
			if strings.HasSuffix(f.Path, ".zip") || strings.Contains(f.Path, "package") && !strings.HasPrefix(f.Path, "lockdown") && !strings.HasPrefix(f.Path, "rollback") {
				got = append(got, f.Path)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", layout, diff)
		}
		if n := Deploys(files); n != 2 {
			t.Errorf("%s: %d deploys", layout, n)
		}
		steps, err := DeploySteps(Options{Layout: layout}, 2)
		if err != nil || len(steps) != 2 || !slices.ContainsFunc(steps, func(s Step) bool {
			return strings.Contains(s.Command, strings.TrimSuffix(want[1], "/package.xml"))
		}) {
			t.Errorf("%s: %+v %v", layout, steps, err)
		}
	}
	if parts, err := Parts(apps, Options{}); err != nil || len(parts) != 2 {
		t.Errorf("%d parts for what needs two: %v", len(parts), err)
	}
}

// make bulk: a thousand apps, without the keys. The time is said, not judged: a
// busy machine is no fault of the code.
func TestBulk(t *testing.T) {
	if os.Getenv("UNPW_BULK") == "" {
		t.Skip("UNPW_BULK is not set (make bulk)")
	}
	apps := many(1000)
	for _, layout := range []string{Source, MDAPI, Zipped} {
		start := time.Now()
		files, err := Project(apps, Options{Layout: layout})
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, f := range files {
			size += len(f.Data)
		}
		t.Logf("%s: 1000 apps, %d files, %d KB in %s", layout, len(files), size>>10, time.Since(start).Round(time.Millisecond))
	}
}
