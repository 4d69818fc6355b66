package check

import (
	"context"
	"time"

	"unpw/migrate/oauth"
)

// Watch is Run, repeated while the org's answer means "not there yet": a new
// app, certificate or assignment takes minutes to arrive. It waits 30, 60,
// 120, 120… s, as long as the waits add up to no more than limit, and spends
// one login attempt a round. waiting, if not nil, hears of each wait before it
// begins. Attempts counts all rounds.
func Watch(ctx context.Context, env Env, target Target, limit time.Duration, waiting func(Result, time.Duration)) Result {
	sleep := env.Sleep
	if sleep == nil {
		sleep = oauth.Timer
	}
	result := Run(ctx, env, target)
	for waited, pause := time.Duration(0), 30*time.Second; result.NotYet && waited+pause <= limit; pause = min(2*pause, 2*time.Minute) {
		if waiting != nil {
			waiting(result, pause)
		}
		if sleep(ctx, pause) != nil {
			return result
		}
		waited += pause
		if result.Audience != "" {
			target.Login.Audience = result.Audience // the one that worked out
		}
		attempts := result.Attempts
		result = runWith(ctx, env, target, oauth.NewBudget(1))
		result.Attempts += attempts
	}
	return result
}
