package prompt

import (
	"errors"
	"time"

	"unpw/migrate/fail"
)

var (
	// ErrCancelled: the person or a signal ended the questions.
	ErrCancelled = errors.New("cancelled")
	// ErrNoInput: nobody is there to answer.
	ErrNoInput = errors.New("no input")
)

func cancelled() error { return fail.New(fail.Interrupted, "interrupted").Because(ErrCancelled) }

// noInput says that q is open, why nobody was asked, and what answers it.
func noInput(q Question, why string) error {
	e := fail.New(fail.Usage, "question %s cannot be asked: %s", q.ID, why).Because(ErrNoInput)
	if q.Flag != "" {
		e = e.Hint("pass %s", q.Flag)
	}
	return e.Hint("answer %s in an answers file and pass --answers FILE", q.ID)
}

func silence(limit time.Duration) string { return "no answer within " + limit.String() }
