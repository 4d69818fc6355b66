package migrate

import (
	"context"
	"crypto/rand"
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
