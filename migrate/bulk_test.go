package migrate

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"unpw/migrate/metadata"
	"unpw/migrate/plan"
)

// make bulk: a thousand apps through the same door as unpw app generate, files
// written and all. The time is said, not judged.
func TestBulk(t *testing.T) {
	if os.Getenv("UNPW_BULK") == "" {
		t.Skip("UNPW_BULK is not set (make bulk)")
	}
	dir := t.TempDir()
	p, err := Open(Env{Now: time.Now, Random: rand.Reader}, dir, "", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	runAs := "svc@acme.example"
	var apps []plan.App
	for i := range 1000 {
		name := fmt.Sprintf("App_%04d", i)
		apps = append(apps, plan.App{Name: name, Type: metadata.ExternalClientApp, Org: "default", Flow: metadata.ClientCredentials,
			ConsumerKey: fmt.Sprintf("%048x", i), Scopes: []string{"api"}, PermissionSet: name + "_Login", RunAs: &runAs})
	}
	start := time.Now()
	made, err := p.Generate(apps, GenerateOptions{Contact: "owner@acme.example"})
	if err != nil {
		t.Fatal(err)
	}
	generated := time.Since(start)
	if err := p.WriteFiles(filepath.Join(dir, "out"), made.Files); err != nil {
		t.Fatal(err)
	}
	t.Logf("1000 apps: %d files made in %s, written after %s", len(made.Files), generated.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	start = time.Now()
	if err := p.KeepFiles(made.Files); err != nil {
		t.Fatal(err)
	}
	t.Logf("into .unpw/metadata in %s", time.Since(start).Round(time.Millisecond))
}
