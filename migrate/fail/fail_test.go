package fail_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"unpw/migrate/fail"
)

func TestErrorIsOneLineWithoutItsHints(t *testing.T) {
	for want, err := range map[string]*fail.Error{
		"nothing to do":                         fail.New(fail.Usage, "nothing to do"),
		"plan: nothing to do":                   fail.New(fail.Usage, "nothing to do").In("plan"),
		"etl/.env: changed since the plan":      fail.At(fail.Changed, "etl/.env", 0, "changed since the %s", "plan"),
		"etl/.env:7: unknown key":               fail.At(fail.Usage, "etl/.env", 7, "unknown key"),
		"apply etl/.env:7: unknown key":         fail.At(fail.Usage, "etl/.env", 7, "unknown key").In("apply"),
		"apply etl/.env: it is gone":            fail.At(fail.Partial, "etl/.env", 0, "it is gone").In("apply").Hint("plan again"),
		"scan: the folder cannot be read: gone": fail.New(fail.Usage, "the folder cannot be read: gone").In("scan"),
	} {
		if got := err.Error(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestHintsAreKeptInOrder(t *testing.T) {
	err := fail.New(fail.Usage, "no").Hint("do %s", "this").Hint("or that")
	if got := strings.Join(err.Hints, "|"); got != "do this|or that" {
		t.Errorf("hints are %q", got)
	}
}

// An error is kept for errors.Is, but what it says is not printed: a parser's
// error holds the line it chokes on.
func TestACauseIsFoundAndNeverPrinted(t *testing.T) {
	cause := fmt.Errorf("line 3: SF_PASSWORD=example-password: %w", fs.ErrPermission)
	err := fail.At(fail.Usage, "x.env", 3, "not readable").Because(cause)
	if !errors.Is(err, fs.ErrPermission) {
		t.Error("the cause is not found")
	}
	for _, shown := range []string{err.Error(), fmt.Sprint(err), fmt.Sprintf("%v %s %q", err, err, err)} {
		if strings.Contains(shown, "example-password") {
			t.Errorf("shown: %s", shown)
		}
	}
}

func TestCodeOf(t *testing.T) {
	own := fail.New(fail.Locked, "locked")
	for _, c := range []struct {
		err  error
		want fail.Code
	}{
		{nil, fail.Done},
		{errors.New("unknown"), fail.Bug},
		{own, fail.Locked},
		{fmt.Errorf("apply: %w", own), fail.Locked},
		{errors.Join(errors.New("x"), own), fail.Locked},
		{fail.New(fail.Partial, "outer").Because(own), fail.Partial},
		{fs.ErrNotExist, fail.Bug},
	} {
		if got := fail.CodeOf(c.err); got != c.want {
			t.Errorf("%v: code %d, want %d", c.err, got, c.want)
		}
	}
}

func TestOfKeepsAnOwnErrorAndMakesOthersABug(t *testing.T) {
	own := fail.New(fail.Locked, "locked")
	if got := fail.Of(fmt.Errorf("apply: %w", own)); got != own {
		t.Errorf("got %v", got)
	}
	other := fail.Of(fs.ErrNotExist)
	if other.Code != fail.Bug || !errors.Is(other, fs.ErrNotExist) || other.Error() != fs.ErrNotExist.Error() {
		t.Errorf("got %v (code %d)", other, other.Code)
	}
}

func TestSharedGivesTheOneCodeOfSeveralFailures(t *testing.T) {
	for _, c := range []struct {
		failures []fail.Code
		done     bool
		want     fail.Code
	}{
		{nil, true, fail.Done},
		{nil, false, fail.Done},
		{[]fail.Code{fail.Refused}, false, fail.Refused},
		{[]fail.Code{fail.Refused, fail.Refused}, false, fail.Refused},
		{[]fail.Code{fail.Refused, fail.Unreachable}, false, fail.Partial},
		{[]fail.Code{fail.Refused}, true, fail.Partial},
		{[]fail.Code{fail.Changed, fail.Changed}, true, fail.Partial},
	} {
		if got := fail.Shared(c.failures, c.done); got != c.want {
			t.Errorf("%v, anything done %v: %d, want %d", c.failures, c.done, got, c.want)
		}
	}
}

func TestCodesAreThoseOfTheContract(t *testing.T) {
	var got []string
	for _, row := range fail.Codes() {
		if row.Meaning == "" {
			t.Errorf("code %d has no meaning", row.Code)
		}
		got = append(got, fmt.Sprint(int(row.Code)))
	}
	if s := strings.Join(got, " "); s != "0 1 2 3 4 5 6 7 8 130" {
		t.Errorf("codes are %s", s)
	}
}
