package migrate

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestRehearsalOfTheEstate(t *testing.T) {
	env := Env{Now: time.Now, Random: rand.Reader, Version: "test"}
	start := time.Now()
	out, err := Rehearse(context.Background(), env, "", nil, RehearseOptions{Step: func(s string) { t.Log(time.Since(start).Round(time.Millisecond), s) }})
	if out != nil {
		for _, in := range out.Integrations {
			t.Logf("%-12s %-28s %-10s migrated=%v why=%q %+v", in.ID, in.Recipe, in.Outcome, in.Migrated, in.Why, in.Proof)
		}
		t.Log(out.Audit)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Names that no file of the tree defines are given in memory, the key's path too,
// and the outcome says so. Two programs on the same names are one integration.
func TestRehearsalGivesWhatTheTreeDoesNotHold(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one.py", "two.py"} {
		const program = "import os\nfrom simple_salesforce import Salesforce\nsf = Salesforce(username=os.environ[\"SF_USERNAME\"], password=os.environ[\"SF_PASSWORD\"], security_token=os.environ[\"SF_TOKEN\"])\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(program), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := Rehearse(context.Background(), Env{Now: time.Now, Random: rand.Reader, Version: "test"}, "", nil, RehearseOptions{Dir: dir})
	if err != nil || len(out.Integrations) != 1 {
		t.Fatalf("%d integrations, %v", len(out.Integrations), err)
	}
	in := out.Integrations[0]
	if !in.Migrated || in.Proof.NewLogin != Accepted || !slices.Contains(in.Proof.Supplied, "private-key-file") {
		t.Errorf("migrated %v, %q, %+v", in.Migrated, in.Why, in.Proof)
	}
	if !slices.Equal(in.Files, []string{"one.py", "two.py"}) {
		t.Errorf("files %q", in.Files)
	}
}
