package apply

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"

	"unpw/migrate/fail"
)

// The login from the written files fails: they are restored, the other
// integration is written on the files as they were.
func TestFailedVerifyRestores(t *testing.T) {
	m := estate()
	list := two("/w")
	seen := ""
	list[0].Verify = func(context.Context) error {
		data, err := m.Read("/w/a.env")
		seen = string(data)
		return errors.Join(fail.New(fail.Refused, "user hasn't approved this consumer"), err)
	}
	list[0].Proof = func() any { return "refused" }
	r, err := Begin(m, runs, options())
	if err != nil {
		t.Fatal(err)
	}
	first, second := r.Apply(context.Background(), list[0]), r.Apply(context.Background(), list[1])
	if first.Result != Failed || fail.CodeOf(first.Err) != fail.Refused || first.Proof != "refused" {
		t.Errorf("got %+v", first)
	}
	if !strings.Contains(seen, "K=alpha") {
		t.Errorf("verify saw %q", seen)
	}
	if second.Result != Rewritten {
		t.Errorf("got %+v", second)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if is := whole(t, m); is["alpha"] || !is["beta"] {
		t.Errorf("%v are new", is)
	}
	clean(t, m)
}

// The power is cut, or the caller interrupted, during the login: not proven is
// not written.
func TestCutDuringVerify(t *testing.T) {
	for _, f := range cuts {
		m := estate()
		list := two("/w")
		list[0].Verify = func(context.Context) error {
			m.fault = from(0, errPower)
			return nil
		}
		r, err := Begin(m, runs, options())
		if err != nil {
			t.Fatal(err)
		}
		r.Apply(context.Background(), list[0])
		left := m.reboot(f, rand.New(rand.NewPCG(1, 2)))
		if open, err := Unfinished(left, runs); err != nil || len(open) != 1 || open[0] != r.Name {
			t.Fatalf("unfinished: %v, %v", open, err)
		}
		if _, err := Begin(left, runs, options()); fail.CodeOf(err) != fail.Locked {
			t.Fatalf("a second run began: %v", err)
		}
		if _, err := Undo(context.Background(), left, runs, "", UndoOptions{Options: options()}); fail.CodeOf(err) != fail.Locked {
			t.Fatalf("undo began: %v", err)
		}
		reports, err := Recover(left, runs, options())
		if err != nil || len(reports) != 1 || reports[0].Integrations[0].Result != Failed {
			t.Fatalf("got %+v, %v", reports, err)
		}
		if is := whole(t, left); is["alpha"] {
			t.Error("what was not verified stayed")
		}
	}
}

func TestInterrupted(t *testing.T) {
	for name, when := range map[string]string{"before the first rename": "create", "during the login": "verify"} {
		t.Run(name, func(t *testing.T) {
			m := estate()
			ctx, cancel := context.WithCancel(context.Background())
			in := two("/w")[0]
			if when == "verify" {
				in.Verify = func(ctx context.Context) error { cancel(); return ctx.Err() }
			}
			r, err := Begin(m, runs, options())
			if err != nil {
				t.Fatal(err)
			}
			m.fault = func(_ int, op string) error {
				if op == when {
					cancel()
				}
				return nil
			}
			result := r.Apply(ctx, in)
			if result.Result != Failed || fail.CodeOf(result.Err) != fail.Interrupted {
				t.Errorf("got %+v", result)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			whole(t, m)
			clean(t, m)
		})
	}
}

// The commit mark is written, but its sync fails: it may be on the disk. The
// files are restored at once, and no later reader takes the mark for good, even
// where the journal takes nothing for a while.
func TestUncertainCommitMark(t *testing.T) {
	m := estate()
	in := two("/w")[0]
	r, err := Begin(m, runs, options())
	if err != nil {
		t.Fatal(err)
	}
	journal := r.dir + "/journal.jsonl"
	in.Verify = func(context.Context) error {
		m.fault = func(int, string) error {
			op := last(m)
			wrote := strings.Contains(string(m.dirs[r.dir].now["journal.jsonl"].data), `"committed"`)
			if op == "sync "+journal || op == "write "+journal && wrote {
				return syscall.EIO
			}
			return nil
		}
		return nil
	}
	result := r.Apply(context.Background(), in)
	if result.Result != Failed || fail.CodeOf(result.Err) != fail.Partial {
		t.Fatalf("got %+v", result)
	}
	if is := whole(t, m); is["alpha"] {
		t.Error("it is new")
	}
	if err := r.Close(); err != nil { // the journal takes lines again
		t.Fatal(err)
	}
	report, err := Undo(context.Background(), m, runs, r.Name, UndoOptions{Options: options()})
	if err != nil || len(report.Integrations) != 1 || report.Integrations[0].Why != "the run did not change it" {
		t.Errorf("undo: %+v, %v", report, err)
	}
}

// A file that cannot be restored stops the run: nothing more is written, and it
// stays unfinished until Recover has restored it.
func TestStuckRestoration(t *testing.T) {
	m := estate()
	list := two("/w")
	list[0].Verify = func(context.Context) error {
		m.fault = func(int, string) error {
			if last(m) == "read /w/a.env" {
				return syscall.EIO
			}
			return nil
		}
		return errors.New("the login was refused")
	}
	r, err := Begin(m, runs, options())
	if err != nil {
		t.Fatal(err)
	}
	first := r.Apply(context.Background(), list[0])
	if !strings.Contains(first.Why, "not every file could be restored") {
		t.Errorf("got %+v", first)
	}
	m.fault = nil
	if second := r.Apply(context.Background(), list[1]); second.Result != Failed {
		t.Errorf("got %+v", second)
	}
	if err := r.Close(); fail.CodeOf(err) != fail.Partial {
		t.Errorf("close: %v", err)
	}
	m.recover(t)
	if is := whole(t, m); is["alpha"] || is["beta"] {
		t.Errorf("%v are new", is)
	}
	clean(t, m)
}

// Somebody edits a file while it is being replaced, or after a crash: their
// bytes are kept, and the error says where ours before are.
func TestChangedMeanwhileIsKept(t *testing.T) {
	const theirs = "U=etl\nTHEIRS=1\n"
	m := estate()
	in := two("/w")[0]
	in.Verify = func(context.Context) error {
		m.put("/w/a.env", theirs)
		return errors.New("the login was refused")
	}
	r, err := Begin(m, runs, options())
	if err != nil {
		t.Fatal(err)
	}
	result := r.Apply(context.Background(), in)
	if hints := strings.Join(fail.Of(result.Err).Hints, "\n"); !strings.Contains(hints, "backup/0001") {
		t.Errorf("hints: %q", hints)
	}
	if got := m.read(t, "/w/a.env"); got != theirs {
		t.Errorf("a.env holds %q", got)
	}
	if got := m.read(t, "/w/sub/b.yml"); got != bOld {
		t.Errorf("b.yml holds %q", got)
	}

	m = estate()
	in.Verify = func(context.Context) error { m.fault = from(0, errPower); return nil }
	if r, err = Begin(m, runs, options()); err != nil {
		t.Fatal(err)
	}
	r.Apply(context.Background(), in)
	left := m.reboot(synced, nil)
	left.put("/w/a.env", theirs)
	reports, err := Recover(left, runs, options())
	if err != nil || fail.CodeOf(reports[0].Integrations[0].Err) != fail.Changed {
		t.Fatalf("got %+v, %v", reports, err)
	}
	if a, b := left.read(t, "/w/a.env"), left.read(t, "/w/sub/b.yml"); a != theirs || b != bOld {
		t.Errorf("a.env holds %q, b.yml %q", a, b)
	}
	clean(t, left)
}

func (m *memFS) read(t *testing.T, path string) string {
	t.Helper()
	data, err := m.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
