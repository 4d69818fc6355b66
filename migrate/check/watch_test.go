package check_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unpw/migrate/check"
	"unpw/migrate/fail"
)

func TestWatch(t *testing.T) {
	const s, m = time.Second, time.Minute
	notYet, no, yes := refused("app_not_found", "x"), refused("invalid_client", "invalid client credentials"), tokenFor(newToken)
	assertion := refused("invalid_grant", "invalid assertion")
	for _, row := range []struct {
		name     string
		answers  []string
		limit    time.Duration
		rotated  bool
		slept    []time.Duration
		attempts int
		ok       bool
	}{
		{"there at once", []string{yes}, 30 * m, false, nil, 1, true},
		{"there in the end", []string{notYet, notYet, notYet, notYet, notYet, yes}, 30 * m, false, []time.Duration{30 * s, m, 2 * m, 2 * m, 2 * m}, 6, true},
		{"never there", []string{notYet}, 4 * m, false, []time.Duration{30 * s, m, 2 * m}, 4, false},
		{"refused otherwise", []string{no}, 30 * m, false, nil, 1, false},
		{"refused otherwise later", []string{notYet, no, yes}, 30 * m, false, []time.Duration{30 * s}, 2, false},
		{"another audience would cost a second attempt", []string{notYet, refused("invalid_grant", "audience is invalid"), yes}, 30 * m, false, []time.Duration{30 * s}, 2, false},
		{"bad assertion", []string{assertion, yes}, 30 * m, false, nil, 1, false},
		{"bad assertion after a new certificate", []string{assertion, yes}, 30 * m, true, []time.Duration{30 * s}, 2, true},
		{"no time", []string{notYet, yes}, 29 * s, false, nil, 1, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newFake(t)
			f.tokens = row.answers
			target := jwtTarget()
			target.CertificateChanged = row.rotated
			var heard []time.Duration
			r := check.Watch(t.Context(), f.env(), target, row.limit, func(_ check.Result, d time.Duration) { heard = append(heard, d) })
			if token := named(t, r, "token"); !r.OK && strings.HasPrefix(token.Seen, "not tried") {
				t.Errorf("the org's answer is lost: %+v", token)
			}
			if !slices.Equal(f.slept, row.slept) || !slices.Equal(heard, row.slept) || r.Attempts != row.attempts || len(f.logins) != row.attempts || r.OK != row.ok {
				t.Errorf("slept %v, heard %v, attempts %d, logins %d, ok %v", f.slept, heard, r.Attempts, len(f.logins), r.OK)
			}
		})
	}
}

// After the first round a round costs one attempt, and keeps the audience that
// got furthest.
func TestWatchKeepsAudience(t *testing.T) {
	f := newFake(t)
	f.tokens = []string{refused("invalid_grant", "audience is invalid"), refused("app_not_found", "x"), tokenFor(newToken)}
	r := check.Watch(t.Context(), f.env(), jwtTarget(), time.Hour, nil)
	if !r.OK || r.Attempts != 3 || audienceOf(t, f.logins[2]) != "https://login.salesforce.com" {
		t.Errorf("ok %v, attempts %d, audience %s", r.OK, r.Attempts, r.Audience)
	}
}

func TestWatchInterrupted(t *testing.T) {
	f := newFake(t)
	f.tokens = []string{refused("app_not_found", "x")}
	ctx, cancel := context.WithCancel(t.Context())
	r := check.Watch(ctx, f.env(), jwtTarget(), time.Hour, func(check.Result, time.Duration) { cancel() })
	if r.Attempts != 1 || r.Code != fail.Refused {
		t.Errorf("attempts %d, code %d", r.Attempts, r.Code)
	}
}

func TestParallel(t *testing.T) {
	for _, orgs := range []string{"abaabcacab", "aaaaaa"} {
		parallel(t, strings.Split(orgs, ""))
	}
}

// parallel checks targets of these orgs, at most four at a time and two an org.
func parallel(t *testing.T, orgs []string) {
	t.Helper()
	var targets []check.Target
	for _, name := range orgs {
		targets = append(targets, check.Target{ID: string(rune('0' + len(targets))), Org: name})
	}
	var mu sync.Mutex
	running, most, together := map[string]int{}, map[string]int{}, 0
	results := check.Parallel(t.Context(), targets, 4, 2, func(_ context.Context, target check.Target) check.Result {
		count := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			running[target.Org] += by
			most[target.Org] = max(most[target.Org], running[target.Org])
			together = max(together, running["a"]+running["b"]+running["c"])
		}
		count(1)
		time.Sleep(5 * time.Millisecond)
		count(-1)
		return check.Result{ID: target.ID}
	})
	for i, r := range results {
		if r.ID != targets[i].ID {
			t.Errorf("result %d is of target %s", i, r.ID)
		}
	}
	if most["a"] > 2 || most["b"] > 2 || most["c"] > 2 || together > 4 || together < 2 {
		t.Errorf("at a time: %v, together %d", most, together)
	}
}
