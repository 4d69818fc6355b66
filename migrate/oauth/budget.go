package oauth

import (
	"errors"
	"sync"

	"unpw/migrate/fail"
)

// ErrBudget is in the error of a login that was not sent because the budget is
// spent.
var ErrBudget = errors.New("no login attempt left")

// Budget bounds how many login requests may reach an org: each is an attempt
// that counts against the user (contract, section 8: two an integration and
// command). A nil Budget has no bound. It is safe for use by several
// goroutines.
type Budget struct {
	mu   sync.Mutex
	max  int
	used int
}

// NewBudget allows n requests.
func NewBudget(n int) *Budget { return &Budget{max: n} }

// Used tells how many requests may have reached the org: a connection that
// failed before the request was written does not count.
func (b *Budget) Used() int {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// Left tells how many requests are still allowed. It is not for a nil Budget.
func (b *Budget) Left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.max - b.used
}

func (b *Budget) left() bool { return b == nil || b.Left() > 0 }

func (b *Budget) spend() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used >= b.max {
		return fail.New(fail.Partial, "not tried: %d login attempts were made already", b.used).Because(ErrBudget)
	}
	b.used++
	return nil
}

func (b *Budget) refund() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used--
}
