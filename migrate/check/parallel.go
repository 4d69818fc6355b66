package check

import (
	"context"
	"sync"
)

// Parallel checks many targets, at most total at a time and at most perOrg of
// one org, and gives the results in the order of the targets. one is Run or
// Watch with its arguments; after an interrupt it is still called, and answers
// at once.
func Parallel(ctx context.Context, targets []Target, total, perOrg int, one func(context.Context, Target) Result) []Result {
	all := make(chan struct{}, max(1, total))
	orgs := map[string]chan struct{}{}
	for _, t := range targets {
		if orgs[orgOf(t)] == nil {
			orgs[orgOf(t)] = make(chan struct{}, max(1, perOrg))
		}
	}
	results := make([]Result, len(targets))
	var group sync.WaitGroup
	for i, t := range targets {
		group.Go(func() {
			// The org's place first: who waits for it holds up no other org.
			org := orgs[orgOf(t)]
			org <- struct{}{}
			defer func() { <-org }()
			all <- struct{}{}
			defer func() { <-all }()
			results[i] = one(ctx, t)
		})
	}
	group.Wait()
	return results
}

// orgOf is the org that a target counts against.
func orgOf(t Target) string {
	if t.Org != "" {
		return t.Org
	}
	return t.Login.Host
}
